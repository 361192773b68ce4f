"""Plan a monitoring visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fener.actions.field.planning import CheckedPlan, checked_visit, next_key, open_cycle, store_planned
from fener.records.base.models import Member
from fener.records.field.models import MonitoringCycle, MonitoringVisit, VisitMonitor
from fener.safeguards.roles import may_take_step
from fener.terms.monitoring import VisitWish
from fener.terms.sharing import Marking


def plan_visit(
    actor: Member,
    cycle_id: int,
    *,
    place: str,
    site_kind: str,
    planned_on: date,
    organisation_id: int,
    due_on: date | None = None,
    segment: str = "",
    members: Iterable[int] = (),
    note: str = "",
) -> MonitoringVisit:
    """The visit, with the next key of its cycle; two planned at once get two keys. Arguments as in VisitWish."""
    may_take_step(actor.role, "plan_cycle").enforce()
    cycle = open_cycle(actor, cycle_id)
    wish = VisitWish(
        place=place,
        site_kind=site_kind,
        planned_on=planned_on,
        organisation_id=organisation_id,
        due_on=due_on,
        segment=segment,
        members=tuple(members),
        note=note,
    )
    plan = checked_visit(actor, cycle, wish)
    return store_planned(
        actor,
        "plan_visit",
        cycle,
        lambda: store_visit(actor, cycle, plan),
        lambda visit: (("MonitoringVisit", visit.key), {}),
    )


def store_visit(actor: Member, cycle: MonitoringCycle, plan: CheckedPlan) -> MonitoringVisit:
    """The record of a checked plan, inside the caller's transaction."""
    visit = MonitoringVisit.objects.create(
        cycle=cycle,
        key=next_key(cycle, MonitoringVisit),
        territory=cycle.territory,
        recorded_by=actor,
        marking=Marking.AMBER,
        is_invented=cycle.is_invented,
        **plan.values,
    )
    VisitMonitor.objects.bulk_create(VisitMonitor(visit=visit, member_id=member) for member in plan.members)
    return visit
