"""Correct a harm record; what it said before stays beside it."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.harm_content import HarmWish, content_of
from fener.actions.protection.holding_harm import held_harm, note_tie, tie_content
from fener.queries.protection.sealed import seal_for, unseal
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import HarmRecord, HarmRevision
from fener.safeguards.roles import may_take_step


def correct_harm(actor: Member, name: str | int, wish: HarmWish) -> HarmRecord:
    """Replace the content; the former one is kept sealed as a HarmRevision. Proceedings and the case stay as they are.

    A workplace once noted on a case stays noted there, whatever the correction says: it protects the person.
    """
    may_take_step(actor.role, "record_harm").enforce()
    content = content_of(wish)
    with transaction.atomic():
        record = held_harm(actor, name)
        key, former = record.record_key, unseal(record.record_key, record)
        tie = tie_content(wish.workplace, wish.territory) if wish.workplace else {}
        _keep_former(actor, record, former)
        record.territory, record.month = wish.territory, wish.month
        kept = {"workplace": tie or former.get("workplace", {}), "proceedings": former.get("proceedings", [])}
        record.sealed = seal_for(key, HarmRecord, content | kept)
        record.save(update_fields=["territory", "month", "sealed"])
        if tie != former.get("workplace", {}):
            note_tie(actor, record.case_file, tie)
        record_audit("correct_harm", actor=actor, subject=("HarmRecord", record.key))
    return record


def _keep_former(actor: Member, record: HarmRecord, former: dict[str, object]) -> None:
    said = former | {"territory": record.territory, "month": record.month.isoformat() if record.month else ""}
    HarmRevision.objects.create(harm=record, by=actor, sealed=seal_for(record.record_key, HarmRevision, said))
