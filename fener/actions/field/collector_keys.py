"""Make and revoke the keys that phones and programs sign in with."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fener.gateways.odk.credentials import make_collector_key, new_public_id
from fener.queries.collector_keys import key_record, key_secret
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import CollectorKey
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, UnreadableMaterial

PURPOSES = ("collect", "read")
_STEP_OF_HOLDER = {"collect": "fill_questionnaire", "read": "export_field_reports"}


@dataclass(frozen=True, slots=True)
class NewKey:
    """The record and the key itself, which is shown once and kept nowhere."""

    record: CollectorKey
    key: str


def new_collector_key(
    actor: Member,
    member: Member,
    *,
    purpose: str = "collect",
    label: str = "",
    questionnaires: Sequence[str] = (),
    days: int | None = None,
) -> NewKey:
    """A key for a member of the actor's organisation (or the actor); it may do what the member's role may, no more."""
    may_take_step(actor.role, "make_collector_key").enforce()
    if purpose not in PURPOSES:
        raise UnreadableMaterial(
            f"“{purpose}” is no purpose", remedy=f"Use one of {', '.join(PURPOSES)}.", number="FEN-2621"
        )
    _must_be_ours(actor, member)
    may_take_step(member.role, _STEP_OF_HOLDER[purpose]).enforce()
    with transaction.atomic():
        record = CollectorKey.objects.create(
            member=member,
            public_id=new_public_id(),
            nonce=secrets.token_hex(16),
            purpose=purpose,
            label=label[:100],
            questionnaires=list(questionnaires),
            made_by=actor,
            expires_at=timezone.now() + timedelta(days=days) if days else None,
        )
        record_audit(
            "make_collector_key",
            actor=actor,
            subject=("CollectorKey", record.public_id),
            details={"member": member.username, "purpose": purpose, "questionnaires": list(questionnaires)},
        )
    return NewKey(record, make_collector_key(key_secret(), record.public_id, record.nonce))


def revoke_collector_key(actor: Member, public_id: str, *, why: str) -> CollectorKey:
    """From now on the key opens nothing; what it sent stays. Doing it twice changes nothing."""
    record = key_record(actor, public_id)
    if record.member_id != actor.pk:
        may_take_step(actor.role, "make_collector_key").enforce()
    with transaction.atomic():
        now = timezone.now()
        changed = CollectorKey.objects.filter(pk=record.pk, revoked_at__isnull=True).update(
            revoked_at=now, revoked_why=why[:300]
        )
        if changed:
            record_audit("revoke_collector_key", actor=actor, subject=("CollectorKey", public_id), why=why[:500])
    record.refresh_from_db()
    return record


def _must_be_ours(actor: Member, member: Member) -> None:
    if actor.role == "administrator" or member.pk == actor.pk:
        return
    if actor.organisation_id is None or member.organisation_id != actor.organisation_id:
        shared = actor.territory_codes() & member.territory_codes()
        if not shared:
            raise NotAllowed(
                f"{member} works in none of your territories",
                remedy="Ask the coordinator of that platform, or the administrator.",
                number="FEN-2623",
            )


def note_use(record: CollectorKey) -> None:
    """Once a day that a key was used: a coordinator sees which phones are silent. No audit: it says nothing else."""
    today = timezone.localdate()
    if record.last_used_on != today:
        CollectorKey.objects.filter(pk=record.pk).update(last_used_on=today)
