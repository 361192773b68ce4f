"""One spelling for many: letters folded over scripts' variants, marks and invisible characters dropped, digits made ASCII.

Folding is a character table, so that a text costs one pass in C. Where it drops or expands nothing, offsets stay as they are;
otherwise :func:`offsets` walks the text once, and only when a match has to be shown in the original.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

# Arabic-script letters that writers exchange freely, by keyboard or habit: one of each group stands for all.
_ARABIC = {
    "آأإٱٲٳٵ": "ا",
    "ىيېۍێئیے": "ی",
    "كڪ": "ک",
    "ګ": "گ",
    "ةۀەہھۃه": "ه",
    "ؤۆۇۈۊ": "و",
    "ں": "ن",
    "ڕ": "ر",
    "ڵ": "ل",
    "ڤ": "ف",
}
# Letters that decomposition does not reach.
_LATIN = {
    "đ": "d",
    "ð": "d",
    "ø": "o",
    "ł": "l",
    "ı": "i",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ŧ": "t",
    "ə": "e",
}
_KEPT_CYRILLIC = frozenset("йѓќїў")
_ARROWS = "→➔➜➡➝➞➤➙⇒⟶⟹►▶▸»⮕🡒🡺"
_FOLDED_BLOCKS = ((0x0000, 0x3100), (0xA640, 0xABFF), (0xFB00, 0xFFFF), (0x1D400, 0x1D800), (0x1F100, 0x1F200), (0x1F800, 0x1F900),
                  (0xE0000, 0xE0200))  # fmt: skip
# Marks that writers add or leave out; in Indic scripts a mark is a vowel and stays.
_DROPPED_MARKS = ((0x0300, 0x0370), (0x0483, 0x0488), (0x0610, 0x061B), (0x064B, 0x0660), (0x0670, 0x0671), (0x06D6, 0x06EE),
                  (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x2100), (0xFE00, 0xFE10), (0xE0100, 0xE01F0))  # fmt: skip


@cache
def folding_table() -> Mapping[int, str]:
    """Code point → what stands for it (empty: dropped). Only code points that change are in it."""
    table: dict[int, str] = {}
    for point in (each for first, end in _FOLDED_BLOCKS for each in range(first, end)):
        letter = chr(point)
        if (folded := _folded(letter)) != letter:
            table[point] = folded
    table.update(
        {ord(letter): stand_in for group, stand_in in _ARABIC.items() for letter in group if letter != stand_in}
    )
    table.update({ord(arrow): "→" for arrow in _ARROWS})
    return MappingProxyType(table)


def _folded(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf" or letter == "ـ" or _is_dropped(letter):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if letter.isspace():
        return letter if letter == "\n" else " "
    plain = unicodedata.normalize("NFKC", letter).casefold()
    return "".join(_plain(each) for each in plain)


def _plain(letter: str) -> str:
    """Without marks, except where a mark makes another letter of the alphabet."""
    if letter in _LATIN:
        return _LATIN[letter]
    for group, stand_in in _ARABIC.items():
        if letter in group:
            return stand_in
    if letter in _KEPT_CYRILLIC:
        return letter
    if _is_dropped(letter):
        return ""
    base = unicodedata.normalize("NFD", letter)[:1]
    return base if base.isalpha() and letter.isalpha() and _is_marked(letter) else letter


def _is_dropped(letter: str) -> bool:
    return any(first <= ord(letter) < end for first, end in _DROPPED_MARKS)


def _is_marked(letter: str) -> bool:
    """Latin, Greek and Arabic letters lose their marks; in other scripts a mark may be a vowel or another letter."""
    name = unicodedata.name(letter, "")
    return name.startswith(("LATIN", "GREEK", "ARABIC"))


_TABLE: dict[int, str] = {}


def fold(text: str) -> str:
    """The text in the one spelling that phrases and patterns are written in."""
    if not _TABLE:
        _TABLE.update(folding_table())
    return text.translate(_TABLE)


def offsets(text: str) -> list[int]:
    """For every character of the folded text, the index of the character it came from; one more for the end."""
    if not _TABLE:
        _TABLE.update(folding_table())
    places: list[int] = []
    for index, letter in enumerate(text):
        places += [index] * len(_TABLE.get(ord(letter), letter))
    places.append(len(text))
    return places
