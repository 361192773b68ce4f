"""From the plain values of a book to what it holds. Every refusal names file and line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from fener.analysis.law.holdings import (
    Cell,
    Circumstance,
    Claim,
    Effect,
    Element,
    Judgment,
    Kind,
    Level,
    Mark,
    PenaltyRange,
    Provision,
    Recognition,
    Recommendation,
    ReportTable,
    Rule,
    RuleKind,
    Source,
    TableRow,
    Validity,
    Yardstick,
)
from fener.analysis.law.located import LocatedBook
from fener.analysis.law.measures import Measure
from fener.analysis.law.vocabulary import FactKind, FactTerm, vocabulary
from fener.terms.condition_trees import AtLeast, IsTrue, Leaf, OneOf, facts_in, leaves_of
from fener.terms.conditions import parse_condition
from fener.terms.errors import SetUpFault

Place = tuple[str | int, ...]
_LEVELS = {"BA-BIH": Level.ENTITY, "BA-SRP": Level.ENTITY, "BA-BRC": Level.DISTRICT, "INT": Level.INTERNATIONAL,
           "EU": Level.INTERNATIONAL}  # fmt: skip


def measure(book: LocatedBook, place: Place, tree: Any) -> Measure:
    """A condition of the book; its facts are declared and asked as what they are."""
    terms = vocabulary().terms
    try:
        condition = parse_condition(tree)
    except SetUpFault as fault:
        raise book.fault(fault.message, place, fault.remedy.replace("..", "…"), "FEN-2916") from fault
    for key in facts_in(condition):
        if key not in terms:
            near = difflib.get_close_matches(key, terms, 1, 0.5)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise book.fault(
                f"there is no fact {key}", place, f"{hint}Use one of facts.yaml, or add it there.", "FEN-2916"
            )
    for leaf in leaves_of(condition):
        if problem := _misfit(leaf, terms[leaf.key]):
            raise book.fault(problem, place, _takes(terms[leaf.key]), "FEN-2916")
    return Measure.of(condition)


def _takes(term: FactTerm) -> str:
    match term.kind:
        case FactKind.YES_NO:
            return f"{term.key} is yes or no: write it alone, or {{not: {term.key}}}."
        case FactKind.NUMBER:
            return f"{term.key} is a number: write {{key: {term.key}, at_least: n}}, or below: n."
        case FactKind.DATE:
            return f"{term.key} is a date, which no condition asks for: give the provision its days in force."
    return f"{term.key} takes codes: write {{key: {term.key}, in: […]}} with {', '.join(term.codes)}."


def _misfit(leaf: Leaf, term: FactTerm) -> str:
    match leaf:
        case IsTrue() if term.kind is not FactKind.YES_NO:
            return f"{leaf.key} is not a yes-or-no fact"
        case AtLeast() if term.kind is not FactKind.NUMBER:
            return f"{leaf.key} is not a number"
        case OneOf() if term.kind not in (FactKind.CODE, FactKind.CODES):
            return f"{leaf.key} takes no codes"
        case OneOf() if strange := sorted(leaf.values - set(term.codes)):
            return f"“{strange[0]}” is no code of {leaf.key}"
    return ""


def provision(
    book: LocatedBook, place: Place, raw: Mapping[str, Any], known: Mapping[str, tuple[str, tuple[str, ...]]]
) -> Provision:
    """One version of a provision."""
    expected = _LEVELS.get(raw["jurisdiction"], Level.STATE)
    if not raw["id"].startswith(f"{raw['jurisdiction']}."):
        raise book.fault(
            f"{raw['id']} is said to be of {raw['jurisdiction']}", (*place, "id"),
            "The id begins with the jurisdiction; RS is Serbia, BA-SRP is Republika Srpska.", "FEN-2917",
        )  # fmt: skip
    if Level(raw["level"]) is not expected:
        raise book.fault(
            f"law of {raw['jurisdiction']} is not of the level {raw['level']}", (*place, "level"),
            f"Write level: {expected}, or correct the jurisdiction.", "FEN-2917",
        )  # fmt: skip
    lists = ("protocol", "concurs_with", "absorbs", "notes")
    plain = ("id", "jurisdiction", "instrument", "article", "title", "paraphrase")
    return Provision(
        **{name: raw[name] for name in plain},
        **_tuples(raw, *lists),
        level=expected,
        kind=Kind(raw["kind"]),
        paragraph=raw.get("paragraph", ""),
        sources=sources(raw),
        mark=Mark(raw["mark"]),
        valid=_validity(book, (*place, "valid"), raw.get("valid", {})),
        needs_benefit=raw.get("needs_benefit"),
        builds_on=raw.get("builds_on", ""),
        elements=tuple(
            _element(book, (*place, "elements", number), each, known)
            for number, each in enumerate(raw.get("elements", ()))
        ),
        penalty=_penalty(raw["penalty"]) if "penalty" in raw else None,
        marks=MappingProxyType(dict(raw.get("marks", {}))),
        reviewer=raw.get("reviewer", ""),
        reviewed_on=_day(book, (*place, "reviewed_on"), raw.get("reviewed_on")),
        place=f"{book.path.name}, line {book.line(place)}",
    )


def _element(
    book: LocatedBook, place: Place, raw: Mapping[str, Any], known: Mapping[str, tuple[str, tuple[str, ...]]]
) -> Element:
    if raw["key"] not in known:
        raise book.fault(
            f"the element {raw['key']} has no title",
            place,
            f"Add it to elements.yaml, or use: {', '.join(known)}.",
            "FEN-2918",
        )
    title, evidence = known[raw["key"]]
    return Element(
        key=raw["key"],
        title=raw.get("title", title),
        measure=measure(book, (*place, "if"), raw["if"]),
        evidence=tuple(raw.get("evidence", evidence)),
        note=raw.get("note", ""),
        mark=Mark(raw["mark"]) if "mark" in raw else None,
    )


def circumstance(book: LocatedBook, place: Place, raw: Mapping[str, Any]) -> Circumstance:
    """An aggravating circumstance."""
    measures = {"*": measure(book, (*place, "if"), raw["if"])}
    for state, tree in raw.get("if_in", {}).items():
        measures[state] = measure(book, (*place, "if_in", state), tree)
    return Circumstance(
        key=raw["key"],
        title=raw["title"],
        instruments=tuple(raw["instruments"]),
        measures=MappingProxyType(measures),
        by_state=MappingProxyType({state: _recognition(each) for state, each in raw["by_state"].items()}),
        sources=sources(raw),
        notes=tuple(raw.get("notes", ())),
    )


def rule(book: LocatedBook, place: Place, raw: Mapping[str, Any]) -> Rule:
    """A rule; a plea says what it does to a qualification, no other rule does."""
    kind = RuleKind(raw["kind"])
    if kind is RuleKind.PLEA and (missing := [name for name in ("if", "effect") if name not in raw]):
        raise book.fault(
            f"the plea {raw['key']} has no “{missing[0]}”", place,
            "A plea says when it applies (if) and what it does to a result (effect: excluded or open).", "FEN-2919",
        )  # fmt: skip
    if kind is not RuleKind.PLEA and "effect" in raw:
        raise book.fault(
            f"{raw['key']} has an effect, but is no plea", (*place, "effect"),
            "Take “effect” out, or write kind: plea.", "FEN-2919",
        )  # fmt: skip
    return Rule(
        **{name: raw[name] for name in ("key", "title", "law")},
        **{name: raw.get(name, "") for name in ("practice", "provision", "effect")},
        **_tuples(raw, "states", "values", "claims", "notes"),
        kind=kind,
        sources=sources(raw),
        mark=Mark(raw["mark"]),
        measure=measure(book, (*place, "if"), raw["if"]) if "if" in raw else None,
    )


def table(book: LocatedBook, place: Place, raw: Mapping[str, Any]) -> ReportTable:
    """A table of a report."""
    rows = tuple(_row(each) for each in raw["rows"])
    keys = [row.key for row in rows]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            again = (*place, "rows", number, "key")
            raise book.fault(f"the row {key} stands twice", again, "Give each row a key of its own.", "FEN-2913")
    return ReportTable(raw["key"], raw["title"], Source(**raw["source"]), rows, tuple(raw.get("notes", ())))


def claim(_book: LocatedBook, _place: Place, raw: Mapping[str, Any]) -> Claim:
    """A statement of a report beside the text."""
    plain = ("key", "title", "report_says", "text_says", "handling")
    where = tuple(Source(**each) for each in raw["where"])
    named = {name: raw[name] for name in plain}
    return Claim(**named, where=where, mark=Mark(raw["mark"]), touches=tuple(raw.get("touches", ())))


def recommendation(_book: LocatedBook, _place: Place, raw: Mapping[str, Any]) -> Recommendation:
    """A recommendation of a report."""
    plain = ("key", "report", "number", "page", "words", "kind")
    return Recommendation(
        **{name: raw[name] for name in plain},
        **_tuples(raw, "states", "points", "claims"),
    )


def judgment(_book: LocatedBook, _place: Place, raw: Mapping[str, Any]) -> Judgment:
    """A decided case."""
    plain = ("key", "state", "court", "held", "provision")
    return Judgment(
        **{name: raw[name] for name in plain},
        sources=sources(raw),
        mark=Mark(raw["mark"]),
        count=raw.get("count"),
        topics=tuple(raw.get("topics", ())),
    )


def yardstick(_book: LocatedBook, _place: Place, raw: Mapping[str, Any]) -> Yardstick:
    """What an instrument asks for."""
    plain = ("key", "instrument", "article", "asks", "test", "about", "binding")
    return Yardstick(
        **{name: raw[name] for name in plain},
        **_tuples(raw, "states", "points", "claims"),
        recommendation=raw.get("recommendation", ""),
        sources=sources(raw),
        months=raw.get("months", 0),
        partly_meets=raw.get("partly_meets", False),
    )


def sources(raw: Mapping[str, Any]) -> tuple[Source, ...]:
    """The sources of an entry."""
    return tuple(Source(**each) for each in raw["sources"])


def _tuples(raw: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: tuple(raw.get(name, ())) for name in names}


def _recognition(raw: Mapping[str, Any]) -> Recognition:
    return Recognition(
        effect=Effect(raw["effect"]),
        mark=Mark(raw["mark"]),
        provisions=tuple(raw.get("provisions", ())),
        note=raw.get("note", ""),
        sources=tuple(Source(**each) for each in raw.get("sources", ())),
    )


def _row(raw: Mapping[str, Any]) -> TableRow:
    cells = MappingProxyType({state: _cell(each) for state, each in raw["cells"].items()})
    return TableRow(raw["key"], raw["title"], cells, raw.get("about", ""), tuple(raw.get("notes", ())))


def _cell(raw: Mapping[str, Any]) -> Cell:
    return Cell(
        says=raw["says"],
        mark=Mark(raw["mark"]),
        answer=raw.get("answer", "unknown"),
        **_tuples(raw, "provisions", "notes", "claims"),
    )


def _penalty(raw: Mapping[str, Any]) -> PenaltyRange:
    return PenaltyRange(
        least=_months(raw.get("min")),
        most=_months(raw.get("max")),
        open_ended=raw.get("open_ended", False),
        fine=raw.get("fine", ""),
        note=raw.get("note", ""),
        mark=Mark(raw["mark"]),
    )


def _months(said: str | None) -> int | None:
    if said is None:
        return None
    count, unit = said.split()
    return int(count) * (12 if unit.startswith("year") else 1)


def _validity(book: LocatedBook, place: Place, raw: Mapping[str, Any]) -> Validity:
    begins, ends = (_day(book, (*place, name), raw.get(name)) for name in ("from", "to"))
    if begins and ends and ends < begins:
        raise book.fault("it ends before it begins", place, "Exchange from and to.", "FEN-2914")
    return Validity(begins, ends, Mark(raw.get("mark", Mark.TO_BE_CHECKED)), raw.get("note", ""))


def _day(book: LocatedBook, place: Place, raw: str | None) -> date | None:
    if raw is None:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise book.fault(f"“{raw}” is not a day", place, "Write it as 2017-06-01.", "FEN-2914") from None


def overlap(one: Validity, other: Validity) -> bool:
    """Whether two versions are in force on a common day, as far as known."""
    return (one.ends is None or other.begins is None or other.begins <= one.ends) and (
        other.ends is None or one.begins is None or one.begins <= other.ends
    )


def begin(held: Provision) -> date:
    """Its first day, for the order of versions; unknown first."""
    return held.valid.begins or date.min
