"""Progress bars: lengths in per cent of the target, or of the plan where it is larger."""

from __future__ import annotations

from dataclasses import dataclass

from fener.terms.monitoring import Tally


@dataclass(frozen=True, slots=True)
class Bar:
    """Approved lies on reported, reported on planned; ``target`` is where the target's line stands. All in per cent."""

    label: str
    tally: Tally
    planned: int
    reported: int
    approved: int
    target: int


def bar(label: str, tally: Tally) -> Bar:
    """The bar of a tally."""
    whole = max(tally.target or 0, tally.planned, 1)

    def part(count: int) -> int:
        return round(100 * count / whole)

    return Bar(label, tally, part(tally.planned), part(tally.reported), part(tally.approved), part(tally.target or 0))
