"""Cohen's kappa against figures from the literature, an independent implementation, and what must always hold."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.analysis.agreement import binary_kappas, cohen_kappa, interpretation, kappa_of_table
from fener.terms.errors import UnreadableMaterial

LABELS = st.sampled_from(["route", "payment", "harm", "other"])
PAIRS = st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=60)


def table(rows: list[list[int]]) -> dict[tuple[str, str], int]:
    return {(str(i), str(j)): count for i, row in enumerate(rows) for j, count in enumerate(row)}


@pytest.mark.parametrize(
    ("rows", "kappa", "error"),
    [
        # Fleiss, Cohen and Everitt 1969, their worked example: 200 subjects, three categories.
        ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], 0.429, 0.0537),
        # Agresti, Categorical Data Analysis, carcinoma ratings of two pathologists, n = 118.
        ([[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]], 0.493, 0.057),
        # Fleiss, Levin and Paik 2003, as computed by the R package statpsych, ci.kappa(.05, 31, 12, 4, 58).
        ([[31, 12], [4, 58]], 0.6756757, 0.07344761),
    ],
)
def test_it_agrees_with_published_figures(rows: list[list[int]], kappa: float, error: float) -> None:
    found = kappa_of_table(table(rows))
    assert found.kappa is not None and found.standard_error is not None
    assert math.isclose(found.kappa, kappa, abs_tol=0.0006 if kappa != 0.6756757 else 1e-7)
    assert math.isclose(found.standard_error, error, abs_tol=0.0006 if kappa != 0.6756757 else 1e-7)


def test_the_interval_is_the_published_one() -> None:
    found = kappa_of_table(table([[31, 12], [4, 58]]))
    assert found.interval == pytest.approx((0.5317210, 0.8196303), abs=1e-6)


def test_cohens_own_example_of_1960() -> None:
    # Proportions .44 .05 .01 / .07 .20 .03 / .09 .05 .06: observed .70, expected .41.
    found = kappa_of_table(table([[44, 5, 1], [7, 20, 3], [9, 5, 6]]))
    assert (found.observed, found.expected) == pytest.approx((0.70, 0.41))
    assert found.kappa == pytest.approx(0.29 / 0.59)
    assert found.words == "moderate"


def test_it_agrees_with_an_independent_implementation() -> None:
    oracle = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    chance = random.Random(3)
    first = [chance.choice("abc") for _ in range(200)]
    second = [label if chance.random() < 0.7 else chance.choice("abc") for label in first]
    assert cohen_kappa(first, second).kappa == pytest.approx(oracle.cohen_kappa_score(first, second))


def test_the_standard_error_agrees_with_an_independent_implementation() -> None:
    oracle = pytest.importorskip("statsmodels.stats.inter_rater", reason="statsmodels is not installed")
    rows = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]
    expected, found = oracle.cohens_kappa(rows), kappa_of_table(table(rows))
    assert (found.kappa, found.standard_error) == pytest.approx((expected.kappa, expected.std_kappa))


def test_without_variance_kappa_is_undefined() -> None:
    found = cohen_kappa(["route"] * 5, ["route"] * 5)
    assert (found.kappa, found.observed, found.expected, found.n) == (None, 1.0, 1.0, 5)
    assert found.words == "undefined"
    assert cohen_kappa([], []).kappa is None


def test_with_one_label_each_agreement_is_no_better_than_chance() -> None:
    assert cohen_kappa(["route"] * 5, ["harm"] * 5).kappa == 0.0
    assert cohen_kappa(["route"] * 5, ["route"] * 4 + ["harm"]).kappa == 0.0


def test_each_label_has_its_own_figures() -> None:
    found = cohen_kappa(["a", "a", "b", "c"], ["a", "b", "b", "c"]).by_label
    assert (found["a"].first, found["a"].second, found["a"].both) == (2, 1, 1)
    assert found["a"].specific == pytest.approx(2 / 3)
    assert found["c"].kappa == pytest.approx(1.0)


def test_coders_of_different_units_are_not_compared() -> None:
    with pytest.raises(UnreadableMaterial, match="FEN-2572"):
        cohen_kappa(["a"], ["a", "b"])


@pytest.mark.parametrize(
    ("kappa", "word"),
    [
        (None, "undefined"),
        (-0.01, "poor"),
        (0.0, "slight"),
        (0.20, "slight"),
        (0.21, "fair"),
        (0.41, "moderate"),
        (0.61, "substantial"),
        (0.81, "almost perfect"),
        (1.0, "almost perfect"),
    ],
)
def test_the_words_are_those_of_landis_and_koch(kappa: float | None, word: str) -> None:
    assert interpretation(kappa) == word


def test_several_codes_on_a_unit_are_compared_one_by_one_and_pooled() -> None:
    a = {"u1": {"cash"}, "u2": {"cash", "hawala"}, "u3": set(), "u4": {"hawala"}}
    b = {"u1": {"cash"}, "u2": {"hawala"}, "u3": set(), "u5": {"cash"}}
    found = binary_kappas(["u1", "u2", "u3", "u4", "u5"], a, b, ["cash", "hawala"])
    assert (found.units, found.skipped) == (3, ("u4", "u5"))
    assert [(d.unit, d.a, d.b) for d in found.disagreements] == [("u2", ("cash",), ())]
    # cash: yes/yes 1, yes/no 1, no/no 1; observed 2/3, expected (2/3·1/3 + 1/3·2/3) = 4/9, κ = (2/9)/(5/9).
    assert found.by_code["cash"].kappa == pytest.approx(0.4)
    assert found.by_code["hawala"].kappa == pytest.approx(1.0)
    # pooled: yes/yes 2, yes/no 1, no/no 3; observed 5/6, expected (3/6·2/6 + 3/6·4/6) = 1/2.
    assert found.pooled.kappa == pytest.approx(2 / 3)
    assert found.pooled.n == 6


@given(PAIRS)
def test_who_is_first_makes_no_difference(pairs: list[tuple[str, str]]) -> None:
    first, second = zip(*pairs, strict=True)
    left, right = cohen_kappa(first, second), cohen_kappa(second, first)
    assert (left.kappa is None) == (right.kappa is None)
    if left.kappa is not None:
        assert left.kappa == pytest.approx(right.kappa)
        assert left.interval == pytest.approx(right.interval)


@given(PAIRS, st.randoms())
def test_the_order_of_units_makes_no_difference(pairs: list[tuple[str, str]], chance: random.Random) -> None:
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    assert cohen_kappa(*zip(*pairs, strict=True)) == cohen_kappa(*zip(*shuffled, strict=True))


@given(st.lists(LABELS, min_size=2, max_size=40))
def test_full_agreement_is_one_wherever_it_is_defined(labels: list[str]) -> None:
    found = cohen_kappa(labels, labels)
    assert found.kappa is None if len(set(labels)) == 1 else found.kappa == pytest.approx(1.0)
    assert all(entry.specific == 1.0 for entry in found.by_label.values())


@given(PAIRS)
def test_kappa_stays_within_its_bounds(pairs: list[tuple[str, str]]) -> None:
    found = cohen_kappa(*zip(*pairs, strict=True))
    if found.kappa is not None and found.interval is not None:
        assert -1.0 - 1e-9 <= found.kappa <= 1.0 + 1e-9
        assert found.interval[0] <= found.kappa + 1e-9 and found.kappa - 1e-9 <= found.interval[1]
