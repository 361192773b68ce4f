"""The audit chain, for those who may read it, and its checkpoints, for those who may not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from fener.gateways.audit_files import (
    AuditCheckpoint,
    AuditFileCheck,
    AuditSigner,
    check_audit_file,
    closing_line,
    entry_line,
    header_line,
    read_checkpoint,
    read_public_key,
)
from fener.records.base.audit import ChainCheck, check_chain, sealed_fields
from fener.records.base.models import AuditEntry, AuditHead, Member
from fener.safeguards.roles import may_take_step
from fener.terms.audit import START
from fener.terms.errors import UnreadableMaterial

_AT_ONCE = 1000


def audit_entries(member: Member) -> QuerySet[AuditEntry]:
    """Entries, newest first."""
    may_take_step(member.role, "read_audit").enforce()
    return AuditEntry.objects.select_related("actor")


def audit_check(member: Member) -> ChainCheck:
    """Whether the whole chain still fits."""
    may_take_step(member.role, "read_audit").enforce()
    return check_chain()


@cache
def audit_signer() -> AuditSigner:
    """The desk's audit key."""
    return AuditSigner(settings.AUDIT_KEY)


def newest_checkpoint(member: Member) -> AuditCheckpoint:
    """How long the chain is now and how it ends, signed."""
    may_take_step(member.role, "read_audit").enforce()
    head = AuditHead.objects.filter(pk=1).first()
    return _checkpoint(head.sequence, head.digest) if head else _checkpoint(0, START)


def audit_file_lines(member: Member, through: int) -> Iterator[bytes]:
    """The audit file up to this entry, line by line; entries are never held all at once.

    It is written as the database has it, whether it fits or not: that is for the reader to find out.
    """
    may_take_step(member.role, "export_audit").enforce()
    return _lines(through)


def _lines(through: int) -> Iterator[bytes]:
    signer, sequence, digest = audit_signer(), 0, START
    yield header_line(settings.DESK_NAME, signer.public_key)
    for entry in AuditEntry.objects.filter(sequence__lte=through).order_by("sequence").iterator(_AT_ONCE):
        sequence, digest = entry.sequence, entry.digest
        yield entry_line(sealed_fields(entry), digest)
    yield closing_line(_checkpoint(sequence, digest))


def _checkpoint(sequence: int, digest: str) -> AuditCheckpoint:
    at = timezone.now().astimezone(timezone.get_fixed_timezone(0)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return AuditCheckpoint.signed(audit_signer(), sequence=sequence, digest=digest, at=at, desk=settings.DESK_NAME)


def does_audit_file_hold(path: Path, *, checkpoints: Sequence[str] = (), key: str = "") -> AuditFileCheck:
    """Whether a file somebody exported fits, and the kept checkpoints lie on it. Asks no database and no member.

    UnreadableMaterial FEN-2750 to FEN-2752 for what is no audit file, checkpoint or key.
    """
    kept = [read_checkpoint(text) for text in checkpoints]
    trusted = read_public_key(key) if key else ""
    try:
        with path.open("rb") as stream:
            return check_audit_file(stream, kept=kept, key=trusted)
    except OSError as problem:
        raise UnreadableMaterial(
            f"“{path.name}” cannot be read ({problem.strerror})",
            remedy="Name the file that “fener audit export” wrote.",
            number="FEN-2753",
        ) from problem
