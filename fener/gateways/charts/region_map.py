"""The region on one page: territories, route segments as reported, crossing points and incidents.

Positions come coarsened from the caller. The map shows where things were reported, for readers of a report: it
carries no times, no conditions and nothing a person could travel by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fener.gateways.charts.base import Row, Spec, framed, inline, number
from fener.gateways.charts.curves import Spot, arrow_head, curve, mercator
from fener.gateways.charts.map_frame import key_layers, land_layers, name_layers, spaced
from fener.gateways.charts.map_look import CROSSING, HALO, INCIDENT, LABEL, SEA, SEGMENT
from fener.gateways.charts.wording import ENGLISH, ChartWording

WINDOW = (13.4, 39.3, 25.0, 47.2)
"""West, south, east, north: what is surely visible at any width."""
_HEIGHT = 500
_LARGEST = 620  # square pixels of the largest incident mark


def region_map(
    basemap: Mapping[str, Any],
    *,
    description: str,
    segments: Sequence[Row] = (),
    crossings: Sequence[Row] = (),
    incidents: Sequence[Row] = (),
    window: tuple[float, float, float, float] = WINDOW,
    height: int = _HEIGHT,
    wording: ChartWording = ENGLISH,
) -> Spec:
    """A map of the FeatureCollection ``basemap`` (properties ``code``, ``name``, ``region``) with three kinds of marks.

    ``segments``: ``origin`` and ``destination`` as (longitude, latitude), ``label``. ``crossings``: ``longitude``,
    ``latitude``, ``label``. ``incidents``: the same and ``persons``, None where the number is not stated. Labels that
    would touch are dropped from the picture; they stay in the figure's table.
    """
    legs = [_leg(row) for row in segments]
    points = [_point(row) for row in crossings]
    harmful = _graduated(incidents)
    kinds = (bool(legs), bool(points), [row for row in harmful if row["persons"] is not None], any(
        row["persons"] is None for row in harmful))  # fmt: skip
    layers = [
        *land_layers(basemap),
        *_segment_layers(legs),
        *_incident_layers(harmful),
        *_crossing_layers(points),
        *name_layers(window),
        *key_layers(kinds, _size, wording),
    ]
    frame = {"view": {"fill": SEA, "stroke": "#9AA8B5", "cornerRadius": 3}, "projection": _projection(window)}
    return framed(description, layers, height, **frame)


def _projection(window: tuple[float, float, float, float]) -> Spec:
    """Mercator around the window's middle, as large as fits both ways, whatever the width turns out to be."""
    west, south, east, north = window
    left, bottom = mercator((west, south))
    right, top = mercator((east, north))
    scale = f"min(width / {right - left:.5f}, height / {top - bottom:.5f})"
    return {
        "type": "mercator",
        "center": [round((west + east) / 2, 4), round(_middle_latitude(south, north), 4)],
        "scale": {"expr": scale},
        "translate": {"expr": "[width / 2, height / 2]"},
    }


def _middle_latitude(south: float, north: float) -> float:
    return (south + north) / 2 + (north - south) ** 2 * 0.0021  # Mercator stretches northward; exact enough for framing


def _leg(row: Row) -> dict[str, Any]:
    line = curve(_spot(row["origin"]), _spot(row["destination"]))
    head, angle = arrow_head(line)
    return {"label": row.get("label", ""), "line": line, "longitude": head[0], "latitude": head[1], "angle": angle}


def _spot(pair: Sequence[float]) -> Spot:
    return float(pair[0]), float(pair[1])


def _point(row: Row) -> dict[str, Any]:
    return {"longitude": row["longitude"], "latitude": row["latitude"], "label": row.get("label", "")}


def _graduated(incidents: Sequence[Row]) -> list[dict[str, Any]]:
    """Largest first, so that small marks lie on top."""
    counted = [{**_point(row), "persons": number(row.get("persons"))} for row in incidents]
    most = max((row["persons"] or 0 for row in counted), default=0)
    sized = [{**row, "size": _size(row["persons"] or 0, most)} for row in counted]
    return sorted(sized, key=lambda row: -row["size"])


def _size(persons: float, most: float) -> float:
    return round(16 + (_LARGEST - 16) * persons / most, 1) if most else 40.0


def _at() -> Spec:
    return {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
    }


def _segment_layers(legs: Sequence[dict[str, Any]]) -> list[Spec]:
    if not legs:
        return []
    features = [_line_feature(leg) for leg in legs]
    heads = [{key: leg[key] for key in ("longitude", "latitude", "angle", "label")} for leg in legs]
    line: Spec = {"type": "geoshape", "filled": False, "clip": True, "strokeCap": "round"}
    tooltip = {"field": "properties.label", "type": "nominal", "title": "—"}
    return [
        {"data": {"values": features}, "mark": {**line, "stroke": HALO, "strokeWidth": 3.2, "opacity": 0.7}},
        {
            "data": {"values": features},
            "mark": {**line, "stroke": SEGMENT, "strokeWidth": 1.4},
            "encoding": {"tooltip": tooltip},
        },
        {
            "data": inline(heads),
            "mark": {
                "type": "point",
                "shape": "triangle-up",
                "filled": True,
                "size": 75,
                "color": SEGMENT,
                "opacity": 1,
            },
            "encoding": {**_at(), "angle": {"field": "angle", "type": "quantitative", "scale": None}},
        },
    ]


def _line_feature(leg: Row) -> Spec:
    line = {"type": "LineString", "coordinates": [list(spot) for spot in leg["line"]]}
    return {"type": "Feature", "properties": {"label": leg["label"]}, "geometry": line}


def _crossing_layers(points: Sequence[dict[str, Any]]) -> list[Spec]:
    if not points:
        return []
    labelled = spaced(points)
    tooltip = {"field": "label", "type": "nominal", "title": "—"}
    text: Spec = {"type": "text", "align": "left", "dx": 8, "fontSize": 11, "clip": True}
    words = {**_at(), "text": {"field": "label"}}
    roomy = [{"filter": "width >= 480 || datum.first"}]
    return [
        {
            "data": inline(points),
            "mark": {
                "type": "point", "shape": "square", "filled": True, "size": 48, "color": CROSSING, "opacity": 1,
                "stroke": HALO, "strokeWidth": 1.2, "clip": True,
            },
            "encoding": {**_at(), "tooltip": tooltip},
        },
        {
            "data": inline(labelled),
            "transform": roomy,
            "mark": {**text, "stroke": HALO, "strokeWidth": 3, "strokeJoin": "round", "color": HALO, "aria": False},
            "encoding": words,
        },
        {"data": inline(labelled), "transform": roomy, "mark": {**text, "color": LABEL}, "encoding": words},
    ]  # fmt: skip


def _incident_layers(harmful: Sequence[dict[str, Any]]) -> list[Spec]:
    counted = [row for row in harmful if row["persons"] is not None]
    uncounted = [row for row in harmful if row["persons"] is None]
    tooltip = [
        {"field": "label", "type": "nominal", "title": "—"},
        {"field": "persons", "type": "quantitative", "title": "="},
    ]
    layers: list[Spec] = []
    if counted:
        size = {"field": "size", "type": "quantitative", "scale": None}
        look = {"filled": True, "color": INCIDENT, "opacity": 0.72, "stroke": HALO, "strokeWidth": 1}
        mark = {"type": "point", "shape": "circle", "clip": True, **look}
        layers.append({"data": inline(counted), "mark": mark, "encoding": {**_at(), "size": size, "tooltip": tooltip}})
    if uncounted:
        mark = {"type": "point", "shape": "diamond", "filled": True, "fill": HALO, "size": 60, "stroke": INCIDENT,
                "strokeWidth": 1.6, "opacity": 1, "clip": True}  # fmt: skip
        layers.append({"data": inline(uncounted), "mark": mark, "encoding": {**_at(), "tooltip": tooltip[:1]}})
    return layers
