"""The books, read and checked: every id resolves, every fact is declared, every statement has source and mark."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from fener.analysis.law import reading
from fener.analysis.law.holdings import (
    Circumstance,
    Claim,
    Element,
    Judgment,
    Provision,
    Recommendation,
    ReportTable,
    Rule,
    RuleKind,
    Yardstick,
)
from fener.analysis.law.located import LocatedBook, read_located
from fener.analysis.law.measures import Measure
from fener.analysis.law.schemas import BOOKS_FOLDER, check_shape
from fener.terms.condition_trees import AnyOf
from fener.terms.errors import SetUpFault, UnknownTerm

_Held = TypeVar("_Held")
STATES = ("RS", "BA", "ME", "AL", "MK", "XK")
"""The six legal orders; the first three are those of the digitization report."""


@dataclass(frozen=True)
class Library:
    """Everything the books hold. ``provisions`` has all versions of an id, oldest first."""

    provisions: Mapping[str, tuple[Provision, ...]]
    circumstances: Mapping[str, Circumstance]
    rules: Mapping[str, Rule]
    tables: Mapping[str, ReportTable]
    claims: Mapping[str, Claim]
    recommendations: Mapping[str, Recommendation]
    judgments: Mapping[str, Judgment]
    yardsticks: Mapping[str, Yardstick]
    evidence: Mapping[str, str]
    element_evidence: Mapping[str, tuple[str, ...]]
    versions: Mapping[str, str]
    digest: str
    places: Mapping[str, str] = field(default_factory=dict)

    def versions_of(self, provision_id: str) -> tuple[Provision, ...]:
        """All versions of a provision, oldest first; UnknownTerm for an id the books do not hold."""
        if (found := self.provisions.get(provision_id)) is None:
            raise UnknownTerm(
                f"the law books hold no provision “{provision_id[:60]}”",
                remedy="“fener law show” without an id lists them.",
                number="FEN-2920",
            )
        return found

    def current(self, provision_id: str) -> Provision:
        """The latest version."""
        return self.versions_of(provision_id)[-1]

    @cached_property
    def by_state(self) -> Mapping[str, tuple[tuple[Provision, ...], ...]]:
        """Provisions with all their versions, by state (``BA`` with its entities and district)."""
        found: dict[str, list[tuple[Provision, ...]]] = {}
        for each in self.provisions.values():
            found.setdefault(each[0].state if each[0].jurisdiction in _INSIDE else each[0].jurisdiction, []).append(
                each
            )
        return MappingProxyType({state: tuple(each) for state, each in found.items()})

    def days_of_change(self, provision_id: str) -> tuple[date, ...]:
        """Days on which the provision or its basic form changes or ends, in order."""
        return self._days_of_change[provision_id]

    @cached_property
    def _days_of_change(self) -> Mapping[str, tuple[date, ...]]:
        return {key: tuple(sorted(self._changes_of(key))) for key in self.provisions}

    def _changes_of(self, provision_id: str) -> set[date]:
        days: set[date] = set()
        for each in self.provisions[provision_id]:
            ends = each.valid.ends
            days |= {day for day in (each.valid.begins, ends + timedelta(days=1) if ends else None) if day}
            if each.builds_on:
                days |= self._changes_of(each.builds_on)
        return days

    @cached_property
    def circumstances_of(self) -> Mapping[str, tuple[Circumstance, ...]]:
        """The circumstances that qualify under a provision, by its id."""
        found: dict[str, list[Circumstance]] = {}
        for each in self.circumstances.values():
            for recognition in each.by_state.values():
                if recognition.effect == "qualifying":
                    for provision_id in recognition.provisions:
                        found.setdefault(provision_id, []).append(each)
        return MappingProxyType({key: tuple(each) for key, each in found.items()})

    def circumstance_element(self, provision_id: str, state: str) -> Element:
        """The element of a qualified form: one of its circumstances is met."""
        return self._circumstance_elements[provision_id, state]

    @cached_property
    def _circumstance_elements(self) -> Mapping[tuple[str, str], Element]:
        """An element that holds when any of the qualifying circumstances does, in the reading of the state."""
        found = {}
        for provision_id, circumstances in self.circumstances_of.items():
            state = self.provisions[provision_id][0].state
            conditions = tuple(each.measure_in(state).condition for each in circumstances)
            title = "One of: " + "; ".join(each.title.lower() for each in circumstances)
            measure = Measure.of(AnyOf(conditions))
            found[provision_id, state] = Element("circumstance", title, measure, self.usual_evidence("circumstance"))
        return found

    def usual_evidence(self, element: str) -> tuple[str, ...]:
        """Kinds of evidence that usually show an element."""
        return self.element_evidence.get(element, ())

    @cached_property
    def claims_on(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by what they touch: a provision, circumstance, rule, table row or recommendation."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims.values():
            for touched in claim.touches:
                found.setdefault(touched, []).append(claim)
        return MappingProxyType({key: tuple(each) for key, each in found.items()})

    @cached_property
    def _rules_by_kind(self) -> Mapping[tuple[RuleKind, str], tuple[Rule, ...]]:
        return {
            (kind, state): tuple(each for each in self.rules.values() if each.kind is kind and each.bears_on(state))
            for kind in RuleKind
            for state in STATES
        }

    def rules_of(self, kind: RuleKind, state: str) -> tuple[Rule, ...]:
        """Rules of a kind that bear on a state."""
        return self._rules_by_kind[kind, state]


_INSIDE = frozenset({"AL", "BA", "BA-BIH", "BA-SRP", "BA-BRC", "ME", "MK", "RS", "XK"})


@cache
def library() -> Library:
    """The library that comes with Fener."""
    return read_library(BOOKS_FOLDER)


def read_library(folder: Path) -> Library:
    """Read and check all books of a folder; SetUpFault with file, line and remedy at the first mistake."""
    books = [read_located(path) for path in sorted(folder.glob("*.yaml"))]
    by_kind: dict[str, list[LocatedBook]] = {}
    for book in books:
        by_kind.setdefault(_kind(book), []).append(book)
    shelf = _Shelf(by_kind)
    known = shelf.elements()
    rules = shelf.keyed("rules", "rules", reading.rule)
    circumstances = shelf.keyed("circumstances", "circumstances", reading.circumstance)
    held = Library(
        provisions=shelf.provisions(known),
        circumstances=circumstances,
        rules=rules,
        tables=shelf.keyed("tables", "tables", reading.table),
        claims=shelf.keyed("claims", "claims", reading.claim),
        recommendations=shelf.keyed("recommendations", "recommendations", reading.recommendation),
        judgments=shelf.keyed("practice", "judgments", reading.judgment),
        yardsticks=shelf.keyed("yardsticks", "yardsticks", reading.yardstick),
        evidence=shelf.evidence(),
        element_evidence=MappingProxyType({key: kinds for key, (_, kinds) in known.items()}),
        versions=MappingProxyType({book.path.stem: str(book.values["version"]) for book in books}),
        digest=_digest(folder),
        places=shelf.places,
    )
    _check_references(held, shelf)
    return held


def _kind(book: LocatedBook) -> str:
    if book.values is None:
        raise book.fault("nothing stands in it", (), "Begin with book, title and version, or remove it.", "FEN-2912")
    kind = book.values.get("book") if isinstance(book.values, Mapping) else None
    if kind is None:
        raise book.fault("it does not say what kind of book it is", (), _WRITE_KIND, "FEN-2912")
    if kind not in _KINDS:
        raise book.fault(f"“book: {kind}” is no kind of book", ("book",), _WRITE_KIND, "FEN-2912")
    return str(kind)


_KINDS = (
    "facts", "elements", "provisions", "circumstances", "rules", "tables", "claims", "recommendations", "practice", "yardsticks",
)  # fmt: skip
_WRITE_KIND = f"Write book: and one of {', '.join(_KINDS)}."


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


class _Shelf:
    """Books by kind while they are read; remembers where each entry stands."""

    def __init__(self, by_kind: Mapping[str, Sequence[LocatedBook]]) -> None:
        self._by_kind = by_kind
        self.places: dict[str, str] = {}
        self.origins: dict[str, list[tuple[LocatedBook, tuple[str | int, ...]]]] = {}

    def entries(self, kind: str, name: str) -> Iterator[tuple[LocatedBook, tuple[str | int, ...], Any]]:
        """Every entry of the books of a kind, with its place."""
        for book in self._by_kind.get(kind, ()):
            for number, raw in enumerate(check_shape(book, kind)[name]):
                yield book, (name, number), raw

    def keyed(
        self, kind: str, name: str, read: Callable[[LocatedBook, tuple[str | int, ...], Any], _Held]
    ) -> Mapping[str, _Held]:
        """Entries by key, each key once."""
        found: dict[str, _Held] = {}
        for book, place, raw in self.entries(kind, name):
            if raw["key"] in found:
                raise book.fault(f"{raw['key']} stands twice", place, "Give one of the two another key.", "FEN-2913")
            self.remember(raw["key"], book, place)
            found[raw["key"]] = read(book, place, raw)
        return MappingProxyType(found)

    def remember(self, key: str, book: LocatedBook, place: tuple[str | int, ...]) -> None:
        """Where an entry stands."""
        self.origins.setdefault(key, []).append((book, place))
        self.places[key] = f"{book.path.name}, line {book.line(place)}"

    def naming_fault(self, key: str, named: str, what: str) -> SetUpFault:
        """The refusal of a name that no book holds, where it stands."""
        origins = self.origins[key]
        places = [(book, place, book.naming(place, named)) for book, place in origins]
        book, _, where = next((each for each in places if each[2] != each[1]), places[-1])
        return book.fault(
            f"{key} names {named}, which no book holds", where, f"Add that {what}, or correct the name.", "FEN-2915"
        )

    def elements(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """Titles and usual evidence of elements, by key."""
        kinds = self.evidence()
        found: dict[str, tuple[str, tuple[str, ...]]] = {}
        for book, place, raw in self.entries("elements", "elements"):
            if raw["key"] in found:
                raise book.fault(f"{raw['key']} stands twice", place, "Give one of the two another key.", "FEN-2913")
            for number, kind in enumerate(raw["evidence"]):
                if kind not in kinds:
                    named = (*place, "evidence", number)
                    raise book.fault(
                        f"{raw['key']} names {kind}, which no book holds",
                        named,
                        f"Kinds: {', '.join(kinds)}.",
                        "FEN-2915",
                    )
            found[raw["key"]] = (raw["title"], tuple(raw["evidence"]))
        return found

    def evidence(self) -> Mapping[str, str]:
        """Kinds of evidence with their titles."""
        return MappingProxyType({raw["key"]: raw["title"] for _, _, raw in self.entries("elements", "evidence")})

    def provisions(self, known: Mapping[str, tuple[str, tuple[str, ...]]]) -> Mapping[str, tuple[Provision, ...]]:
        """All versions by id; versions of one id do not overlap in time."""
        found: dict[str, list[Provision]] = {}
        for book, place, raw in self.entries("provisions", "provisions"):
            one = reading.provision(book, place, raw, known)
            for other in found.setdefault(one.id, []):
                if reading.overlap(one.valid, other.valid):
                    raise book.fault(
                        f"two versions of {one.id} are in force on the same day", (*place, "valid"),
                        "Give the older one a last day: valid: {to: \"…\"}.", "FEN-2914",
                    )  # fmt: skip
            found[one.id].append(one)
            self.remember(one.id, book, place)
        return MappingProxyType({key: tuple(sorted(each, key=reading.begin)) for key, each in found.items()})


def _check_references(held: Library, shelf: _Shelf) -> None:
    """Every id that is named exists."""
    for key, named, what in _named(held):
        if not _is_held(held, named, what):
            raise shelf.naming_fault(key, named, what)


def _is_held(held: Library, named: str, what: str) -> bool:
    match what:
        case "provision":
            return named in held.provisions
        case "claim":
            return named in held.claims
        case "kind of evidence":
            return named in held.evidence
        case "recommendation":
            return named in held.recommendations
    rows = {f"{table.key}.{row.key}" for table in held.tables.values() for row in table.rows}
    return any(named in each for each in (held.provisions, held.circumstances, held.rules, held.recommendations, rows))


def _named(held: Library) -> Iterator[tuple[str, str, str]]:
    """(who names, what is named, its kind)."""
    for provision in (each for versions in held.provisions.values() for each in versions):
        ids = (*filter(None, [provision.builds_on]), *provision.protocol, *provision.concurs_with, *provision.absorbs)
        yield from _pairs(provision.id, ids, "provision")
        yield from _pairs(
            provision.id, (kind for each in provision.elements for kind in each.evidence), "kind of evidence"
        )
    for circumstance in held.circumstances.values():
        yield from _pairs(circumstance.key, circumstance.instruments, "entry")
        for recognition in circumstance.by_state.values():
            yield from _pairs(circumstance.key, recognition.provisions, "provision")
    for table in held.tables.values():
        for cell in (cell for row in table.rows for cell in row.cells.values()):
            yield from _pairs(table.key, cell.provisions, "provision")
            yield from _pairs(table.key, cell.claims, "claim")
    for rule in held.rules.values():
        yield from _pairs(rule.key, filter(None, [rule.provision]), "provision")
        yield from _pairs(rule.key, rule.claims, "claim")
    for judgment in held.judgments.values():
        yield judgment.key, judgment.provision, "provision"
    for claim in held.claims.values():
        yield from _pairs(claim.key, claim.touches, "entry")
    for yardstick in held.yardsticks.values():
        yield from _pairs(yardstick.key, filter(None, [yardstick.recommendation]), "recommendation")
        yield from _pairs(yardstick.key, yardstick.claims, "claim")
    for recommendation in held.recommendations.values():
        yield from _pairs(recommendation.key, recommendation.claims, "claim")


def _pairs(key: str, names: Iterable[str], what: str) -> Iterator[tuple[str, str, str]]:
    return ((key, named, what) for named in names)
