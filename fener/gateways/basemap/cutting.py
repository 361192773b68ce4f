"""Cut and thin lines and rings: Sutherland–Hodgman clipping to a window, Douglas–Peucker thinning, ring direction."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from fener.gateways.basemap.topojson import Polygon, Position, Ring


class Window(NamedTuple):
    """A box in degrees: ``west < east``, ``south < north``."""

    west: float
    south: float
    east: float
    north: float


def clipped(ring: Ring, window: Window) -> Ring:
    """The part of a closed ring inside the window, closed again; empty where nothing is inside."""
    open_ring = ring[:-1] if ring and ring[0] == ring[-1] else ring
    for axis, bound, sign in ((0, window.west, 1), (0, window.east, -1), (1, window.south, 1), (1, window.north, -1)):
        open_ring = _half(open_ring, axis, bound, sign)
    return [*open_ring, open_ring[0]] if len(open_ring) > 2 else []


def _half(ring: Ring, axis: int, bound: float, sign: int) -> Ring:
    kept: Ring = []
    for before, here in zip(ring[-1:] + ring[:-1], ring, strict=True):
        inside = sign * (here[axis] - bound) >= 0
        if inside != (sign * (before[axis] - bound) >= 0):
            kept.append(_crossing(before, here, axis, bound))
        if inside:
            kept.append(here)
    return kept


def _crossing(before: Position, here: Position, axis: int, bound: float) -> Position:
    share = (bound - before[axis]) / (here[axis] - before[axis])
    other = before[1 - axis] + share * (here[1 - axis] - before[1 - axis])
    return (bound, other) if axis == 0 else (other, bound)


def thinned(line: list[Position], tolerance: float) -> list[Position]:
    """Douglas–Peucker: no dropped position lies further than ``tolerance`` degrees from the kept line. Ends stay."""
    if len(line) < 3:
        return line
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        distance, index = max((_distance(line[i], line[first], line[last]), i) for i in range(first + 1, last))
        if distance > tolerance:
            kept.add(index)
            spans += [(first, index), (index, last)]
    return [line[index] for index in sorted(kept)]


def _distance(point: Position, start: Position, end: Position) -> float:
    """Distance to the stretch between two positions; a closed arc starts where it ends, so that is measured too."""
    run, rise = end[0] - start[0], end[1] - start[1]
    length = run * run + rise * rise
    share = 0.0 if not length else ((point[0] - start[0]) * run + (point[1] - start[1]) * rise) / length
    share = min(1.0, max(0.0, share))
    across, upward = point[0] - start[0] - share * run, point[1] - start[1] - share * rise
    return float((across * across + upward * upward) ** 0.5)


def signed_area(ring: Ring) -> float:
    """Square degrees, positive where the ring runs anticlockwise with north up."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def directed(polygon: Polygon) -> Polygon:
    """Exterior clockwise, holes anticlockwise: what d3 and Vega need, or they fill the rest of the globe.

    MapLibre takes either direction as long as the exterior comes first.
    """
    return [ring if (signed_area(ring) < 0) is (place == 0) else ring[::-1] for place, ring in enumerate(polygon)]


def rounded(ring: Ring, digits: int) -> Ring:
    """Coordinates to ``digits`` decimals, repeats dropped; empty where fewer than a triangle is left."""
    points = [(round(x, digits), round(y, digits)) for x, y in ring]
    distinct = [point for before, point in zip([None, *points[:-1]], points, strict=True) if point != before]
    return distinct if len(distinct) > 3 else []


def each_ring(polygon: Polygon, change: Callable[[Ring], Ring]) -> Polygon:
    """The polygon with ``change`` applied to every ring; empty where the exterior vanishes, without vanished holes."""
    exterior, *holes = [change(ring) for ring in polygon]
    return [exterior, *(hole for hole in holes if hole)] if exterior else []
