"""Words of a fact sheet: what is required is there, and nothing names a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from fener.safeguards.minimisation_finders.spans import MarkKind, Span
from fener.safeguards.minimisation_finders.text_scan import find_spans
from fener.terms.errors import Location, UnreadableMaterial
from fener.terms.places import supplement

REMEDY = "Name roles, not people: “Driver A”, “statement 3”, “exhibit 12”. Identities belong in the case file of the authority."
# “phone extraction report 4471/23”: a number and a year, which the word “phone” makes look like a phone number.
_REFERENCE = re.compile(r"\d{1,6}/(?:(?:19|20)\d\d|\d\d)")
_MARK = re.compile(r"[\W\d_]*(?:[^\W\d_]|[IVX]{1,4})?[\W\d_]*")


def must_say(field: str, said: str, longest: int) -> str:
    """The words without surrounding blanks; UnreadableMaterial FEN-2953 where there are none or too many."""
    words = said.strip()
    if not words:
        raise _unfit(field, "this is needed", f"Write up to {longest} characters.")
    must_not_be_longer(field, words, longest)
    return words


def must_not_be_longer(field: str, words: str, longest: int) -> None:
    """UnreadableMaterial FEN-2953 where there are too many."""
    if len(words) > longest:
        raise _unfit(field, f"{len(words)} characters are too many", f"Write up to {longest} characters.")


def must_identify_nobody(texts: Mapping[str, str], jurisdictions: Iterable[str] = ()) -> None:
    """UnreadableMaterial FEN-2950 at the first text (by its field) in which something may identify a person; never quoted."""
    regions = sorted({code[:2] for code in jurisdictions}) or [""]
    seen: dict[str, str] = {}
    for field, text in texts.items():
        if text not in seen:
            seen[text] = ", ".join(sorted({kind.label.lower() for region in regions for kind in _found(text, region)}))
        if seen[text]:
            raise _identifies(f"these words may identify a person ({seen[text]})", field)


def must_name_a_role(label: str) -> None:
    """A role and a mark (“Driver A”, “Vozač 2”). What reads as given and family name is refused; FEN-2950."""
    words = label.split()
    if any(word[:1].isupper() and not _MARK.fullmatch(word) for word in words[1:]):
        raise _identifies("this reads as a name", "actor_label")


def _found(text: str, region: str) -> list[MarkKind]:
    spans = find_spans(text, region=region, places=_places()) if text.strip() else []
    return [span.kind for span in spans if not _is_reference(text, span)]


@cache
def _places() -> frozenset[str]:
    return frozenset(place.name.casefold() for place in supplement())


def _is_reference(text: str, span: Span) -> bool:
    return span.kind is MarkKind.PHONE and _REFERENCE.fullmatch(text[span.start : span.end]) is not None


def _unfit(field: str, message: str, remedy: str) -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=remedy, location=Location(path=field), number="FEN-2953")


def _identifies(message: str, field: str) -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=REMEDY, location=Location(path=field), number="FEN-2950")
