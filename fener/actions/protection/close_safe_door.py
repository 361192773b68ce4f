"""Close an organisation's safe door, or open a closed one again. Who has a code still reads answers and may erase."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.queries.protection.door import own_door
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.door import SafeDoor
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused


def close_safe_door(actor: Member) -> SafeDoor:
    """Nothing more comes in; the page says so. Closing a closed door changes nothing."""
    return _turn(actor, "close_safe_door", is_open=False)


def reopen_safe_door(actor: Member) -> SafeDoor:
    """It takes reports again."""
    return _turn(actor, "reopen_safe_door", is_open=True)


def _turn(actor: Member, action: str, *, is_open: bool) -> SafeDoor:
    may_take_step(actor.role, "open_safe_door").enforce()
    door = own_door(actor)
    if door is None:
        raise StateRefused("your organisation has no door", remedy="Open one.", number="FEN-2743")
    with transaction.atomic():
        turned = SafeDoor.objects.filter(pk=door.pk, closed_at__isnull=not is_open)
        if turned.update(closed_at=None if is_open else timezone.now()):
            record_audit(action, actor=actor, subject=("SafeDoor", door.slug))
    door.refresh_from_db()
    return door
