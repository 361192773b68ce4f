"""Reading single cells: counts, years, days, degrees. A reader keeps one Memo per kind, so each distinct text is read
once.

Errors, all BadCell: FEN-2203 date, FEN-2204 not a whole number, FEN-2205 negative, FEN-2206 position, FEN-2207 year or
period.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from fener.gateways.figures.reading import BadCell
from fener.terms.dates import Period
from fener.terms.errors import UnreadableMaterial

T = TypeVar("T")
NOT_STATED = frozenset(
    {"", "na", "n/a", "nan", "null", "none", "unknown", "unkown", "not available", "-", "–", "—", ".."}
)
_LARGEST = 10**12
_COUNT = re.compile(r"^([+-]?)(\d{1,3}(?:[ ,'\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.0*)?$", re.ASCII)
_FOOTNOTED = re.compile(r"^(.*\d)\s*(?:\(([a-z]{1,3})\)|([a-z]{1,3}|\*|†|‡|[¹²³⁴⁵⁶⁷⁸⁹]))$", re.ASCII | re.IGNORECASE)
_BELOW = re.compile(r"^(<|≤|<=|less than )\s*(\d+)$", re.ASCII | re.IGNORECASE)
_WEEKDAY_DATE = re.compile(
    r"^(?:(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(\d{1,2})/(\d{1,2})/(\d{4})(?:\s*-\s*\d{1,2}:\d{2})?$", re.I
)
_ISO_DATE = re.compile(r"^(\d{4}-\d{2}(?:-\d{2})?|\d{4})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$", re.ASCII)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDED = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%A, %B %d, %Y")
_YEAR = re.compile(r"^((?:19|20)\d{2})(?:\.0+)?$", re.ASCII)
_WHOLE_NUMBER = "Write a whole number, or leave the cell blank where nothing was stated."


class Memo(dict[str, T]):
    """``memo[text]`` reads the text once and remembers; texts that raise are read again each time."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> T:
        found = self[text] = self._read(text)
        return found


@dataclass(frozen=True, slots=True)
class Quantity:
    """A published number with what surrounds it. ``missing``: the publisher left a gap, which is not zero."""

    value: Decimal | None
    qualifier: str = "exactly"
    flag: str = ""
    missing: bool = False


GAP = Quantity(None, missing=True)
REDACTED = Quantity(None, flag="redacted", missing=True)


def stated(text: str) -> str:
    """The text without its blanks, or empty where it only says that nothing is known."""
    text = text.strip()
    return "" if text.casefold() in NOT_STATED else text


def count(text: str) -> int | None:
    """A number of persons; None where nothing is stated. Thousands separators and ``17072.0`` are understood."""
    if text.isdigit() and text.isascii() and len(text) < 13:
        return int(text)
    plain = stated(text)
    return _whole(plain, text) if plain else None


def quantity(text: str) -> Quantity:
    """A published number: ``1,234``, ``17072.0``, ``<5``, ``:`` (gap), ``*`` (kept back), ``120 (p)`` or ``120 b``
    (flagged)."""
    plain = text.strip()
    if plain == "*":
        return REDACTED
    if plain.startswith(":"):
        return Quantity(None, flag=plain[1:].strip(), missing=True)
    if not stated(plain):
        return GAP
    if below := _BELOW.match(plain):
        return Quantity(Decimal(below[2]), qualifier="up_to" if below[1] in ("≤", "<=") else "under")
    if noted := _FOOTNOTED.match(plain):
        flag = noted[2] or noted[3]
        return Quantity(Decimal(_whole(noted[1].strip(), text)), flag=flag)
    return Quantity(Decimal(_whole(plain, text)))


def _whole(plain: str, raw: str) -> int:
    found = _COUNT.match(plain)
    if not found:
        raise BadCell("FEN-2204", f"“{raw.strip()[:60]}” is not a whole number", _WHOLE_NUMBER, raw)
    digits = re.sub(r"\D", "", found[2])
    number = int(digits[:14])
    if found[1] == "-" and number:
        raise BadCell(
            "FEN-2205", f"a count cannot be negative ({plain[:20]})", "Check the cell in the publisher's file.", raw
        )
    if len(digits) > 13 or number > _LARGEST:
        raise BadCell("FEN-2204", "the count is larger than mankind", "Check the cell in the publisher's file.", raw)
    return number


def day(text: str) -> Period:
    """The day, month or year a text names.

    ``2014-11-30``, ``2014-11``, ``Thu, 01/01/2026 - 12:00`` (month first, the weekday must agree), ``November 30,
    2014``. Month first is IOM's order; a first number above 12 means somebody's spreadsheet turned the dates, so it is
    refused, not guessed: the other rows of such a file would silently be wrong.
    """
    plain = text.strip()
    if _ISO_DATE.match(plain):
        return _iso(plain, text)
    if slashed := _WEEKDAY_DATE.match(plain):
        return _slashed(slashed, text)
    for pattern in _WORDED:
        try:
            found = datetime.strptime(plain, pattern).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
        return _period(found, text)
    raise _bad_date(text, "Write the day as 2020-10-17, or 2020-10 where only the month is known.")


def _iso(plain: str, raw: str) -> Period:
    try:
        period = Period.parse(plain[:10].rstrip("T "))
    except UnreadableMaterial:
        raise _bad_date(raw, "Check month and day.") from None
    assert period.first_on
    if not 1900 <= period.first_on.year <= 2100:
        raise _bad_date(raw, "Check the year.")
    return period


def _slashed(found: re.Match[str], raw: str) -> Period:
    weekday, month, day_of_month, year = found.groups()
    try:
        when = date(int(year), int(month), int(day_of_month))
    except ValueError:
        raise _bad_date(
            raw, "Dates here are month/day/year; a spreadsheet may have turned them. Use the file as downloaded."
        ) from None
    if weekday and _WEEKDAYS[when.weekday()] != weekday.casefold():
        raise _bad_date(raw, "Weekday and date disagree; use the file as downloaded from the publisher.")
    return _period(when, raw)


def _period(when: date, raw: str) -> Period:
    if not 1900 <= when.year <= 2100:
        raise _bad_date(raw, "Check the year.")
    return Period(when, when)


def _bad_date(raw: str, remedy: str) -> BadCell:
    return BadCell("FEN-2203", f"“{raw.strip()[:60]}” is not a date", remedy, raw)


def year(text: str) -> int:
    """A year such as ``2007`` or ``2007.0``."""
    found = _YEAR.match(text.strip())
    if not found:
        raise BadCell("FEN-2207", f"“{text.strip()[:60]}” is not a year", "Write the year with four digits.", text)
    return int(found[1])


def degrees(text: str, limit: float) -> float | None:
    """A latitude (``limit`` 90) or longitude (``limit`` 180) in degrees WGS 84; None where not stated."""
    plain = stated(text)
    if not plain:
        return None
    try:
        value = float(plain if "." in plain else plain.replace(",", "."))
    except ValueError:
        raise BadCell("FEN-2206", f"“{plain[:60]}” is not a position", "Write degrees such as 43.78.", text) from None
    if not -limit <= value <= limit:
        message = f"{plain[:40]} is outside ±{limit:g} degrees"
        raise BadCell(
            "FEN-2206", message, "Check whether latitude and longitude were swapped or lost their point.", text
        )
    return value


def position(text: str) -> tuple[float | None, float | None]:
    """``37.34, 42.99`` as (latitude, longitude)."""
    plain = stated(text)
    if not plain:
        return None, None
    parts = plain.removeprefix("POINT").strip(" ()").split(",")
    if len(parts) != 2:
        raise BadCell("FEN-2206", f"“{plain[:60]}” is not a position", "Write “latitude, longitude”.", text)
    return degrees(parts[0], 90), degrees(parts[1], 180)
