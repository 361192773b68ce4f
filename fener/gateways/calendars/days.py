"""Whole-day entries as an iCalendar file.

Calendars travel to phones and to other people's servers: an entry carries a key and a kind, never a person, a place or a note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

_PRODUCT = "-//Fener//Monitoring cycle//EN"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One whole day. ``purpose`` tells the entries of one ``key`` apart (``held``, ``due``); both together make the UID."""

    key: str
    purpose: str
    on: date
    words: str
    told: str = ""
    is_cancelled: bool = False


def write_calendar(days: Iterable[CalendarDay], *, name: str, made_at: datetime) -> bytes:
    """The file's bytes. The same entry keeps its UID in every export; of two exports the later one counts (DTSTAMP)."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for day in days:
        calendar.add_component(_event(day, made_at))
    return bytes(calendar.to_ical())


def uid_of(key: str, purpose: str) -> str:
    """Made from key and purpose alone, so that a moved visit moves in the calendar instead of standing there twice."""
    return str(uuid5(NAMESPACE_URL, f"fener:planned:{key}:{purpose}"))


def _event(day: CalendarDay, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", uid_of(day.key, day.purpose))
    event.add("dtstamp", made_at)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", f"Cancelled: {day.words}" if day.is_cancelled else day.words)
    if day.told:
        event.add("description", day.told)
    event.add("status", "CANCELLED" if day.is_cancelled else "CONFIRMED")
    event.add("sequence", 1 if day.is_cancelled else 0)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
