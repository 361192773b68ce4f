"""Dates as people report them."""

from __future__ import annotations

from datetime import date

import pytest

from fener.terms.dates import Period
from fener.terms.errors import UnreadableMaterial


@pytest.mark.parametrize(
    ("first", "last", "expected", "precision", "text"),
    [
        ("2020", None, (date(2020, 1, 1), date(2020, 12, 31)), "year", "2020"),
        ("2020-02", None, (date(2020, 2, 1), date(2020, 2, 29)), "month", "2020-02"),
        ("2020-12", None, (date(2020, 12, 1), date(2020, 12, 31)), "month", "2020-12"),
        ("2020-10-17", None, (date(2020, 10, 17), date(2020, 10, 17)), "day", "2020-10-17"),
        (2019, "2022", (date(2019, 1, 1), date(2022, 12, 31)), "span", "2019–2022"),
        ("2019-05", "2019-07-03", (date(2019, 5, 1), date(2019, 7, 3)), "span", "2019-05-01 – 2019-07-03"),
    ],
)
def test_a_partial_date_is_a_span_of_days(first, last, expected, precision, text):
    period = Period.parse(first, last)
    assert (period.first_on, period.last_on) == expected
    assert period.precision == precision
    assert str(period) == text


def test_open_and_unknown_periods_say_so():
    assert str(Period()) == "date unknown"
    assert str(Period(date(2020, 1, 1), None)) == "since 2020-01-01"
    assert str(Period(None, date(2020, 1, 1))) == "until 2020-01-01"


@pytest.mark.parametrize("text", ["17.10.2020", "2020-13", "2020-02-30", "", "soon", "20201017"])
def test_what_is_no_date_is_refused_with_a_remedy(text):
    with pytest.raises(UnreadableMaterial, match="FEN-2002") as refusal:
        Period.parse(text)
    assert refusal.value.remedy


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(UnreadableMaterial, match="FEN-2003"):
        Period.parse("2021", "2020")


def test_open_ends_reach_on_for_ever():
    assert Period().overlaps(Period.year(1900))
    assert Period(date(2020, 1, 1), None).overlaps(Period.year(2050))
    assert not Period.year(2020).overlaps(Period.year(2021))
    assert Period.parse("2020", "2021").overlaps(Period.year(2021))
