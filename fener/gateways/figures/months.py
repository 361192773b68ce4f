"""Month columns of wide tables: ``JAN2009``, ``Jan-09``, ``JAN 2009``, ``2009-01``, dates, and Excel's day numbers."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

from fener.terms.dates import Period

_WORDED = re.compile(r"^([a-z]{3,9})\.?[\s\-_/']*(\d{4}|\d{2})$", re.ASCII | re.IGNORECASE)
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.\sM]{1,2}(\d{1,2})(?:-\d{2}(?:[ T]00:00(?::00)?)?)?$", re.ASCII)
_MONTH_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{4})$", re.ASCII)
_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(32874, 65000)
"""Day numbers of 1990 to 2077: anything else at the head of a column is not a month."""


def month_of(title: object) -> Period | None:
    """The month a column title names, or None."""
    if isinstance(title, datetime | date):
        return _month(title.year, title.month)
    if isinstance(title, int | float) and not isinstance(title, bool):
        return _of_number(title)
    text = str(title or "").strip()
    if worded := _WORDED.match(text):
        return _of_words(worded[1].casefold(), int(worded[2]))
    if found := _YEAR_FIRST.match(text):
        return _month(int(found[1]), int(found[2]))
    if found := _MONTH_FIRST.match(text):
        return _month(int(found[2]), int(found[1]))
    return None


def _of_number(title: float) -> Period | None:
    if not math.isfinite(title) or title != int(title) or int(title) not in _EXCEL_DAYS:
        return None
    day = _EXCEL_EPOCH + timedelta(days=int(title))
    return _month(day.year, day.month)


def _of_words(word: str, year: int) -> Period | None:
    number = next((at for at, name in enumerate(_NAMES, 1) if name.startswith(word) or word == f"{name[:3]}t"), None)
    return _month(year if year > 99 else 2000 + year, number) if number else None


def _month(year: int, month: int) -> Period | None:
    if 1990 <= year <= 2077 and 1 <= month <= 12:
        return Period.parse(f"{year}-{month:02d}")
    return None
