"""The form of a fact sheet, made from the vocabulary: each fact with its source, exhibit, confidence and note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from fener.analysis.law import FactTerm, StatedFacts, read_facts, vocabulary
from fener.analysis.law.vocabulary import FactKind
from fener.terms.errors import FenerError

GATE_KEYS = ("actor.is_object_of_smuggling", "actor.acts_for_others", "actor.coerced")
DETAILS = ("source", "exhibit", "confidence", "note")
# Where and when come first: they say which law is measured.
_ORDER = ("time", "geo", "act", "mens", "benefit", "migrants", "group", "office", "digital", "victim", "actor")
_OPEN_GROUPS = frozenset({"time", "geo", "act", "mens", "benefit"})
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Given:
    """What was entered for one fact: values as text, and its details."""

    values: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_stated(self) -> bool:
        """Whether there is a value."""
        return bool(self.values)


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact as the page asks for it."""

    term: FactTerm
    given: Given
    error: str = ""

    @property
    def id(self) -> str:
        """``fact-actor-role``."""
        return "fact-" + self.term.key.replace(".", "-")

    @property
    def value(self) -> str:
        """The single value, or nothing."""
        return self.given.values[0] if self.given.values else ""

    @property
    def yes_no(self) -> tuple[tuple[str, str], ...]:
        """The three answers; nothing is taken for no."""
        return (("yes", "Yes"), ("no", "No"), ("", "Not known"))

    @property
    def others(self) -> str:
        """Codes beside those listed (other states)."""
        return " ".join(code for code in self.given.values if code not in self.term.codes)

    @property
    def details(self) -> list[tuple[str, str]]:
        """Name and words of each detail."""
        return [(name, self.given.details.get(name, "")) for name in DETAILS]

    @property
    def details_words(self) -> str:
        """``Source: page 3; Exhibit: 7``, what is given of it."""
        return "; ".join(f"{name.capitalize()}: {said}" for name, said in self.details if said)

    @property
    def has_details(self) -> bool:
        """Whether any detail is given."""
        return any(self.given.details.values())


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts under one heading."""

    key: str
    title: str
    fields: tuple[FactField, ...]
    is_open: bool

    @property
    def stated(self) -> int:
        """How many of them have a value."""
        return sum(field.given.is_stated for field in self.fields)


class FactForm:
    """What was entered, read against the vocabulary. Wrong values stand at their field and leave that fact unknown."""

    def __init__(self, given: Mapping[str, Given]) -> None:
        self.given = dict(given)
        self.errors: dict[str, str] = {}
        self.sheet = self._read()

    @classmethod
    def posted(cls, post: QueryDict) -> FactForm:
        """From a form that was sent."""
        return cls({key: _posted(post, term) for key, term in vocabulary().terms.items()})

    @classmethod
    def stored(cls, facts: Mapping[str, Any]) -> FactForm:
        """From the facts of a version; values may be plain or with details."""
        return cls({key: _stored(value) for key, value in facts.items()})

    @property
    def is_valid(self) -> bool:
        """Whether every value could be read."""
        return not self.errors

    @property
    def facts(self) -> dict[str, dict[str, Any]]:
        """What is stated, ready to be saved: key → value and details. A fact that is not known but has a note is kept."""
        return {
            key: {"value": self._value(key, given), **{name: said for name, said in given.details.items() if said}}
            for key, given in self.given.items()
            if given.is_stated or any(given.details.values())
        }

    def _value(self, key: str, given: Given) -> Any:
        term = vocabulary().terms.get(key)
        several = term is not None and term.kind is FactKind.CODES
        return list(given.values) if several and given.values else next(iter(given.values), None)

    def _read(self) -> StatedFacts:
        """All facts that can be read; a wrong one becomes an error at its field."""
        fit: dict[str, Any] = {}
        for key, fact in self.facts.items():
            try:
                read_facts({key: fact})
            except FenerError as refusal:
                self.errors[key] = f"{refusal.message}. {refusal.remedy}"
            else:
                fit[key] = fact
        return read_facts(fit)

    @property
    def gate(self) -> list[FactField]:
        """Who this is about: asked before anything else."""
        return [self._field(vocabulary().terms[key]) for key in GATE_KEYS]

    @property
    def groups(self) -> list[FactGroup]:
        """All other facts, by group."""
        known = vocabulary()
        order = [*_ORDER, *(key for key in known.groups if key not in _ORDER)]
        return [each for each in (self._group(key, known.groups[key]) for key in order) if each.fields]

    def _group(self, key: str, title: str) -> FactGroup:
        fields = tuple(self._fields(key))
        touched = any(each.given.is_stated or each.error for each in fields)
        return FactGroup(key, title, fields, touched or key in _OPEN_GROUPS)

    def _fields(self, group: str) -> Iterator[FactField]:
        for term in vocabulary().terms.values():
            if term.group == group and term.key not in GATE_KEYS:
                yield self._field(term)

    def _field(self, term: FactTerm) -> FactField:
        return FactField(term, self.given.get(term.key, Given()), self.errors.get(term.key, ""))


def _posted(post: QueryDict, term: FactTerm) -> Given:
    values = [each.strip() for each in post.getlist(term.key) if each.strip()]
    if term.open_codes:
        values += post.get(f"{term.key}:other", "").replace(",", " ").split()
    details = {name: post.get(f"{term.key}:{name}", "").strip()[:_LONGEST] for name in DETAILS}
    return Given(tuple(dict.fromkeys(values)), details)


def _stored(value: Any) -> Given:
    details = {name: str(value.get(name) or "") for name in DETAILS} if isinstance(value, Mapping) else {}
    plain = value.get("value") if isinstance(value, Mapping) else value
    return Given(tuple(_texts(plain)), details)


def _texts(plain: Any) -> Iterator[str]:
    """A stored value as the texts a form would send."""
    if plain is None or plain == "":
        return
    if isinstance(plain, bool):
        yield "yes" if plain else "no"
    elif isinstance(plain, list | tuple | set | frozenset):
        yield from (str(each) for each in sorted(plain))
    else:
        yield {"True": "yes", "False": "no"}.get(str(plain), str(plain))
