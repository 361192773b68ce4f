"""What in a version may identify a person, and what was decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from fener.records.field.models import FieldReportVersion
from fener.records.field.models import MarkDecision as MarkDecisionRow
from fener.safeguards.minimisation import Mark, MarkDecision, MarkKind, Verdict, find_marks
from fener.terms.places import supplement
from fener.terms.questionnaires import Answers, QuestionnaireDefinition

WHOLE = -1
"""How a mark on a whole answer is kept: both ends."""


@dataclass(frozen=True, slots=True)
class DecidedMark:
    """A mark with the verdict on it, None while nobody has decided. ``anchor`` is its place on a page."""

    mark: Mark
    verdict: Verdict | None
    why: str
    number: int

    @property
    def anchor(self) -> str:
        """``mark-3``"""
        return f"mark-{self.number}"

    @property
    def replacement_text(self) -> str:
        """What stands there once it is removed; a position as two numbers."""
        new = self.mark.replacement
        if isinstance(new, Mapping):
            return ", ".join(str(part) for part in new.values())
        if isinstance(new, list):
            return f"{len(new)} coarser points"
        return "" if new is None else str(new)

    @property
    def is_media(self) -> bool:
        """Whether a person has to look at or listen to a file."""
        return self.mark.kind is MarkKind.MEDIA_TO_CHECK


def marks_in(definition: QuestionnaireDefinition, answers: Answers, territory: str) -> tuple[Mark, ...]:
    """Everything a reviewer decides on, in the order of the report."""
    return find_marks(definition, answers, territory=territory, home_places=_known_names())


def decisions_on(version: FieldReportVersion, marks: Iterable[Mark]) -> dict[str, MarkDecision]:
    """Mark key → decision, for marks that still stand as they were decided on."""
    kept = {_place(row): row for row in MarkDecisionRow.objects.filter(version=version)}
    return {mark.key: _decision(kept[place_of(mark)]) for mark in marks if place_of(mark) in kept}


def place_of(mark: Mark) -> tuple[str, int, int, str]:
    """How a decision names its mark: path, start, end, kind."""
    start = WHOLE if mark.start is None else mark.start
    end = WHOLE if mark.end is None else mark.end
    return mark.path, start, end, mark.kind.value


def decided(marks: Iterable[Mark], decisions: Mapping[str, MarkDecision]) -> list[DecidedMark]:
    """Marks beside their verdicts."""
    return [
        DecidedMark(mark, found.verdict if found else None, found.reason if found else "", number)
        for number, mark in enumerate(marks, start=1)
        for found in [decisions.get(mark.key)]
    ]


def _place(row: MarkDecisionRow) -> tuple[str, int, int, str]:
    return row.path, row.start, row.end, row.kind


def _decision(row: MarkDecisionRow) -> MarkDecision:
    if not row.keeps:
        return MarkDecision(Verdict.REMOVE, row.why)
    return MarkDecision(Verdict.LOOKED_AT if row.kind == MarkKind.MEDIA_TO_CHECK else Verdict.KEEP, row.why)


@cache
def _known_names() -> frozenset[str]:
    return frozenset(place.name for place in supplement())
