"""What is due: a member's own tasks with what to fill in, what to remind of, and both as calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from fener.gateways.calendars import CalendarDay, write_calendar
from fener.queries.cycles import cycle_for, cycle_key
from fener.queries.planned import open_matters, rows_of
from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringCycle, Questionnaire, VisitMonitor
from fener.terms.monitoring import PlannedRow, Progress, WithWhom
from fener.terms.questionnaires import ReportKind

_OPEN_YOUR_DESK = "Open your desk for the place and what to bring."


@dataclass(frozen=True, slots=True)
class DueTask:
    """One thing a member has to do. ``is_mine``: named for it; else it is the organisation's and nobody is named yet.

    ``questionnaires`` are (key, title) of the open ones of ``report_kind``; empty where none is published.
    """

    row: PlannedRow
    is_mine: bool
    report_kind: ReportKind
    questionnaires: tuple[tuple[str, str], ...]

    @property
    def is_to_do(self) -> bool:
        """Whether the member must still send or correct something."""
        return self.row.progress.is_open or self.row.progress is Progress.RETURNED


def due_for(member: Member, *, today: date | None = None) -> list[DueTask]:
    """The member's visits and interviews of running cycles, by the day their report is due; cancelled ones left out."""
    running = Q(cycle__closed_at__isnull=True, cancelled_at__isnull=True)
    visits, interviews = rows_of(member, running & _visits_of(member), running & _interviews_of(member), today)
    asked = _questionnaires()
    tasks = [_task(row, member, asked) for row in (*visits, *interviews)]
    return sorted(tasks, key=lambda task: (task.row.due_on or date.max, task.row.key))


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A report that a member owes; ``kind`` is ``Visit`` or ``Interview``."""

    kind: str
    key: str
    due_on: date
    member_id: int


def to_remind_of() -> list[DueReminder]:
    """Everything unreported in running cycles with the active members named for it, for the action that reminds.

    Without scope: the machine reminds everybody of their own.
    """
    running = MonitoringCycle.objects.unscoped("reminders").filter(closed_at__isnull=True)
    return [due for cycle in running for due in _unreported(cycle)]


def _unreported(cycle: MonitoringCycle) -> Iterator[DueReminder]:
    missing = set(open_matters(cycle).unreported)
    links = VisitMonitor.objects.filter(visit__cycle=cycle, member__is_active=True).order_by("visit__key", "pk")
    for key, due_on, member in links.values_list("visit__key", "visit__due_on", "member_id"):
        if key in missing and due_on:
            yield DueReminder("Visit", key, due_on, member)
    held = Interview.objects.unscoped("reminders").filter(cycle=cycle, interviewer__is_active=True).order_by("key")
    for key, due_on, member in held.values_list("key", "due_on", "interviewer_id"):
        if key in missing and due_on and member:
            yield DueReminder("Interview", key, due_on, member)


def calendar_of_cycle(member: Member, cycle_id: int) -> tuple[str, bytes]:
    """(file name, iCalendar file) of everything planned in a cycle; cancelled entries say so."""
    cycle = cycle_for(member, cycle_id)
    visits, interviews = rows_of(member, Q(cycle=cycle), Q(cycle=cycle))
    key = cycle_key(cycle)
    return f"{key}.ics", _calendar((*visits, *interviews), f"Monitoring cycle {key}")


def calendar_of_member(member: Member) -> tuple[str, bytes]:
    """(file name, iCalendar file) of the member's own visits and interviews in running cycles."""
    running = Q(cycle__closed_at__isnull=True)
    visits, interviews = rows_of(member, running & Q(monitor_links__member=member), running & Q(interviewer=member))
    return "my-visits.ics", _calendar((*visits, *interviews), "My visits and interviews")


def _visits_of(member: Member) -> Q:
    mine = Q(monitor_links__member=member)
    if member.organisation_id is None:
        return mine
    return mine | Q(monitor_links__isnull=True, organisation=member.organisation_id)


def _interviews_of(member: Member) -> Q:
    mine = Q(interviewer=member)
    if member.organisation_id is None:
        return mine
    return mine | Q(interviewer__isnull=True, organisation=member.organisation_id)


def _questionnaires() -> dict[str, tuple[tuple[str, str], ...]]:
    asked: dict[str, tuple[tuple[str, str], ...]] = {}
    rows = Questionnaire.objects.filter(closed_at__isnull=True, versions__isnull=False).distinct()
    for key, kind, title in rows.order_by("title").values_list("key", "kind", "title"):
        asked[kind] = (*asked.get(kind, ()), (key, title))
    return asked


def _task(row: PlannedRow, member: Member, asked: dict[str, tuple[tuple[str, str], ...]]) -> DueTask:
    kind = ReportKind.VISIT_REPORT if row.is_visit else WithWhom(row.with_whom).report_kind
    return DueTask(row, member.pk in row.member_ids, kind, asked.get(kind, ()))


def _calendar(rows: Iterable[PlannedRow], name: str) -> bytes:
    days = [day for row in rows for day in _days(row)]
    return write_calendar(days, name=name, made_at=timezone.now())


def _days(row: PlannedRow) -> Iterator[CalendarDay]:
    cancelled = row.progress is Progress.CANCELLED
    what = "monitoring visit" if row.is_visit else f"interview ({WithWhom(row.with_whom).label.lower()})"
    if row.planned_on:
        yield CalendarDay(row.key, "held", row.planned_on, f"{row.key}: {what}", _OPEN_YOUR_DESK, cancelled)
    if row.due_on:
        yield CalendarDay(row.key, "due", row.due_on, f"{row.key}: report due", _OPEN_YOUR_DESK, cancelled)
