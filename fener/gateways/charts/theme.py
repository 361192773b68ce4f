"""One calm look: Okabe–Ito colours that colour-blind readers tell apart, Noto Sans, few lines.

Specifications carry no background and no page colours: the screen passes ``config("light")`` or ``config("dark")``,
the print renderer ``config("print")``. Marks that must keep their colour on any page (a map, a shaded cell) set it
themselves.
"""

from __future__ import annotations

from typing import Any

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C6D1F", "#5A6B7B")
"""Okabe & Ito (2008) with its yellow and black replaced by two that show on both white and dark pages."""
SHADES = ("#EAF2F9", "#C5DCEE", "#8FBBDD", "#4C8FC3", "#14609B")
"""Light to strong, for ordered words."""
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [10, 4], [1, 3], [12, 3, 3, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
FONT = "Noto Sans, Noto Sans Arabic, sans-serif"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

_PAGES = {
    "light": {"ink": "#22303C", "soft": "#52606D", "line": "#CBD2D9", "faint": "#E8ECF0"},
    "dark": {"ink": "#E6EAEE", "soft": "#A9B4BF", "line": "#4A5662", "faint": "#2F3943"},
}


def page_colours(mode: str) -> dict[str, str]:
    """``ink`` (text), ``soft`` (second text, rules), ``line`` (axes), ``faint`` (grid) for light, dark or print."""
    return dict(_PAGES["dark" if mode == "dark" else "light"])


def config(mode: str = "light") -> dict[str, Any]:
    """The Vega-Lite config for a light or dark screen or for print; ``print`` also drops the per-mark ARIA texts."""
    page = page_colours(mode)
    return {
        "background": None,
        "font": FONT,
        "padding": 4,
        "aria": mode != "print",
        "view": {"stroke": None},
        "axis": _axis(page),
        "header": {"labelColor": page["ink"], "titleColor": page["ink"], "labelFontSize": 12, "titleFontSize": 12},
        "legend": _legend(page),
        "range": {"category": list(PALETTE), "ordinal": list(SHADES)},
        "text": {"color": page["ink"], "fontSize": 11},
        "rule": {"color": page["soft"]},
        "style": {
            "soft": {"fill": page["soft"], "fontSize": 10.5},
            "gap": {"fill": page["soft"], "fontSize": 10.5, "fontStyle": "italic"},
            "track": {"stroke": page["soft"], "strokeOpacity": 0.55},
            "withheld": {"stroke": page["soft"], "strokeDash": [2, 3]},
        },
    }


def _axis(page: dict[str, str]) -> dict[str, Any]:
    return {
        "domainColor": page["line"],
        "gridColor": page["faint"],
        "tickColor": page["line"],
        "labelColor": page["ink"],
        "titleColor": page["soft"],
        "labelFontSize": 11.5,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "labelPadding": 5,
    }


def _legend(page: dict[str, str]) -> dict[str, Any]:
    return {
        "labelColor": page["ink"],
        "titleColor": page["soft"],
        "labelFontSize": 11.5,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "orient": "top",
        "offset": 10,
        "symbolSize": 90,
        "labelLimit": 260,
        "columns": {"expr": "width < 240 ? 1 : 0"},
    }
