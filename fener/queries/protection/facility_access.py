"""Requests for access to facilities: which a member may know of, and what may follow. They hold no data of anybody held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from fener.records.base.models import Member
from fener.records.protection.models import FacilityAccessRequest
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import UnknownTerm
from fener.terms.keys import number_of_key
from fener.terms.protection import AccessRequestState
from fener.terms.urgent import next_access_states


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One request. ``is_late``: its clock passed without an answer. ``warnings``: conditions that end private talks."""

    asked: FacilityAccessRequest
    is_ours: bool
    is_late: bool
    conditions: tuple[str, ...]
    warnings: tuple[str, ...]
    may_answer: bool
    may_call_off: bool
    may_visit: bool

    @property
    def state(self) -> AccessRequestState:
        """Where it stands."""
        return AccessRequestState(self.asked.state)


def facility_access_for(member: Member) -> QuerySet[FacilityAccessRequest]:
    """Requests of the member's organisation, and those it was asked, newest first."""
    rows = FacilityAccessRequest.objects.select_related("from_organisation", "authority", "asked_by", "answered_by")
    home = member.organisation_id
    asks = may_take_step(member.role, "ask_facility_access").allowed
    answers = may_take_step(member.role, "answer_facility_access").allowed
    if home is None or not (asks or answers):
        return rows.none()
    own = Q(from_organisation_id=home) if asks else Q(pk__in=[])
    return rows.filter(own | (Q(to_organisation_id=home) if answers else Q(pk__in=[])))


def facility_access(member: Member, name: str | int) -> AccessLine:
    """The request of that key (``FA-2`` or 2). UnknownTerm FEN-2831 where there is none the member may know of."""
    found = facility_access_for(member).filter(pk=number_of_key(name, "FA")).first()
    if found is None:
        raise UnknownTerm(
            f"there is no request for access “{str(name)[:20]}” that you may open",
            remedy="Choose one from your list.",
            number="FEN-2831",
        )
    return _line(member, found)


def facility_access_lines(member: Member) -> list[AccessLine]:
    """All of them, those without an answer first."""
    lines = [_line(member, row) for row in facility_access_for(member)[:500]]
    return sorted(lines, key=lambda line: (not line.is_late, line.state is not AccessRequestState.ASKED))


def lapsed(now: datetime) -> Sequence[int]:
    """Ids of requests whose clock passed without an answer."""
    rows = FacilityAccessRequest.objects.filter(state=AccessRequestState.ASKED, answer_by__lt=now)
    return list(rows.values_list("pk", flat=True))


def _line(member: Member, row: FacilityAccessRequest) -> AccessLine:
    now = timezone.now()
    is_ours = row.from_organisation_id == member.organisation_id
    follow = next_access_states(row.state)
    listed = code_list("access_conditions")
    entries = [listed[code] for code in row.conditions if code in listed]
    return AccessLine(
        asked=row,
        is_ours=is_ours,
        is_late=AccessRequestState.GRANTED in follow and now > row.answer_by,
        conditions=tuple(entry.label for entry in entries),
        warnings=tuple(entry.definition for entry in entries if entry.extra.get("keeps_talks_private") is False),
        may_answer=AccessRequestState.GRANTED in follow,
        may_call_off=is_ours and AccessRequestState.CALLED_OFF in follow,
        may_visit=is_ours and row.state == AccessRequestState.GRANTED and row.visited_on is None,
    )
