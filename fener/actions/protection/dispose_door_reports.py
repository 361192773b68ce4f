"""Dispose of what lay at the safe doors long enough."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from fener.records.base.audit import record_audit
from fener.records.protection.door import DoorReport


def dispose_door_reports(today: date) -> int:
    """Delete every report whose last day is over, with all that was added to it; how many. Run daily."""
    with transaction.atomic():
        _, kinds = DoorReport.objects.filter(keep_until__lt=today).delete()
        reports = kinds.get("protection.DoorReport", 0)
        if reports:
            letters = kinds.get("protection.DoorLetter", 0)
            record_audit("dispose_door_reports", actor=None, details={"reports": reports, "letters": letters})
    return reports
