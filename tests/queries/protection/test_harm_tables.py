"""No count below the threshold can be worked out from the published tables, whatever the register holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.queries.protection.harm_tables import TOTAL, Axes, Counted, YearTables, hidden_places, line_of, year_tables

AXES = Axes(("A", "B", "C"), ("x", "y", "z"), ("k", "l", "m", "n", "u", "s"), ("o", "p", "q"))
BELOW = 5


@st.composite
def registers(draw) -> list[Counted]:  # type: ignore[no-untyped-def]
    """Small and large records; half of the registers have one offence a record, so that sums truly add up."""
    most = draw(st.integers(1, 3))
    groups = AXES.groups[: draw(st.integers(1, len(AXES.groups)))]
    sizes = draw(st.sampled_from([[1], [1, 2], [1, 1, 1, 2, 3, 4, 5, 9, 30], [1, 20], [3, 20]]))
    one = st.builds(
        _record,
        st.sampled_from(AXES.territories),
        st.integers(1, 4),
        st.lists(st.sampled_from(AXES.offences), min_size=1, max_size=most, unique=True).map(tuple),
        st.sampled_from(groups),
        st.sampled_from(sizes),
        st.integers(0, 30),
        st.sampled_from(AXES.outcomes),
    )
    return draw(st.lists(one, max_size=35))


def _record(where, quarter, offences, group, persons, children, outcome) -> Counted:  # type: ignore[no-untyped-def]
    return Counted(where, quarter, offences, group, persons, min(children, persons), outcome)


def _true(register: Sequence[Counted]) -> YearTables:
    return year_tables(register, AXES, 1)  # nothing is below one


Equation = tuple[dict[object, int], int]


def _equations(tables: YearTables) -> tuple[list[Equation], set[object]]:
    """Every sum a reader knows, over the cells withheld: coefficients and what they add up to."""
    values: dict[object, int | None] = dict(tables.offences)
    lines: list[dict[object, int]] = []
    for offence in AXES.offences:
        for where in (*AXES.territories, TOTAL):
            lines.append({(where, offence, group): 1 for group in AXES.groups} | {(where, offence, TOTAL): -1})
        for group in (*AXES.groups, TOTAL):
            lines.append({(where, offence, group): 1 for where in AXES.territories} | {(TOTAL, offence, group): -1})
        values |= {(quarter, offence): tables.quarters[quarter, offence] for quarter in range(1, 5)}
        lines.append({(quarter, offence): 1 for quarter in range(1, 5)} | {(TOTAL, offence, TOTAL): -1})
    for name in ("by_territory", "by_age", "by_outcome"):
        line = getattr(tables, name)
        values |= {(name, code): count for code, count in line.parts.items()} | {("persons",): line.total}
        lines.append({(name, code): 1 for code in line.parts} | {("persons",): -1})
    hidden = {cell for cell, count in values.items() if count is None}
    known = [
        (
            {cell: sign for cell, sign in line.items() if cell in hidden},
            -sum(sign * (values[cell] or 0) for cell, sign in line.items() if cell not in hidden),
        )
        for line in lines
    ]
    return [(signs, total) for signs, total in known if signs], hidden


def _solved(equations: list[Equation]) -> dict[object, Fraction]:
    """Cells that Gauss and Jordan find exactly."""
    rows = [({cell: Fraction(sign) for cell, sign in signs.items()}, Fraction(total)) for signs, total in equations]
    done: list[tuple[dict[object, Fraction], Fraction]] = []
    while rows:
        signs, total = rows.pop()
        if not signs:
            assert total == 0
            continue
        pivot, scale = next(iter(signs.items()))
        row = {cell: sign / scale for cell, sign in signs.items()}, total / scale
        rows = [_less(other, row, pivot) for other in rows]
        done = [*(_less(other, row, pivot) for other in done), row]
    return {next(iter(signs)): total for signs, total in done if len(signs) == 1}


def _less(other, row, pivot):  # type: ignore[no-untyped-def]
    factor = other[0].get(pivot, Fraction(0))
    if not factor:
        return other
    cells = {
        cell: other[0].get(cell, Fraction(0)) - factor * row[0].get(cell, Fraction(0)) for cell in {*other[0], *row[0]}
    }
    return {cell: sign for cell, sign in cells.items() if sign}, other[1] - factor * row[1]


def _ranges(equations: list[Equation], least: Mapping[object, int]) -> dict[object, tuple[int, int | None]]:
    """What a reader learns from each line by itself, again and again: no cell is below its least."""
    known: dict[object, tuple[int, int | None]] = {cell: (low, None) for cell, low in least.items()}
    for _ in range(30):
        before = dict(known)
        for signs, total in equations:
            for cell, sign in signs.items():
                rest = [_times(known[other], other_sign) for other, other_sign in signs.items() if other != cell]
                low = None if any(one[1] is None for one in rest) else total - sum(one[1] for one in rest)
                high = None if any(one[0] is None for one in rest) else total - sum(one[0] for one in rest)
                bounds = (low, high) if sign == 1 else (None if high is None else -high, None if low is None else -low)
                known[cell] = _narrowed(known[cell], bounds)
        if known == before:
            break
    return known


def _times(bounds, sign):  # type: ignore[no-untyped-def]
    low, high = bounds
    return (low, high) if sign == 1 else (None if high is None else -high, None if low is None else -low)


def _narrowed(now, found):  # type: ignore[no-untyped-def]
    low = now[0] if found[0] is None else max(now[0], found[0])
    highs = [high for high in (now[1], found[1]) if high is not None]
    return low, min(highs) if highs else None


@settings(max_examples=200)
@given(registers())
def test_no_small_count_is_recoverable_from_all_tables_together(register: list[Counted]) -> None:
    published, true = year_tables(register, AXES, BELOW), _true(register)
    equations, hidden = _equations(published)
    truth = _values(true)
    for cell, value in _solved(equations).items():
        assert truth[cell] == value
        assert value == 0 or value >= BELOW, cell
    least = {cell: 1 if cell in published.offences or _shows_zeros(published, cell) else 0 for cell in hidden}
    for cell, (low, high) in _ranges(equations, least).items():
        assert not (low == high and 0 < low < BELOW), cell


def _shows_zeros(published: YearTables, cell: object) -> bool:
    """Whether the cell's line shows its zeros, so that what is withheld in it is at least one."""
    line = getattr(published, cell[0], None) if isinstance(cell, tuple) and isinstance(cell[0], str) else None
    return line is not None and any(count is not None for count in line.parts.values())


def _values(tables: YearTables) -> dict[object, int | None]:
    values: dict[object, int | None] = {**tables.offences, **tables.quarters}
    for name in ("by_territory", "by_age", "by_outcome"):
        line = getattr(tables, name)
        values |= {(name, code): count for code, count in line.parts.items()} | {("persons",): line.total}
    return values


@given(registers())
def test_the_region_less_its_territories_gives_no_small_number(register: list[Counted]) -> None:
    tables = year_tables(register, AXES, BELOW).offences
    for offence in AXES.offences:
        for group in (*AXES.groups, TOTAL):
            region, parts = tables[TOTAL, offence, group], [tables[where, offence, group] for where in AXES.territories]
            if region is not None and parts.count(None) >= 1:
                left = region - sum(part or 0 for part in parts)
                assert parts.count(None) >= 2 or left >= BELOW
                assert left >= BELOW


@given(registers())
def test_what_is_published_is_true_zeros_stay_and_nothing_small_is_shown(register: list[Counted]) -> None:
    published, true = _values(year_tables(register, AXES, BELOW)), _values(_true(register))
    for cell, count in published.items():
        if count is not None:
            assert count == true[cell]
            assert count == 0 or count >= BELOW
    for cell in year_tables(register, AXES, BELOW).offences:
        if true[cell] == 0:
            assert published[cell] == 0


@given(registers())
def test_persons_do_not_narrow_a_withheld_offence(register: list[Counted]) -> None:
    """Where every person suffered one offence, persons less the offences shown would be the one withheld."""
    tables = year_tables(register, AXES, BELOW)
    for where, persons in (*tables.by_territory.parts.items(), (TOTAL, tables.by_territory.total)):
        totals = [tables.offences[where, offence, TOTAL] for offence in AXES.offences]
        true = [_true(register).offences[where, offence, TOTAL] for offence in AXES.offences]
        small = [count for count, shown in zip(true, totals, strict=True) if shown is None]
        if persons is not None and small and all(count < BELOW for count in small):
            left = persons - sum(count or 0 for count in totals)
            assert left <= 1 + (len(small) - 1) * (BELOW - 1)


def test_a_lone_small_cell_takes_others_with_it() -> None:
    grid = [[12, 0, 12], [9, 2, 11], [21, 2, 23]]
    hidden = hidden_places(grid, BELOW)
    assert {(1, 1), (2, 1)} <= hidden
    assert len(hidden) >= 4


def test_ones_that_sum_up_to_a_shown_total_withhold_the_total_too() -> None:
    """Five cells known to be at least one, and a total of five: each would be one."""
    ones = [[1, 0, 1] for _ in range(5)]
    hidden = hidden_places([*ones, [5, 0, 5]], BELOW)
    assert (5, 2) in hidden and (5, 0) in hidden


def test_ones_in_a_row_that_others_cover_are_not_worked_out_from_their_sum() -> None:
    """The columns alone would be safe; the row says five, and each of its five cells is at least one."""
    ones, tens = [1, 1, 1, 1, 1, 5], [10, 10, 10, 10, 10, 50]
    hidden = hidden_places([ones, tens, [11, 11, 11, 11, 11, 55]], BELOW)
    assert (0, 5) in hidden and {(0, column) for column in range(5)} <= hidden


def _one(where: str, offence: str, group: str, persons: int) -> Counted:
    return Counted(where, 1, (offence,), group, persons, 0, "o")


def test_persons_less_the_offences_shown_do_not_give_the_one_withheld() -> None:
    register = [_one("A", "x", "k", 20), _one("B", "y", "k", 30), _one("A", "z", "l", 3)]
    tables = year_tables(register, AXES, BELOW)
    shown = [tables.offences[TOTAL, offence, TOTAL] for offence in AXES.offences]
    assert tables.by_territory.total == 53
    assert shown == [None, 30, None]


def test_persons_of_a_territory_are_withheld_where_they_would_give_its_one_small_offence() -> None:
    register = [_one("A", "x", "k", 20), _one("A", "z", "k", 3), _one("B", "z", "k", 15), _one("C", "z", "k", 9)]
    tables = year_tables(register, AXES, BELOW)
    assert tables.offences["A", "x", TOTAL] == 20 and tables.offences["A", "z", TOTAL] is None
    assert tables.by_territory.parts["A"] is None and list(tables.by_territory.parts.values()).count(None) == 2


def test_quarters_do_not_give_a_total_that_the_year_withholds() -> None:
    register = [_one("A", "x", "k", 1), _one("A", "x", "l", 2), _one("B", "x", "k", 2), _one("B", "x", "l", 1)]
    tables = year_tables(register, AXES, BELOW)
    assert tables.offences[TOTAL, "x", TOTAL] is None
    assert {tables.quarters[quarter, "x"] for quarter in range(1, 5)} == {None}


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({"a": 0, "b": 20}, {"a": 0, "b": 20}),
        ({"a": 1, "b": 20, "c": 7}, {"a": None, "b": 20, "c": None}),
        ({"a": 2, "b": 1, "c": 0}, {"a": None, "b": None, "c": 0}),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, dict.fromkeys("abcde")),
    ],
)
def test_a_line_is_withheld_as_far_as_it_must(parts: dict[str, int], shown: dict[str, int | None]) -> None:
    line = line_of(parts, BELOW)
    assert line.parts == shown
    assert line.total == (None if sum(parts.values()) < BELOW else sum(parts.values()))
