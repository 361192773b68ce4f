"""The audit chain: one entry an action, each sealing the one before (SHA-256 over canonical JSON)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from fener.records.base.models import AuditEntry, AuditHead, Member
from fener.terms.audit import START, seal_of


def record_audit(
    action: str,
    *,
    actor: Member | None,
    subject: tuple[str, str] = ("", ""),
    why: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry inside the caller's transaction; both stand or fall together.

    ``subject`` is (kind, key). Details must be plain JSON values and carry no identifying data.
    """
    return record_audits([Noted(action, actor, subject, why, details or {})])[0]


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry to be; fields as in :func:`record_audit`."""

    action: str
    actor: Member | None
    subject: tuple[str, str] = ("", "")
    why: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def record_audits(noted: Sequence[Noted]) -> list[AuditEntry]:
    """Append entries one after the other inside the caller's transaction, under one lock of the head."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record_audit belongs inside the action's transaction")
    head = _locked_head()
    sequence, previous, entries = head.sequence, head.digest, []
    for one in noted:
        sequence += 1
        entry = AuditEntry(
            sequence=sequence,
            at=timezone.now(),
            actor=one.actor,
            actor_name=str(one.actor) if one.actor else "Fener",
            action=one.action,
            subject_kind=one.subject[0],
            subject_key=one.subject[1],
            why=one.why,
            details=one.details,
            previous_digest=previous,
        )
        entry.digest = previous = digest_of(entry)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)
    AuditHead.objects.filter(pk=1).update(sequence=sequence, digest=previous)
    return entries


def _locked_head() -> AuditHead:
    """The head, locked until the caller's transaction ends. Only the very first entry finds none."""
    locked = AuditHead.objects.select_for_update()
    found = locked.filter(pk=1).first()
    if found is not None:
        return found
    AuditHead.objects.get_or_create(pk=1)
    return locked.get(pk=1)


def sealed_fields(entry: AuditEntry) -> dict[str, Any]:
    """What the entry's seal covers, by the names of :data:`fener.terms.audit.SEALED_FIELDS`."""
    return {
        "sequence": entry.sequence,
        "at": _instant(entry.at),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "subject": [entry.subject_kind, entry.subject_key],
        "why": entry.why,
        "details": entry.details,
        "previous": entry.previous_digest,
    }


def digest_of(entry: AuditEntry) -> str:
    """The seal of one entry: hex SHA-256 over its fields and the previous seal."""
    return seal_of(sealed_fields(entry))


def _instant(at: datetime) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """``entries`` checked; ``broken_at`` is the first sequence number that does not fit, None where all do."""

    entries: int
    broken_at: int | None
    reason: str = ""


def check_chain(entries: Iterable[AuditEntry] | None = None) -> ChainCheck:
    """Walk the chain from its start and compare every seal, then the head."""
    rows = entries if entries is not None else AuditEntry.objects.order_by("sequence").iterator()
    previous, count = START, 0
    for entry in rows:
        count += 1
        if entry.sequence != count:
            return ChainCheck(count, count, "an entry is missing")
        if entry.previous_digest != previous or digest_of(entry) != entry.digest:
            return ChainCheck(count, entry.sequence, "the entry was changed after it was written")
        previous = entry.digest
    return _compare_with_head(count, previous)


def _compare_with_head(count: int, last: str) -> ChainCheck:
    head = AuditHead.objects.filter(pk=1).first()
    if head and (head.sequence, head.digest) != (count, last):
        return ChainCheck(count, count + 1, "entries are missing at the end")
    return ChainCheck(count, None)
