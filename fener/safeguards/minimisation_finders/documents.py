"""Numbers of documents and persons, and vehicle plates of the region."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from fener.safeguards.minimisation_finders.cues import any_of, words
from fener.safeguards.minimisation_finders.spans import MarkKind, Span

_TOLD = re.compile(
    rf"(?<!\w){any_of('document')}(?!\w)[^\0\n\d\[\]!?;]{{0,18}}?(?<![A-Za-z\d])"
    r"(?P<number>(?=[A-ZА-Я0-9/\-]{5,24}(?![\w/\-]))(?:[A-ZА-Я/\-]{0,4}\d){5,18}[A-ZА-Я]{0,3})(?!\w)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?<![\w\-])(?P<letters>[A-ZА-ЯЈЊЉЏЂЋ]{1,3})(?P<gap>[ \-]?)\d{6,9}(?![\w\-]|[.,]\d)")
_NOT_LETTERS = words("no_letters")
_FIXED: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a machine-readable line of a document",
        re.compile(r"(?<![A-Z0-9<])(?=[A-Z0-9]{0,40}<)[A-Z0-9][A-Z0-9<]{28,47}(?![A-Z0-9<])"),
    ),
    ("a refugee registration number", re.compile(r"(?<!\w)\d{3}-\d{2}[A-Z]\d{5}(?!\w)")),
    ("a Pakistani identity number", re.compile(r"(?<![\d\-])\d{5}[- ]\d{7}[- ]\d(?![\d\-])")),
    ("an Iranian identity number", re.compile(r"(?<![\d\-])\d{3}-\d{6}-\d(?![\d\-])")),
    ("an Albanian identity number", re.compile(r"(?<!\w)[A-Ta-t]\d{8}[A-Wa-w](?!\w)")),
    ("an Afghan identity number", re.compile(r"(?<![\d\-])\d{4}-\d{4}-\d{5}(?![\d\-])")),
)
_DIGITS = re.compile(r"(?<![\w+.,/\-])\d{9,}(?![\w/\-]|[.,]\d)")
_JMBG_LENGTH, _LONGEST_COUNT = 13, 10
_SPACED_JMBG = re.compile(
    r"(?<![\d+])(?<!\d[ \-])(?:0[1-9]|[12]\d|3[01])[ .]?(?:0[1-9]|1[0-2])[ .]?(?:9\d\d|0[0-2]\d)[ .\-]{0,2}\d{2}[ .\-]?\d{3}[ .\-]?\d"
    r"(?![ \-]?\d)"
)

_L = "A-ZČĆŽŠĐËÇА-ЯЈЊЉЏЂЋЃЌЅ"
_PLATES = re.compile(
    rf"""(?<![\w\-])(?:
      [{_L}]{{2}}[ \-]?\d{{3,5}}[ \-]?[{_L}]{{2}}
      |[{_L}]\d{{2}}-[{_L}]-\d{{3}}
      |[{_L}]{{2}}[ \-][{_L}]{{2}}[ \-]?\d{{3}}
      |0[1-7][ \-]\d{{3}}[ \-][{_L}]{{2}}
      |(?:0[1-9]|[1-7]\d|8[01])[ ][A-Z]{{1,3}}[ ]\d{{2,4}}
      |[A-Z]{{3}}-\d{{3,4}}
      |[A-Z]{{1,2}}-\d{{2,3}}-[A-Z]{{3}}
      |[A-Z]{{1,3}}-[A-Z]{{1,2}}[ ]?\d{{2,4}}
    )(?![\w\-])""",
    re.VERBOSE,
)
_YEAR_BETWEEN = re.compile(rf"[{_L}]{{2}} (?:19|20)\d\d [{_L}]{{2}}|[A-Z]{{2,4}}-(?:19|20)?\d\d\d?$")
_NOT_PLATES = re.compile(
    r"(?:ISO|UNSCR|UN|EU|EC|COVID|DIN|USD|EUR|RSD|FEN|NATO|TLP|PAP|SOP|RES|FAQ|IDS)-?[ \-]?\d", re.IGNORECASE
)


def find_documents(text: str) -> list[Span]:
    """Numbers said to be of a document, numbers with a document's shape, and identity numbers that check."""
    found = [
        _span(hit.start("number"), hit.end("number"), "said to be the number of a document")
        for hit in _TOLD.finditer(text)
    ]
    found += [_span(*hit.span(), f"reads as {what}") for what, pattern in _FIXED for hit in pattern.finditer(text)]
    found += [
        _span(*hit.span(), "reads as a passport or card number")
        for hit in _LETTERED.finditer(text)
        if _is_lettered(hit)
    ]
    found += [_span(*hit.span(), "reads as a personal number (JMBG, EMBG)") for hit in _SPACED_JMBG.finditer(text)]
    return found + [
        _span(*hit.span(), f"reads as {what}")
        for hit in _DIGITS.finditer(text)
        if len(hit[0]) == _JMBG_LENGTH and (what := _identity(hit[0]))
    ]


def find_long_numbers(text: str) -> list[Span]:
    """What is left of long numbers once phones are found: eleven digits or more and what checks binds, the rest is suggested.

    A check digit alone is right for one in ten phone numbers, so phones go first. Round numbers are amounts.
    """
    return [_long_number(hit) for hit in _DIGITS.finditer(text) if not hit[0].endswith("0000")]


def find_plates(text: str) -> list[Span]:
    """Vehicle plates in the manner of the region; suggested, for a facilitator's car may be the point of the report."""
    return [
        Span(hit.start(), hit.end(), MarkKind.VEHICLE_PLATE, "reads as a vehicle plate", is_binding=False)
        for hit in _PLATES.finditer(text)
        if not _YEAR_BETWEEN.match(hit[0]) and not _NOT_PLATES.match(hit[0])
    ]


def _long_number(hit: re.Match[str]) -> Span:
    what = _identity(hit[0])
    reason = f"reads as {what}" if what else "a long number nothing explains"
    return Span(hit.start(), hit.end(), MarkKind.DOCUMENT_NUMBER, reason, bool(what) or len(hit[0]) > _LONGEST_COUNT)


def _span(start: int, end: int, reason: str) -> Span:
    return Span(start, end, MarkKind.DOCUMENT_NUMBER, reason)


def _is_lettered(hit: re.Match[str]) -> bool:
    if hit["letters"] in _NOT_LETTERS:
        return False
    return not hit["gap"] or not hit[0].endswith("000")


def _identity(digits: str) -> str:
    """Which identity number the digits are by their check digit, else nothing."""
    tests = _BY_LENGTH.get(len(digits), ())
    return next((what for what, is_right in tests if is_right(digits)), "")


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _has_birth_day(digits: str) -> bool:
    return (
        1 <= int(digits[:2]) <= 31
        and 1 <= int(digits[2:4]) <= 12
        and (digits[4] == "9" or digits[4:6] in {"00", "01", "02"})
    )


def _is_cnp(digits: str) -> bool:
    rest = _weighted(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return digits[0] in "12345678" and 1 <= int(digits[3:5]) <= 12 and (1 if rest == 10 else rest) == int(digits[12])


def _is_oib(digits: str) -> bool:
    """ISO 7064 mod 11,10."""
    left = 10
    for digit in digits[:-1]:
        left = (left + int(digit)) % 10 or 10
        left = left * 2 % 11
    return (11 - left) % 10 == int(digits[-1])


def _is_turkish(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    odd, even = sum(numbers[0:9:2]), sum(numbers[1:8:2])
    return numbers[0] > 0 and (odd * 7 - even) % 10 == numbers[9] and sum(numbers[:10]) % 10 == numbers[10]


def _is_egn(digits: str) -> bool:
    rest = _weighted(digits, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return int(digits[2:4]) % 20 in range(1, 13) and 1 <= int(digits[4:6]) <= 31 and rest == int(digits[9])


_BY_LENGTH: dict[int, tuple[tuple[str, Callable[[str], bool]], ...]] = {
    10: (("a Bulgarian personal number", _is_egn),),
    11: (("a Turkish identity number", _is_turkish), ("a Croatian personal number", _is_oib)),
    13: (("a personal number (JMBG, EMBG)", _has_birth_day), ("a Romanian personal number", _is_cnp)),
}
