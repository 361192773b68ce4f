"""Erase harm records whose time is over; what stays of each is codes for counting."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fener.queries.protection.harm import outcome_of
from fener.queries.protection.sealed import unseal
from fener.records.base.audit import record_audit
from fener.records.protection.models import DamageClaim, DisposalRecord, HarmCount, HarmRecord
from fener.safeguards.retention import may_dispose
from fener.terms.protection import ProtectionState


def dispose_harm(today: date | None = None) -> int:
    """How many were erased. A record of a case goes with its case; one without a case by its own clock. Safe to run twice."""
    day, done = today or timezone.localdate(), 0
    for pk in list(_due(day).values_list("pk", flat=True)):
        with transaction.atomic():
            rows = HarmRecord.objects.select_for_update(of=("self",)).select_related("record_key", "case_file")
            record = rows.filter(pk=pk, disposed_at__isnull=True).first()
            if record is not None and _is_over(record, day):
                _erase(record)
                done += 1
    return done


def _due(day: date):  # type: ignore[no-untyped-def]
    with_case = Q(case_file__state=ProtectionState.DISPOSED)
    return HarmRecord.objects.filter(with_case | Q(keep_until__lt=day), disposed_at__isnull=True)


def _is_over(record: HarmRecord, day: date) -> bool:
    if record.case_file is not None and record.case_file.state == ProtectionState.DISPOSED:
        return True
    pending = DamageClaim.objects.filter(harm=record, state__in=["preparing", "handed_in"]).exists()
    return may_dispose(record.keep_until, day, has_pending_claim=pending).allowed


def _erase(record: HarmRecord) -> None:
    """Inside the caller's transaction: the codes are counted, the key destroyed, account and revisions gone."""
    content, key = unseal(record.record_key, record), record.record_key
    HarmCount.objects.create(
        territory=record.territory,
        month=record.month,
        recorded_on=timezone.localdate(record.recorded_at),
        offences=content.get("offences", []),
        offender_kinds=content.get("offender_kinds", []),
        circumstances=content.get("circumstances", []),
        persons=content.get("persons", 1),
        children=content.get("children", 0),
        outcome=outcome_of(content),
        is_invented=record.is_invented,
    )
    key.destroy()
    revisions, _ = record.revisions.all().delete()
    record.sealed, record.disposed_at, record.case_file = None, timezone.now(), None
    record.save(update_fields=["sealed", "disposed_at", "case_file"])
    DisposalRecord.objects.create(
        subject_kind="HarmRecord", subject_key=record.key, data_classes=["harm"], rule="retention", rows=1 + revisions
    )
    record_audit("dispose_harm", actor=None, subject=("HarmRecord", record.key))
