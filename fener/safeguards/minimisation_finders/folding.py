"""Folding a text for scanning: digits of all scripts, look-alike signs and invisible characters made plain.

Every visible character folds to exactly one character, so that a place in the folded text is a place in the answer.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fener.safeguards.minimisation_finders.spans import PLACEHOLDERS, WALL

# Zero-width, direction and variation marks, soft hyphen, the key-cap sign: written into numbers, never seen.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u20e3]")
_SIGNS = {
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u30fc",
    "/": "\u2044\u2215\u29f8",
    "'": "\u2018\u2019\u02b9\u02bc\u2032\u00b4`",
    '"': "\u201c\u201d\u201e\u2033\u02ba",
    "°": "\u00ba\u02da",
    ".": "\u066b\u00b7\u2022\u2219\u2024",
    ",": "\u066c\u060c",
    ";": "\u061b",
    "?": "\u061f",
    "\n": "\r\x0b\x0c\x85\u2028\u2029",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` to scan; ``offsets[i]`` is where its i-th character stands in the original, None where they are the same."""

    text: str
    original_length: int
    offsets: Sequence[int] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind a stretch of the folded text."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """The text as the finders read it; what this safeguard wrote itself becomes a wall."""
    plain = PLACEHOLDERS.sub(lambda found: WALL * len(found[0]), text.replace(WALL, "\ufffd"))
    plain = plain.translate(_table())
    if not _INVISIBLE.search(plain):
        return Folded(plain, len(text))
    kept = [place for place, sign in enumerate(plain) if not _INVISIBLE.match(sign)]
    return Folded("".join(plain[place] for place in kept), len(text), kept)


@cache
def _table() -> Mapping[int, str]:
    table = {ord(sign): plain for plain, signs in _SIGNS.items() for sign in signs}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width forms of ASCII
    for code in range(0x80, sys.maxunicode + 1):
        kind = unicodedata.category(chr(code))
        if kind == "Nd":
            table[code] = str(unicodedata.decimal(chr(code)))
        elif kind == "Zs":
            table[code] = " "
    return table | {ord("\t"): " "}
