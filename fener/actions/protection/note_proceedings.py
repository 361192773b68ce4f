"""Note what is known of proceedings about a harm, and how they ended."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.holding_harm import held_harm
from fener.queries.protection.sealed import seal_for, unseal
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import HarmRecord
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import UnreadableMaterial


def note_proceedings(
    actor: Member, name: str | int, *, outcome: str, known_on: date, authority: str = "", reference: str = ""
) -> HarmRecord:
    """Add an outcome (proceedings_outcomes) as known on a day; earlier ones stay. All of it is sealed."""
    may_take_step(actor.role, "record_harm").enforce()
    code_list("proceedings_outcomes")[outcome]
    if known_on > timezone.localdate():
        raise UnreadableMaterial(
            "the day lies in the future", remedy="Give the day on which it was known.", number="FEN-2850"
        )
    noted = {
        "outcome": outcome,
        "known_on": known_on.isoformat(),
        "authority": authority.strip()[:200],
        "reference": reference.strip()[:100],
        "noted_on": timezone.localdate().isoformat(),
    }
    with transaction.atomic():
        record = held_harm(actor, name)
        content = unseal(record.record_key, record)
        content["proceedings"] = [*content.get("proceedings", []), noted]
        record.sealed = seal_for(record.record_key, HarmRecord, content)
        record.save(update_fields=["sealed"])
        record_audit("note_proceedings", actor=actor, subject=("HarmRecord", record.key))
    return record
