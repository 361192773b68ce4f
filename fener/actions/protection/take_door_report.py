"""Take a report from the door, so that a colleague does not answer as well."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.queries.protection.door import door_report
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.door import DoorReport
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused


def take_door_report(actor: Member, key: str, *, from_member: int | None = None) -> None:
    """The report is the actor's from now on. ``from_member``: who had it when the actor looked; None where nobody had it.

    StateRefused FEN-2735 where somebody took it meanwhile. Taking one's own again changes nothing.
    """
    may_take_step(actor.role, "read_safe_door").enforce()
    report = door_report(actor, key)
    if report.taken_by_id == actor.pk:
        return
    with transaction.atomic():
        free = DoorReport.objects.filter(pk=report.pk, taken_by=from_member)
        if not free.update(taken_by=actor, taken_at=timezone.now()):
            raise StateRefused(
                "somebody took this report meanwhile",
                remedy="Speak with them, then take it over from the page.",
                number="FEN-2735",
            )
        record_audit(
            "take_door_report",
            actor=actor,
            subject=("DoorReport", report.key),
            details={"over": from_member is not None},
        )
