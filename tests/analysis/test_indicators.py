"""Figures side by side, in the expert's notation: two numbers, what surrounds them, the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.analysis.indicators import compare, compare_pair
from fener.terms.dates import Period
from fener.terms.field import Provenance
from fener.terms.reporting import Figure, Verdict

YEAR = Period.year(2022)


def figure(value: int | str | None, qualifier: str = "exactly", source: str = "FRONTEX-IBC", **other: object) -> Figure:
    fields: dict[str, object] = {
        "key": f"{source}:{value}",
        "measure": "detected_irregular_crossings",
        "unit": "detections",
        "territory": "WB",
        "period": YEAR,
        "route": "western_balkans",
        **other,
    }
    number = None if value is None else Decimal(value)
    return Figure(value=number, missing=value is None, qualifier=qualifier, provenance=Provenance(source), **fields)  # type: ignore[arg-type]


# left | right | verdict | a piece of the reason
@pytest.mark.parametrize(
    ("left", "right", "verdict", "reason"),
    [
        (figure(145600), figure(145600, source="R23"), Verdict.EQUAL, "both say 145,600"),
        (figure(145600), figure(139535, source="R23"), Verdict.WITHIN_REVISION, "4.2 % apart: within revision"),
        (figure(1000), figure(999, source="R23"), Verdict.WITHIN_REVISION, "less than 1 % apart"),
        (figure(145600), figure(99000, source="R23"), Verdict.CONFLICT, "32 % apart: more than the 5 %"),
        (figure(0), figure(5, source="R23"), Verdict.CONFLICT, "100 % apart"),
        (figure(0), figure(0, source="R23"), Verdict.EQUAL, "both say 0"),
        (figure(26928), figure(23000, "over", "R23"), Verdict.WITHIN_REVISION, "lower bound and 26,928 meets it"),
        (figure(22999), figure(23000, "over", "R23"), Verdict.CONFLICT, "contradicts “over 23,000”"),
        (figure(23000), figure(23000, "over", "R23"), Verdict.CONFLICT, "contradicts"),
        (figure(23000), figure(23000, "at_least", "R23"), Verdict.WITHIN_REVISION, "at least 23,000"),
        (figure(4), figure(5, "under", "R23"), Verdict.WITHIN_REVISION, "upper bound"),
        (figure(6), figure(5, "up_to", "R23"), Verdict.CONFLICT, "contradicts “up to 5”"),
        (figure(10, "over"), figure(20, "over", "R23"), Verdict.WITHIN_REVISION, "bound"),
        (figure(30, "over"), figure(20, "under", "R23"), Verdict.CONFLICT, "contradicts"),
        (figure(331433), figure(330000, "approximately", "R23"), Verdict.WITHIN_REVISION, "rounded form of 331,433"),
        (figure(3400), figure(3000, "approximately", "R23"), Verdict.WITHIN_REVISION, "rounded form"),
        (figure(600000), figure(1000000, "approximately", "R23"), Verdict.CONFLICT, "40 % apart"),
        (figure("0.45", "approximately"), figure("0.454", source="R23"), Verdict.WITHIN_REVISION, "rounded form"),
        (figure("0.45", "approximately"), figure("0.49", source="R23"), Verdict.CONFLICT, "8.2 % apart"),
        (figure(400, "approximately"), figure(400, source="R23"), Verdict.WITHIN_REVISION, "rounded form"),
        (figure(None), figure(5, source="R23"), Verdict.MISSING, "FRONTEX-IBC left a gap, which is not zero"),
        (figure(44), figure(44, unit="persons"), Verdict.DIFFERENT_MEASURE, "different units: detections and persons"),
        (figure(44), figure(44, measure="dead_or_missing"), Verdict.DIFFERENT_MEASURE, "different measures"),
        (figure(None), figure(44, unit="persons"), Verdict.DIFFERENT_MEASURE, "different units"),
        (figure(44, breakdown={"border": "land"}), figure(44), Verdict.DIFFERENT_MEASURE, "border is “land” and “not stated”"),
        (figure(44, breakdown={"sex": "Total"}), figure(44, breakdown={"sex": "T"}), Verdict.EQUAL, "both say 44"),
        (figure(44, breakdown={"coa_iso": "GRC"}), figure(44), Verdict.EQUAL, "both say 44"),
        (figure(44, breakdown={"counting": "new"}), figure(44, breakdown={"counting": "again"}), Verdict.DIFFERENT_MEASURE, "counting"),
        (figure(10, vintage=date(2023, 1, 1)), figure(90, vintage=date(2024, 1, 1)), Verdict.WITHIN_REVISION, "one publisher on two days"),
        (figure(10, vintage=date(2023, 1, 1)), figure(90, vintage=date(2023, 1, 1)), Verdict.CONFLICT, "89 % apart"),
        (figure(10, vintage=date(2023, 1, 1)), figure(90), Verdict.CONFLICT, "89 % apart"),
    ],
)  # fmt: skip
def test_a_pair(left: Figure, right: Figure, verdict: Verdict, reason: str) -> None:
    there, back = compare_pair(left, right), compare_pair(right, left)
    assert (there.verdict, reason in there.reason) == (verdict, True), there.reason
    assert back.verdict == verdict, "the verdict does not depend on the order"


def test_the_tolerance_is_the_callers() -> None:
    pair = (figure(100), figure(90, source="R23"))
    assert compare_pair(*pair).verdict is Verdict.CONFLICT
    assert compare_pair(*pair, tolerance=Decimal("0.1")).verdict is Verdict.WITHIN_REVISION


def test_figures_meet_by_subject_and_period() -> None:
    figures = [
        figure(1),
        figure(1, source="R23", territory="ZZ"),
        figure(2, route="", territory="BA"),
        figure(2, route="", territory="BA", source="R23"),
        figure(3, territory="BG"),
        figure(4, nationality="AF"),
        figure(5, period=Period.year(2021)),
    ]
    assert [(found.subject, len(found.figures)) for found in compare(figures)] == [
        ("BA", 2),
        ("route western_balkans", 2),
    ]


def test_territories_outside_the_list_meet_by_name() -> None:
    spain, chad = ({"territory_name": name} for name in ("Spain", "Chad"))
    figures = [
        figure(1, territory="ZZ", route="", breakdown=name, source=source)
        for name in (spain, chad)
        for source in ("A", "B")
    ]
    assert [found.subject for found in compare(figures)] == ["ZZ · Chad", "ZZ · Spain"]


def test_the_gravest_verdict_speaks_for_all() -> None:
    equal, near, far = figure(100, source="A"), figure(97, source="B"), figure(10, source="C")
    other = figure(1, measure="dead_or_missing", unit="persons", source="D")
    gap = figure(None, source="E")
    assert [found.verdict for found in compare([equal, near])] == [Verdict.WITHIN_REVISION]
    assert [found.verdict for found in compare([equal, near, far, gap])] == [Verdict.CONFLICT]
    assert [found.verdict for found in compare([equal, near, gap])] == [Verdict.MISSING]
    assert [found.verdict for found in compare([equal, other])] == [Verdict.DIFFERENT_MEASURE]
    [found] = compare([equal, near, far, other])
    assert (len(found.pairs), len(found.figures)) == (6, 4)
    assert "apart" in found.reason


def test_nothing_is_said_of_a_figure_alone() -> None:
    assert compare([]) == []
    assert compare([figure(1)]) == []


def test_the_order_given_does_not_matter() -> None:
    figures = [
        figure(1, source="A"),
        figure(2, source="B"),
        figure(1, source="A", vintage=date(2024, 1, 1)),
        figure(None, source="C"),
    ]
    first = compare(figures)
    assert all(compare(order) == first for order in permutations(figures))


_FIGURES = st.builds(
    lambda value, qualifier, source, unit: replace(figure(value, qualifier, source), unit=unit),
    st.none() | st.integers(0, 10**7),
    st.sampled_from(["exactly", "over", "at_least", "up_to", "under", "approximately", "nearly"]),
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["persons", "cases"]),
)


@given(st.lists(_FIGURES, max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_figure_is_changed_or_lost(figures: list[Figure]) -> None:
    for found in compare(figures):
        assert sorted(map(repr, found.figures)) == sorted(map(repr, figures)), "one subject, one period"
        assert len(found.pairs) == len(figures) * (len(figures) - 1) // 2
        assert all(pair.reason and pair.left in figures and pair.right in figures for pair in found.pairs)
        mixed = [pair for pair in found.pairs if pair.left.unit != pair.right.unit]
        assert all(pair.verdict is Verdict.DIFFERENT_MEASURE for pair in mixed)
