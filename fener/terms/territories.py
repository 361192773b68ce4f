"""Territories: coded areas with a status-neutral label for Kosovo*.

``XK`` is the user-assigned code in common use; ``RS`` is Serbia only; entities of Bosnia and Herzegovina carry ISO 3166-2 codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fener.terms.codelists import code_list
from fener.terms.errors import UnknownTerm

KOSOVO_NOTE = (
    "* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and the ICJ "
    "Opinion on the Kosovo declaration of independence."
)
REGION = "WB"


@dataclass(frozen=True, slots=True)
class Territory:
    """A coded area. ``parent`` is the region or the state an entity belongs to."""

    code: str
    label: str
    parent: str | None
    neighbours: tuple[str, ...] = ()


@cache
def territories() -> Mapping[str, Territory]:
    """All territories by code, in list order."""
    return {
        entry.code: Territory(entry.code, entry.label, entry.parent, tuple(entry.extra.get("neighbours", ())))
        for entry in code_list("territories")
    }


def territory(code: str) -> Territory:
    """The territory of that code, or UnknownTerm."""
    try:
        return territories()[code]
    except KeyError:
        raise UnknownTerm(f"“{code}” is not a territory", remedy=f"Use one of {', '.join(territories())}.") from None


def region_members() -> tuple[str, ...]:
    """Codes of the six territories of the region, alphabetical by label."""
    return tuple(entry.code for entry in territories().values() if entry.parent == REGION)


def territory_by_name(name: str) -> str | None:
    """The code for an English name as published datasets spell it; None where unknown."""
    return _names().get(" ".join(name.casefold().replace("*", "").split()))


@cache
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for entry in code_list("territories"):
        for name in (entry.label, *entry.extra.get("names", ())):
            names[" ".join(name.casefold().replace("*", "").split())] = entry.code
    return names
