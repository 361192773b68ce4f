"""The audit file: JSON lines, UTF-8, each written in the one canonical way, so that every byte is held.

Line 1 is ``{"header": {"desk", "format", "key"}}``; then one ``{"digest", "entry": {…}}`` for each entry, whose fields
are exactly those the digest covers; the last is ``{"checkpoint": {"at", "desk", "digest", "sequence"}, "signature"}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fener.gateways.audit_files.checkpoint import AuditCheckpoint
from fener.terms.audit import canonical

FORMAT = "fener-audit-1"


def header_line(desk: str, key: str) -> bytes:
    """The first line."""
    return canonical({"header": {"format": FORMAT, "desk": desk, "key": key}}) + b"\n"


def entry_line(fields: Mapping[str, Any], digest: str) -> bytes:
    """One entry as it was sealed, and its seal."""
    return canonical({"entry": dict(fields), "digest": digest}) + b"\n"


def closing_line(end: AuditCheckpoint) -> bytes:
    """The last line; a file without it is cut."""
    body = {"sequence": end.sequence, "digest": end.digest, "at": end.at, "desk": end.desk}
    return canonical({"checkpoint": body, "signature": end.signature}) + b"\n"
