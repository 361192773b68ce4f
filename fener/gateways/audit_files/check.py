"""Does an audit file hold: every seal, the end, the signature, and the checkpoints somebody kept?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from fener.gateways.audit_files.checkpoint import AuditCheckpoint, ShortCheckpoint
from fener.gateways.audit_files.lines import FORMAT
from fener.terms.audit import SEALED_FIELDS, START, canonical, seal_of
from fener.terms.errors import Location, UnreadableMaterial

_LONGEST_LINE = 4_000_000


@dataclass(frozen=True, slots=True)
class AuditFileProblem:
    """The first thing that does not fit: 1-based ``line``, the ``sequence`` of the entry concerned, a code, a sentence."""

    code: str
    line: int
    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """Whether a kept checkpoint lies on the chain."""

    sequence: int
    fits: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AuditFileCheck:
    """``entries`` that fit one after the other, the first problem, the kept checkpoints, and who signed the end."""

    entries: int
    problem: AuditFileProblem | None
    kept: tuple[KeptCheck, ...]
    desk: str
    key: str
    ends_with: str = ""

    @property
    def holds(self) -> bool:
        """Everything fits."""
        return self.problem is None and all(one.fits for one in self.kept)


class _Misfit(Exception):
    def __init__(self, code: str, line: int, sequence: int, reason: str) -> None:
        self.problem = AuditFileProblem(code, line, sequence, reason)
        super().__init__(reason)


@dataclass(slots=True)
class _Walk:
    """Where the reading stands."""

    kept: Sequence[AuditCheckpoint | ShortCheckpoint]
    count: int = 0
    last: str = START
    line: int = 1
    met: dict[int, str] = field(default_factory=dict)
    _wanted: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._wanted = {one.sequence for one in self.kept}
        self._meet()

    def _meet(self) -> None:
        if self.count in self._wanted:
            self.met[self.count] = self.last

    def misfit(self, code: str, reason: str, sequence: int | None = None) -> _Misfit:
        return _Misfit(code, self.line, self.count + 1 if sequence is None else sequence, reason)

    def take(self, found: dict[str, Any]) -> None:
        """One entry more, or the reason why not."""
        entry, digest, due = found["entry"], found["digest"], self.count + 1
        if not isinstance(entry, dict) or set(entry) != set(SEALED_FIELDS):
            raise self.misfit("fields", f"entry {due:,} does not have the fields an entry has")
        if type(entry["sequence"]) is not int or entry["sequence"] != due:
            raise self.misfit(
                "sequence", f"entry {due:,} should stand here, but “{entry['sequence']}” does: removed, moved or put in"
            )
        if seal_of(entry) != digest:
            raise self.misfit("seal", f"entry {due:,} was changed after it was sealed")
        if entry["previous"] != self.last:
            raise self.misfit("previous", f"entry {due:,} does not seal entry {self.count:,}: one of them was replaced")
        self.count, self.last = due, digest
        self._meet()


def check_audit_file(
    stream: BinaryIO, *, kept: Sequence[AuditCheckpoint | ShortCheckpoint] = (), key: str = ""
) -> AuditFileCheck:
    """Read the file once, line by line. ``key`` is the public key the reader trusts; without it the file's own counts.

    UnreadableMaterial FEN-2750 where the first line is not that of an audit file.
    """
    header = _header(stream)
    walk, ends_with = _Walk(kept), ""
    problem: AuditFileProblem | None = None
    try:
        ends_with = _walk_through(stream, walk, header, key)
    except _Misfit as misfit:
        problem = misfit.problem
    answers = tuple(_kept_check(one, walk, problem, header["key"]) for one in kept)
    return AuditFileCheck(walk.count, problem, answers, header["desk"], header["key"], ends_with)


def _walk_through(stream: BinaryIO, walk: _Walk, header: dict[str, str], key: str) -> str:
    if key and key != header["key"]:
        raise walk.misfit("key", "the file was signed with another key than the one given", 0)
    closing: dict[str, Any] | None = None
    for found in _lines(stream, walk):
        if closing is not None:
            raise walk.misfit("after_end", "something stands after the closing checkpoint")
        if set(found) == {"entry", "digest"}:
            walk.take(found)
        elif set(found) == {"checkpoint", "signature"}:
            closing = found
        else:
            raise walk.misfit("unreadable", f"the line where entry {walk.count + 1:,} should stand is no entry")
    if closing is None:
        raise walk.misfit("cut", f"the file ends after entry {walk.count:,} without its closing checkpoint: it was cut")
    return _end(closing, walk, header)


def _end(closing: dict[str, Any], walk: _Walk, header: dict[str, str]) -> str:
    body, signature = closing["checkpoint"], closing["signature"]
    if not isinstance(body, dict) or set(body) != {"sequence", "digest", "at", "desk"}:
        raise walk.misfit("fields", "the closing checkpoint does not have the fields it should have")
    if (body["sequence"], body["digest"]) != (walk.count, walk.last) or type(body["sequence"]) is not int:
        raise walk.misfit(
            "end", f"the closing checkpoint speaks of entry “{body['sequence']}”, the entries end at {walk.count:,}"
        )
    if body["desk"] != header["desk"]:
        raise walk.misfit("desk", "the first and the last line name different desks", walk.count)
    end = AuditCheckpoint(walk.count, walk.last, str(body["at"]), header["desk"], header["key"], str(signature))
    if not (isinstance(body["at"], str) and isinstance(signature, str) and end.is_genuine):
        raise walk.misfit("signature", "the closing checkpoint is not signed by the key in the first line", walk.count)
    return end.text


def _header(stream: BinaryIO) -> dict[str, str]:
    found = _strict(stream.readline(_LONGEST_LINE))
    header = found.get("header") if found and set(found) == {"header"} else None
    if (
        not isinstance(header, dict)
        or set(header) != {"format", "desk", "key"}
        or not all(isinstance(value, str) for value in header.values())
        or header["format"] != FORMAT
    ):
        raise UnreadableMaterial(
            "this is no audit file",
            remedy="Give the file that “fener audit export” wrote, unchanged and unpacked.",
            location=Location(row=1),
            number="FEN-2750",
        )
    return header


def _lines(stream: BinaryIO, walk: _Walk) -> Iterator[dict[str, Any]]:
    while raw := stream.readline(_LONGEST_LINE):
        walk.line += 1
        found = _strict(raw)
        if found is None:
            raise walk.misfit(
                "unreadable", f"the line where entry {walk.count + 1:,} should stand was cut or rewritten"
            )
        yield found


def _strict(raw: bytes) -> dict[str, Any] | None:
    """The line's object, if it is written in the one canonical way: then it can be read in one way only."""
    try:
        found = json.loads(raw)
        is_canonical = canonical(found) + b"\n" == raw
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and is_canonical else None


def _kept_check(
    one: AuditCheckpoint | ShortCheckpoint, walk: _Walk, problem: AuditFileProblem | None, key: str
) -> KeptCheck:
    digest = walk.met.get(one.sequence)
    if digest is None:
        why = "the reading stopped before it" if problem else f"the file ends at entry {walk.count:,}, before it"
        return KeptCheck(one.sequence, False, why)
    if not one.fits(digest):
        return KeptCheck(one.sequence, False, "another entry stands there: it, or one before it, was rewritten since")
    other = isinstance(one, AuditCheckpoint) and one.key != key
    return KeptCheck(one.sequence, True, "it lies on the chain" + (", signed with an earlier key" if other else ""))
