"""Bent lines and arrow heads between two positions, in the plane of the Mercator map."""

from __future__ import annotations

import math
from typing import TypeAlias

Spot: TypeAlias = tuple[float, float]
"""Longitude, latitude in degrees."""
_BEND = 0.13  # of the length, to the right of travel: there and back do not cover each other
_STEPS = 14
_HEAD = 9  # the head sits a little past the middle, away from the crowded ends


def mercator(spot: Spot) -> Spot:
    """Radians east and stretched radians north."""
    return math.radians(spot[0]), math.log(math.tan(math.pi / 4 + math.radians(spot[1]) / 2))


def _spherical(x: float, y: float) -> Spot:
    return round(math.degrees(x), 4), round(math.degrees(2 * math.atan(math.exp(y)) - math.pi / 2), 4)


def curve(origin: Spot, destination: Spot) -> list[Spot]:
    """A gentle bend from origin to destination as 15 positions."""
    (x1, y1), (x2, y2) = mercator(origin), mercator(destination)
    bend_x, bend_y = (x1 + x2) / 2 + (y2 - y1) * _BEND, (y1 + y2) / 2 - (x2 - x1) * _BEND
    shares = [step / _STEPS for step in range(_STEPS + 1)]
    return [
        _spherical(
            (1 - t) ** 2 * x1 + 2 * t * (1 - t) * bend_x + t * t * x2,
            (1 - t) ** 2 * y1 + 2 * t * (1 - t) * bend_y + t * t * y2,
        )
        for t in shares
    ]


def arrow_head(line: list[Spot]) -> tuple[Spot, float]:
    """Where the head sits and its angle: degrees clockwise from north."""
    (x1, y1), (x2, y2) = mercator(line[_HEAD - 1]), mercator(line[_HEAD + 1])
    return line[_HEAD], round(math.degrees(math.atan2(x2 - x1, y2 - y1)), 1)
