"""Phone numbers as people write them: international, national with a nought before, and any digits said to be a phone.

A shape decides first, so that a made-up or mistyped number is found too (an invalid number is still somebody's secret);
``phonenumbers`` decides where the shape alone would also fit prices and counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from fener.safeguards.minimisation_finders.cues import any_of
from fener.safeguards.minimisation_finders.spans import MarkKind, Span

# A run: digits with at most four separating signs between two of them.
_RUN = re.compile(r"(?:\(\+? ?|\+[ (]{0,2})?\d(?:[ ().\-/*_~'|]{0,4}\+?\d)*")
_GROUP = re.compile(r"(?P<open>\((?=\+? ?\d))?(?P<plus>\+?)[ (]{0,2}(?P<digits>\d+)")
_MOST_DIGITS = 17
_CUE_REACH = 24

_CUE = re.compile(rf"(?<!\w){any_of('phone')}[.:]?(?!\w)", re.IGNORECASE)
_BREAKS_CUE = re.compile(r"[\0\n\d!?;\[\]]|\.(?=\s+\w\w)")

# The pattern below is verbose: spaces inside a cue would be lost.
_UNIT = any_of("unit").replace(" ", "[ ]")
_NUMBER = r"(?:[1-9]\d{0,2}(?:[ .,']\d{3}){1,4}|[1-9]\d{0,8})(?:[.,]\d{1,2})?"
_YEAR = r"(?:19|20)\d\d"
_NEUTRAL = re.compile(
    rf"""(?<![\d+])(?:{_YEAR}|1[34]\d\d)([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?:[T ]{{1,2}}\d\d:\d\d)?(?!\d)
      |(?<![\d+])(?<!\d[-./])(?:0?[1-9]|[12]\d|3[01])[ ]?([-./])[ ]?(?:0?[1-9]|1[0-2])[ ]?\2[ ]?(?:{_YEAR}|\d\d)(?![-./]?\d)
      |(?<![\d+])(?<!\d[-./])(?:{_YEAR})(?:[ ]?[-/,.][ ]?|[ ](?:{_YEAR})){{1,6}}(?:{_YEAR})?(?![-./]?\d)
      |(?<![\d+])(?<!\d[ .\-/])(?:{_NUMBER}[ ]?[-/][ ]?)?{_NUMBER}[ ]?(?:{_UNIT})(?![\w])
      |(?<![\w\-])[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}(?![\w\-])
      |(?<!\w)(?:€|\$|£|EUR|USD|RSD|MKD|BAM|ALL|GBP)[ ]?{_NUMBER}(?:[ ]?[-/][ ]?{_NUMBER})?(?![-/. ]?\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)

# Ways to group ten digits that people use for phones and not for amounts.
_GROUPED_TEN = {(10,), (3, 3, 4), (3, 7), (4, 6), (3, 3, 2, 2), (2, 4, 4), (2, 8), (3, 4, 3), (3, 2, 2, 3)}
_MOBILE_TEN = re.compile(r"(?:1[0-9]|3\d|5\d|6[29]|7\d|9\d)\d{8}")
_CALLING_CODES = re.compile(
    r"38[1235679]|355|36|40|359|30|90|4[349]|39|33|9[1238]|96[34]|880|21[236]|20"  # region, origins, destinations
)


class _Run(NamedTuple):
    groups: Sequence[str]
    has_plus: Sequence[bool]
    starts: Sequence[int]
    ends: Sequence[int]
    text: str
    is_cued: bool
    region: str


def neutral_spans(text: str) -> Iterator[tuple[int, int]]:
    """Dates, years and amounts with a unit: digits that are certainly not a phone."""
    return (found.span() for found in _NEUTRAL.finditer(text))


def find_phones(text: str, region: str = "") -> list[Span]:
    """Phone numbers in folded text from which dates and amounts are already walled off.

    ``region`` (ISO 3166 alpha-2, ``XK``): where the report comes from; its mobile numbers are known without a nought too.
    """
    cues = [found.end() for found in _CUE.finditer(text)]
    return [span for found in _RUN.finditer(text) for span in _in_run(_run(text, found, cues, region))]


def _run(text: str, found: re.Match[str], cues: Sequence[int], region: str) -> _Run:
    parts = list(_GROUP.finditer(found[0]))
    base = found.start()
    return _Run(
        [part["digits"] for part in parts],
        [bool(part["plus"]) for part in parts],
        [base + (part.start() if part["open"] or part["plus"] else part.start("digits")) for part in parts],
        [base + part.end() for part in parts],
        found[0],
        _is_cued(text, base, cues),
        region,
    )


def _is_cued(text: str, start: int, cues: Sequence[int]) -> bool:
    nearest = bisect_right(cues, start) - 1
    if nearest < 0 or start - cues[nearest] > _CUE_REACH:
        return False
    return not _BREAKS_CUE.search(text, cues[nearest], start)


def _in_run(run: _Run) -> Iterator[Span]:
    first = 0
    while first < len(run.groups):
        last = _longest(run, first)
        if last is None:
            first += 1
            continue
        yield Span(run.starts[first], run.ends[last], MarkKind.PHONE, "reads as a phone number")
        first = last + 1


def _longest(run: _Run, first: int) -> int | None:
    """The last group of the number that begins with group ``first``: the longest valid one, else the longest by shape."""
    by_shape: list[int] = []
    digits = ""
    for last in range(first, len(run.groups)):
        if last > first and run.has_plus[last]:
            break
        digits += run.groups[last]
        if len(digits) > _MOST_DIGITS:
            break
        if _has_shape(run, first, last, digits):
            by_shape.append(last)
    if len(by_shape) < 2:
        return by_shape[0] if by_shape else None
    return next((last for last in reversed(by_shape) if _is_valid(run, first, last)), by_shape[-1])


def _is_valid(run: _Run, first: int, last: int) -> bool:
    digits = "".join(run.groups[first : last + 1])
    if run.has_plus[first]:
        return _is_number(digits.replace("0", "", 1) if "(0)" in run.text else digits)
    return digits.startswith("00") and _is_number(digits[2:])


def _has_shape(run: _Run, first: int, last: int, digits: str) -> bool:
    count = len(digits)
    if run.has_plus[first]:
        return 7 <= count <= 16
    if digits.startswith("00"):
        return 10 <= count <= 17 and digits[2] != "0"
    if digits.startswith("0"):
        return _has_trunk_shape(run, first, digits)
    if last != len(run.groups) - 1 and not run.groups[last + 1].startswith("0"):
        return False
    shape = tuple(len(group) for group in run.groups[first : last + 1])
    if run.is_cued and first == 0:
        return 7 <= count <= 15 or (count == 6 and len(shape) > 1 and "." not in run.text)
    if run.region and len(shape) < 3 and " " not in run.text.strip() and _is_local_mobile(digits, run.region):
        return True
    return _is_bare_mobile(digits, shape) or _has_calling_code(digits, shape)


def _has_trunk_shape(run: _Run, first: int, digits: str) -> bool:
    if digits[1:2] in {"", "0"}:
        return False
    if run.groups[first] == "0" and "." in run.text and " " not in run.text:
        return False  # a decimal fraction
    least = 6 if run.is_cued and first == 0 else 9
    return least <= len(digits) <= 12


def _is_bare_mobile(digits: str, shape: tuple[int, ...]) -> bool:
    return shape in _GROUPED_TEN and _MOBILE_TEN.fullmatch(digits) is not None


def _has_calling_code(digits: str, shape: tuple[int, ...]) -> bool:
    if not 11 <= len(digits) <= 14 or (len(shape) > 1 and len(set(shape)) == 1):
        return False
    return _CALLING_CODES.match(digits) is not None and _is_number(digits)


@lru_cache(maxsize=65536)
def _is_local_mobile(digits: str, region: str) -> bool:
    if not 8 <= len(digits) <= 10:
        return False
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


@lru_cache(maxsize=65536)
def _is_number(digits: str) -> bool:
    """Whether ``+digits`` is a number in use somewhere."""
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse("+" + digits)))
    except phonenumbers.NumberParseException:
        return False
