"""Tell the audit chain, once a day and in numbers only, what came to the safe doors.

An entry at the moment of arrival would say to the microsecond when somebody asked for help; the day is all the records know.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from fener.records.base.audit import record_audit
from fener.records.protection.door import DoorLetter, DoorReport, SafeDoor

MOST_DAYS = 400


def tell_of_door_days(today: date) -> int:
    """One entry for each door and each day over since the last one told, where anything came or lies there; how many entries."""
    return sum(_tell(door, today) for door in SafeDoor.objects.order_by("pk"))


def _tell(door: SafeDoor, today: date) -> int:
    yesterday = today - timedelta(days=1)
    first = door.told_until + timedelta(days=1) if door.told_until else timezone.localdate(door.opened_at)
    first = max(first, yesterday - timedelta(days=MOST_DAYS))
    days = [first + timedelta(days=number) for number in range((yesterday - first).days + 1)]
    with transaction.atomic():
        if not days or not SafeDoor.objects.filter(pk=door.pk, told_until=door.told_until).update(told_until=yesterday):
            return 0
        told = [counts for day in days if any((counts := _counts(door, day)).values())]
        for counts in told:
            record_audit("tell_of_door_days", actor=None, subject=("SafeDoor", door.slug), details=counts)
    return len(told)


def _counts(door: SafeDoor, day: date) -> dict[str, int | str]:
    reports = DoorReport.objects.filter(door=door)
    added = DoorLetter.objects.filter(report__door=door, is_answer=False, on=day).count()
    counts = {
        "came": reports.filter(came_on=day).count(),
        "added": added,
        "lying": reports.filter(came_on__lte=day).count(),
    }
    return {"day": day.isoformat(), **counts} if any(counts.values()) else {}
