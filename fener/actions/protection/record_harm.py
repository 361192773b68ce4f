"""Enter an offence against migrants in the harm register."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.harm_content import HarmWish, content_of
from fener.actions.protection.holding import held_case
from fener.actions.protection.holding_harm import note_tie, tie_content
from fener.queries.protection.sealed import new_record_key, seal_for
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import HarmRecord, ProtectionCase
from fener.safeguards.retention import keep_until
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed


def record_harm(actor: Member, wish: HarmWish, *, case: str | int | None = None) -> HarmRecord:
    """A record of the actor's organisation, linked to a case the actor may work on where one is named.

    Nobody is qualified as anything by it, and nothing goes to an authority from here.
    """
    may_take_step(actor.role, "record_harm").enforce()
    if actor.organisation_id is None:
        raise NotAllowed(
            "you belong to no organisation", remedy="Ask the administrator to name yours.", number="FEN-2849"
        )
    content = content_of(wish)
    with transaction.atomic():
        case_file = held_case(actor, case) if case else None
        tie = tie_content(wish.workplace, wish.territory) if wish.workplace else {}
        key = new_record_key()
        record = HarmRecord.objects.create(
            organisation_id=actor.organisation_id,
            territory=wish.territory,
            month=wish.month,
            case_file=case_file,
            recorded_by=actor,
            record_key=key,
            sealed=seal_for(key, HarmRecord, content | {"workplace": tie, "proceedings": []}),
            keep_until=_keep_until(case_file),
            is_invented=case_file.is_invented if case_file else actor.is_demo,
        )
        note_tie(actor, case_file, tie)
        details = {"case": case_file.key} if case_file else {}
        record_audit("record_harm", actor=actor, subject=("HarmRecord", record.key), details=details)
    return record


def _keep_until(case_file: ProtectionCase | None) -> date | None:
    """A record without a case runs from today; one with a case waits for the case's own clock."""
    return keep_until("harm", timezone.localdate()) if case_file is None else None
