"""Tell the other side something about an urgent request while it lasts."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.urgent_moves import (
    clean_words,
    must_live,
    record_audit_on,
    speaking_for,
    taken_up,
    write_step,
)
from fener.records.base.models import Member
from fener.records.protection.models import UrgentStep
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnreadableMaterial
from fener.terms.urgent import HeardThrough, UrgentSide, UrgentStepKind


def write_urgent_message(
    actor: Member, key: str, text: str, *, heard_through: HeardThrough = HeardThrough.DESK, looked_at: bool = False
) -> UrgentStep:
    """Words without anything that identifies a person; sealed under the request's key."""
    may_take_step(actor.role, "ask_urgent_help").enforce()
    if not text.strip():
        raise UnreadableMaterial("the message is empty", remedy="Write it.", number="FEN-2827")
    with transaction.atomic():
        urgent = taken_up(actor, key)
        must_live(urgent)
        words = clean_words([text], urgent.territory, [urgent.to_provider.municipality], looked_at=looked_at)[0]
        side = speaking_for(actor, urgent, heard_through, *UrgentSide)
        step = write_step(actor, urgent, UrgentStepKind.MESSAGE, side, heard_through, text=words)
        return record_audit_on(step)
