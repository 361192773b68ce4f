"""Follow-up work: an action names a job and the ids it is about; the worker does it after the transaction stands."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string

JOBS = {
    "write_report_files": "fener.jobs.reporting.write_report_files",
    "tell_recipients": "fener.jobs.protection.tell_waiting_recipients",
    "tell_urgent": "fener.jobs.protection.tell_urgent",
}


def queue_job(job: str, **ids: int) -> None:
    """Queue a job once the running transaction is committed; nothing is queued when it is rolled back."""
    transaction.on_commit(partial(_enqueue, JOBS[job], ids))


def _enqueue(path: str, ids: dict[str, int]) -> None:
    import_string(path).enqueue(**ids)
