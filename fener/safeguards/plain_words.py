"""Words that leave an organisation in the open speak of a situation, not of somebody: what in them may identify a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fener.safeguards.decision import Decision, allow, deny
from fener.safeguards.minimisation_finders.text_scan import find_spans


@dataclass(frozen=True, slots=True)
class FoundWords:
    """One place in a text: what it seems to be, the words for the person who wrote them, and whether they must go."""

    kind: str
    words: str
    is_binding: bool


def identifying_words(
    texts: Iterable[str], territory: str = "", places: Collection[str] = ()
) -> tuple[FoundWords, ...]:
    """What may identify a person; shown to the writer alone and stored nowhere. ``territory`` as in ``RS``."""
    known = frozenset(place.casefold() for place in places if place)
    return tuple(
        FoundWords(span.kind.label, text[span.start : span.end], span.is_binding)
        for text in texts
        if text.strip()
        for span in find_spans(text, region=territory[:2].upper(), places=known)
    )


def may_go_in_words(found: Iterable[FoundWords], *, looked_at: bool = False) -> Decision:
    """Whether the words may go out. What surely identifies must be taken out; what may not, must be looked at again."""
    listed = list(found)
    binding = sorted({one.kind for one in listed if one.is_binding})
    if binding:
        return deny(f"the words seem to identify somebody: {', '.join(kind.lower() for kind in binding)}")
    if listed and not looked_at:
        kinds = sorted({one.kind for one in listed})
        return deny(f"look again whether the words identify somebody: {', '.join(kind.lower() for kind in kinds)}")
    return allow("the words identify nobody")
