"""Text made safe for every format, and values written as the report's language writes them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from fener.gateways.documents.wording import ReportWording

# Control signs and lone surrogates are not allowed in XML or PDF; direction overrides could turn a number around for
# the reader.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[^A-Za-z\u0080-\u058f]*[\u0590-\u08ff\ufb1d-\ufefc]+)*"
)


def plain(text: object) -> str:
    """The text without control signs and direction overrides; line ends as ``\\n``, composed (NFC)."""
    return unicodedata.normalize("NFC", _UNFIT.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n")))


def runs_right_to_left(text: str) -> bool:
    """True where the first letter with a direction runs right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def by_direction(text: str) -> list[tuple[str, bool]]:
    """The text in pieces: (piece, whether it is right-to-left script)."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for found in _RIGHT_TO_LEFT.finditer(text):
        if found.start() > position:
            pieces.append((text[position : found.start()], False))
        pieces.append((found[0], True))
        position = found.end()
    return [*pieces, (text[position:], False)] if position < len(text) else pieces


def number_text(value: int | float | Decimal, wording: ReportWording) -> str:
    """Grouped by thousands, with a true minus sign; a Decimal keeps the digits it came with."""
    written = (
        f"{value:,f}" if isinstance(value, Decimal) else f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    )
    signs = {ord(","): wording.thousands, ord("."): wording.decimal, ord("-"): "−"}
    return written.translate(signs)
