"""Ranges of reported prices never mix what does not measure the same."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fener.analysis.prices import estimate_ranges, price_cautions
from fener.terms.field import Provenance
from fener.terms.money import PriceReport


def price(key: str, low: int | None, high: int | None, **changes: str) -> PriceReport:
    told = {"origin": "lojane", "destination": "belgrade", "scope": "leg", "unit": "per_person", **changes}
    caution = told.pop("caution", "")
    currency = told.pop("currency", "EUR")
    return PriceReport(
        key=key,
        territory="RS",
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        currency=currency,
        provenance=Provenance("R23", "2.3", 15, caution),
        **told,
    )


def test_a_range_runs_from_the_lowest_to_the_highest_amount_named() -> None:
    [found] = estimate_ranges([price("A", 300, 500), price("B", 450, 1000)])
    assert (found.low, found.high, found.n) == (Decimal(300), Decimal(1000), 2)
    assert found.keys == ("A", "B")
    assert found.sources == ("R23 §2.3 p. 15",)


def test_an_open_end_says_nothing_about_that_end() -> None:
    [found] = estimate_ranges([price("A", 300, 500), price("B", None, 900)])
    assert (found.low, found.high) == (Decimal(300), Decimal(900))
    [alone] = estimate_ranges([price("B", None, 900)])
    assert (alone.low, alone.high) == (Decimal(900), Decimal(900))


def test_a_report_without_an_amount_counts_nowhere() -> None:
    assert estimate_ranges([price("A", None, None)]) == []


def test_scope_unit_currency_and_direction_each_keep_prices_apart() -> None:
    found = estimate_ranges(
        [
            price("A", 100, 100),
            price("B", 100, 100, scope="additional_part"),
            price("C", 100, 100, unit="per_group"),
            price("D", 100, 100, currency="RSD"),
            price("E", 100, 100, origin="belgrade", destination="lojane"),
        ]
    )
    assert [estimate.n for estimate in found] == [1] * 5


def test_prices_of_one_leg_with_different_scopes_name_each_other() -> None:
    found = price_cautions([price("A", 4000, 6000), price("B", 4000, 6000, scope="additional_part", caution="E29")])
    assert found["A"] == ("the same leg stands with another scope or unit in B",)
    assert found["B"] == ("E29", "the same leg stands with another scope or unit in A")


def test_an_unstated_unit_is_said() -> None:
    assert price_cautions([price("A", 1, 2, unit="unknown")]) == {"A": ("the unit is not stated",)}
    assert price_cautions([price("A", 1, 2)]) == {}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["leg", "whole_journey"]),
            st.sampled_from(["per_person", "unknown"]),
            st.integers(0, 9000),
            st.integers(0, 9000),
        ),
        max_size=30,
    )
)
def test_every_report_lands_in_exactly_one_range_that_holds_it(drawn: list[tuple[str, str, int, int]]) -> None:
    reports = [
        price(f"P{number}", min(a, b), max(a, b), scope=scope, unit=unit)
        for number, (scope, unit, a, b) in enumerate(drawn)
    ]
    found = estimate_ranges(reports)
    assert sorted(key for estimate in found for key in estimate.keys) == sorted(report.key for report in reports)
    by_key = {report.key: report for report in reports}
    for estimate in found:
        for key in estimate.keys:
            report = by_key[key]
            assert (report.scope, report.unit) == (estimate.scope, estimate.unit)
            assert report.low is not None and report.high is not None
            assert estimate.low <= report.low <= report.high <= estimate.high
