"""Which reports from the field a member may read. Lists, pages, comments, files and differences all ask here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet, visible_to
from fener.records.field.models import FieldReport, FieldReportVersion
from fener.safeguards.roles import may_take_step
from fener.terms.errors import ScopeMissing, UnknownTerm
from fener.terms.people import Role
from fener.terms.questionnaires import ReportKind
from fener.terms.review import ReviewState

ReportName = str | int
"""``FR-17``, ``17`` or 17."""


def reports_for(member: Member) -> ScopedQuerySet[FieldReport]:
    """Reports the member may read, without deleted ones.

    Everybody reads their own. Coordinators and analysts read those of their territories, caseworkers the urgent needs of
    theirs; an administrator and every role that may not read reports read none.
    """
    if member is None or not getattr(member, "is_authenticated", False):
        raise ScopeMissing("reports were asked for nobody")
    rows = FieldReport.objects.unscoped("narrowed to what this member may read").filter(deleted_at__isnull=True)
    if not may_take_step(member.role, "read_field_reports").allowed:
        return rows.none()
    return rows.filter(Q(recorded_by=member) | _of_others(member))


def _of_others(member: Member) -> Q:
    if member.role in (Role.COORDINATOR, Role.ANALYST):
        return visible_to(member)
    if member.role == Role.CASEWORKER:
        needs = Q(questionnaire__kind=ReportKind.URGENT_NEED, territory__in=member.territory_codes())
        return needs & visible_to(member)
    return Q(pk__in=[])


def report_for(member: Member, name: ReportName) -> FieldReport:
    """The report, or UnknownTerm where there is none this member may read."""
    number = str(name).upper().removeprefix("FR-")
    rows = reports_for(member).select_related(
        "questionnaire", "recorded_by", "organisation", "visit", "interview", "cycle"
    )
    found = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if found is None:
        raise UnknownTerm(
            f"there is no report “{str(name)[:20]}” that you may read",
            remedy="Choose one from the list of reports.",
            number="FEN-2645",
        )
    return found


def newest_version(report: FieldReport) -> FieldReportVersion:
    """The version that counts. Every report has one."""
    return report.versions.select_related("form", "form__questionnaire", "received_by").order_by("-number")[0]


def version_of(report: FieldReport, number: int | None) -> FieldReportVersion:
    """The version of that number; the newest where none is named."""
    if number is None:
        return newest_version(report)
    rows = report.versions.select_related("form", "form__questionnaire", "received_by")
    found = rows.filter(number=number).first()
    if found is None:
        raise UnknownTerm(
            f"{report.key} has no version {number}", remedy="Choose one of its versions.", number="FEN-2668"
        )
    return found


def approved_reports(
    member: Member,
    *,
    cycle_id: int | None = None,
    territory: str = "",
    kind: str = "",
    questionnaire: str = "",
    since: datetime | None = None,
) -> ScopedQuerySet[FieldReport]:
    """The one question behind every count, coding and export: approved, not deleted, readable by this member."""
    rows = reports_for(member).filter(state=ReviewState.APPROVED)
    wanted = {
        "cycle_id": cycle_id,
        "territory": territory,
        "questionnaire__kind": kind,
        "questionnaire__key": questionnaire,
        "state_at__gte": since,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})
