"""Fixed tables of the harm register, and which of their cells must be withheld. Pure: counted values in, tables out.

What a reader could subtract, and how it is closed:

1. Offence by offence, territories × kinds of offender with both margins and the regional total form one closed grid: the
   regional table, the six territorial ones and all their differences are in it. Cells are withheld over the whole grid at
   once. Rows of different offences are never added up: one person may suffer several, so such a sum is nobody's number.
2. A withheld cell is at least one, because zeros stay. Where lines and that lower bound together would narrow a withheld
   small count, the offence falls back to its regional total alone, and then to nothing ("complete or suppressed").
3. Nobody is counted without an offence, so persons ≤ sum over offences. Where that would narrow a single small row, one
   more row is withheld, or the number of persons of that territory.
4. An offence's quarters are published only where the year's total is, and none of them is small: subtracting quarters
   from the year yields published numbers alone. No other number is given by quarter.

Feasible ranges in such a grid are those of a circulation, found exactly by augmenting paths (Gusfield 1988, SIAM J. Comput. 17).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fener.safeguards.disclosure import cells_to_suppress

TOTAL = "total"
Place = tuple[int, int]
Grid = list[list[int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """One occurrence as the tables count it. ``group`` is one kind of offender, or "several"; ``quarter`` 1 to 4."""

    territory: str
    quarter: int
    offences: tuple[str, ...]
    group: str
    persons: int
    children: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Axes:
    """The codes of rows and columns, in order. What is in none of them is not counted."""

    territories: tuple[str, ...]
    offences: tuple[str, ...]
    groups: tuple[str, ...]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Parts of one whole; None is withheld. ``total`` None: withheld too."""

    parts: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class YearTables:
    """All tables of one year; None is withheld.

    ``offences``: (territory or "total", offence, group or "total") → persons. ``quarters``: (quarter, offence) →
    persons of the whole region; all of an offence's quarters or none.
    """

    offences: Mapping[tuple[str, str, str], int | None]
    quarters: Mapping[tuple[int, str], int | None]
    by_territory: Line
    by_age: Line
    by_outcome: Line


def year_tables(register: Sequence[Counted], axes: Axes, below: int) -> YearTables:
    """Counts of persons, with None wherever a count below ``below`` could otherwise be read or worked out."""
    counted = [one for one in register if one.territory in axes.territories]
    grids = {offence: _grid(counted, axes, offence) for offence in axes.offences}
    hidden = {offence: hidden_places(grid, below) for offence, grid in grids.items()}
    persons = sum(one.persons for one in counted)
    _cover_region(grids, hidden, persons, below)
    return YearTables(
        offences=_published(grids, hidden, axes),
        quarters=_quarters(counted, axes, hidden, below),
        **_person_lines(counted, axes, grids, hidden, below),
    )


def _grid(register: Iterable[Counted], axes: Axes, offence: str) -> Grid:
    """Territories and the region down, groups and their total across."""
    grid = [[0] * (len(axes.groups) + 1) for _ in range(len(axes.territories) + 1)]
    for one in register:
        if offence in one.offences and one.group in axes.groups:
            row, column = axes.territories.index(one.territory), axes.groups.index(one.group)
            for place in ((row, column), (row, -1), (-1, column), (-1, -1)):
                grid[place[0]][place[1]] += one.persons
    return grid


def hidden_places(grid: Grid, below: int) -> frozenset[Place]:
    """Places to withhold in a grid whose last row and column are its margins."""
    first = cells_to_suppress(grid, below=below)
    if _holds(grid, first, below):
        return first
    bottom, end = len(grid) - 1, len(grid[0]) - 1
    everything = frozenset(_not_zero(grid))
    parts = sum(row < bottom and column < end for row, column in everything)
    if grid[bottom][end] >= below + parts - 2 and parts > 1:
        return everything - {(bottom, end)}
    return everything


def _not_zero(grid: Grid) -> list[Place]:
    return [(row, column) for row, line in enumerate(grid) for column, count in enumerate(line) if count]


def _holds(grid: Grid, hidden: frozenset[Place], below: int) -> bool:
    """Whether every small count may, for all a reader can work out, be anything from 1 to ``below - 1``."""
    return all(_ranges_widely(grid, hidden, place, below) for place in hidden if grid[place[0]][place[1]] < below)


def _ranges_widely(grid: Grid, hidden: frozenset[Place], place: Place, below: int) -> bool:
    start, goal = _edge(grid, place)
    count = grid[place[0]][place[1]]
    others = hidden - {place}
    return _can_shift(grid, others, goal, start, below - 1 - count) and _can_shift(grid, others, start, goal, count - 1)


def _edge(grid: Grid, place: Place) -> tuple[str, str]:
    """The cell as an edge of a circulation: margins run against the cells they sum up."""
    ends = (f"r{place[0]}", f"c{place[1]}")
    is_margin = (place[0] == len(grid) - 1) != (place[1] == len(grid[0]) - 1)
    return (ends[1], ends[0]) if is_margin else ends


def _can_shift(grid: Grid, hidden: frozenset[Place], start: str, goal: str, amount: int) -> bool:
    """Whether ``amount`` units find their way from ``start`` to ``goal`` over the other withheld cells, none below one."""
    count = {place: grid[place[0]][place[1]] for place in hidden}
    for _ in range(amount):
        path = _path({place: _edge(grid, place) for place in hidden}, count, start, goal)
        if path is None:
            return False
        for place, step in path:
            count[place] += step
    return True


def _path(
    edges: Mapping[Place, tuple[str, str]], count: Mapping[Place, int], start: str, goal: str
) -> list[tuple[Place, int]] | None:
    reached: dict[str, list[tuple[Place, int]]] = {start: []}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if node == goal:
            return reached[node]
        for place, (tail, head) in edges.items():
            forward = node == tail
            if not forward and (node != head or count[place] <= 1):
                continue
            following = head if forward else tail
            if following not in reached:
                reached[following] = [*reached[node], (place, 1 if forward else -1)]
                waiting.append(following)
    return None


def _cover_region(grids: Mapping[str, Grid], hidden: dict[str, frozenset[Place]], persons: int, below: int) -> None:
    """Withhold one more offence where the number of persons would otherwise narrow the withheld ones."""
    if _covered([(grid[-1][-1], _is_hidden(grid, hidden[name], -1)) for name, grid in grids.items()], persons, below):
        return
    still = [(grid[-1][-1], name) for name, grid in grids.items() if not _is_hidden(grid, hidden[name], -1)]
    candidates = [pair for pair in still if pair[0] >= below]
    if candidates:
        name = min(candidates)[1]
        hidden[name] = frozenset(_not_zero(grids[name]))


def _is_hidden(grid: Grid, places: frozenset[Place], row: int) -> bool:
    return (row % len(grid), len(grid[0]) - 1) in places


def _covered(rows: Sequence[tuple[int, bool]], persons: int, below: int) -> bool:
    """Whether persons ≤ sum over offences leaves every withheld total its whole range. ``rows``: (count, withheld)."""
    withheld = [count for count, is_hidden in rows if is_hidden]
    if not withheld or any(count >= below for count in withheld):
        return True
    left = persons - sum(count for count, is_hidden in rows if not is_hidden)
    return left <= 1 + (len(withheld) - 1) * (below - 1)


def _published(
    grids: Mapping[str, Grid], hidden: Mapping[str, frozenset[Place]], axes: Axes
) -> dict[tuple[str, str, str], int | None]:
    rows, columns = (*axes.territories, TOTAL), (*axes.groups, TOTAL)
    return {
        (where, offence, group): None if (row, column) in hidden[offence] else grid[row][column]
        for offence, grid in grids.items()
        for row, where in enumerate(rows)
        for column, group in enumerate(columns)
    }


def _quarters(
    register: Sequence[Counted], axes: Axes, hidden: Mapping[str, frozenset[Place]], below: int
) -> dict[tuple[int, str], int | None]:
    found: dict[tuple[int, str], int | None] = {}
    whole = (len(axes.territories), len(axes.groups))
    for offence in axes.offences:
        counts = {
            quarter: sum(one.persons for one in register if one.quarter == quarter and offence in one.offences)
            for quarter in range(1, 5)
        }
        is_complete = whole not in hidden[offence] and all(not 0 < count < below for count in counts.values())
        found |= {(quarter, offence): count if is_complete else None for quarter, count in counts.items()}
    return found


def _person_lines(
    register: Sequence[Counted],
    axes: Axes,
    grids: Mapping[str, Grid],
    hidden: Mapping[str, frozenset[Place]],
    below: int,
) -> dict[str, Line]:
    """Persons by territory, by age and by outcome: three lines that share their total."""
    places = _sums(register, axes.territories, lambda one: {one.territory: one.persons})
    ages = _sums(
        register, ("children", "adults"), lambda one: {"children": one.children, "adults": one.persons - one.children}
    )
    outcomes = _sums(register, axes.outcomes, lambda one: {one.outcome: one.persons})
    exposed = {
        where
        for row, where in enumerate(axes.territories)
        if not _covered(
            [(grid[row][-1], _is_hidden(grid, hidden[name], row)) for name, grid in grids.items()], places[where], below
        )
    }
    region = [(grid[-1][-1], _is_hidden(grid, hidden[name], -1)) for name, grid in grids.items()]
    if not _covered(region, sum(places.values()), below):
        return {
            name: _withheld(parts)
            for name, parts in (("by_territory", places), ("by_age", ages), ("by_outcome", outcomes))
        }
    return {
        "by_territory": line_of(places, below, exposed),
        "by_age": line_of(ages, below),
        "by_outcome": line_of(outcomes, below),
    }


def _sums(
    register: Iterable[Counted], codes: Sequence[str], parts_of: Callable[[Counted], Mapping[str, int]]
) -> dict[str, int]:
    found = dict.fromkeys(codes, 0)
    for one in register:
        for code, count in parts_of(one).items():
            found[code] += count
    return found


def line_of(parts: Mapping[str, int], below: int, also: Iterable[str] = ()) -> Line:
    """A whole and its parts with what must be withheld as None: zeros stay, unless the whole line has to go."""
    total = sum(parts.values())
    hidden = {code for code, count in parts.items() if 0 < count < below} | set(also)
    if not hidden:
        return Line(dict(parts), total)
    if total < below:
        return Line({code: None if count else 0 for code, count in parts.items()}, None)
    while len(hidden) < 2 or sum(parts[code] for code in hidden) < below + len(hidden) - 2:
        left = [(count, code) for code, count in parts.items() if count and code not in hidden]
        if not left:
            return Line(dict.fromkeys(parts), total)
        hidden.add(min(left)[1])
    return Line({code: None if code in hidden else count for code, count in parts.items()}, total)


def _withheld(parts: Mapping[str, int]) -> Line:
    return Line(dict.fromkeys(parts), None)
