"""The caseworker's list: what waits, what is overdue, and nothing that says who anybody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from fener.queries.protection.cases import cases_for
from fener.queries.protection.incoming import incoming_for
from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.models import (
    BestInterestsAssessment,
    BreakGlass,
    CaseTask,
    Disclosure,
    LegalGround,
    ProtectionCase,
    ReferralRequest,
)
from fener.safeguards.roles import may_take_step
from fener.terms.keys import number_of_key
from fener.terms.protection import ProtectionState, RecallState, ReferralState


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list; times are the nearest that is not met yet."""

    case_file: ProtectionCase
    is_mine: bool
    next_due: datetime | None
    overdue: int

    @property
    def is_overdue(self) -> bool:
        """Whether something should have happened already."""
        return self.overdue > 0


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """What the top of the page counts."""

    open_cases: int
    overdue_tasks: int
    overdue_concerns: int
    unanswered_referrals: int
    unconfirmed_recalls: int
    waiting_for_me: int


def case_lines(member: Member, *, state: str = "open", mine: bool = False, query: str = "") -> list[CaseLine]:
    """Cases the member may know of, the most urgent first. ``query`` finds by key or pseudonym; nothing else is searched."""
    rows = cases_for(member).select_related("responsible", "organisation")
    rows = rows.filter(state__in=_states(state))
    if mine:
        rows = rows.filter(team__member=member, team__until__isnull=True)
    if query.strip():
        rows = rows.filter(Q(pk=number_of_key(query.strip(), "PC")) | Q(pseudonym__icontains=query.strip()[:40]))
    found = [_line(member, case_file) for case_file in _with_clocks(rows)[:500]]
    far = timezone.now().replace(year=9999)
    return sorted(found, key=lambda line: (-line.overdue, line.next_due or far, -line.case_file.pk))


def _states(state: str) -> list[str]:
    if state == "open":
        return [ProtectionState.OPEN, ProtectionState.CLOSURE_ASKED]
    return [state] if state in list(ProtectionState) else list(ProtectionState)


def _with_clocks(rows: QuerySet[ProtectionCase]) -> QuerySet[ProtectionCase]:
    now = timezone.now()
    open_task, open_concern = Q(tasks__done_at__isnull=True), Q(concerns__settled_at__isnull=True)
    return rows.annotate(
        task_due=Min("tasks__due_at", filter=open_task),
        concern_due=Min("concerns__due_at", filter=open_concern),
        late_tasks=Count("tasks", filter=open_task & Q(tasks__due_at__lt=now), distinct=True),
        late_concerns=Count("concerns", filter=open_concern & Q(concerns__due_at__lt=now), distinct=True),
        mine=Count("team", filter=Q(team__until__isnull=True), distinct=True),
    )


def _line(member: Member, case_file: ProtectionCase) -> CaseLine:
    late = getattr(case_file, "late_tasks", 0) + getattr(case_file, "late_concerns", 0)
    clocks = [getattr(case_file, "task_due", None), getattr(case_file, "concern_due", None)]
    due = min((clock for clock in clocks if clock), default=None)
    return CaseLine(case_file, case_file.responsible_id == member.pk, due, late)


def desk_counts(member: Member) -> DeskCounts:
    """Counts over the cases the member may know of."""
    now, mine = timezone.now(), cases_for(member).values("pk")
    open_cases = cases_for(member).filter(state__in=_states("open"))
    tasks = CaseTask.objects.filter(case_file__in=mine, done_at__isnull=True, due_at__lt=now)
    referrals = ReferralRequest.objects.filter(case_file__in=mine, state=ReferralState.ASKED)
    return DeskCounts(
        open_cases=open_cases.count(),
        overdue_tasks=tasks.count(),
        overdue_concerns=open_cases.filter(concerns__settled_at__isnull=True, concerns__due_at__lt=now).count(),
        unanswered_referrals=referrals.count(),
        unconfirmed_recalls=Disclosure.objects.filter(case_file__in=mine, recall=RecallState.ASKED).count(),
        waiting_for_me=len(waiting_for(member)),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for this member: ``kind`` names the page that answers it."""

    kind: str  # incoming | ground | assessment | closure | glass
    number: int
    key: str
    case_key: str
    since: datetime


def waiting_for(member: Member) -> list[Waiting]:
    """What others ask of the member: incoming referrals, approvals, closures, glass to review. Oldest first."""
    found = [
        Waiting("incoming", row.pk, row.key, row.case_file.key if row.kind == "request" else "", row.asked_at)
        for row in incoming_for(member).filter(state=ReferralState.ASKED).select_related("case_file")
    ]
    if may_take_step(member.role, "approve_disclosure").allowed:
        found += _approvals(member)
    return sorted(found, key=lambda waiting: waiting.since)


def _approvals(member: Member) -> list[Waiting]:
    mine = cases_for(member).filter(team__member=member, team__until__isnull=True)
    near = cases_for(member)
    grounds = LegalGround.objects.filter(case_file__in=near.values("pk"), approved_at=None, refused_at=None)
    assessments = BestInterestsAssessment.objects.filter(case_file__in=mine.values("pk"), approved_at=None)
    glass = BreakGlass.objects.filter(case_file__in=mine.values("pk"), reviewed_at=None).exclude(member=member)
    closing = mine.filter(state=ProtectionState.CLOSURE_ASKED).exclude(closure_asked_by=member)
    return [
        *(
            Waiting("ground", row.pk, row.key, row.case_file.key, row.asked_at)
            for row in grounds.exclude(asked_by=member).select_related("case_file")
        ),
        *(
            Waiting("assessment", row.pk, "", row.case_file.key, row.at)
            for row in assessments.exclude(by=member).select_related("case_file")
        ),
        *(Waiting("glass", row.pk, "", row.case_file.key, row.at) for row in glass.select_related("case_file")),
        *(Waiting("closure", row.pk, "", row.key, row.state_at) for row in closing),
    ]


@dataclass(frozen=True, slots=True)
class GroundToDecide:
    """A legal ground that waits, with the reasons its approver must weigh."""

    ground: LegalGround
    reasons: str


def ground_to_decide(member: Member, ground_id: int) -> GroundToDecide | None:
    """The ground and its reasons, for a member who may approve in a case they may know of."""
    if not may_take_step(member.role, "approve_disclosure").allowed:
        return None
    rows = LegalGround.objects.select_related("case_file__record_key", "recipient", "asked_by")
    found = rows.filter(pk=ground_id, case_file__in=cases_for(member).values("pk")).first()
    if found is None:
        return None
    return GroundToDecide(found, str(unseal(found.case_file.record_key, found).get("reasons", "")))
