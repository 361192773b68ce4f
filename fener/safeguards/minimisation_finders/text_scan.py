"""All finders over one text, until nothing new comes to light."""

from __future__ import annotations

from collections.abc import Collection

from fener.safeguards.minimisation_finders.accounts import find_addresses, find_bank_accounts, find_cards, find_wallets
from fener.safeguards.minimisation_finders.documents import find_documents, find_long_numbers, find_plates
from fener.safeguards.minimisation_finders.folding import Folded, fold
from fener.safeguards.minimisation_finders.persons import find_birth_dates, find_names
from fener.safeguards.minimisation_finders.phones import find_phones, neutral_spans
from fener.safeguards.minimisation_finders.positions import DEFAULT_DECIMALS, find_positions
from fener.safeguards.minimisation_finders.spans import WALL, MarkKind, Span, blank, merge

_ROUNDS = 6


def find_spans(
    text: str, *, decimals: int = DEFAULT_DECIMALS, region: str = "", places: Collection[str] = ()
) -> list[Span]:
    """What may identify a person in a text, in order and without overlaps; offsets are characters of ``text``.

    What is taken out can free what stands beside it, so the rest is scanned again until nothing new is found. A text that
    still yields after some rounds is marked as a whole: no honest note looks like that.
    """
    folded = fold(text)
    found: list[Span] = []
    rest = folded.text
    for _ in range(_ROUNDS):
        fresh = _scan(rest, decimals, region, places)
        if not fresh:
            return [_placed(folded, span) for span in merge(found)]
        found += fresh
        rest = blank(rest, fresh)
    return [Span(0, len(text), MarkKind.DIRECT_IDENTIFIER, "too dense with numbers to tell what is what")]


def _scan(text: str, decimals: int, region: str, places: Collection[str]) -> list[Span]:
    """One round: each finder sees what those before it left; dates and amounts are taken away before numbers are judged."""
    found = [*find_addresses(text), *find_wallets(text), *find_bank_accounts(text)]
    rest = blank(text, found)
    dated = [*find_positions(rest, decimals), *find_birth_dates(rest)]
    rest = blank(rest, dated)
    numbers = _numbers(_without_neutral(rest), region)
    rest = blank(rest, numbers)
    return merge([*found, *dated, *numbers, *find_plates(rest), *find_names(rest, places)])


def _numbers(text: str, region: str) -> list[Span]:
    documents = [*find_documents(text), *find_cards(text)]
    rest = blank(text, documents)
    phones = find_phones(rest, region)
    return [*documents, *phones, *find_long_numbers(blank(rest, phones))]


def _without_neutral(text: str) -> str:
    parts, last = [], 0
    for start, end in neutral_spans(text):
        parts += [text[last:start], WALL * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


def _placed(folded: Folded, span: Span) -> Span:
    start, end = folded.place(span.start, span.end)
    return Span(start, end, span.kind, span.reason, span.is_binding, span.replacement)
