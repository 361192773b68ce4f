"""The stand-alone verifier as an outsider has it, and audit files made for tests."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from fener.gateways.audit_files import (
    AuditCheckpoint,
    AuditSigner,
    closing_line,
    entry_line,
    header_line,
    make_audit_key,
)
from fener.terms.audit import START, seal_of

TOOL = Path(__file__).resolve().parents[3] / "tools" / "verify_audit.py"
SIGNER = AuditSigner(make_audit_key())
DESK = "Desk of Serbia; Београд"


def load_tool() -> ModuleType:
    """The verifier as a module of its own."""
    spec = importlib.util.spec_from_file_location("verify_audit", TOOL)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fields(sequence: int, previous: str, **changes: Any) -> dict[str, Any]:
    """One invented entry."""
    return {
        "sequence": sequence,
        "at": f"2026-01-01T00:00:{sequence % 60:02}.000000+00:00",
        "actor": sequence % 3 or None,
        "actor_name": f"Member {sequence % 3}",
        "action": "test_step",
        "subject": ["Thing", str(sequence)],
        "why": "line\nbreak\u2028 and ћ" if sequence % 2 else "",
        "details": {"n": sequence, "part": 0.1, "list": ["ž", None, True]},
        "previous": previous,
    } | changes


def chain(count: int, *, from_entry: int = 0, **changes: Any) -> list[tuple[dict[str, Any], str]]:
    """Entries with their seals; ``changes`` apply from entry ``from_entry`` on, sealed anew."""
    made, last = [], START
    for sequence in range(1, count + 1):
        entry = fields(sequence, last, **(changes if sequence >= from_entry else {}))
        last = seal_of(entry)
        made.append((entry, last))
    return made


def checkpoint(made: list[tuple[dict[str, Any], str]], at: int | None = None, signer: AuditSigner = SIGNER):
    """The signed checkpoint at an entry; by default at the end."""
    sequence = len(made) if at is None else at
    digest = made[sequence - 1][1] if sequence else START
    return AuditCheckpoint.signed(signer, sequence=sequence, digest=digest, at="2026-01-02T00:00:00Z", desk=DESK)


def lines_of(made: list[tuple[dict[str, Any], str]], signer: AuditSigner = SIGNER) -> list[bytes]:
    """The file, line by line."""
    entries = [entry_line(entry, digest) for entry, digest in made]
    return [header_line(DESK, signer.public_key), *entries, closing_line(checkpoint(made, signer=signer))]


def rewritten(line: bytes, path: tuple[str, ...], value: Any) -> bytes:
    """The line with one field changed and everything else as it was."""
    found = json.loads(line)
    inner = found
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
