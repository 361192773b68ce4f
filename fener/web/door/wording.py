"""What the safe door says in one language, with everything filled in; and which language a browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from django.utils.translation.trans_real import parse_accept_lang_header

from fener.queries.protection.door import DoorFacts
from fener.safeguards.door import LARGEST_FILE, MOST_FILES
from fener.terms.translations import SOURCE_LANGUAGE, LanguageName, Texts, language_names, texts


@cache
def languages() -> Mapping[str, LanguageName]:
    """All languages of the door by code, English first."""
    return {one.code: one for one in language_names()}


def said(language: str, door: DoorFacts | None = None) -> dict[str, str]:
    """Every text by its key. Texts about an organisation are empty without a door."""
    found = texts("door", language)
    given = {
        "organisation": door.title if door else "",
        "emergency_number": door.emergency_number if door else "112",
        "count": str(MOST_FILES),
        "size": str(LARGEST_FILE // 1_000_000),
        "date": "{date}",
    }
    return {key: found.filled(key, **given) for key in found}


def on_day(found: Texts | Mapping[str, str], day: date) -> str:
    """“Answered on …” with the day as every calendar here writes it."""
    return found["answered_on"].replace("{date}", day.isoformat())


def best_for(accepted: str) -> str:
    """The language a browser asks for (an Accept-Language header), English where there is none of them."""
    known = {code.casefold(): code for code in languages()}
    for wish, _ in parse_accept_lang_header(accepted[:200].casefold()):
        start = wish.split("-")[0]
        nearest = (code for folded, code in known.items() if folded.split("-")[0] == start)
        if found := known.get(wish) or next(nearest, None):
            return found
    return SOURCE_LANGUAGE
