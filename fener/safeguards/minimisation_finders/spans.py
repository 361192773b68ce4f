"""What a finder answers with, and the words that stand where something was taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

WALL = "\0"
"""Stands in scanned text where something was already found: no pattern reaches across it."""


class MarkKind(StrEnum):
    """What a mark points at."""

    DIRECT_IDENTIFIER = "direct_identifier"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    DOCUMENT_NUMBER = "document_number"
    BANK_ACCOUNT = "bank_account"
    PAYMENT_CARD = "payment_card"
    CRYPTO_WALLET = "crypto_wallet"
    VEHICLE_PLATE = "vehicle_plate"
    POSITION = "position"
    BIRTH_DATE = "birth_date"
    PERSON_NAME = "person_name"
    MEDIA_TO_CHECK = "media_to_check"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return self.value.replace("_", " ").capitalize()

    @property
    def placeholder(self) -> str:
        """What stands in a text in place of what was removed: ``[phone removed]``."""
        return f"[{self.value.replace('_', ' ')} removed]"


@dataclass(frozen=True, slots=True)
class Span:
    """One find in a text: characters ``start`` up to ``end``. ``replacement`` empty: the kind's placeholder."""

    start: int
    end: int
    kind: MarkKind
    reason: str
    is_binding: bool = True
    replacement: str = ""


_KINDS = "|".join(re.escape(kind.placeholder) for kind in MarkKind)
PLACEHOLDERS = re.compile(
    rf"{_KINDS}|\[birth year \d{{4}}\]|\[about -?\d{{1,3}}(?:\.\d{{1,2}})?(?:, -?\d{{1,3}}(?:\.\d{{1,2}})?)?\]"
)
"""Everything this safeguard itself writes into a text; a second look leaves it alone."""


def blank(text: str, spans: list[Span]) -> str:
    """The text with walls in place of the spans; the length stays."""
    if not spans:
        return text
    parts, last = [], 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        begin = max(last, span.start)
        if span.end <= begin:
            continue
        parts += [text[last:begin], WALL * (span.end - begin)]
        last = span.end
    return "".join([*parts, text[last:]])


def merge(spans: list[Span]) -> list[Span]:
    """Overlapping finds made one: the widest names it, it covers all of them, and it binds if any of them does."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.kind)):
        if merged and span.start < merged[-1].end:
            merged[-1] = _union(merged[-1], span)
        else:
            merged.append(span)
    return merged


def _union(left: Span, right: Span) -> Span:
    widest = left if left.end - left.start >= right.end - right.start else right
    start, end = left.start, max(left.end, right.end)
    exact = (widest.start, widest.end) == (start, end)
    binds = left.is_binding or right.is_binding
    return Span(start, end, widest.kind, widest.reason, binds, widest.replacement if exact else "")
