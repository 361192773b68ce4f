"""What surrounds the marks on a map: land, names of territories, and the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fener.gateways.charts.base import Spec, inline
from fener.gateways.charts.map_look import (
    BORDER,
    CROSSING,
    HALO,
    INCIDENT,
    LABEL,
    LAND,
    MEMBER,
    MEMBER_BORDER,
    SEGMENT,
    SOFT_LABEL,
)
from fener.gateways.charts.wording import ChartWording

# Where a name sits well inside its territory (longitude, latitude); neighbours near the edge that faces the region.
_NAMES: tuple[tuple[str, str, float, float], ...] = (
    ("AL", "Albania", 20.0, 40.75), ("BA", "Bosnia and Herzegovina", 17.75, 44.28), ("XK", "Kosovo*", 20.72, 42.44),
    ("ME", "Montenegro", 19.2, 42.78), ("MK", "North Macedonia", 21.72, 41.5), ("RS", "Serbia", 20.95, 44.05),
    ("HU", "Hungary", 19.2, 46.75), ("HR", "Croatia", 16.35, 45.45), ("RO", "Romania", 23.9, 45.5),
    ("BG", "Bulgaria", 24.6, 42.6), ("GR", "Greece", 22.35, 39.85), ("IT", "Italy", 14.1, 41.75),
    ("SI", "Slovenia", 14.75, 46.05), ("AT", "Austria", 14.7, 47.1),
)  # fmt: skip
_MEMBERS = frozenset(("AL", "BA", "XK", "ME", "MK", "RS"))
_DIGITS = 2  # about one kilometre: half a pixel at print size


def land_layers(basemap: Mapping[str, Any]) -> list[Spec]:
    """Neighbours and members of the region, coarsened to what a page can show."""
    features = [coarse for feature in basemap["features"] if (coarse := _coarse(feature))]
    members = [feature for feature in features if feature["properties"].get("region")]
    others = [feature for feature in features if not feature["properties"].get("region")]
    shape: Spec = {"type": "geoshape", "clip": True, "strokeJoin": "round"}
    return [
        {"data": {"values": others}, "mark": {**shape, "fill": LAND, "stroke": BORDER, "strokeWidth": 0.6}},
        {"data": {"values": members}, "mark": {**shape, "fill": MEMBER, "stroke": MEMBER_BORDER, "strokeWidth": 1}},
    ]


def _coarse(feature: Mapping[str, Any]) -> Spec | None:
    polygons = []
    for polygon in feature["geometry"]["coordinates"]:
        rings = [ring for ring in map(_coarse_ring, polygon) if len(ring) > 3]
        if rings and len(_coarse_ring(polygon[0])) > 3:
            polygons.append(rings)
    if not polygons:
        return None
    kept = {key: feature["properties"].get(key) for key in ("code", "name", "region")}
    return {"type": "Feature", "properties": kept, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _coarse_ring(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    points = [[round(x, _DIGITS), round(y, _DIGITS)] for x, y in ring]
    return [point for before, point in zip([None, *points[:-1]], points, strict=True) if point != before]


def name_layers(window: tuple[float, float, float, float]) -> list[Spec]:
    """Names of the territories inside the window."""
    west, south, east, north = window
    rows = [
        {"name": name, "longitude": x, "latitude": y, "member": code in _MEMBERS}
        for code, name, x, y in _NAMES
        if west <= x <= east and south <= y <= north
    ]
    at: Spec = {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
        "text": {"field": "name"},
    }
    text: Spec = {"type": "text", "fontSize": 11}
    member = {**text, "fontWeight": "bold", "fontSize": {"expr": "width < 480 ? 9.5 : 12"}}
    halo = {"stroke": HALO, "strokeWidth": 3, "strokeJoin": "round", "color": HALO, "aria": False}
    ours = [row for row in rows if row["member"]]
    theirs = [row for row in rows if not row["member"]]
    return [
        {"data": inline(theirs), "mark": {**text, "color": SOFT_LABEL}, "encoding": at},
        {"data": inline(ours), "mark": {**member, **halo}, "encoding": at},
        {"data": inline(ours), "mark": {**member, "color": LABEL, "opacity": 0.85}, "encoding": at},
    ]


def spaced(points: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Points whose labels touch no earlier one at print size; every third is ``first``: kept on a phone."""
    taken: list[tuple[float, float, float]] = []
    kept: list[dict[str, Any]] = []
    for point in points:
        x, y, length = point["longitude"], point["latitude"], 0.16 * len(point["label"]) + 0.3
        touches = any(abs(y - top) < 0.26 and x < right and left < x + length for left, right, top in taken)
        if point["label"] and not touches:
            taken.append((x, x + length, y))
            kept.append({**point, "first": len(kept) % 3 == 0})
    return kept


Kinds = tuple[bool, bool, list[dict[str, Any]], bool]
"""Whether there are segments, crossings; the counted incidents; whether there are uncounted ones."""


def key_layers(kinds: Kinds, size: Callable[[float, float], float], wording: ChartWording) -> list[Spec]:
    """The key in the map's lower left corner, over the sea, one line per kind of mark that is present."""
    entries = list(_entries(kinds, size, wording))
    if not entries:
        return []
    tall = 12 + 21 * len(entries)
    wide = 44 + int(6.1 * max(len(words) for _, words in entries))
    box = {
        "data": {"values": [{}]},
        "mark": {
            "type": "rect", "fill": HALO, "opacity": 0.92, "cornerRadius": 3, "stroke": BORDER, "strokeWidth": 0.8,
        },
        "encoding": {
            "x": {"value": 8}, "x2": {"value": 8 + wide},
            "y": {"value": {"expr": f"height - {8 + tall}"}}, "y2": {"value": {"expr": "height - 8"}},
        },
    }  # fmt: skip
    layers = [box]
    for line, (mark, words) in enumerate(entries):
        y = {"value": {"expr": f"height - {8 + tall - 16 - 21 * line}"}}
        layers += [{"data": {"values": [{}]}, "mark": part, "encoding": {"x": {"value": 26}, "y": y}} for part in mark]
        text = {"type": "text", "align": "left", "text": words, "color": LABEL, "fontSize": 11}
        layers.append({"data": {"values": [{}]}, "mark": text, "encoding": {"x": {"value": 46}, "y": y}})
    return layers


def _entries(
    kinds: Kinds, size: Callable[[float, float], float], wording: ChartWording
) -> Iterator[tuple[list[Spec], str]]:
    segments, crossings, counted, uncounted = kinds
    point: Spec = {"type": "point", "filled": True, "opacity": 1}
    if segments:
        stroke = {**point, "shape": "stroke", "filled": False, "size": 700, "strokeWidth": 2, "stroke": SEGMENT}
        yield [stroke, {**point, "shape": "triangle-right", "size": 75, "color": SEGMENT}], wording.segment
    if crossings:
        yield [{**point, "shape": "square", "size": 48, "color": CROSSING}], wording.crossing
    for persons, words in _samples(counted, wording):
        most = max(row["persons"] for row in counted)
        circle = {**point, "shape": "circle", "size": size(persons, most), "color": INCIDENT, "opacity": 0.72}
        yield [{**circle, "stroke": HALO, "strokeWidth": 1}], words
    if uncounted:
        hollow = {"fill": HALO, "stroke": INCIDENT, "strokeWidth": 1.6}
        yield [{**point, "shape": "diamond", "size": 60, **hollow}], wording.incident_unknown


def _samples(counted: Sequence[Mapping[str, Any]], wording: ChartWording) -> list[tuple[int, str]]:
    if not counted:
        return []
    most = int(max(row["persons"] for row in counted))
    small = 1 if most < 10 else 5 if most < 40 else 10
    first = (min(small, most), f"{wording.incident}: {min(small, most):,}")
    return [first] if most <= small else [first, (most, f"{most:,}")]
