"""Planned visits and interviews as rows, each with how far it is.

The state of a report is read without scope and nothing else of it: how far a visit is belongs to the visit, which the
member may read, whatever marking its report carries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Prefetch, Q
from django.utils import timezone

from fener.queries.places import place_label
from fener.records.base.models import Member
from fener.records.field.models import FieldReport, Interview, MonitoringCycle, MonitoringVisit, VisitMonitor
from fener.terms.codelists import code_list
from fener.terms.errors import UnknownTerm
from fener.terms.monitoring import (
    REPORTS_A_VISIT,
    REPORTS_AN_INTERVIEW,
    OpenMatters,
    PlannedRow,
    Progress,
    WithWhom,
    progress_of,
)
from fener.terms.review import ReviewState

_REASON = "how far a planned visit is; of a report only its state is read"
_UNDECIDED = (ReviewState.SUBMITTED, ReviewState.RETURNED, ReviewState.CORRECTED, ReviewState.SECOND_READING)
Measure = Callable[[int, date | None, bool], Progress]


def planned_for(member: Member, key: str) -> MonitoringVisit | Interview:
    """The planned visit or interview of that key, or UnknownTerm."""
    visits = MonitoringVisit.objects.for_member(member).select_related("cycle", "organisation")
    interviews = Interview.objects.for_member(member).select_related("cycle", "organisation", "visit")
    found = visits.filter(key=key).first() or interviews.filter(key=key).first()
    if found is None:
        raise UnknownTerm(
            f"nothing you may read is planned as “{key[:40]}”",
            remedy="Open it from its cycle’s page.",
            number="FEN-2615",
        )
    return found


def rows_of(
    member: Member, visits: Q, interviews: Q, today: date | None = None
) -> tuple[tuple[PlannedRow, ...], tuple[PlannedRow, ...]]:
    """Visits and interviews the member may read and the filters let through, with their progress; four questions."""
    monitors = Prefetch("monitor_links", VisitMonitor.objects.select_related("member").order_by("member__username"))
    visited = MonitoringVisit.objects.for_member(member).filter(visits)
    held = Interview.objects.for_member(member).filter(interviews)
    progress = ProgressOf(Q(visit__in=visited.values("pk")) | Q(interview__in=held.values("pk")), today)
    return (
        tuple(
            visit_row(visit, progress.of_visit)
            for visit in visited.select_related("organisation").prefetch_related(monitors)
        ),
        tuple(
            interview_row(interview, progress.of_interview)
            for interview in held.select_related("organisation", "interviewer")
        ),
    )


def visit_choices(member: Member, cycle: MonitoringCycle) -> list[tuple[str, str]]:
    """(key, label) of the cycle's visits that stand, for an interview held during one."""
    rows = MonitoringVisit.objects.for_member(member).filter(cycle=cycle, cancelled_at__isnull=True).order_by("key")
    return [
        (key, f"{key}, {place_label(place)}, {on}") for key, place, on in rows.values_list("key", "place", "planned_on")
    ]


def open_matters(cycle: MonitoringCycle) -> OpenMatters:
    """What a cycle would leave open if it were closed now; for the action that closes it, so without scope."""
    about = Q(cycle=cycle) | Q(visit__cycle=cycle) | Q(interview__cycle=cycle)
    reports = FieldReport.objects.unscoped("what stands open in a cycle").filter(about, deleted_at__isnull=True)
    undecided = tuple(report.key for report in reports.filter(state__in=_UNDECIDED).order_by("pk").only("pk"))
    progress = ProgressOf(Q(visit__cycle=cycle) | Q(interview__cycle=cycle), cycle.last_on)
    visits = MonitoringVisit.objects.unscoped("as above").filter(cycle=cycle, cancelled_at__isnull=True)
    interviews = Interview.objects.unscoped("as above").filter(cycle=cycle, cancelled_at__isnull=True)
    missing = [key for pk, key in visits.values_list("pk", "key") if progress.of_visit(pk, None, False).is_open]
    missing += [
        key for pk, key in interviews.values_list("pk", "key") if progress.of_interview(pk, None, False).is_open
    ]
    return OpenMatters(tuple(missing), undecided)


def progress_of_planned(planned: MonitoringVisit | Interview, today: date | None = None) -> Progress:
    """How far one visit or interview is."""
    is_visit = isinstance(planned, MonitoringVisit)
    progress = ProgressOf(Q(visit=planned.pk) if is_visit else Q(interview=planned.pk), today)
    measure = progress.of_visit if is_visit else progress.of_interview
    return measure(planned.pk, planned.due_on, planned.cancelled_at is not None)


class ProgressOf:
    """Progress of many, from one question for the states of their reports."""

    def __init__(self, reports: Q, today: date | None) -> None:
        self._today = today or timezone.localdate()
        self._visits: Mapping[int, set[str]] = defaultdict(set)
        self._interviews: Mapping[int, set[str]] = defaultdict(set)
        rows = FieldReport.objects.unscoped(_REASON).filter(reports, deleted_at__isnull=True).order_by()
        for visit, interview, kind, state in rows.values_list(
            "visit_id", "interview_id", "questionnaire__kind", "state"
        ):
            if visit and kind in REPORTS_A_VISIT:
                self._visits[visit].add(state)
            if interview and kind in REPORTS_AN_INTERVIEW:
                self._interviews[interview].add(state)

    def of_visit(self, pk: int, due_on: date | None, is_cancelled: bool) -> Progress:
        """Only a visit report reports a visit; a price report sent from there does not."""
        return progress_of(self._visits.get(pk, ()), due_on, is_cancelled=is_cancelled, today=self._today)

    def of_interview(self, pk: int, due_on: date | None, is_cancelled: bool) -> Progress:
        """An interview is reported by either kind of interview report."""
        return progress_of(self._interviews.get(pk, ()), due_on, is_cancelled=is_cancelled, today=self._today)


def visit_row(visit: MonitoringVisit, measure: Measure) -> PlannedRow:
    """A visit for a table; its monitors must be prefetched."""
    links = list(visit.monitor_links.all())
    return PlannedRow(
        key=visit.key,
        is_visit=True,
        place=visit.place,
        place_label=place_label(visit.place),
        what=code_list("site_kinds").label(visit.site_kind),
        code=visit.site_kind,
        segment=visit.segment,
        planned_on=visit.planned_on,
        due_on=visit.due_on,
        organisation=str(visit.organisation or ""),
        organisation_id=visit.organisation_id,
        members=tuple(str(link.member) for link in links),
        progress=measure(visit.pk, visit.due_on, visit.cancelled_at is not None),
        note=visit.note,
        cancelled_why=visit.cancelled_why,
        member_ids=tuple(link.member_id for link in links),
    )


def interview_row(interview: Interview, measure: Measure) -> PlannedRow:
    """An interview for a table."""
    kind = interview.stakeholder_kind
    return PlannedRow(
        key=interview.key,
        is_visit=False,
        place=interview.place,
        place_label=place_label(interview.place),
        what=code_list("stakeholder_kinds").label(kind) if kind else WithWhom(interview.with_whom).label,
        code=kind,
        segment=interview.segment,
        planned_on=interview.planned_on,
        due_on=interview.due_on,
        organisation=str(interview.organisation or ""),
        organisation_id=interview.organisation_id,
        members=(str(interview.interviewer),) if interview.interviewer else (),
        progress=measure(interview.pk, interview.due_on, interview.cancelled_at is not None),
        note=interview.note,
        cancelled_why=interview.cancelled_why,
        with_whom=interview.with_whom,
        member_ids=(interview.interviewer_id,) if interview.interviewer_id else (),
    )
