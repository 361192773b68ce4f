"""Lines over time. A gap in the figures is a gap in the line, never a zero and never a bridge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

from fener.gateways.charts.base import Row, Spec, framed, in_order, inline, number
from fener.gateways.charts.theme import DASHES, PALETTE, SHAPES
from fener.gateways.charts.wording import ENGLISH, ChartWording


def lines(
    rows: Sequence[Row],
    *,
    description: str,
    at: str = "at",
    value: str = "value",
    series: str | None = None,
    axis_title: str = "",
    number_format: str = ",~f",
    wording: ChartWording = ENGLISH,
) -> Spec:
    """One line per series, told apart by colour, dash and point shape.

    ``at`` is a year (int), a date or an ISO date text; every series is completed to all the points in time that any
    series has, so what is not there shows as a gap. A true ``suppressed`` breaks the line too, and a dotted upright
    says so in words.
    """
    given = [_row(row, at, value, series) for row in rows]
    names = in_order(row["series"] for row in given)
    drawn = [{**row, "words": _words(row, wording)} for row in _completed(given, names)]
    yearly = all(isinstance(row["at"], int) for row in given)
    encoding = _encoding(names, yearly, axis_title, number_format)
    return framed(description, _layers(encoding, names, number_format), 260, data=inline(drawn))


def _row(row: Row, at: str, value: str, series: str | None) -> dict[str, Any]:
    moment = row[at].isoformat() if isinstance(row[at], date) else row[at]
    withheld = bool(row.get("suppressed"))
    amount = None if withheld else number(row.get(value))
    return {"at": moment, "series": row[series] if series else "", "value": amount, "withheld": withheld}


def _words(row: Row, wording: ChartWording) -> str:
    if not row["withheld"]:
        return ""
    return f"{row['series']}: {wording.withheld}" if row["series"] else wording.withheld


def _completed(given: Sequence[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    known = {(row["series"], row["at"]): row for row in given}
    moments = sorted({row["at"] for row in given})
    if all(isinstance(moment, int) for moment in moments) and moments:
        moments = list(range(moments[0], moments[-1] + 1))
    empty = {"value": None, "withheld": False}
    return [known.get((name, at), {"at": at, "series": name, **empty}) for name, at in product(names, moments)]


def _encoding(names: Sequence[str], yearly: bool, axis_title: str, number_format: str) -> Spec:
    axis: Spec = {"grid": False, "labelOverlap": True, "tickCount": {"expr": "max(2, floor(width / 70))"}}
    if yearly:
        axis |= {"format": "d", "tickMinStep": 1}
    x = {
        "field": "at",
        "type": "quantitative" if yearly else "temporal",
        "title": None,
        "axis": axis,
        "scale": {"zero": False, "padding": 12} if yearly else {"padding": 12, "type": "utc"},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": axis_title or None,
        "axis": {"format": number_format, "tickCount": 5, "domain": False, "ticks": False},
        "scale": {"zero": True, "domainMin": 0},
    }
    encoding: Spec = {"x": x, "y": y}
    return {**encoding, **_telling_apart(names)} if len(names) > 1 else encoding


def _telling_apart(names: Sequence[str]) -> Spec:
    places = range(len(names))
    channels: dict[str, Sequence[Any]] = {"color": PALETTE, "strokeDash": DASHES, "shape": SHAPES}
    return {
        channel: {
            "field": "series",
            "type": "nominal",
            "title": None,
            "legend": {"offset": 26},
            "scale": {"domain": list(names), "range": [choices[place % len(choices)] for place in places]},
        }
        for channel, choices in channels.items()
    }


def _layers(encoding: Spec, names: Sequence[str], number_format: str) -> list[Spec]:
    several = len(names) > 1
    plain = {} if several else {"color": PALETTE[0]}
    of_line = {key: encoding[key] for key in encoding if key != "shape"}
    of_point = {key: encoding[key] for key in encoding if key != "strokeDash"}
    moment = encoding["x"]["axis"].get("format", "%Y-%m-%d")
    tooltip = [
        *([{"field": "series", "type": "nominal", "title": "—"}] if several else []),
        {"field": "at", "type": encoding["x"]["type"], "title": "·", "format": moment},
        {"field": "value", "type": "quantitative", "format": number_format, "title": "="},
    ]  # fmt: skip
    return [
        {
            "mark": {"type": "line", "strokeWidth": 2, "invalid": "break-paths-show-path-domains", **plain},
            "encoding": of_line,
        },
        {
            "transform": [{"filter": "isValid(datum.value)"}],
            "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1, **plain},
            "encoding": {**of_point, "tooltip": tooltip},
        },
        {
            "transform": [{"filter": "datum.withheld"}],
            "mark": {"type": "rule", "style": "withheld"},
            "encoding": {"x": encoding["x"], "y": {"value": -2}, "y2": {"value": {"expr": "height"}}},
        },
        {
            "transform": [{"filter": "datum.withheld"}],
            "mark": {"type": "text", "style": "gap", "dy": -8},
            "encoding": {"x": encoding["x"], "y": {"value": 0}, "text": {"field": "words"}},
        },
    ]
