"""What others ask of a member's organisation, and what colleagues ask of the member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.models import Disclosure, ReferralRequest
from fener.safeguards.roles import may_take_step
from fener.terms.protection import RecallState, ReferralKind, ReferralState

_SHOWN = (ReferralState.ASKED, ReferralState.ACCEPTED, ReferralState.DONE)


def incoming_for(member: Member) -> QuerySet[ReferralRequest]:
    """Referrals and transfers to the member's organisation; requests for its cases go to their teams; own assignments."""
    rows = ReferralRequest.objects.select_related("provider", "from_organisation", "asked_by", "disclosure")
    mine = Q(kind=ReferralKind.ASSIGNMENT, to_member=member)
    if not may_take_step(member.role, "answer_referral").allowed or member.organisation_id is None:
        return rows.filter(mine) if may_take_step(member.role, "read_cases").allowed else rows.none()
    to_us = Q(kind__in=[ReferralKind.REFERRAL, ReferralKind.TRANSFER], provider__organisation_id=member.organisation_id)
    to_our_team = Q(kind=ReferralKind.REQUEST, case_file__team__member=member, case_file__team__until__isnull=True)
    return rows.filter(mine | to_us | to_our_team).distinct()


@dataclass(frozen=True, slots=True)
class Received:
    """What a recipient sees of a referral: its own row, and the values given with it as long as they may be held."""

    referral: ReferralRequest
    values: dict[str, Any]
    is_recalled: bool


def received(member: Member, referral: ReferralRequest) -> Received:
    """The values, unless consent was withdrawn or the referral came to nothing: then they are gone from here."""
    given = referral.disclosure
    if given is None:
        return Received(referral, {}, False)
    is_recalled = given.recall != RecallState.NONE or referral.state not in _SHOWN
    return Received(referral, {} if is_recalled else _values(given), is_recalled)


def _values(given: Disclosure) -> dict[str, Any]:
    return unseal(given.case_file.record_key, given)
