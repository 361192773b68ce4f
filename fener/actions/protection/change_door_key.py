"""Change the key of a safe door. What was sealed to the earlier key still needs the earlier private half."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.gateways.vault.door_container import must_be_recipient
from fener.queries.protection.door import own_door
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.door import SafeDoor
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused


def change_door_key(actor: Member, recipient: str) -> SafeDoor:
    """From now on everything is sealed to ``recipient``. The same key again changes nothing."""
    may_take_step(actor.role, "open_safe_door").enforce()
    must_be_recipient(recipient)
    with transaction.atomic():
        own = own_door(actor)
        if own is None:
            raise StateRefused("your organisation has no door", remedy="Open one.", number="FEN-2743")
        door = SafeDoor.objects.select_for_update().get(pk=own.pk)
        if door.recipient == recipient:
            return door
        now = timezone.now()
        door.earlier_recipients = [
            *door.earlier_recipients,
            {"recipient": door.recipient, "until": now.date().isoformat()},
        ]
        door.recipient, door.recipient_since = recipient, now
        door.save(update_fields=["earlier_recipients", "recipient", "recipient_since"])
        record_audit("change_door_key", actor=actor, subject=("SafeDoor", door.slug), details={"recipient": recipient})
    return door
