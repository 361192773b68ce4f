"""Fetch something sealed from the door, to open it where the organisation's key is. That somebody fetched it is remembered."""

from __future__ import annotations

from django.db import transaction

from fener.queries.protection.door import door_report, sealed_content
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step


def fetch_door_letter(actor: Member, key: str, number: int) -> bytes:
    """The age file of the report (number 0) or of one letter. The desk itself cannot open it."""
    may_take_step(actor.role, "read_safe_door").enforce()
    with transaction.atomic():
        report = door_report(actor, key)
        content = sealed_content(report, number)
        record_audit("fetch_door_letter", actor=actor, subject=("DoorReport", report.key), details={"letter": number})
    return content
