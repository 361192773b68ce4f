"""Erase what urgent requests said, when their time is over; that there was one, and how fast it was answered, stays."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from fener.records.base.audit import record_audit
from fener.records.protection.models import DisposalRecord, UrgentRequest
from fener.safeguards.retention import may_dispose


def dispose_urgent(today: date | None = None) -> int:
    """How many were erased: their keys are destroyed, the sealed words deleted. Safe to run twice."""
    day, done = today or timezone.localdate(), 0
    due = UrgentRequest.objects.filter(keep_until__lt=day, disposed_at__isnull=True)
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            urgent = UrgentRequest.objects.select_for_update().filter(pk=pk, disposed_at__isnull=True).first()
            if urgent is not None and may_dispose(urgent.keep_until, day).allowed:
                _erase(urgent)
                done += 1
    return done


def _erase(urgent: UrgentRequest) -> None:
    urgent.record_key.destroy()
    rows = urgent.steps.update(sealed=None) + urgent.roles.update(sealed=None)
    urgent.sealed, urgent.disposed_at = None, timezone.now()
    urgent.save(update_fields=["sealed", "disposed_at"])
    DisposalRecord.objects.create(
        subject_kind="UrgentRequest", subject_key=urgent.key, data_classes=["needs"], rule="retention", rows=rows
    )
    record_audit("dispose_urgent", actor=None, subject=("UrgentRequest", urgent.key))
