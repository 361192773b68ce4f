"""Open the page of an urgent request. Where it shows data of a person, the reading leaves an entry."""

from __future__ import annotations

from django.db import transaction

from fener.queries.protection.urgent import UrgentPage, urgent_page
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step


def open_urgent(actor: Member, key: str) -> UrgentPage:
    """The page; UnknownTerm FEN-2822 where the actor may not know of it. The entry names fields, never what is in them."""
    may_take_step(actor.role, "ask_urgent_help").enforce()
    with transaction.atomic():
        page = urgent_page(actor, key)
        read = [label for label, value in page.person if value]
        if read:
            subject = ("UrgentRequest", page.line.urgent.key)
            record_audit("read_urgent_person", actor=actor, subject=subject, details={"fields": read})
    return page
