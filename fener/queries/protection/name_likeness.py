"""How alike two names sound, whoever wrote them down: one name has many spellings in Latin letters.

Measured on invented names in tests/queries/protection/test_duplicates.py. Only ever used to suggest that a caseworker read
two files side by side; nothing is kept of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

# Written differently for one sound, by whoever wrote it down; the longer first.
_SOUNDS = (
    ("kh", "h"), ("ph", "f"), ("th", "s"), ("sh", "s"), ("ch", "s"), ("dz", "j"), ("dh", "d"), ("gh", "g"), ("zh", "z"),
    ("ck", "k"), ("x", "h"), ("q", "k"), ("c", "k"), ("w", "v"), ("z", "s"), ("g", "k"),
)  # fmt: skip
_VOWELS = (
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ai", "i"), ("ay", "i"), ("ei", "i"), ("ey", "i"), ("o", "u"), ("e", "i"),
    ("y", "i"),
)  # fmt: skip
_ARTICLES = frozenset({"al", "el", "ul", "ud", "ad", "ar"})
# Consonants tell different names apart, vowels the more so where consonants agree.
_CONSONANTS_WEIGH = 0.4


def name_likeness(one: str, two: str) -> float:
    """0 to 1. Parts may stand in any order, and may be written in one word or in several."""
    first, second = _words(one), _words(two)
    if not first or not second:
        return 0.0
    return max(_alike(first, second), _alike(sorted(first), sorted(second)))


def plain(value: object) -> str:
    """Letters and digits without accents and case, words parted by one blank."""
    text = unicodedata.normalize("NFKD", str(value)).casefold().replace("ı", "i")
    kept = (sign if sign.isalnum() else " " if sign in " -'’" else "" for sign in text)
    return " ".join("".join(kept).split())


def _alike(first: Sequence[str], second: Sequence[str]) -> float:
    consonants = _ratio(map(_consonants, first), map(_consonants, second))
    whole = _ratio(map(_sound, first), map(_sound, second))
    return _CONSONANTS_WEIGH * consonants + (1 - _CONSONANTS_WEIGH) * whole


def _ratio(first: Iterable[str], second: Iterable[str]) -> float:
    one, two = "".join(first), "".join(second)
    # A name without any consonant (Aya, Io) has nothing to compare here, unless both have none.
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def _words(name: str) -> list[str]:
    words = plain(name).split()
    return [word for word in words if word not in _ARTICLES] or words


def _consonants(word: str) -> str:
    return _once(re.sub("[aeiouy]+", "", _replaced(word, _SOUNDS)))


def _sound(word: str) -> str:
    return _once(_replaced(_replaced(word, _SOUNDS), _VOWELS))


def _replaced(word: str, pairs: Iterable[tuple[str, str]]) -> str:
    for written, sound in pairs:
        word = word.replace(written, sound)
    return word


def _once(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
