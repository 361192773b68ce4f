"""How long a class is kept, and when a file must go."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fener.safeguards.retention import file_ends_on, keep_days, keep_until, may_dispose
from fener.terms.codelists import code_list
from tests.safeguards.wishes import CLASSES

CLOSED = date(2026, 3, 1)
DAYS = st.dates(date(2024, 1, 1), date(2100, 1, 1))


def test_every_class_has_its_days_and_an_unknown_one_none() -> None:
    kept = {code: keep_days(code) for code in CLASSES}
    assert kept == {
        "needs": 730, "identity": 365, "contact": 180, "photo": 180, "health": 365, "harm": 1095, "family": 365,
        "journey": 365, "legal": 1095, "protection": 365, "statement": 365,
    }  # fmt: skip
    assert keep_days("unheard of") == 0 and keep_until("unheard of", CLOSED) == CLOSED
    assert all(entry.extra["retention_basis"] for entry in code_list("data_classes"))


def test_the_last_day_is_still_kept_and_the_day_after_is_not() -> None:
    last = keep_until("contact", CLOSED)
    assert last == date(2026, 8, 28)
    assert not may_dispose(last, last).allowed
    assert may_dispose(last, last + timedelta(days=1)).allowed


def test_an_open_file_has_no_clock_and_a_claim_stops_it() -> None:
    assert not may_dispose(None, date(2100, 1, 1)).allowed
    assert not may_dispose(CLOSED, date(2100, 1, 1), has_pending_claim=True).allowed


@settings(max_examples=150)
@given(st.sets(st.sampled_from(CLASSES)), DAYS)
def test_the_file_ends_with_its_longest_class(classes: set[str], closed_on: date) -> None:
    ends = file_ends_on(classes, closed_on)
    assert ends >= closed_on
    assert all(keep_until(code, closed_on) <= ends for code in classes)
    assert not classes or ends in {keep_until(code, closed_on) for code in classes}


@settings(max_examples=150)
@given(DAYS, DAYS, st.integers(0, 3000))
def test_what_may_go_today_may_go_tomorrow(until: date, today: date, later: int) -> None:
    if may_dispose(until, today).allowed:
        assert may_dispose(until, today + timedelta(days=later)).allowed
