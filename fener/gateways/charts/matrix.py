"""A table of words with shades: what is reported where. The word carries the meaning; the shade only helps the eye."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fener.gateways.charts.base import FOLD_EXPRESSION, Row, Spec, category_axis, folded, framed, in_order, inline
from fener.gateways.charts.theme import SHADES
from fener.gateways.charts.wording import ENGLISH, ChartWording
from fener.terms.errors import UnreadableMaterial

_MANY_LINES = 14  # beyond these, lines stand closer so that the table still fits a printed page
_NARROW = "width < 330"
_MANY_COLUMNS = 8  # beyond these, column titles always stand upright
_SEVERAL_LINES = {
    "lineBreak": "\n",
    "lineHeight": 12,
    "baseline": "middle",
    "dy": {"expr": "-6 * (length(split(datum.text, '\\n')) - 1)"},
}
_DARK_TEXT, _LIGHT_TEXT = "#14222E", "#FFFFFF"


def matrix(
    rows: Sequence[Row],
    *,
    description: str,
    levels: Sequence[str],
    across: str = "across",
    down: str = "down",
    word: str = "word",
    count: str | None = None,
    wording: ChartWording = ENGLISH,
) -> Spec:
    """Cells in the rows' order of first appearance.

    ``levels`` orders the words from slight to strong; each cell shows its word (and ``count`` in brackets where
    given). A pair without a row, or with the word None, is an empty cell saying no data; a true ``suppressed`` says
    withheld.
    """
    columns, lines = in_order(row[across] for row in rows), in_order(row[down] for row in rows)
    given = {(row[down], row[across]): row for row in rows}
    cells = [_cell(given.get((y, x), {}), x, y, levels, (word, count), wording) for y in lines for x in columns]
    x = _header(cells)
    y = category_axis(cells, "down")
    y["axis"] |= {"domain": False}
    step = 34 if len(lines) <= _MANY_LINES else 27
    return framed(description, _layers(x, y, _room(cells)), {"step": step}, data=inline(cells))


def _header(cells: Sequence[Row]) -> Spec:
    """Column titles above, folded over lines; upright where a phone leaves no room."""
    titles = in_order(cell["across"] for cell in cells)
    below_first_line = 13 * max(title.count("\n") for title in titles) if titles else 0
    axis: Spec = {"orient": "top", "ticks": False, "domain": False, "labelLimit": 150, "labelLineHeight": 13}
    if len(titles) > _MANY_COLUMNS:
        axis |= {"labelAngle": -90, "labelAlign": "left", "labelBaseline": "middle", "labelPadding": 5}
        axis |= {"labelExpr": "replace(datum.label, '\\n', ' ')"}
    else:
        axis |= {
            "labelAngle": {"expr": f"{_NARROW} ? -90 : 0"},
            "labelAlign": {"expr": f"{_NARROW} ? 'left' : 'center'"},
            "labelBaseline": {"expr": f"{_NARROW} ? 'middle' : 'bottom'"},
            "labelPadding": {"expr": f"{_NARROW} ? 5 : {5 + below_first_line}"},
            "labelExpr": f"{_NARROW} ? replace(datum.label, '\\n', ' ') : {FOLD_EXPRESSION}",
        }
    return {"field": "across", "type": "nominal", "sort": titles, "title": None, "axis": axis}


def _cell(
    row: Row, x: str, y: str, levels: Sequence[str], fields: tuple[str, str | None], wording: ChartWording
) -> dict[str, Any]:
    word, count = row.get(fields[0]), row.get(fields[1]) if fields[1] else None
    place = {"across": folded(x, 14), "down": folded(y, 24)}
    if row.get("suppressed"):
        return {**place, "text": folded(wording.withheld, 9), "gap": True}
    if word is None:
        return {**place, "text": folded(wording.no_data, 9), "gap": True}
    if word not in levels:
        raise UnreadableMaterial(
            f"“{word}” is not one of the words of this table", remedy=f"Use {', '.join(levels)}.", number="FEN-2141"
        )
    step = round(levels.index(word) * (len(SHADES) - 1) / max(1, len(levels) - 1))
    text = folded(f"{word} ({count})" if count is not None else word, 11)
    ink = _LIGHT_TEXT if step >= 3 else _DARK_TEXT
    short = str(count) if count is not None else ""
    return {**place, "text": text, "short": short, "gap": False, "shade": SHADES[step], "ink": ink}


def _as_given(field: str) -> Spec:
    return {"field": field, "type": "nominal", "scale": None}


def _room(cells: Sequence[Row]) -> int:
    """The width at which every word fits its cell."""
    longest = max((len(line) for cell in cells for line in cell["text"].split("\n")), default=0)
    return int((6.2 * longest + 8) * len({cell["across"] for cell in cells}))


def _layers(x: Spec, y: Spec, roomy: int) -> list[Spec]:
    """Words are drawn where the plot is ``roomy`` pixels wide: elsewhere cells show their count; the table has the words."""
    place = {"x": x, "y": y}
    return [
        {
            "transform": [{"filter": "!datum.gap"}],
            "mark": {"type": "rect", "width": {"band": 0.96}, "height": {"band": 0.9}, "cornerRadius": 3},
            "encoding": {**place, "fill": _as_given("shade")},
        },
        {
            "transform": [{"filter": "datum.gap"}],
            "mark": {
                "type": "rect", "width": {"band": 0.96}, "height": {"band": 0.9}, "cornerRadius": 3,
                "filled": False, "style": "track", "strokeDash": [3, 3],
            },
            "encoding": place,
        },
        {
            "transform": [{"filter": f"!datum.gap && width >= {roomy}"}],
            "mark": {"type": "text", "fontSize": 10.5, **_SEVERAL_LINES},
            "encoding": {**place, "text": {"field": "text"}, "color": _as_given("ink")},
        },
        {
            "transform": [{"filter": f"!datum.gap && width < {roomy}"}],
            "mark": {"type": "text", "fontSize": 10.5, "baseline": "middle"},
            "encoding": {**place, "text": {"field": "short"}, "color": _as_given("ink")},
        },
        {
            "transform": [{"filter": f"datum.gap && width >= {roomy}"}],
            "mark": {"type": "text", "style": "gap", **_SEVERAL_LINES},
            "encoding": {**place, "text": {"field": "text"}},
        },
    ]  # fmt: skip
