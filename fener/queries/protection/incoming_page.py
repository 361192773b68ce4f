"""The recipient's side: one referral that came, the lists of them, and what must be destroyed."""

from __future__ import annotations

from dataclasses import dataclass

from fener.queries.protection.incoming import incoming_for
from fener.records.base.models import Member
from fener.records.protection.models import Disclosure, ReferralRequest
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.keys import number_of_key
from fener.terms.protection import RecallState, ReferralState


@dataclass(frozen=True, slots=True)
class IncomingLists:
    """What came to the member's organisation, by what is left to do about it."""

    waiting: tuple[ReferralRequest, ...]
    under_way: tuple[ReferralRequest, ...]
    over: tuple[ReferralRequest, ...]
    to_destroy: tuple[Disclosure, ...]


def incoming_referral(member: Member, name: str | int) -> ReferralRequest:
    """The referral of that key (``RR-12`` or 12) that came to the member. UnknownTerm FEN-2786 where there is none."""
    rows = incoming_for(member).select_related("case_file__record_key")
    found = rows.filter(pk=number_of_key(name, "RR")).first()
    if found is None:
        raise UnknownTerm("there is no such referral", remedy="See what waits for you.", number="FEN-2786")
    return found


def incoming_lists(member: Member) -> IncomingLists:
    """Newest first; what is over is cut at fifty."""
    rows = list(incoming_for(member).order_by("-pk")[:500])
    over = [row for row in rows if ReferralState(row.state).is_over]
    return IncomingLists(
        waiting=tuple(row for row in rows if row.state == ReferralState.ASKED),
        under_way=tuple(row for row in rows if row.state == ReferralState.ACCEPTED),
        over=tuple(over[:50]),
        to_destroy=to_destroy(member),
    )


def to_destroy(member: Member) -> tuple[Disclosure, ...]:
    """What the member's organisation holds and was asked to destroy, oldest first."""
    if member.organisation_id is None or not may_take_step(member.role, "answer_referral").allowed:
        return ()
    rows = Disclosure.objects.filter(recipient__organisation_id=member.organisation_id, recall=RecallState.ASKED)
    return tuple(rows.select_related("recipient", "case_file__organisation").order_by("recall_asked_at", "pk"))


def asked_to_destroy(member: Member, name: str | int) -> Disclosure:
    """The one of that key (``DC-5`` or 5), answered or not. UnknownTerm FEN-2871 where the member's organisation has none."""
    found = None
    if may_take_step(member.role, "answer_referral").allowed and member.organisation_id is not None:
        rows = Disclosure.objects.filter(recipient__organisation_id=member.organisation_id)
        asked = rows.exclude(recall=RecallState.NONE).select_related("recipient", "case_file__record_key")
        found = asked.filter(pk=number_of_key(name, "DC")).first()
    if found is None:
        raise UnknownTerm(
            "nothing of that key is to be destroyed by you", remedy="See what waits for you.", number="FEN-2871"
        )
    return found
