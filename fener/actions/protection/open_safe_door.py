"""Open an organisation's safe door, or open it again."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction

from fener.gateways.vault.door_container import must_be_recipient
from fener.queries.protection.door import organisation_of, own_door
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.door import SafeDoor
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused, UnreadableMaterial


def open_safe_door(
    actor: Member,
    *,
    slug: str,
    title: str,
    recipient: str,
    emergency_number: str = "112",
    keep_days: int = 90,
    is_invented: bool = False,
) -> SafeDoor:
    """A door for the actor's organisation, at ``/door/<slug>/``; ``recipient`` is the public half of the key made for it."""
    may_take_step(actor.role, "open_safe_door").enforce()
    organisation = organisation_of(actor)
    if own_door(actor) is not None:
        raise StateRefused(
            "your organisation has a door", remedy="Open it again, or change its key.", number="FEN-2737"
        )
    must_be_recipient(recipient)
    must_be_emergency_number(emergency_number)
    with transaction.atomic():
        try:
            with transaction.atomic():
                door = SafeDoor.objects.create(
                    organisation=organisation, slug=slug, title=title.strip()[:120], recipient=recipient,
                    territory=organisation.territory, emergency_number=emergency_number, keep_days=keep_days,
                    opened_by=actor, is_invented=is_invented,
                )  # fmt: skip
        except IntegrityError as taken:
            raise StateRefused("this address is taken", remedy="Choose another one.", number="FEN-2741") from taken
        record_audit(
            "open_safe_door",
            actor=actor,
            subject=("SafeDoor", slug),
            details={"recipient": recipient, "keep_days": keep_days},
        )
    return door


def must_be_emergency_number(number: str) -> None:
    """UnreadableMaterial FEN-2742 unless a phone can dial it."""
    if not re.fullmatch(r"\+?[0-9 ]{2,19}", number):
        raise UnreadableMaterial("this is no telephone number", remedy="Write digits, e.g. 112.", number="FEN-2742")
