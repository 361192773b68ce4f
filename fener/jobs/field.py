"""Background work of the monitoring cycle."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django_tasks import task

from fener.actions.field.send_reminders import send_reminders


@task()
def send_due_reminders() -> dict[str, Any]:
    """Remind everybody of what is due today, on the desk's calendar; keys sent, failed and without an address."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in _sent().items()}


def _sent() -> dict[str, Any]:
    return asdict(send_reminders(timezone.localdate()))
