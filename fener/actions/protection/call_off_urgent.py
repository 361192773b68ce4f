"""The asking side calls the request off: help is no longer needed, or came from elsewhere."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.urgent_moves import clean_words, move, record_audit_on, speaking_for, taken_up, write_step
from fener.records.base.models import Member
from fener.records.protection.models import UrgentRequest
from fener.safeguards.roles import may_take_step
from fener.terms.protection import UrgentState
from fener.terms.urgent import HeardThrough, UrgentSide, UrgentStepKind


def call_off_urgent(
    actor: Member, key: str, text: str = "", *, heard_through: HeardThrough = HeardThrough.DESK, looked_at: bool = False
) -> UrgentRequest:
    """By the asker at the desk, or by the helper as heard from the asker."""
    may_take_step(actor.role, "ask_urgent_help").enforce()
    with transaction.atomic():
        urgent = taken_up(actor, key)
        words = clean_words([text], urgent.territory, [urgent.to_provider.municipality], looked_at=looked_at)[0]
        side = speaking_for(actor, urgent, heard_through, UrgentSide.ASKER)
        move(urgent, UrgentState.CALLED_OFF)
        record_audit_on(write_step(actor, urgent, UrgentStepKind.CALLED_OFF, side, heard_through, text=words))
    return urgent
