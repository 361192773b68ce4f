"""Build the regional basemap once, at set-up, and read it back.

Source: Natural Earth 1:10 million admin-0 countries (public domain) as packed in ``world-atlas`` 2 (ISC).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from fener.gateways.basemap.cutting import Window, clipped, directed, each_ring, rounded, signed_area, thinned
from fener.gateways.basemap.topojson import Polygon, Position, decoded_arcs, polygons_of, simplified_arcs
from fener.terms.errors import SetUpFault, UnknownTerm, WrongFormat
from fener.terms.territories import KOSOVO_NOTE, territory, territory_by_name

WINDOW = Window(6.0, 33.5, 32.5, 51.0)
"""What the basemap covers, in degrees: the region and enough around it for a wide or tall screen."""
BASEMAP_NOTE = f"Boundaries and names shown do not imply endorsement or acceptance. {KOSOVO_NOTE}"
_TOLERANCE = 0.002
_DIGITS = 3
_SMALLEST = 0.00004  # square degrees, about half a square kilometre: smaller islands cannot be seen at this scale
_CODES = {
    "008": "AL", "070": "BA", "499": "ME", "807": "MK", "688": "RS", "348": "HU", "191": "HR", "642": "RO",
    "100": "BG", "300": "GR", "792": "TR", "705": "SI", "040": "AT", "380": "IT", "276": "DE", "203": "CZ",
    "703": "SK", "804": "UA", "498": "MD", "616": "PL", "674": "SM", "336": "VA", "470": "MT", "756": "CH", "438": "LI",
    "250": "FR", "442": "LU", "056": "BE", "112": "BY", "788": "TN", "012": "DZ", "492": "MC",
}  # fmt: skip


def build_basemap(world_atlas_path: Path, out_path: Path) -> int:
    """Cut the region out of ``countries-10m.json`` and write GeoJSON; returns the file's size in bytes.

    Raises SetUpFault where the file is absent or the folder cannot be written, WrongFormat where it is no such map.
    """
    text = json.dumps(_cut(_topology(world_atlas_path)), ensure_ascii=False, separators=(",", ":"))
    interim = out_path.with_name(f".{out_path.name}.{os.getpid()}.part")
    try:
        out_path.parent.mkdir(parents=True, exist_ok=True)
        interim.write_text(text, encoding="utf-8")
        interim.replace(out_path)
    except OSError as problem:
        interim.unlink(missing_ok=True)
        raise SetUpFault(
            f"the basemap could not be written to {out_path.name} ({problem.strerror})",
            remedy="Free some space or give a folder you may write to.",
            number="FEN-9130",
        ) from problem
    return len(text.encode())


def region_geojson(cache: Path) -> dict[str, Any]:
    """What ``build_basemap`` wrote: a FeatureCollection with ``code``, ``name`` and ``region`` (true/false)."""
    try:
        collection: dict[str, Any] = json.loads(cache.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SetUpFault(
            f"there is no basemap at {cache}", remedy="Run `make install`, which builds it.", number="FEN-9131"
        ) from None
    except ValueError:
        raise WrongFormat(
            "the basemap is not GeoJSON", remedy="Delete it and run `make install`.", number="FEN-2131"
        ) from None
    return collection


def _topology(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SetUpFault(
            f"the map data {path.name} are not installed", remedy="Run `make install`.", number="FEN-9131"
        ) from None
    except ValueError:
        raise WrongFormat(f"{path.name} is not JSON", remedy="Run `make install` again.", number="FEN-2130") from None
    return found


def _cut(topology: Mapping[str, Any]) -> dict[str, Any]:
    arcs = simplified_arcs(decoded_arcs(topology), _thin_inside)
    features = [
        feature
        for geometry in topology["objects"]["countries"]["geometries"]
        if (feature := _feature(geometry, arcs)) is not None
    ]
    features.sort(key=lambda feature: (feature["properties"]["region"], feature["properties"]["code"]))
    return {"type": "FeatureCollection", "note": BASEMAP_NOTE, "bbox": list(WINDOW), "features": features}


def _thin_inside(arc: list[Position]) -> list[Position]:
    """Arcs wholly outside the window are not worth thinning: the clipping drops them."""
    west, south, east, north = WINDOW
    inside = any(west <= x <= east and south <= y <= north for x, y in arc)
    return thinned(arc, _TOLERANCE) if inside else arc


def _feature(geometry: Mapping[str, Any], arcs: list[list[Position]]) -> dict[str, Any] | None:
    code = _code(geometry)
    if code is None:
        return None
    polygons = [shape for polygon in polygons_of(geometry, arcs) if (shape := _shape(polygon))]
    if not polygons:
        return None
    return {
        "type": "Feature",
        "id": code,
        "properties": {"code": code, "name": _name(code, geometry), "region": _is_member(code)},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def _shape(polygon: Polygon) -> Polygon:
    inside = each_ring(polygon, partial(clipped, window=WINDOW))
    if not inside or abs(signed_area(inside[0])) < _SMALLEST:
        return []
    small = each_ring(inside, partial(rounded, digits=_DIGITS))
    return directed(small) if small else []


def _code(geometry: Mapping[str, Any]) -> str | None:
    """Kosovo* bears no ISO number in the source, so it is known by its name; what else has none is left out."""
    return _CODES.get(geometry["id"]) if "id" in geometry else territory_by_name(geometry["properties"]["name"])


def _name(code: str, geometry: Mapping[str, Any]) -> str:
    try:
        return territory(code).label
    except UnknownTerm:
        return str(geometry["properties"]["name"])


def _is_member(code: str) -> bool:
    try:
        return territory(code).parent == "WB"
    except UnknownTerm:
        return False
