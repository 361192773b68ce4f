"""Plan an interview with a key informant or a respondent; the plan never names the person."""

from __future__ import annotations

from datetime import date

from fener.actions.field.planning import CheckedPlan, checked_interview, next_key, open_cycle, store_planned
from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringCycle
from fener.safeguards.roles import may_take_step
from fener.terms.monitoring import InterviewWish
from fener.terms.sharing import Marking


def plan_interview(
    actor: Member,
    cycle_id: int,
    *,
    place: str,
    with_whom: str,
    planned_on: date,
    organisation_id: int,
    stakeholder_kind: str = "",
    due_on: date | None = None,
    segment: str = "",
    interviewer: int | None = None,
    visit: str = "",
    note: str = "",
) -> Interview:
    """The interview, with the next key of its cycle. Arguments as in InterviewWish; ``visit`` is a visit's key."""
    may_take_step(actor.role, "plan_cycle").enforce()
    cycle = open_cycle(actor, cycle_id)
    wish = InterviewWish(
        place=place,
        with_whom=with_whom,
        planned_on=planned_on,
        organisation_id=organisation_id,
        due_on=due_on,
        segment=segment,
        stakeholder_kind=stakeholder_kind,
        interviewer=interviewer,
        visit=visit,
        note=note,
    )
    plan = checked_interview(actor, cycle, wish)
    return store_planned(
        actor,
        "plan_interview",
        cycle,
        lambda: store_interview(actor, cycle, plan),
        lambda interview: (("Interview", interview.key), {}),
    )


def store_interview(actor: Member, cycle: MonitoringCycle, plan: CheckedPlan) -> Interview:
    """The record of a checked plan, inside the caller's transaction."""
    return Interview.objects.create(
        cycle=cycle,
        key=next_key(cycle, Interview),
        territory=cycle.territory,
        recorded_by=actor,
        marking=Marking.AMBER,
        is_invented=cycle.is_invented,
        **plan.values,
    )
