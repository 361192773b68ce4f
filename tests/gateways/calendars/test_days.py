"""A calendar file is read back with the library every calendar program's habits are tested against."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from fener.gateways.calendars import CalendarDay, write_calendar

MADE = datetime(2026, 6, 1, 8, tzinfo=UTC)


def _read(days: list[CalendarDay], name: str = "Plan") -> Calendar:
    return Calendar.from_ical(write_calendar(days, name=name, made_at=MADE))


def test_a_day_is_a_whole_day():
    event = _read([CalendarDay("RS-2026-1-V03", "held", date(2026, 12, 31), "RS-2026-1-V03: visit")]).walk("VEVENT")[0]
    assert event.decoded("dtstart") == date(2026, 12, 31)
    assert event.decoded("dtend") == date(2027, 1, 1)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event.decoded("dtstamp") == MADE
    assert str(event["class"]) == "PRIVATE"
    assert str(event["transp"]) == "TRANSPARENT"


def test_the_uid_stays_when_the_day_moves_and_differs_by_purpose():
    days = [CalendarDay("K", purpose, date(2026, 1, day), "x") for purpose in ("held", "due") for day in (1, 2)]
    uids = [str(_read([day]).walk("VEVENT")[0]["uid"]) for day in days]
    assert uids[0] == uids[1] != uids[2] == uids[3]


def test_what_is_cancelled_says_so_and_outranks_the_entry_before():
    day = CalendarDay("K", "held", date(2026, 1, 1), "K: visit", is_cancelled=True)
    event = _read([day]).walk("VEVENT")[0]
    assert str(event["status"]) == "CANCELLED"
    assert str(event["summary"]) == "Cancelled: K: visit"
    assert event["sequence"] == 1


def test_an_empty_calendar_is_a_calendar():
    calendar = _read([], "Nothing")
    assert str(calendar["method"]) == "PUBLISH"
    assert str(calendar["x-wr-calname"]) == "Nothing"
    assert calendar.walk("VEVENT") == []


def test_lines_are_folded_and_end_as_the_standard_wants():
    content = write_calendar(
        [CalendarDay("K", "held", date(2026, 1, 1), "Суботица " * 30)], name="ш" * 80, made_at=MADE
    )
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120), st.dates(date(1970, 1, 1), date(2100, 1, 1))
)
def test_words_come_back_as_they_went_in(words, on):
    (event,) = _read([CalendarDay("K", "held", on, words, words)]).walk("VEVENT")
    assert str(event["summary"]) == words
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)


def test_no_line_can_be_smuggled_in():
    words = "x\r\nEND:VEVENT\r\nBEGIN:VALARM\nATTACH:evil"
    calendar = _read([CalendarDay("K", "held", date(2026, 1, 1), words)])
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VEVENT"]
