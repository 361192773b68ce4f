"""Dates as people report them: a day, a month, a year, or a stretch of time.

A date known only to the month is a span of days, never a guessed day.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from fener.terms.errors import UnreadableMaterial

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``first_on`` to ``last_on``, both included; either end may be open (None)."""

    first_on: date | None = None
    last_on: date | None = None

    def __post_init__(self) -> None:
        if self.first_on and self.last_on and self.first_on > self.last_on:
            raise UnreadableMaterial(
                f"a period ends ({self.last_on}) before it begins ({self.first_on})",
                remedy="Swap the two dates.",
                number="FEN-2003",
            )

    @classmethod
    def parse(cls, first: str | int | None, last: str | int | None = None) -> Period:
        """Read ISO partial dates (``2020``, ``2020-10``, ``2020-10-17``). One argument covers just that day, month or year."""
        begin = _span(first)
        end = _span(last) if last is not None else begin
        return cls(begin[0], end[1])

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def precision(self) -> str:
        """``day``, ``month``, ``year``, ``span``, ``open`` or ``unknown``."""
        if self.first_on is None and self.last_on is None:
            return "unknown"
        if self.first_on is None or self.last_on is None:
            return "open"
        return _precision(self.first_on, self.last_on)

    def overlaps(self, other: Period) -> bool:
        """True where the two share a day; open ends reach on for ever."""
        return (self.first_on or date.min) <= (other.last_on or date.max) and (other.first_on or date.min) <= (
            self.last_on or date.max
        )

    def __str__(self) -> str:
        if self.precision == "unknown":
            return "date unknown"
        if self.precision == "open":
            return f"since {self.first_on}" if self.first_on else f"until {self.last_on}"
        assert self.first_on and self.last_on
        return _text(self.first_on, self.last_on, self.precision)


def _span(text: str | int | None) -> tuple[date | None, date | None]:
    if text is None:
        return None, None
    found = _PARTIAL.match(str(text).strip())
    if not found:
        raise UnreadableMaterial(
            f"“{text}” is not a date", remedy="Write 2020, 2020-10 or 2020-10-17.", number="FEN-2002"
        )
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise UnreadableMaterial(
            f"“{text}” is not a day of the calendar", remedy="Check month and day.", number="FEN-2002"
        ) from None
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, calendar.monthrange(year, last_month)[1])


def _precision(first: date, last: date) -> str:
    if first == last:
        return "day"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return "year"
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.year, first.month) == (last.year, last.month):
        return "month"
    return "span"


def _text(first: date, last: date, precision: str) -> str:
    if precision == "day":
        return first.isoformat()
    if precision == "year":
        return str(first.year)
    if precision == "month":
        return first.strftime("%Y-%m")
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}–{last.year}"
    return f"{first.isoformat()} – {last.isoformat()}"
