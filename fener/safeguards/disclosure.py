"""Disclosure control for counts of persons: small cells are suppressed, and so is whatever would give them away.

Primary: a count from 1 to ``below - 1`` is suppressed (zero stays: it says nobody). Complementary: where row or column totals
are published, a lone suppressed cell could be subtracted back, so more cells follow until none can be worked out.

A cell is exactly recoverable from totals if and only if it is a bridge of the bipartite graph whose edges are the suppressed
cells and whose nodes are the lines with a published total (Gusfield 1988, "A graph theoretic approach to statistical data
security", SIAM J. Comput. 17). On top of that the suppressed cells of one line must sum to at least ``below``.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

Counts = Sequence[Sequence[int | None]]
Place = tuple[int, int]


def cells_to_suppress(
    counts: Counts, *, below: int, row_totals: bool = True, column_totals: bool = True
) -> frozenset[Place]:
    """Places (row, column) to suppress in a table of counts; None means not available and is left alone.

    ``row_totals``/``column_totals`` say which margins a reader can see. ``below`` ≥ 2. Where a table has too few cells to
    protect one by others, what could be hidden is hidden; the caller suppresses the margin (see :func:`is_safe`).
    """
    hidden = {place for place, count in _cells(counts) if 0 < count < below}
    while extra := _next_to_hide(counts, hidden, below, row_totals, column_totals):
        hidden |= extra
    return frozenset(hidden)


def is_safe(counts: Counts, hidden: Iterable[Place], *, below: int, row_totals: bool, column_totals: bool) -> bool:
    """True when no suppressed cell can be worked out and no line's suppressed cells sum to less than ``below``."""
    places = set(hidden)
    return not recoverable_cells(
        counts, places, row_totals=row_totals, column_totals=column_totals
    ) and not _thin_lines(counts, places, below, row_totals, column_totals)


def totals_to_suppress(totals: Sequence[int | None], *, below: int) -> frozenset[int]:
    """Indexes of margins that are themselves small."""
    return frozenset(index for index, total in enumerate(totals) if total is not None and 0 < total < below)


def recoverable_cells(counts: Counts, hidden: Iterable[Place], *, row_totals: bool, column_totals: bool) -> set[Place]:
    """Suppressed cells a reader could still work out exactly from the published margins."""
    edges = {place: _ends(place, row_totals, column_totals) for place in hidden}
    return {place for place in edges if _is_bridge(place, edges)}


def _cells(counts: Counts) -> Iterable[tuple[Place, int]]:
    return (
        ((row, column), count)
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if count is not None
    )


def _ends(place: Place, row_totals: bool, column_totals: bool) -> tuple[str, str]:
    # A margin that is not published ties nothing together: all such lines share one free node.
    row, column = place
    return (f"r{row}" if row_totals else "free", f"c{column}" if column_totals else "free")


def _is_bridge(place: Place, edges: dict[Place, tuple[str, str]]) -> bool:
    start, goal = edges[place]
    if start == goal:
        return False
    reached, frontier = {start}, [start]
    while frontier:
        node = frontier.pop()
        for other, (left, right) in edges.items():
            if other == place or node not in (left, right):
                continue
            following = right if node == left else left
            if following == goal:
                return False
            if following not in reached:
                reached.add(following)
                frontier.append(following)
    return True


def _next_to_hide(counts: Counts, hidden: set[Place], below: int, row_totals: bool, column_totals: bool) -> set[Place]:
    """The cheapest further cells that make one exposed cell safe; empty when nothing is exposed or nothing helps."""
    for place in sorted(recoverable_cells(counts, hidden, row_totals=row_totals, column_totals=column_totals)):
        if cycle := _cheapest_cycle(place, counts, hidden, row_totals, column_totals):
            return cycle
    for place in sorted(_thin_lines(counts, hidden, below, row_totals, column_totals)):
        if extra := _cheapest_in_line(place, counts, hidden, row_totals, column_totals):
            return {extra}
    return set()


def _cheapest_cycle(
    place: Place, counts: Counts, hidden: set[Place], row_totals: bool, column_totals: bool
) -> set[Place]:
    """Cells to hide so that ``place`` lies on a cycle: the lightest path between its two lines (Dijkstra)."""
    edges = {
        other: (_ends(other, row_totals, column_totals), 0 if other in hidden else count)
        for other, count in _cells(counts)
        if other != place and (other in hidden or count > 0)
    }
    start, goal = _ends(place, row_totals, column_totals)
    best: dict[str, tuple[int, frozenset[Place]]] = {start: (0, frozenset())}
    queue: list[tuple[int, str]] = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == goal:
            return set(best[node][1]) - hidden
        if cost > best[node][0]:
            continue
        for other, ((left, right), weight) in edges.items():
            if node not in (left, right):
                continue
            following = right if node == left else left
            if following not in best or cost + weight < best[following][0]:
                best[following] = (cost + weight, best[node][1] | {other})
                heapq.heappush(queue, (cost + weight, following))
    return set()


def _cheapest_in_line(
    place: Place, counts: Counts, hidden: set[Place], row_totals: bool, column_totals: bool
) -> Place | None:
    candidates = [
        (count, other)
        for other, count in _cells(counts)
        if other not in hidden
        and count > 0
        and ((row_totals and place[0] == other[0]) or (column_totals and place[1] == other[1]))
    ]
    return min(candidates)[1] if candidates else None


def _thin_lines(counts: Counts, hidden: set[Place], below: int, row_totals: bool, column_totals: bool) -> set[Place]:
    """One suppressed cell of every line whose suppressed cells sum to less than ``below``, or are plainly all 1."""
    values = dict(_cells(counts))
    thin: set[Place] = set()
    for axis, published in ((0, row_totals), (1, column_totals)):
        if not published:
            continue
        for index in {place[axis] for place in hidden}:
            line = sorted(place for place in hidden if place[axis] == index)
            total = sum(values[place] for place in line)
            # Zeros are shown, so a hidden cell is at least 1: a total as large as the number of cells gives all of them away.
            if total < below or total == len(line):
                thin.add(line[0])
    return thin
