"""Views of a post: as written (folded), and with hidden spellings undone. Each knows where its characters came from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fener.analysis.posts.folding import fold, offsets

_LATIN_LIKE = dict(zip("аеорсухіјѕкмтвнԁԍαορτυνικηχ", "aeopcyxijskmtbhdgaoptuvikhx", strict=True))
_CYRILLIC_LIKE = dict(zip("aeopcyxijskmtbh", "аеорсухијскмтвн", strict=True))
_LEET = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "l",
    "€": "e",
}
_SPACED = re.compile(r"(?<!\w)\w(?:[ .\-_*·|/~]{1,2}\w){3,}(?!\w)")
_SPLIT = re.compile(r"(?<=[^\W\d_])[^\w\s.,:;!?/@+'’\"()&%$€£\-→#<>=]+(?=[^\W\d_])")
_DASHED = re.compile(r"(?<![^\W_])[^\W\d_]{1,3}(?:[.\-_*·~][^\W\d_]{1,3}){2,}(?![^\W_])")
_LEETISH = re.compile(r"(?<![\w@$!|])(?=[\w@$!|€]*[a-z])(?=[\w@$!|€]*[0134578@$!|€])[a-z0134578@$!|€]{4,}(?![\w@])")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class View:
    """A spelling of the text. ``places``: index in the original of each character and of the end; None where they are the same."""

    name: str
    text: str
    places: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the view stands in the original."""
        if self.places is None:
            return start, end
        return self.places[start], (self.places[end - 1] + 1 if end > start else self.places[start])


def plain_view(text: str) -> View:
    """The folded text."""
    folded = fold(text)
    return View("plain", folded, None if len(folded) == len(text) else tuple(offsets(text)))


def hidden_view(plain: View) -> View | None:
    """The text with hidden spellings undone: spaced letters, symbols in words, look-alike letters, digits for letters.

    None where nothing was hidden.
    """
    text = plain.text
    places = list(range(len(text) + 1))
    changed = False
    for undo in (_unsplit, _unspaced, _unmixed, _unleet):
        done = undo(text, places)
        if done is not None:
            (text, places), changed = done, True
    if not changed or text == plain.text:
        return None
    origins = places if plain.places is None else [plain.places[place] for place in places]
    return View("hidden", text, tuple(origins))


_Undone = tuple[str, list[int]] | None


def _without(text: str, places: list[int], drop: list[tuple[int, int]]) -> tuple[str, list[int]]:
    kept: list[str] = []
    left: list[int] = []
    begin = 0
    for start, end in [*drop, (len(text), len(text))]:
        kept.append(text[begin:start])
        left += places[begin:start]
        begin = end
    return "".join(kept), [*left, places[-1]]


def _unsplit(text: str, places: list[int]) -> _Undone:
    """Emoji and odd symbols between letters of one word."""
    drop = [each.span() for each in _SPLIT.finditer(text)]
    return _without(text, places, drop) if drop else None


def _unspaced(text: str, places: list[int]) -> _Undone:
    """Single letters, or short pieces, kept apart by spaces, dots or dashes."""
    drop = []
    for pattern in (_SPACED, _DASHED):
        for run in pattern.finditer(text):
            drop += [(place, place + 1) for place in range(*run.span()) if not (text[place].isalnum())]
    return _without(text, places, sorted(set(drop))) if drop else None


def _unmixed(text: str, places: list[int]) -> _Undone:
    """Words that mix look-alike letters of two scripts."""
    letters = list(text)
    changed = False
    for word in _WORD.finditer(text):
        said = word.group()
        latin = sum("a" <= letter <= "z" for letter in said)
        other = sum("\u0370" <= letter <= "\u04ff" for letter in said)
        if not latin or not other:
            continue
        table = _LATIN_LIKE if latin >= other else _CYRILLIC_LIKE
        for place in range(*word.span()):
            letters[place] = table.get(letters[place], letters[place])
        changed = True
    return ("".join(letters), places) if changed else None


def _unleet(text: str, places: list[int]) -> _Undone:
    """Digits and signs written for letters, where letters prevail."""
    letters = list(text)
    changed = False
    for word in _LEETISH.finditer(text):
        said = word.group()
        if sum("a" <= letter <= "z" for letter in said) < max(3, sum(letter in _LEET for letter in said)):
            continue
        for place in range(*word.span()):
            letters[place] = _LEET.get(letters[place], letters[place])
        changed = True
    return ("".join(letters), places) if changed else None
