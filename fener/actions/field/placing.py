"""Where a report belongs: visit or interview, cycle and territory, from its answers and its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q
from django.utils import timezone

from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringCycle, MonitoringVisit
from fener.terms.questionnaires import AnswerIssue, Answers, QuestionnaireDefinition, tagged_value
from fener.terms.territories import REGION, region_members, territories

P = TypeVar("P", MonitoringVisit, Interview)
_WHY = "a report finds its place in the plan"


@dataclass(frozen=True, slots=True)
class Placing:
    """``issues`` name what the report says of its place and the plan does not know."""

    territory: str
    cycle_id: int | None = None
    visit_id: int | None = None
    interview_id: int | None = None
    issues: tuple[AnswerIssue, ...] = ()


def placing_of(author: Member, definition: QuestionnaireDefinition, answers: Answers | None) -> Placing:
    """The planned visit or interview named in the answers decides; else the territory named, else the author's.

    Of several territories of the author the organisation's comes first, then the first by code: a person can still move
    the report. Encrypted answers (None) name nothing.
    """
    named = answers or {}
    if visit := _planned(MonitoringVisit, tagged_value(definition, named, "context:visit")):
        return Placing(visit.territory, visit.cycle_id, visit_id=visit.pk)
    if interview := _planned(Interview, tagged_value(definition, named, "context:interview")):
        return Placing(interview.territory, interview.cycle_id, interview.visit_id, interview.pk)
    code = _territory(author, tagged_value(definition, named, "context:territory"))
    return Placing(code, _open_cycle(code), issues=_unknown(definition, named))


def _planned(model: type[P], key: object) -> P | None:
    if not isinstance(key, str):
        return None
    return model.objects.unscoped(_WHY).filter(key=key, cancelled_at__isnull=True).first()


def _territory(author: Member, named: object) -> str:
    own = author.territory_codes()
    if isinstance(named, str) and named in territories() and (named in own or not own):
        return named
    home = author.organisation.territory if author.organisation else ""
    if home in own and home != REGION:
        return home
    return next((code for code in (*sorted(own - {REGION}), *region_members()) if code), REGION)


def _open_cycle(territory: str) -> int | None:
    today = timezone.localdate()
    rows = MonitoringCycle.objects.unscoped(_WHY).filter(territory=territory, closed_at__isnull=True)
    found = rows.filter(Q(first_on__lte=today), Q(last_on__gte=today)).order_by("-first_on")
    return found.values_list("pk", flat=True).first()


def _unknown(definition: QuestionnaireDefinition, answers: Answers) -> tuple[AnswerIssue, ...]:
    """The answers name a visit or interview that the plan does not have."""
    return tuple(
        AnswerIssue(
            "FEN-2560",
            entry.path,
            f"the plan has no {entry.coding.removeprefix('context:')} “{key}”",
            "Choose the visit or interview it belongs to, or leave it unplanned.",
        )
        for entry in definition.fields
        if entry.coding in {"context:visit", "context:interview"}
        and isinstance(key := tagged_value(definition, answers, entry.coding), str)
        and key
    )
