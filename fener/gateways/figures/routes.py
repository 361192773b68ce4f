"""One code per migration route, whatever a publisher calls it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WESTERN_BALKANS = "western_balkans"
_APART = re.compile(r"[^a-z0-9]+")
_SAME = {
    "western_balkan": WESTERN_BALKANS,
    "western_balkans_route": WESTERN_BALKANS,
    "turkiye_europe_land_route": "turkiye_europe_land",
    "turkey_europe_land_route": "turkiye_europe_land",
    "turkey_europe_land": "turkiye_europe_land",
    "western_africa_atlantic_route_to_the_canary_islands": "western_african",
    "west_african": "western_african",
    "western_africa": "western_african",
    "circular_route_from_albania_to_greece": "albania_greece_circular",
    "eastern_land_borders": "eastern_borders",
    "eastern_land_border": "eastern_borders",
    "eastern_borders": "eastern_borders",
}
_TAIL = re.compile(r"_(?:sea_)?routes?$")


@lru_cache(maxsize=1024)
def route_code(name: str) -> str:
    """The route's code; empty for an empty name.

    Frontex's “Western Balkan Route” and IOM's “Western Balkans” are one.
    """
    spelt = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = _APART.sub("_", spelt).strip("_")
    return _SAME.get(slug) or _SAME.get(_TAIL.sub("", slug)) or _TAIL.sub("", slug)


def territory_of_route(code: str) -> str:
    """The area a route figure is filed under: the region for its own route, else ``ZZ``.

    Such a figure speaks of the route.
    """
    return "WB" if code == WESTERN_BALKANS else "ZZ"
