"""Decide about what was sent but did not fit: leave it aside until its time is over, or dispose of it now."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.actions.field.reasons import needed
from fener.queries.field_report_difference import Change
from fener.queries.field_report_quarantine import DISPOSED, differing_answers, quarantined_part
from fener.queries.sealed import desk_store
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import QuarantinedPart, ReceivedFile
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused

_LONGEST = 300


def compare_quarantined(actor: Member, part_id: int) -> tuple[QuarantinedPart, list[Change]]:
    """The part and the answers in which it differs from what was kept; that somebody looked is written down."""
    may_take_step(actor.role, "open_original").enforce()
    part = quarantined_part(actor, part_id)
    changes = differing_answers(part)
    with transaction.atomic():
        record_audit("compare_quarantined", actor=actor, subject=_subject(part), details={"digest": part.digest})
    return part, changes


def settle_quarantined(actor: Member, part_id: int, *, disposes: bool, why: str) -> None:
    """The coordinator's decision, with a reason. Kept aside, it lies sealed until its own clock runs out."""
    may_take_step(actor.role, "review_field_report").enforce()
    part = quarantined_part(actor, part_id)
    reason = needed(why, "what was kept aside is settled")
    how = f"{DISPOSED if disposes else 'kept aside'}: {reason}"[:_LONGEST]
    with transaction.atomic():
        rows = QuarantinedPart.objects.filter(pk=part.pk, settled_at__isnull=True)
        if not rows.update(settled_at=timezone.now(), settled_by=actor, settled_how=how):
            raise StateRefused("this was settled meanwhile", remedy="Load the list again.", number="FEN-2666")
        record_audit(
            "settle_quarantined",
            actor=actor,
            subject=_subject(part),
            why=reason,
            details={"disposed": disposes, "digest": part.digest, "size": part.size},
        )
        if disposes and not is_needed(part.digest):
            # Should the disk fail here the row is settled all the same, and the sweep of strays takes the bytes.
            transaction.on_commit(lambda: desk_store().dispose(part.digest))


def is_needed(digest: str) -> bool:
    """Whether a record still speaks of these bytes."""
    files = ReceivedFile.objects.filter(digest=digest, disposed_at__isnull=True)
    parts = QuarantinedPart.objects.filter(digest=digest).exclude(settled_how__startswith=DISPOSED)
    return files.exists() or parts.exists()


def _subject(part: QuarantinedPart) -> tuple[str, str]:
    return ("FieldReport", part.report.key if part.report else "")
