"""Change a planned visit or interview: its day, its people, its place."""

from __future__ import annotations

from django.db import transaction

from fener.actions.field.planning import checked_interview, checked_visit, hold, open_cycle
from fener.queries.planned import planned_for, progress_of_planned
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringVisit, VisitMonitor
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused, UnreadableMaterial
from fener.terms.monitoring import InterviewWish, VisitWish

_STILL_OPEN = frozenset({"planned_on", "due_on", "note"})  # once reported, only these may change


def change_planned(actor: Member, key: str, wish: VisitWish | InterviewWish) -> MonitoringVisit | Interview:
    """Only what differs is saved. Once a report is there, days and note may still change; what it reports on may not."""
    may_take_step(actor.role, "plan_cycle").enforce()
    planned = planned_for(actor, key)
    cycle = open_cycle(actor, planned.cycle_id)
    if isinstance(planned, MonitoringVisit) and isinstance(wish, VisitWish):
        plan = checked_visit(actor, cycle, wish)
    elif isinstance(planned, Interview) and isinstance(wish, InterviewWish):
        plan = checked_interview(actor, cycle, wish)
    else:
        raise UnreadableMaterial(
            f"{key} is of the other kind", remedy="Cancel it and plan a new one.", number="FEN-2616"
        )
    with transaction.atomic():
        hold(cycle)
        changed = {name: value for name, value in plan.values.items() if getattr(planned, name) != value}
        _must_be_changeable(planned, set(changed))
        for name, value in changed.items():
            setattr(planned, name, value)
        if changed:
            planned.save(update_fields=list(changed))
        if isinstance(planned, MonitoringVisit) and _name_monitors(planned, plan.members):
            changed["members"] = list(plan.members)
        record_audit(
            "change_planned",
            actor=actor,
            subject=(type(planned).__name__, planned.key),
            details={"changed": sorted(changed)},
        )
    return planned


def _must_be_changeable(planned: MonitoringVisit | Interview, names: set[str]) -> None:
    if planned.cancelled_at is not None:
        raise StateRefused(f"{planned.key} is cancelled", remedy="Plan a new one.", number="FEN-2617")
    if not names <= _STILL_OPEN and progress_of_planned(planned).is_reported:
        raise StateRefused(
            f"{planned.key} is reported on already",
            remedy="Only its days and its note may still change; for another place or person plan a new one.",
            number="FEN-2617",
        )


def _name_monitors(visit: MonitoringVisit, members: tuple[int, ...]) -> bool:
    links = VisitMonitor.objects.filter(visit=visit)
    named = set(links.values_list("member_id", flat=True))
    if named == set(members):
        return False
    links.exclude(member__in=members).delete()
    VisitMonitor.objects.bulk_create(VisitMonitor(visit=visit, member_id=pk) for pk in members if pk not in named)
    return True
