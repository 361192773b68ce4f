"""Acknowledge an urgent request: somebody has read it and looks after it."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.urgent_moves import move, record_audit_on, speaking_for, taken_up, write_step
from fener.records.base.models import Member
from fener.records.protection.models import UrgentRequest
from fener.safeguards.roles import may_take_step
from fener.terms.protection import UrgentState
from fener.terms.urgent import HeardThrough, UrgentSide, UrgentStepKind


def acknowledge_urgent(actor: Member, key: str, *, heard_through: HeardThrough = HeardThrough.DESK) -> UrgentRequest:
    """By the helper at the desk, or by the asker as heard. From now on the clock is the time help is needed by."""
    may_take_step(actor.role, "ask_urgent_help").enforce()
    with transaction.atomic():
        urgent = taken_up(actor, key)
        side = speaking_for(actor, urgent, heard_through, UrgentSide.HELPER)
        move(urgent, UrgentState.ACKNOWLEDGED, next_escalation_at=urgent.needed_by)
        record_audit_on(write_step(actor, urgent, UrgentStepKind.ACKNOWLEDGED, side, heard_through))
    return urgent
