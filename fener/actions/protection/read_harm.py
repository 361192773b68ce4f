"""Read a harm record: who read which one stays in the audit trail."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.holding_harm import held_harm
from fener.queries.protection.harm import HarmPage, harm_page
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step


def read_harm(actor: Member, name: str | int) -> HarmPage:
    """The record's content, with an audit entry that names the record alone."""
    may_take_step(actor.role, "record_harm").enforce()
    with transaction.atomic():
        record = held_harm(actor, name)
        page = harm_page(actor, record)
        record_audit("read_harm", actor=actor, subject=("HarmRecord", record.key))
    return page
