"""How well a cycle answers the questions of the report's structure, while there is still time to ask."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fener.queries.cycles import cycle_for
from fener.records.base.models import Member
from fener.records.field.models import Observation
from fener.terms.codelists import code_list


@dataclass(frozen=True, slots=True)
class QuestionCover:
    """A guiding question; ``count`` observations of this cycle answer it, ``others`` of the same territory from elsewhere."""

    number: str
    label: str
    count: int
    others: int


def question_cover(member: Member, cycle_id: int) -> list[QuestionCover]:
    """Every guiding question in order. Two queries. Observations count for the questions they name."""
    cycle = cycle_for(member, cycle_id)
    rows = Observation.objects.for_member(member).filter(territory=cycle.territory)
    own: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for source, answers in rows.order_by().values_list("source__key", "answers"):
        (own if source == cycle.source_key else others).update(answers)
    questions = code_list("guiding_questions")
    return [QuestionCover(entry.code, entry.label, own[entry.code], others[entry.code]) for entry in questions]


def open_questions(member: Member, cycle_id: int) -> list[QuestionCover]:
    """Questions that no observation of the cycle answers."""
    return [entry for entry in question_cover(member, cycle_id) if entry.count == 0]
