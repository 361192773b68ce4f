"""Permissions and refusals of access, counted per territory, kind of facility and authority.

These counts are about institutions; no person is behind them, so nothing is suppressed. Withdrawn requests are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.utils import timezone

from fener.records.base.models import Member
from fener.records.protection.models import FacilityAccessRequest
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed
from fener.terms.protection import AccessRequestState

_STEPS = ("ask_facility_access", "answer_facility_access", "read_harm_counts")
_A = AccessRequestState


@dataclass(frozen=True, slots=True)
class AccessCounts:
    """Of one row: ``waiting`` (its clock still runs), ``unanswered`` (it passed), ``answered_late`` among the answered;
    ``refused_by`` (reason, count); ``median_days`` from asking to the answer, of those answered; None where none is."""

    territory: str
    facility_kind: str
    authority: str
    asked: int
    granted: int
    refused: int
    unanswered: int
    waiting: int
    answered_late: int
    visited: int
    refused_by: tuple[tuple[str, int], ...]
    median_days: float | None


def may_read_facility_statistics(member: Member) -> bool:
    """Whether the member's role reads them."""
    return any(may_take_step(member.role, step).allowed for step in _STEPS)


def facility_statistics(
    member: Member,
    territory: str = "",
    first_on: date | None = None,
    last_on: date | None = None,
    *,
    with_invented: bool = True,
) -> list[AccessCounts]:
    """Requests asked between the two days (both included) in the member's territories, or the one named: one row a
    territory, kind of facility and authority, in that order."""
    if not may_read_facility_statistics(member):
        raise NotAllowed("your role does not read these counts", remedy="Ask your coordinator.")
    wanted = member.territory_codes() & ({territory} if territory else member.territory_codes())
    rows = FacilityAccessRequest.objects.filter(territory__in=wanted).exclude(state=_A.CALLED_OFF)
    if not with_invented:
        rows = rows.filter(is_invented=False)
    grouped: dict[tuple[str, str, str], list[FacilityAccessRequest]] = {}
    for row in rows.select_related("authority"):
        asked_on = timezone.localdate(row.asked_at)
        if (first_on is None or asked_on >= first_on) and (last_on is None or asked_on <= last_on):
            grouped.setdefault((row.territory, row.facility_kind, row.authority.name), []).append(row)
    now = timezone.now()
    return [_counts(name, grouped[name], now) for name in sorted(grouped)]


def total_of(rows: Iterable[AccessCounts]) -> dict[str, int]:
    """Sums over rows, by field."""
    names = ("asked", "granted", "refused", "unanswered", "waiting", "answered_late", "visited")
    listed = list(rows)
    return {name: sum(getattr(row, name) for row in listed) for name in names}


def _counts(name: tuple[str, str, str], rows: list[FacilityAccessRequest], now: datetime) -> AccessCounts:
    answered = [row for row in rows if row.state in (_A.GRANTED, _A.REFUSED) and row.answered_at]
    open_ones = [row for row in rows if row.state in (_A.ASKED, _A.UNANSWERED)]
    unanswered = [row for row in open_ones if row.answer_by < now]
    reasons: dict[str, int] = {}
    for row in answered:
        if row.state == _A.REFUSED:
            reasons[row.refusal_reason] = reasons.get(row.refusal_reason, 0) + 1
    days = [(row.answered_at - row.asked_at).total_seconds() / 86400 for row in answered if row.answered_at]
    return AccessCounts(
        *name,
        asked=len(rows),
        granted=sum(row.state == _A.GRANTED for row in answered),
        refused=sum(row.state == _A.REFUSED for row in answered),
        unanswered=len(unanswered),
        waiting=len(open_ones) - len(unanswered),
        answered_late=sum(bool(row.answered_at and row.answered_at > row.answer_by) for row in answered),
        visited=sum(row.visited_on is not None for row in rows),
        refused_by=tuple(
            (code_list("access_refusal_reasons").label(code), count)
            for code, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        ),
        median_days=round(median(days), 1) if days else None,
    )
