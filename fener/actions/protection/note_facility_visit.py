"""After a request for access: the visit took place, or is no longer wished."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.answer_facility_access import move_access
from fener.queries.protection.facility_access import facility_access
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import FacilityAccessRequest
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused, UnreadableMaterial
from fener.terms.protection import AccessRequestState


def note_facility_visit(actor: Member, key: str, visited_on: date) -> FacilityAccessRequest:
    """The day of the visit, once. UnreadableMaterial FEN-2832 for a day to come or before it was asked."""
    row = _own(actor, key)
    if not timezone.localdate(row.asked_at) <= visited_on <= timezone.localdate():
        raise UnreadableMaterial(
            "the day of the visit lies in the future or before the request", remedy="Correct it.", number="FEN-2832"
        )
    with transaction.atomic():
        granted = FacilityAccessRequest.objects.filter(
            pk=row.pk, state=AccessRequestState.GRANTED, visited_on__isnull=True
        )
        if not granted.update(visited_on=visited_on):
            raise StateRefused(
                f"{row.key} is not granted, or was visited already", remedy="Open it again.", number="FEN-2833"
            )
        record_audit("note_facility_visit", actor=actor, subject=("FacilityAccessRequest", row.key))
    row.refresh_from_db()
    return row


def call_off_facility_access(actor: Member, key: str) -> FacilityAccessRequest:
    """No longer wished; it counts neither as refused nor as unanswered."""
    row = _own(actor, key)
    with transaction.atomic():
        row = move_access(row, {"state": AccessRequestState.CALLED_OFF})
        record_audit("call_off_facility_access", actor=actor, subject=("FacilityAccessRequest", row.key))
    return row


def _own(actor: Member, key: str) -> FacilityAccessRequest:
    may_take_step(actor.role, "ask_facility_access").enforce()
    line = facility_access(actor, key)
    if not line.is_ours:
        raise NotAllowed("only who asked says this", remedy="Leave it to them.", number="FEN-2825")
    return line.asked
