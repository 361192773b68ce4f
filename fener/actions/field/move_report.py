"""Put a report where it belongs: a planned visit or interview, or only a territory and its cycle."""

from __future__ import annotations

from django.db import transaction

from fener.actions.field.reasons import needed
from fener.queries.cycles import cycle_for
from fener.queries.field_report_rights import must_be_coordinator
from fener.queries.field_report_scope import ReportName, report_for
from fener.queries.planned import planned_for
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import FieldReport, Interview
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused
from fener.terms.review import ReviewState
from fener.terms.territories import territory as territory_named

_WHY = "the actor was checked"


def move_report(
    actor: Member, name: ReportName, *, planned: str = "", territory: str = "", cycle_id: int | None = None, why: str
) -> FieldReport:
    """``planned`` is the key of a visit or interview and decides everything; without it the report is unplanned and lies in
    ``territory`` (its present one if empty) and the cycle. The coordinator works in both territories. Approved reports stay:
    records were made of them."""
    may_take_step(actor.role, "review_field_report").enforce()
    must_be_coordinator(actor, "moving a report")
    report = report_for(actor, name)
    reason = needed(why, "a report is moved")
    place = _place(actor, report, planned, territory, cycle_id)
    _must_work_in(actor, str(place["territory"]))
    with transaction.atomic():
        rows = FieldReport.objects.unscoped(_WHY).filter(pk=report.pk).exclude(state=ReviewState.APPROVED)
        if not rows.update(**place):
            raise StateRefused(
                f"{report.key} is approved, and records were made of it",
                remedy="Return it first, then move it.",
                number="FEN-2667",
            )
        record_audit(
            "move_report",
            actor=actor,
            subject=("FieldReport", report.key),
            why=reason,
            details={
                "from": {key: getattr(report, key) for key in place},
                "to": place,
            },
        )
    return FieldReport.objects.unscoped(_WHY).get(pk=report.pk)


def _place(
    actor: Member, report: FieldReport, planned: str, territory: str, cycle_id: int | None
) -> dict[str, str | int | None]:
    if planned:
        found = planned_for(actor, planned)
        is_interview = isinstance(found, Interview)
        return {
            "territory": found.territory,
            "cycle_id": found.cycle_id,
            "visit_id": found.visit_id if isinstance(found, Interview) else found.pk,
            "interview_id": found.pk if is_interview else None,
        }
    code = territory_named(territory or report.territory).code
    cycle = cycle_for(actor, cycle_id) if cycle_id else None
    if cycle is not None and cycle.territory != code:
        raise NotAllowed(
            f"the cycle “{cycle.title}” is of another territory",
            remedy="Choose the cycle of the territory the report goes to.",
            number="FEN-2673",
        )
    return {"territory": code, "cycle_id": cycle.pk if cycle else None, "visit_id": None, "interview_id": None}


def _must_work_in(actor: Member, code: str) -> None:
    if code not in actor.territory_codes():
        raise NotAllowed(
            "the report would go to a territory you do not work in",
            remedy="Ask a coordinator who works in both.",
            number="FEN-2674",
        )
