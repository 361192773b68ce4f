"""The register of what the sources say in two ways, or not at all: shown with the records it touches, never repaired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fener.queries.permalinks import KINDS, references_to
from fener.records.base.models import Member
from fener.records.field.models import Inconsistency
from fener.terms.reporting import Reference


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One entry with the records it touches, as far as the member may read them."""

    key: str
    about: str
    finding: str
    handling: str
    cited: str
    touched: tuple[Reference, ...]
    unreadable: int


def open_questions(member: Member) -> list[OpenQuestion]:
    """All entries in order; the records they name are looked up together, one query a kind of record."""
    entries = list(Inconsistency.objects.select_related("source"))
    named = [key for entry in entries for key in entry.touches]
    found = _by_key(references_to(member, [f"{kind}:{key}" for key in named for kind in KINDS if kind != "E"]))
    return [_entry(entry, found) for entry in sorted(entries, key=lambda entry: _order(entry.key))]


def _order(key: str) -> tuple[bool, str, int]:
    digits = "".join(sign for sign in key if sign.isdigit())
    return not key.startswith("E"), key.rstrip("0123456789"), int(digits or 0)


def _by_key(references: Mapping[str, Reference]) -> dict[str, list[Reference]]:
    found: dict[str, list[Reference]] = {}
    for record_id, reference in references.items():
        found.setdefault(record_id.partition(":")[2], []).append(reference)
    return found


def _entry(entry: Inconsistency, found: Mapping[str, Sequence[Reference]]) -> OpenQuestion:
    touched = tuple(reference for key in entry.touches for reference in found.get(key, ()))
    parts = [entry.source.key, f"§{entry.section}" if entry.section else "", f"p. {entry.page}" if entry.page else ""]
    return OpenQuestion(
        key=entry.key,
        about=entry.about,
        finding=entry.finding,
        handling=entry.handling,
        cited=" ".join(part for part in parts if part),
        touched=touched,
        unreadable=sum(1 for key in entry.touches if key not in found),
    )
