"""Places as the gazetteer keeps them: sites with a key, names by language, a position with its uncertainty, references."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from fener.terms.codelists import read_yaml
from fener.terms.errors import UnknownTerm

GAZETTEER_FOLDER = Path(__file__).parent / "gazetteer"
WESTERN_BALKANS = frozenset({"AL", "BA", "XK", "ME", "MK", "RS"})
SUPPLEMENT = "supplement"
UNSORTED = "und"  # names of a mixed list whose language is not told
KINDS = (
    "territory", "town", "municipality", "village", "crossing", "river", "region", "mountain", "centre", "airport",
    "station", "port", "border", "other",
)  # fmt: skip
SMALL_TOWN = 20_000  # inhabitants; outside the region a smaller town does not compete with a namesake inside it
KIND_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class Match(StrEnum):
    """How a name found its place."""

    EXACT = "exact"  # a listed name, apart from case, accents and script
    VARIANT = "variant"  # another listed name or another spelling of the same sounds
    INFLECTED = "inflected"  # a case form, or the other Albanian form
    SPELLING = "spelling"  # one letter away from exactly one place: show it for confirmation
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """A named site. ``lat``/``lon`` WGS 84 degrees; ``precision_km`` radius of uncertainty; ``names`` by language tag.

    ``also`` are further keys, ``population`` is 0 where unknown, ``origin`` is "supplement" or "geonames".
    """

    key: str
    name: str
    kind: str
    territories: tuple[str, ...]
    lat: float
    lon: float
    precision_km: float
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    refs: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    origin: str = SUPPLEMENT
    also: tuple[str, ...] = ()
    population: int = 0

    @property
    def in_region(self) -> bool:
        """Whether it lies in, or touches, one of the six territories."""
        return not WESTERN_BALKANS.isdisjoint(self.territories)

    @property
    def is_minor(self) -> bool:
        """Whether it is a settlement of the wider list without the size or the mention to be meant by its bare name."""
        return self.origin != SUPPLEMENT and self.population < SMALL_TOWN

    @property
    def is_far(self) -> bool:
        """Whether it lies outside the region and the supplement does not name it."""
        return self.origin != SUPPLEMENT and not self.in_region

    @property
    def all_names(self) -> tuple[str, ...]:
        """The display name and every variant, without repetition."""
        return tuple(dict.fromkeys(chain((self.name,), *self.names.values())))


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer to a name: a place, or the candidates and the question a person must answer (``place`` is None)."""

    place: Place | None
    candidates: tuple[Place, ...]
    how: str
    question: str | None = None


def load_places(paths: Iterable[Path]) -> tuple[Place, ...]:
    """Places from gazetteer YAML files, in file order. UnknownTerm for a kind not in KINDS."""
    return tuple(_place(entry) for path in paths for entry in read_yaml(path)["places"])


@cache
def supplement() -> tuple[Place, ...]:
    """The places kept with the code: those the reports name and the region's border crossings."""
    return load_places(sorted(GAZETTEER_FOLDER.glob("*.yaml")))


def _place(entry: Mapping[str, Any]) -> Place:
    if entry["kind"] not in KIND_RANK:
        raise UnknownTerm(f"“{entry['kind']}” is not a kind of place", remedy=f"Use one of {', '.join(KINDS)}.")
    return Place(
        key=entry["key"],
        name=entry["name"],
        kind=entry["kind"],
        territories=tuple(entry["territories"]),
        lat=float(entry["lat"]),
        lon=float(entry["lon"]),
        precision_km=float(entry["precision_km"]),
        names={language: tuple(names) for language, names in entry.get("names", {}).items()},
        refs=tuple(entry.get("refs", ())),
        also=tuple(entry.get("also", ())),
        population=int(entry.get("population", 0)),
    )


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in km (haversine, mean radius 6371 km)."""
    rise, run = math.radians(other_lat - lat), math.radians(other_lon - lon)
    half = math.sin(rise / 2) ** 2
    half += math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(run / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))
