"""The basemap, read once: made from the installed map data where nobody has made it yet."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from fener.gateways.basemap import build_basemap, region_geojson


def basemap_path() -> Path:
    """Where the cut map of the region lies."""
    return Path(settings.CACHE_FOLDER) / "basemap.geojson"


@cache
def basemap() -> dict[str, Any]:
    """The region as a FeatureCollection. Raises SetUpFault where the map data are not installed."""
    path = basemap_path()
    if not path.is_file():
        build_basemap(Path(settings.NODE_MODULES) / "world-atlas" / "countries-10m.json", path)
    return region_geojson(path)
