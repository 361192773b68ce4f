"""A cycle of the platform of Serbia, and what tests plan in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fener.actions.field.plan_interview import plan_interview
from fener.actions.field.plan_visit import plan_visit
from fener.actions.field.start_cycle import start_cycle
from fener.records.base.models import Member, MemberTerritory
from fener.records.field.models import (
    FieldReport,
    Interview,
    MonitoringCycle,
    MonitoringVisit,
    Questionnaire,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = date(2026, 6, 1)


def cycle_of(coordinator: Member, **changes: Any) -> MonitoringCycle:
    return start_cycle(coordinator, "RS", "Serbia 2026", FIRST, LAST, **changes)


def monitor_of(coordinator: Member, name: str = "monitor-test", email: str = "") -> Member:
    member = Member.objects.create(username=name, role="monitor", organisation=coordinator.organisation, email=email)
    MemberTerritory.objects.create(member=member, territory="RS")
    return member


def visit_in(coordinator: Member, cycle: MonitoringCycle, **changes: Any) -> MonitoringVisit:
    wish = {
        "place": "subotica",
        "site_kind": "informal_gathering",
        "planned_on": DAY,
        "organisation_id": coordinator.organisation_id,
        **changes,
    }
    return plan_visit(coordinator, cycle.pk, **wish)


def interview_in(coordinator: Member, cycle: MonitoringCycle, **changes: Any) -> Interview:
    wish = {
        "place": "subotica",
        "with_whom": "key_informant",
        "stakeholder_kind": "border_police",
        "planned_on": DAY,
        "organisation_id": coordinator.organisation_id,
        **changes,
    }
    return plan_interview(coordinator, cycle.pk, **wish)


def reported(
    planned: MonitoringVisit | Interview, state: str = "submitted", kind: str = "", **changes: Any
) -> FieldReport:
    is_visit = isinstance(planned, MonitoringVisit)
    kind = kind or ("visit_report" if is_visit else f"{planned.with_whom}_interview")
    form, _ = Questionnaire.objects.get_or_create(key=kind, defaults={"kind": kind, "title": kind})
    told = {
        "root_instance_id": f"uuid:{planned.key}-{kind}-{FieldReport.objects.unscoped('test').count()}",
        "questionnaire": form,
        "cycle": planned.cycle,
        "visit" if is_visit else "interview": planned,
        "state": state,
        "through": "phone",
        "territory": "RS",
        "marking": "red",
        **changes,
    }
    return FieldReport.objects.create(**told)


def after(days: int) -> date:
    return DAY + timedelta(days=days)
