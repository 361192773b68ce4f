"""Background work of the protection desk."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django_tasks import task

from fener.actions.protection.escalate_urgent import escalate_urgent
from fener.actions.protection.lapse_facility_access import lapse_facility_access
from fener.actions.protection.tell_recipients import tell_recipients
from fener.actions.protection.tell_urgent_step import tell_urgent_step


@task()
def tell_urgent(step_id: int) -> bool:
    """Tell the other side by mail of one step of an urgent request; whether the mail went."""
    return tell_urgent_step(step_id)


@task()
def escalate_due() -> dict[str, Any]:
    """Escalate what nobody answered, and let requests for access lapse; keys by what was done."""
    now = timezone.now()
    done = asdict(escalate_urgent(now)) | {"unanswered": lapse_facility_access(now)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in done.items()}


@task()
def tell_waiting_recipients() -> int:
    """Send the letters of referrals and recalls that have not left; how many left."""
    return tell_recipients()
