"""Write the audit chain for an outsider. That it was asked for is the last entry of what is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from fener.gateways.documents.atomic import replacing
from fener.queries.audit import audit_file_lines
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step


@dataclass(frozen=True, slots=True)
class AuditExport:
    """``entries`` will be in the file of this name; ``lines`` make it, once."""

    name: str
    entries: int
    lines: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class AuditExportWritten:
    """A file on the disk: entries in it, bytes."""

    entries: int
    bytes: int


def export_audit(actor: Member) -> AuditExport:
    """The audit file, made while it is read. The entry about it is kept even where nobody reads to the end."""
    may_take_step(actor.role, "export_audit").enforce()
    with transaction.atomic():
        last = record_audit("export_audit", actor=actor, subject=("AuditChain", ""))
    # What is not above this entry never changes, so no lock and no snapshot is needed while the file is made.
    name = f"fener-audit-{last.sequence}.jsonl"
    return AuditExport(name, last.sequence, audit_file_lines(actor, last.sequence))


def export_audit_to(actor: Member, path: Path) -> AuditExportWritten:
    """The audit file on the disk, whole or not at all. SetUpFault FEN-9150 where it cannot be written."""
    made = export_audit(actor)
    with replacing(path) as stream:
        for line in made.lines:
            stream.write(line)
        size = stream.tell()
    return AuditExportWritten(made.entries, size)
