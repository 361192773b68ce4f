"""Persons in a text: exact birth dates, and names that a cue introduces.

Names without a cue are not found: a list of names would mark half of the region's villages and miss the people who travel.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from fener.safeguards.minimisation_finders.cues import any_of, words
from fener.safeguards.minimisation_finders.spans import MarkKind, Span

_BIRTH = re.compile(rf"(?<!\w){any_of('birth')}(?!\w)", re.IGNORECASE)
_DATE = re.compile(
    r"(?<!\d)(?:(?P<first>(?:19|20|13|14)\d\d)[ ]?[-./][ ]?\d{1,2}[ ]?[-./][ ]?\d{1,2}(?!\d)"
    r"|\d{1,2}[ ]?[-./][ ]?\d{1,2}[ ]?[-./][ ]?(?P<last>(?:19|20|13|14)\d\d|\d\d)(?!\d)"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?[ ]{0,2}(?:of[ ])?[^\W\d_]{3,12}\.?,?[ ]{0,2}(?P<named>(?:19|20|13|14)\d\d)(?!\d)"
    r"|[^\W\d_]{3,12}[ ]\d{1,2}(?:st|nd|rd|th)?,?[ ](?P<american>(?:19|20)\d\d)(?!\d))",
    re.IGNORECASE,
)
_BIRTH_REACH = 30

_CUE = re.compile(
    rf"(?<!\w)(?:(?P<strong>{any_of('name_strong')})|(?P<weak>{any_of('name_weak')})|(?P<title>{any_of('title')}))(?!\w)"
    r"[.:]? ?[\"'«(]? ?(?=[^\W\d_])",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?P<name>[^\W\d_][\w'\-]{{1,30}}(?: [^\W\d_][\w'\-]{{1,30}}){{0,2}}) {any_of('name_after')}(?!\w)"
)
_WORD = re.compile(r"[^\W\d_](?:[\w'\-]|[\u064b-\u0652\u0670]){0,30}")
_GAP = re.compile(r"[ ]{1,2}(?:(?:al|el|bin|ibn|abu|van|von|de|da)[ \-]{1,2})?", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0600-\u06ff]")

_LINKING = r"(?: (?:which|that|is|was|are|were|koj\w|кој\w|што|që|se|е|се|је|je|they|locals|it|it's|u|у)){0,3}"
_THINGS = re.compile(rf"(?<!\w){any_of('thing')}{_LINKING}[ ,\"'(]{{1,3}}$", re.IGNORECASE)
_NO_NAMES = words("no_name")


def find_birth_dates(text: str) -> list[Span]:
    """Exact dates that a word says are of a birth; the year may stay."""
    found = []
    for cue in _BIRTH.finditer(text):
        hit = _DATE.search(text, cue.end(), cue.end() + _BIRTH_REACH + 16)
        if hit and not re.search(r"[\0\n\[\]\d]", text[cue.end() : hit.start()]):
            found.append(_birth(hit))
    return found


def find_names(text: str, places: Collection[str] = ()) -> list[Span]:
    """Names that a cue introduces, suggested only. ``places``: names of places in lower case, which are no persons."""
    found = [span for cue in _CUE.finditer(text) if (span := _after_cue(text, cue, places)) is not None]
    return found + [span for hit in _AFTER.finditer(text) if (span := _before_cue(hit, places)) is not None]


def _birth(hit: re.Match[str]) -> Span:
    year = hit["first"] or hit["last"] or hit["named"] or hit["american"]
    replacement = f"[birth year {year}]" if len(year) == 4 else ""
    return Span(
        hit.start(), hit.end(), MarkKind.BIRTH_DATE, "an exact date of birth; the year is enough", True, replacement
    )


def _after_cue(text: str, cue: re.Match[str], places: Collection[str]) -> Span | None:
    if not cue["title"] and _THINGS.search(text, max(0, cue.start() - 60), cue.start()):
        return None
    words = list(_words(text, cue.end(), bool(cue["strong"])))
    if not words or _is_no_name(text[words[0][0] : words[-1][1]], text[slice(*words[0])], places):
        return None
    return _name(words[0][0], words[-1][1])


def _words(text: str, start: int, is_strong: bool) -> Iterator[tuple[int, int]]:
    """Up to three words that may be a name; after a strong cue the first may be in small letters."""
    place, count = start, 0
    while count < 3 and (word := _WORD.match(text, place)):
        if not _may_name(word[0], is_first=count == 0, is_strong=is_strong) or (count == 2 and _ARABIC.match(word[0])):
            return
        yield word.span()
        gap = _GAP.match(text, word.end())
        if gap is None:
            return
        place, count = gap.end(), count + 1


def _may_name(word: str, *, is_first: bool, is_strong: bool) -> bool:
    if word.lower() in _NO_NAMES or len(word) < 2:
        return False
    if _ARABIC.match(word):
        return is_first or not (word.startswith("و") and len(word) > 3)
    if not word[0].isupper():
        return is_first and is_strong
    return not (word.isupper() and 2 <= len(word) <= 5 and not is_strong)


def _is_no_name(name: str, first: str, places: Collection[str]) -> bool:
    return name.lower() in places or first.lower() in places


def _before_cue(hit: re.Match[str], places: Collection[str]) -> Span | None:
    words = hit["name"].split(" ")
    named = [word for word in words if word[0].isupper() and word.lower() not in _NO_NAMES]
    start = hit.start("name") + len(hit["name"]) - len(" ".join(named))
    if not named or words[-len(named) :] != named or " ".join(named).lower() in places:
        return None
    return _name(start, hit.end("name"))


def _name(start: int, end: int) -> Span:
    return Span(start, end, MarkKind.PERSON_NAME, "a cue says that a name follows", is_binding=False)
