"""The monitoring cycle in values: what is wished for, how far it is, and what is open.

A cycle asks for at least 15 visits and 10 interviews (R23 Annex II p. 31).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from fener.terms.questionnaires import ReportKind
from fener.terms.review import ReviewState

DUE_SOON_DAYS = 3
REPORT_DAYS = 7  # a report is due a week after the visit unless the plan says otherwise
REPORTS_A_VISIT = frozenset({ReportKind.VISIT_REPORT})
REPORTS_AN_INTERVIEW = frozenset({ReportKind.KEY_INFORMANT_INTERVIEW, ReportKind.RESPONDENT_INTERVIEW})


class WithWhom(StrEnum):
    """Whom an interview is held with; no name is ever part of the plan."""

    KEY_INFORMANT = "key_informant"
    RESPONDENT = "respondent"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return self.value.replace("_", " ").capitalize()

    @property
    def report_kind(self) -> ReportKind:
        """What is filled in about it."""
        return ReportKind(f"{self.value}_interview")


class Progress(StrEnum):
    """How far a planned visit or interview is. From REPORTED on, something was sent that is neither deleted nor rejected."""

    CANCELLED = "cancelled"
    PLANNED = "planned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    RETURNED = "returned"
    REPORTED = "reported"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return _PROGRESS_LABELS[self]

    @property
    def is_reported(self) -> bool:
        """Whether a report is there that counts as sent."""
        return self in {Progress.RETURNED, Progress.REPORTED, Progress.APPROVED}

    @property
    def is_open(self) -> bool:
        """Whether a report is still to come."""
        return self in {Progress.PLANNED, Progress.DUE_SOON, Progress.OVERDUE}


_PROGRESS_LABELS = {
    Progress.CANCELLED: "Cancelled",
    Progress.PLANNED: "Planned",
    Progress.DUE_SOON: "Due soon",
    Progress.OVERDUE: "Overdue",
    Progress.RETURNED: "Returned for correction",
    Progress.REPORTED: "Reported, not yet approved",
    Progress.APPROVED: "Approved",
}


def progress_of(states: Collection[str], due_on: date | None, *, is_cancelled: bool, today: date) -> Progress:
    """Progress from the states of the reports about it (deleted ones left out); rejected reports count for nothing."""
    if is_cancelled:
        return Progress.CANCELLED
    living = {ReviewState(state) for state in states} - {ReviewState.REJECTED}
    if ReviewState.APPROVED in living:
        return Progress.APPROVED
    if living:
        return Progress.RETURNED if living == {ReviewState.RETURNED} else Progress.REPORTED
    if due_on is None or due_on > today + timedelta(days=DUE_SOON_DAYS):
        return Progress.PLANNED
    return Progress.DUE_SOON if due_on >= today else Progress.OVERDUE


@dataclass(frozen=True, slots=True)
class Tally:
    """Planned, reported and approved against a target; ``target`` None where none is set. Cancelled ones count nowhere."""

    planned: int = 0
    reported: int = 0
    approved: int = 0
    target: int | None = None

    @classmethod
    def of(cls, found: Collection[Progress], target: int | None = None) -> Tally:
        """Counted; an approved report is also a reported one."""
        standing = [progress for progress in found if progress is not Progress.CANCELLED]
        return cls(
            len(standing),
            sum(progress.is_reported for progress in standing),
            sum(progress is Progress.APPROVED for progress in standing),
            target,
        )

    @property
    def missing(self) -> int:
        """How many more must be planned to reach the target."""
        return max((self.target or 0) - self.planned, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWish:
    """A visit as a person asks for it. ``place`` is a gazetteer key or a name as written, ``segment`` a RouteSegment's key.

    ``due_on`` None: a week after ``planned_on``, and within the cycle.
    """

    place: str
    site_kind: str
    planned_on: date
    organisation_id: int
    due_on: date | None = None
    segment: str = ""
    members: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewWish:
    """An interview as a person asks for it; a key informant has a stakeholder kind, a respondent has none."""

    place: str
    with_whom: str
    planned_on: date
    organisation_id: int
    due_on: date | None = None
    segment: str = ""
    stakeholder_kind: str = ""
    interviewer: int | None = None
    visit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One planned visit or interview as a table shows it. ``what`` is the kind of site or of stakeholder in words."""

    key: str
    is_visit: bool
    place: str
    place_label: str
    what: str
    code: str
    segment: str
    planned_on: date | None
    due_on: date | None
    organisation: str
    organisation_id: int | None
    members: tuple[str, ...]
    progress: Progress
    note: str = ""
    cancelled_why: str = ""
    with_whom: str = ""
    member_ids: tuple[int, ...] = field(default=())

    @property
    def kind_label(self) -> str:
        """``Visit`` or ``Interview``."""
        return "Visit" if self.is_visit else "Interview"


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What stands open in a cycle: keys of visits and interviews without a report, and of reports nobody decided on."""

    unreported: tuple[str, ...]
    unreviewed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.unreported or self.unreviewed)

    def __str__(self) -> str:
        parts = []
        if self.unreviewed:
            parts.append(f"{len(self.unreviewed)} reports not yet decided on ({_some(self.unreviewed)})")
        if self.unreported:
            parts.append(f"{len(self.unreported)} visits or interviews without a report ({_some(self.unreported)})")
        return " and ".join(parts)


def _some(keys: tuple[str, ...]) -> str:
    return ", ".join(keys[:5]) + (" …" if len(keys) > 5 else "")
