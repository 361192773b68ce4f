"""Background work of the safe door."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from fener.actions.protection.dispose_door_reports import dispose_door_reports
from fener.actions.protection.tell_of_door_days import tell_of_door_days


@task()
def dispose_due_door_reports() -> int:
    """Delete the reports whose last day is over; how many."""
    return dispose_door_reports(timezone.localdate())


@task()
def tell_audit_of_door_days() -> int:
    """Tell the audit chain of the days gone by; how many entries."""
    return tell_of_door_days(timezone.localdate())
