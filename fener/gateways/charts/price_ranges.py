"""Ranges of reported prices: a bar from lowest to highest, a dot for the middle, the number of reports beside it."""

from __future__ import annotations

from collections.abc import Sequence

from fener.gateways.charts.base import Row, Spec, absence, category_axis, folded, framed, inline, number, step_for
from fener.gateways.charts.theme import PALETTE
from fener.gateways.charts.wording import ENGLISH, ChartWording


def price_ranges(
    rows: Sequence[Row],
    *,
    description: str,
    label: str = "label",
    low: str = "low",
    high: str = "high",
    middle: str = "middle",
    count: str = "n",
    axis_title: str = "EUR",
    group: str = "",
    wording: ChartWording = ENGLISH,
) -> Spec:
    """One line per row, in the rows' order; where ``group`` names a field, each group stands under its own heading.

    Fields: ``label`` text; ``low``, ``high``, ``middle`` amounts in one currency or None; ``count`` reports or None;
    a true ``suppressed`` withholds the row. A row with only one end known is drawn as a dot there, not as a bar to
    zero.
    """
    drawn: list[dict[str, object]] = []
    headings: list[str] = []
    fold = 30 if len(rows) <= _MANY_LINES else 60
    for row in rows:
        if group and (not headings or headings[-1] != str(row[group])):
            headings.append(str(row[group]))
            drawn.append(_heading(headings))
        drawn.append(_row(row, (label, low, high, middle, count), wording, len(headings), fold))
    y = category_axis(drawn, "label")
    y["axis"] |= {"domain": False, "grid": True}
    height = step_for((str(row["label"]) for row in drawn), 28 if len(drawn) <= _MANY_LINES else 19)
    return framed(description, _layers(y, axis_title), height, data=inline(drawn))


_MANY_LINES = 16  # beyond these, lines stand closer so that the picture still fits a printed page
_BLANK = "\u200b"  # no width: keeps lines apart that would read the same, in every group its own


def _heading(headings: Sequence[str]) -> dict[str, object]:
    """A line that carries only its group's name."""
    return {"label": _BLANK * len(headings), "heading": headings[-1], "gap": True, "beside": ""}


def _row(
    row: Row, fields: tuple[str, str, str, str, str], wording: ChartWording, group: int, fold: int
) -> dict[str, object]:
    label, low, high, middle, count = fields
    ends = [number(row.get(name)) for name in (low, high, middle)]
    known = [end for end in ends if end is not None]
    gap = absence(row, known[0] if known else None, wording)
    bottom, top, centre = ends if not gap else (None, None, None)
    lowest, highest = (bottom if bottom is not None else top, top if top is not None else bottom)
    reports = row.get(count)
    return {
        "label": folded(row[label], fold) + _BLANK * group,
        "low": lowest,
        "high": highest,
        "middle": centre if centre is not None else (lowest if lowest == highest else None),
        "right": highest if highest is not None else centre,
        "beside": gap or (f"{wording.reports} = {reports}" if reports is not None else ""),
        "gap": bool(gap),
    }


def _layers(y: Spec, axis_title: str) -> list[Spec]:
    axis = {"format": ",~f", "tickCount": {"expr": "width < 300 ? 3 : 6"}, "grid": True, "labelOverlap": True}
    scale = {"zero": True, "nice": True, "domainMin": 0}
    x = {"field": "low", "type": "quantitative", "title": axis_title, "axis": axis, "scale": scale}
    drawn = [{"filter": "!datum.gap"}]
    tooltip = [
        {"field": "label", "title": " "},
        {"field": "low", "type": "quantitative", "format": ",~f"},
        {"field": "high", "type": "quantitative", "format": ",~f"},
        {"field": "beside", "title": " "},
    ]
    return [
        {
            "transform": drawn,
            "mark": {"type": "bar", "height": 9, "cornerRadius": 4, "color": PALETTE[4], "opacity": 0.75},
            "encoding": {"y": y, "x": x, "x2": {"field": "high"}, "tooltip": tooltip},
        },
        {
            "transform": [{"filter": "!datum.gap && datum.middle != null"}],
            "mark": {
                "type": "point",
                "filled": True,
                "size": 75,
                "color": PALETTE[0],
                "opacity": 1,
                "stroke": "#FFFFFF",
                "strokeWidth": 1.2,
            },
            "encoding": {"y": y, "x": {"field": "middle", "type": "quantitative"}},
        },
        {
            "transform": [{"filter": "!datum.gap && datum.beside != ''"}],
            "mark": {"type": "text", "align": "left", "dx": 8, "style": "soft"},
            "encoding": {"y": y, "x": {"field": "right", "type": "quantitative"}, "text": {"field": "beside"}},
        },
        {
            "transform": [{"filter": "datum.gap"}],
            "mark": {"type": "text", "align": "left", "style": "gap"},
            "encoding": {"y": y, "x": {"value": 4}, "text": {"field": "beside"}},
        },
        {
            "transform": [{"filter": "datum.heading"}],
            "mark": {"type": "text", "align": "left", "fontWeight": 600, "style": "soft"},
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "heading"}},
        },
    ]
