"""Read the books. A book that says too little, names an undeclared fact or ties help to cooperation is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fener.analysis.rights.entries import (
    HELP_KINDS,
    CheckMark,
    Kind,
    LegalSource,
    Need,
    ResidenceRow,
    RightsBook,
    RightsEntry,
    Silence,
)
from fener.analysis.rights.vocabulary import questions
from fener.terms.codelists import read_yaml
from fener.terms.conditions import Condition, facts_in, parse_condition
from fener.terms.errors import Location, SetUpFault, UnknownTerm
from fener.terms.territories import region_members

BOOKS_FOLDER = Path(__file__).parent / "books"
_REQUIRED = ("key", "kind", "title", "provision", "paraphrase", "law", "practice", "sources", "mark")
_KNOWN = {each.name for each in fields(RightsEntry)} - {"territory"}


@cache
def book(territory: str) -> RightsBook:
    """The book of one of the six territories, or UnknownTerm."""
    if territory not in region_members():
        raise UnknownTerm(
            f"there is no rights book for “{territory}”",
            remedy=f"There is one for {', '.join(region_members())}.",
            number="FEN-2704",
        )
    return read_book(BOOKS_FOLDER / f"{territory}.yaml")


@cache
def general_book() -> RightsBook:
    """What holds in all six: treaty provisions, help owed to everybody, the yardstick to compare with."""
    return read_book(BOOKS_FOLDER / "general.yaml")


def provisions_in(territory: str) -> tuple[RightsEntry, ...]:
    """All entries that bear on the territory: its own first, then the general ones."""
    return book(territory).entries + general_book().entries


@cache
def facts_used(territory: str) -> frozenset[str]:
    """Keys of all facts that conditions and needs of the territory's entries name."""
    entries = provisions_in(territory)
    conditions = [entry.when for entry in entries if entry.when]
    conditions += [need.met_if for entry in entries for need in entry.needed if need.met_if]
    return frozenset(key for condition in conditions for key in facts_in(condition))


def read_book(path: Path) -> RightsBook:
    """A book from its file; SetUpFault or UnknownTerm names the entry at fault."""
    return as_book(read_yaml(path))


def as_book(raw: Mapping[str, Any]) -> RightsBook:
    """A book from plain values."""
    territory = raw["territory"]
    entries = tuple(_entry(each, territory) for each in raw["entries"])
    _unique([entry.key for entry in entries], territory)
    silences = tuple(_silence(each, territory) for each in raw.get("silences", ()))
    row = raw.get("residence_row")
    return RightsBook(territory, str(raw["version"]), entries, silences, _row(row, territory) if row else None)


def _entry(raw: Mapping[str, Any], territory: str) -> RightsEntry:
    key = str(raw.get("key", f"an entry of {territory}"))
    missing = [name for name in _REQUIRED if not raw.get(name)] + sorted(raw.keys() - _KNOWN)
    if missing:
        raise _fault(f"the entry lacks, or has too much of: {', '.join(missing)}", key)
    kind = Kind(raw["kind"])
    if ("when" in raw) is (kind is Kind.COMPARISON):
        raise _fault("an entry has a condition, and a comparison has none", key)
    when = _condition(raw["when"], f"{key}.when") if "when" in raw else None
    _must_not_hang_on_cooperation(kind, when, key)
    plain = {name: raw[name] for name in raw.keys() - {"kind", "when", "needed", "sources", "mark", "notes_for"}}
    lists = {name: tuple(raw.get(name, ())) for name in ("rights", "notes")}
    return RightsEntry(
        **{**plain, **lists},
        territory=territory,
        kind=kind,
        when=when,
        needed=tuple(_need(each, key) for each in raw.get("needed", ())),
        sources=tuple(_source(each, key) for each in raw["sources"]),
        mark=CheckMark(raw["mark"]),
        notes_for=MappingProxyType(dict(raw.get("notes_for", {}))),
    )


def _must_not_hang_on_cooperation(kind: Kind, when: Condition | None, key: str) -> None:
    if kind not in HELP_KINDS or when is None:
        return
    wrong = [fact for fact in facts_in(when) if questions()[fact].about_cooperation]
    if wrong:
        raise _fault(f"help of the kind {kind} hangs on {', '.join(wrong)}; it never depends on testifying", key)


def _need(raw: Mapping[str, Any], key: str) -> Need:
    _only(raw, {"what", "met_if"}, key)
    met_if = _condition(raw["met_if"], f"{key}.needed") if "met_if" in raw else None
    return Need(raw["what"], met_if)


def _condition(tree: object, place: str) -> Condition:
    return parse_condition(tree, place=place, declared=questions())


def _source(raw: Mapping[str, Any], key: str) -> LegalSource:
    _only(raw, {"report", "page", "statute", "seen"}, key)
    found = LegalSource(**raw)
    if bool(found.report and found.page) is bool(found.statute):
        raise _fault("a source is a report with its page, or a statute", key)
    return found


def _silence(raw: Mapping[str, Any], territory: str) -> Silence:
    _only(raw, {"kind", "words"}, territory)
    return Silence(Kind(raw["kind"]), raw["words"])


def _row(raw: Mapping[str, Any], territory: str) -> ResidenceRow:
    return ResidenceRow(
        territory=territory,
        provision=raw["provision"],
        who=raw["who"],
        explicit=raw["explicit"],
        rights=tuple(raw["rights"]),
        entries=tuple(raw["entries"]),
        remark=raw.get("remark", ""),
    )


def _only(raw: Mapping[str, Any], known: set[str], key: str) -> None:
    """Refuse what is not known: a comma without quotation marks makes a second key of half a sentence."""
    if strange := sorted(map(str, raw.keys() - known)):
        raise _fault(f"“{strange[0]}” stands where it has no meaning; perhaps a comma wants quotation marks", key)


def _unique(keys: list[str], territory: str) -> None:
    if len(set(keys)) < len(keys):
        raise _fault("an entry stands twice", territory)


def _fault(message: str, key: str) -> SetUpFault:
    return SetUpFault(message, remedy="Correct the rights book.", location=Location(path=key), number="FEN-2705")
