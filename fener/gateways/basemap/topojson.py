"""Read TopoJSON: borders are stored once as arcs that territories share.

Format: the TopoJSON specification 1.0 (quantised, delta-encoded arcs; ``~i`` means arc ``i`` walked backwards).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, TypeAlias

from fener.terms.errors import WrongFormat

Position: TypeAlias = tuple[float, float]
"""Longitude, latitude in degrees WGS 84."""
Ring: TypeAlias = list[Position]
"""Closed: the last position repeats the first."""
Polygon: TypeAlias = list[Ring]
"""The exterior first, then the holes."""


def decoded_arcs(topology: Mapping[str, Any]) -> list[list[Position]]:
    """All arcs in degrees. Raises WrongFormat where the material is not quantised TopoJSON."""
    try:
        (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
        return [_decoded(arc, scale_x, scale_y, left, bottom) for arc in topology["arcs"]]
    except (LookupError, TypeError, ValueError) as problem:
        raise WrongFormat(
            f"the map file is not quantised TopoJSON ({problem})",
            remedy="Give countries-10m.json of the world-atlas package.",
            number="FEN-2130",
        ) from None


def _decoded(
    arc: Sequence[Sequence[int]], scale_x: float, scale_y: float, left: float, bottom: float
) -> list[Position]:
    across = accumulate(step[0] for step in arc)
    upward = accumulate(step[1] for step in arc)
    return [(x * scale_x + left, y * scale_y + bottom) for x, y in zip(across, upward, strict=True)]


def polygons_of(geometry: Mapping[str, Any], arcs: Sequence[list[Position]]) -> Iterator[Polygon]:
    """The polygons of a Polygon or MultiPolygon geometry; other kinds give none."""
    if geometry["type"] == "Polygon":
        yield [stitched(ring, arcs) for ring in geometry["arcs"]]
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield [stitched(ring, arcs) for ring in polygon]


def stitched(indices: Sequence[int], arcs: Sequence[list[Position]]) -> Ring:
    """One ring from its arcs; the position where two arcs meet is kept once."""
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def simplified_arcs(
    arcs: Sequence[list[Position]], simplify: Callable[[list[Position]], list[Position]]
) -> list[list[Position]]:
    """Each arc thinned once, so that neighbours keep the very same border."""
    return [simplify(arc) for arc in arcs]
