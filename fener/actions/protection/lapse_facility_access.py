"""Requests for access whose clock passed become unanswered, and whoever asked is told once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.tell_urgent_step import send_key
from fener.queries.protection.facility_access import lapsed
from fener.records.base.audit import record_audit
from fener.records.protection.models import FacilityAccessRequest
from fener.terms.protection import AccessRequestState


def lapse_facility_access(now: datetime | None = None) -> tuple[str, ...]:
    """Keys of those that became unanswered in this run; a run that was missed catches up, a second does nothing."""
    return tuple(key for pk in lapsed(now or timezone.now()) if (key := _lapse(pk)))


def _lapse(pk: int) -> str:
    with transaction.atomic():
        asked = FacilityAccessRequest.objects.filter(pk=pk, state=AccessRequestState.ASKED)
        if not asked.update(state=AccessRequestState.UNANSWERED):
            return ""
        row = FacilityAccessRequest.objects.select_related("asked_by").get(pk=pk)
        if row.asked_by.email:
            transaction.on_commit(lambda: _tell(row))
        record_audit("lapse_facility_access", actor=None, subject=("FacilityAccessRequest", row.key))
    return row.key


def _tell(row: FacilityAccessRequest) -> None:
    send_key(row.key, "facility-access", [row.asked_by.email])
