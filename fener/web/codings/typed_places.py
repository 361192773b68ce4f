"""Places as a coder types them: a name, or a key where a name could mean several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fener.queries.places import place_label, place_or_none, resolve_place
from fener.records.base.models import Member

_MOST_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """What was typed, the key it means, and where it could mean several, the (key, words) to choose from."""

    typed: str
    key: str = ""
    question: str = ""
    candidates: tuple[tuple[str, str], ...] = field(default=())


def read_place(member: Member, typed: str, territory: str) -> TypedPlace:
    """The place of a name, of the report's territory first."""
    name = typed.strip()
    if not name or place_or_none(name):
        return TypedPlace(name, name)
    found = resolve_place(member, name, territory)
    if not found.place and not found.candidates:
        found = resolve_place(member, name)
    if found.place:
        return TypedPlace(name, found.place.key)
    candidates = found.candidates[:_MOST_CANDIDATES]
    words = tuple(
        (place.key, f"{place.name} ({', '.join(place_label(code) for code in place.territories)}, {place.kind})")
        for place in candidates
    )
    question = (
        f"“{name}” may mean several places: choose one."
        if words
        else f"“{name[:60]}” is no place the desk knows: check the spelling, or leave it out."
    )
    return TypedPlace(name, "", question, words)


def read_places(member: Member, typed: Iterable[str], territory: str) -> list[TypedPlace]:
    """All that were typed, empty ones left out."""
    return [read_place(member, name, territory) for name in typed if name.strip()]
