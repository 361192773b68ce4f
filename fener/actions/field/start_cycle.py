"""Start a monitoring cycle of a territory's platform."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from fener.actions.field.join_platform import platform_of
from fener.actions.field.planning import must_work_in
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import MonitoringCycle, NationalPlatform
from fener.safeguards.roles import may_take_step
from fener.terms.dates import Period
from fener.terms.errors import StateRefused, UnreadableMaterial
from fener.terms.sharing import Marking
from fener.terms.territories import territory

MOST_PLANNED = 1000


def start_cycle(
    actor: Member,
    place: str,
    title: str,
    first_on: date,
    last_on: date,
    *,
    visits_target: int = 15,
    interviews_target: int = 10,
) -> MonitoringCycle:
    """A new cycle. The targets are the least a cycle asks for (R23 Annex II p. 31). Two cycles of a platform share no day."""
    may_take_step(actor.role, "plan_cycle").enforce()
    must_work_in(actor, place)
    period = Period(first_on, last_on)
    for target in (visits_target, interviews_target):
        if not 0 <= target <= MOST_PLANNED:
            raise UnreadableMaterial(
                f"{target} is no target", remedy=f"Write a number from 0 to {MOST_PLANNED}.", number="FEN-2619"
            )
    with transaction.atomic():
        platform = platform_of(place, actor)
        _must_stand_alone(platform, period)
        cycle = MonitoringCycle.objects.create(
            platform=platform,
            title=" ".join(title.split())[:200] or f"{territory(place).label}, {period}",
            first_on=first_on,
            last_on=last_on,
            visits_target=visits_target,
            interviews_target=interviews_target,
            territory=place,
            organisation=actor.organisation,
            recorded_by=actor,
            marking=Marking.AMBER,
            is_invented=actor.is_demo,
        )
        record_audit(
            "start_cycle",
            actor=actor,
            subject=("MonitoringCycle", str(cycle.pk)),
            details={"territory": place, "first_on": str(first_on), "last_on": str(last_on)},
        )
    return cycle


def _must_stand_alone(platform: NationalPlatform, period: Period) -> None:
    """The platform's row is locked first: of two that start at once, the second sees the first."""
    NationalPlatform.objects.select_for_update().get(pk=platform.pk)
    rows = MonitoringCycle.objects.unscoped("cycles of the platform").filter(platform=platform)
    found = rows.filter(first_on__lte=period.last_on, last_on__gte=period.first_on).first()
    if found is not None:
        raise StateRefused(
            f"the cycle “{found.title}” ({found.period}) covers some of these days",
            remedy=f"Begin after {found.last_on}, or end before {found.first_on}.",
            number="FEN-2602",
        )
