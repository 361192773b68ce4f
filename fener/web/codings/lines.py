"""Statements as a page shows them, and what changed between two revisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fener.queries.places import place_label
from fener.records.field.models import CodedStatement
from fener.terms.codelists import code_list, code_list_names
from fener.web.codings.addresses import written

MAKES_WORDS = {"observation": "Observation", "price": "Price", "incident": "Incident"}
_NOTED = ("dead", "missing", "injured", "children", "cause", "location_text", "conditions", "who")


@dataclass(frozen=True, slots=True)
class Line:
    """One statement. ``codes`` are (list title, labels); ``facts`` (label, text); ``key`` the record it became."""

    number: int
    at: str
    topic: str
    statement: str
    makes: str
    codes: tuple[tuple[str, tuple[str, ...]], ...]
    questions: tuple[tuple[str, str], ...]
    grading: str
    facts: tuple[tuple[str, str], ...]
    is_proposed: bool
    key: str

    def comparable(self) -> tuple[tuple[str, str], ...]:
        """(label, text) of everything a revision may change."""
        return (
            ("Topic", self.topic),
            ("Statement", self.statement),
            ("Becomes", self.makes),
            *((title, ", ".join(labels)) for title, labels in self.codes),
            ("Guiding questions", ", ".join(number for number, _ in self.questions)),
            ("Grading", self.grading),
            *self.facts,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A statement in two revisions: ``kind`` is added, removed, changed or same; ``rows`` are (label, before, after)."""

    kind: str
    line: Line
    rows: tuple[tuple[str, str, str], ...] = ()


def line_of(row: CodedStatement) -> Line:
    """The statement with labels in place of codes."""
    questions = code_list("guiding_questions")
    return Line(
        number=row.line,
        at=written((row.path, row.start, row.end)),
        topic=code_list("observation_topics").label(row.topic),
        statement=row.statement,
        makes=MAKES_WORDS.get(row.makes, row.makes),
        codes=tuple((_title(name), tuple(_label(name, code) for code in codes)) for name, codes in row.codes.items()),
        questions=tuple((number, questions.label(number)) for number in row.questions),
        grading=f"{row.reliability}{row.credibility}",
        facts=tuple((label, text) for label, text in _facts(row) if text),
        is_proposed=row.by_rule,
        key=row.record_key,
    )


def changes(older: Iterable[CodedStatement], newer: Iterable[CodedStatement]) -> list[Change]:
    """Statement by statement; one keeps its identity through its record's key, else through its number."""
    before = {row.record_key or f"line {row.line}": line_of(row) for row in older}
    after = {row.record_key or f"line {row.line}": line_of(row) for row in newer}
    found = [_change(before[key], line) if key in before else Change("added", line) for key, line in after.items()]
    return found + [Change("removed", line) for key, line in before.items() if key not in after]


def _change(before: Line, after: Line) -> Change:
    was, now = dict(before.comparable()), dict(after.comparable())
    rows = [(label, was.get(label, ""), now.get(label, "")) for label in dict.fromkeys((*was, *now))]
    differing = tuple(row for row in rows if row[1] != row[2])
    return Change("changed" if differing else "same", after, differing)


def _facts(row: CodedStatement) -> list[tuple[str, str]]:
    told = row.payload
    return [
        ("Places", ", ".join(place_label(key) for key in row.places)),
        ("Period", _span(row.first_on and f"{row.first_on:%-d %b %Y}", row.last_on and f"{row.last_on:%-d %b %Y}")),
        ("Persons", _span(row.persons_low, row.persons_high)),
        ("How common", "" if row.extent == "unknown" else _label("extents", row.extent)),
        ("Price", _price(told) if row.makes == "price" else ""),
        *((name.replace("_", " ").capitalize(), str(told[name])) for name in _NOTED if told.get(name) not in (None, "")),
    ]  # fmt: skip


def _price(told: dict[str, object]) -> str:
    leg = " → ".join(place_label(str(told[end])) for end in ("origin", "destination") if told.get(end))
    lists = (("scope", "price_scopes"), ("unit", "price_units"), ("payment_method", "payment_methods"))
    coded = [_label(name, str(told[key])) for key, name in lists if told.get(key) not in (None, "", "unknown")]
    amount = f"{_span(amount_words(told.get('low')), amount_words(told.get('high')))} {told.get('currency') or ''}"
    return "; ".join(part for part in (amount, leg, *coded) if part)


def _span(low: object, high: object) -> str:
    if low in (None, "") and high in (None, ""):
        return ""
    if low in (None, ""):
        return f"up to {high}"
    return f"{low}" if low == high else f"from {low}" if high in (None, "") else f"{low} – {high}"


def amount_words(amount: object) -> str:
    """``300.0`` → ``300``; empty for none."""
    text = "" if amount is None else str(amount)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _title(name: str) -> str:
    return code_list(name).title if name in code_list_names() else name


def _label(name: str, code: str) -> str:
    return code_list(name).label(code) if name in code_list_names() else code
