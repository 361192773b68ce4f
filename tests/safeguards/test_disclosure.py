"""Small cells are suppressed, and so is whatever would give them away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.safeguards.disclosure import cells_to_suppress, is_safe, recoverable_cells, totals_to_suppress

tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=width, max_size=width), min_size=2, max_size=6
    )
)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # one small cell takes the cheapest rectangle with it
        ([[1, 10, 20], [7, 8, 9]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([[0, 0], [5, 9]], set()),
        ([[2, 3], [4, 1]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([[None, 3, 30], [8, 9, 10]], {(0, 1), (0, 2), (1, 1), (1, 2)}),
    ],
)
def test_a_table_with_both_margins(counts, expected):
    assert cells_to_suppress(counts, below=5) == expected


def test_a_row_alone_takes_its_smallest_neighbour():
    assert cells_to_suppress([[1, 10, 20]], below=5, column_totals=False) == {(0, 0), (0, 1)}


def test_without_margins_only_small_cells_go():
    hidden = cells_to_suppress([[1, 10], [20, 30]], below=5, row_totals=False, column_totals=False)
    assert hidden == {(0, 0)}


def test_two_cells_that_sum_to_less_than_the_threshold_take_a_third():
    assert cells_to_suppress([[1, 2, 30, 40]], below=5, column_totals=False) == {(0, 0), (0, 1), (0, 2)}


def test_a_zero_is_never_hidden_and_never_hides():
    hidden = cells_to_suppress([[3, 0, 12], [0, 9, 0], [8, 7, 6]], below=5)
    assert not {(0, 1), (1, 0), (1, 2)} & hidden


def test_small_margins_are_named():
    assert totals_to_suppress([3, 0, None, 5, 4], below=5) == {0, 4}


@given(tables, st.integers(2, 8))
@settings(max_examples=150, deadline=None)
def test_no_small_cell_is_left_and_none_can_be_worked_out_where_cells_suffice(counts, below):
    hidden = cells_to_suppress(counts, below=below)
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count is not None and 0 < count < below:
                assert (row, column) in hidden
            if not count:
                assert (row, column) not in hidden
    # A cell may stay exposed only where the whole table, hidden entirely, would still give it away.
    everything = {(r, c) for r, line in enumerate(counts) for c, count in enumerate(line) if count}
    exposed = recoverable_cells(counts, hidden, row_totals=True, column_totals=True)
    assert exposed <= recoverable_cells(counts, everything, row_totals=True, column_totals=True)


@given(tables)
@settings(max_examples=100, deadline=None)
def test_an_exposed_cell_is_one_that_linear_algebra_recovers(counts):
    """The bridge criterion against an independent check: the rank of the margin equations."""
    import numpy as np

    hidden = sorted(cells_to_suppress(counts, below=5))
    if not hidden:
        return
    lines = [(0, row) for row in {place[0] for place in hidden}] + [(1, col) for col in {place[1] for place in hidden}]
    matrix = np.array([[1.0 if place[axis] == index else 0.0 for place in hidden] for axis, index in lines])
    rank = np.linalg.matrix_rank(matrix)
    by_rank = {
        place for number, place in enumerate(hidden) if np.linalg.matrix_rank(np.delete(matrix, number, axis=1)) < rank
    }
    assert recoverable_cells(counts, hidden, row_totals=True, column_totals=True) == by_rank


def test_hidden_cells_that_are_plainly_all_one_get_company() -> None:
    """Zeros are shown: five hidden cells that sum to five are each one, however large the sum is."""
    counts = [[1, 1, 1, 1, 1, 9]]
    hidden = cells_to_suppress(counts, below=5, row_totals=True, column_totals=False)
    assert (0, 5) in hidden
    assert not is_safe(counts, hidden - {(0, 5)}, below=5, row_totals=True, column_totals=False)
