"""The vocabulary of facts, and reading what somebody states: values with their sources, checked and named plainly."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from fener.analysis.law.located import LocatedBook, read_located
from fener.analysis.law.schemas import BOOKS_FOLDER, check_shape
from fener.terms.conditions import Facts, FactValue
from fener.terms.errors import Location, UnknownTerm, UnreadableMaterial


class FactKind(StrEnum):
    """What values a fact takes."""

    YES_NO = "yes_no"
    CODE = "code"
    CODES = "codes"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class FactTerm:
    """A fact that may be stated: how to ask for it, and why. ``open_codes``: other two-letter codes are taken too."""

    key: str
    kind: FactKind
    label: str
    ask: str
    why: str
    codes: Mapping[str, str] = field(default_factory=dict)
    open_codes: bool = False

    @property
    def group(self) -> str:
        """``actor`` of ``actor.role``."""
        return self.key.split(".", 1)[0]

    def shown(self, value: FactValue) -> str:
        """The value in words."""
        if value is None:
            return "not known"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, frozenset):
            return ", ".join(self.codes.get(code, code) for code in sorted(value)) or "none"
        return self.codes.get(str(value), str(value))


@dataclass(frozen=True, slots=True)
class FactVocabulary:
    """All facts by key, in the order they are best asked; groups with their titles; open families."""

    terms: Mapping[str, FactTerm]
    groups: Mapping[str, str]
    families: tuple[str, ...]

    def key_of(self, said: str) -> str | None:
        """The key for a key or a label."""
        if said in self.terms:
            return said
        wanted = " ".join(said.split()).casefold()
        return next((term.key for term in self.terms.values() if term.label.casefold() == wanted), None)

    def is_described(self, key: str) -> bool:
        """Whether it is a circumstance of an open family that no rule asks for."""
        return any(key.startswith(f"{family}.") for family in self.families)


@cache
def vocabulary() -> FactVocabulary:
    """The vocabulary of ``books/facts.yaml``."""
    return as_vocabulary(read_located(BOOKS_FOLDER / "facts.yaml"))


def as_vocabulary(book: LocatedBook) -> FactVocabulary:
    """A vocabulary from its book; SetUpFault with file and line."""
    raw = check_shape(book, "facts")
    terms: dict[str, FactTerm] = {}
    groups = {each["key"]: each["title"] for each in raw["groups"]}
    for number, each in enumerate(raw["facts"]):
        term = FactTerm(**{**each, "kind": FactKind(each["kind"]), "codes": MappingProxyType(each.get("codes", {}))})
        if term.key in terms:
            raise book.fault(f"the fact {term.key} stands twice", ("facts", number), "Keep one of the two.")
        if term.group not in groups:
            raise book.fault(f"{term.group} is no group", ("facts", number, "key"), f"Groups: {', '.join(groups)}.")
        terms[term.key] = term
    return FactVocabulary(MappingProxyType(terms), MappingProxyType(groups), tuple(raw.get("families", ())))


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A value with where it comes from: an exhibit, a statement, a page. ``confidence`` is free words."""

    key: str
    value: FactValue
    source: str = ""
    exhibit: str = ""
    confidence: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """The value in words."""
        term = vocabulary().terms.get(self.key)
        return term.shown(self.value) if term else str(self.value)


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """What is stated of one actor. ``described`` are circumstances of open families; ``act_on`` is ``time.act``."""

    stated: Mapping[str, StatedFact]
    described: Mapping[str, StatedFact] = field(default_factory=dict)
    act_on: date | None = None

    @property
    def values(self) -> Facts:
        """The values that rules are measured against; dates are left out."""
        return {key: fact.value for key, fact in self.stated.items()}


_DETAILS = ("source", "exhibit", "confidence", "note")


def read_facts(raw: Mapping[str, Any] | StatedFacts, *, where: str = "facts") -> StatedFacts:
    """Read facts as a file or a caller gives them: nested or flat, plain values or ``{value, source, …}``.

    UnknownTerm for a fact that is not in the vocabulary, UnreadableMaterial for a value of the wrong kind: each with its place.
    Values: yes/no (also the words, or a number where people are counted), codes or lists of codes, whole numbers, ISO dates;
    null or “unknown” is not known.
    """
    if isinstance(raw, StatedFacts):
        return raw
    if not isinstance(raw, Mapping):
        raise _wrong("facts are given as “fact: value”", where)
    known = vocabulary()
    stated: dict[str, StatedFact] = {}
    described: dict[str, StatedFact] = {}
    act_on = None
    for said, value in _flat(raw, known):
        key = known.key_of(said)
        details, plain = _unpacked(value)
        if key is None:
            if not known.is_described(said):
                raise _unknown(said, known, where)
            described[said] = StatedFact(said, _plain(plain), **details)
            continue
        if key in stated:
            raise _wrong(f"the fact {key} is stated twice", f"{where}.{said}")
        read = _value(known.terms[key], plain, f"{where}.{said}")
        if isinstance(read, date):
            act_on = read
        elif key != "time.act":
            stated[key] = StatedFact(key, read, **details)
    return StatedFacts(MappingProxyType(stated), MappingProxyType(described), act_on)


def _flat(raw: Mapping[Any, Any], known: FactVocabulary, above: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys, whether the mapping is nested or not; what has a value and details is a leaf."""
    for key, value in raw.items():
        said = f"{above}.{key}" if above else str(key)
        if isinstance(value, Mapping) and "value" not in value and known.key_of(said) is None:
            yield from _flat(value, known, said)
        else:
            yield said, value


def _unpacked(value: Any) -> tuple[dict[str, str], Any]:
    if not isinstance(value, Mapping):
        return {}, value
    return {name: str(value[name]) for name in _DETAILS if value.get(name) is not None}, value.get("value")


_WORDS = {"yes": True, "true": True, "no": False, "false": False}
_NOT_KNOWN = frozenset({"", "unknown", "not known", "?"})


def _value(term: FactTerm, value: Any, where: str) -> FactValue | date:
    if value is None or (isinstance(value, str) and value.strip().casefold() in _NOT_KNOWN):
        return None
    match term.kind:
        case FactKind.YES_NO:
            return _yes_no(value, where)
        case FactKind.NUMBER:
            return _number(value, where)
        case FactKind.DATE:
            return _date(value, where)
        case _:
            return _codes(term, value, where)


def _yes_no(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value >= 0:
        return value > 0
    if isinstance(value, str) and value.strip().casefold() in _WORDS:
        return _WORDS[value.strip().casefold()]
    raise _wrong(
        f"“{str(value)[:40]}” is neither yes nor no", where, "Write yes, no, or leave it out where nobody knows."
    )


def _number(value: Any, where: str) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.removesuffix(".0").isdigit() or not text.isascii() or len(text) > 12:
        raise _wrong(f"“{text[:40]}” is not a whole number", where, "Write a number such as 12.")
    return int(text.removesuffix(".0"))


def _date(value: Any, where: str) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise _wrong(f"“{str(value)[:40]}” is not a date", where, "Write it as 2023-05-01.") from None


def _codes(term: FactTerm, value: Any, where: str) -> FactValue:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, (list, tuple, set, frozenset)) or not all(isinstance(code, str) for code in given):
        raise _wrong(f"“{str(value)[:40]}” is not a code", where, f"Write one of: {', '.join(term.codes)}.")
    codes = frozenset(_code(term, code.strip(), where) for code in given)
    if term.kind is FactKind.CODES:
        return codes
    if len(codes) != 1:
        raise _wrong("only one code can be given here", where, f"Write one of: {', '.join(term.codes)}.")
    return next(iter(codes))


def _code(term: FactTerm, code: str, where: str) -> str:
    if code in term.codes:
        return code
    wanted = code.casefold().replace(" ", "_").replace("-", "_")
    for known, label in term.codes.items():
        if wanted in (known.casefold().replace("-", "_"), label.casefold().replace(" ", "_")):
            return known
    if term.open_codes and len(code) == 2 and code.isascii() and code.isalpha():
        return code.upper()
    near = difflib.get_close_matches(code, [*term.codes], 1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UnknownTerm(
        f"“{code[:40]}” is no code of {term.key}",
        remedy=f"{hint}Codes: {', '.join(term.codes)}.",
        location=Location(path=where),
        number="FEN-2902",
    )


def _plain(value: Any) -> FactValue:
    return value if isinstance(value, (bool, int, str)) or value is None else str(value)


def _unknown(said: str, known: FactVocabulary, where: str) -> UnknownTerm:
    near = difflib.get_close_matches(said, [*known.terms, *(term.label for term in known.terms.values())], 3, 0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return UnknownTerm(
        f"there is no fact “{said[:60]}”",
        remedy=f"{hint}“fener law facts” lists all of them.",
        location=Location(path=where),
        number="FEN-2901",
    )


def _wrong(
    message: str, where: str, remedy: str = "See “fener law facts” for what each fact takes."
) -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=remedy, location=Location(path=where), number="FEN-2903")
