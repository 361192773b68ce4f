"""Horizontal bars: plain, side by side by group, or stacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fener.gateways.charts.base import (
    Row,
    Spec,
    absence,
    category_axis,
    folded,
    framed,
    in_order,
    inline,
    number,
    step_for,
)
from fener.gateways.charts.theme import PALETTE
from fener.gateways.charts.wording import ENGLISH, ChartWording
from fener.terms.errors import UnreadableMaterial


def bars(
    rows: Sequence[Row],
    *,
    description: str,
    category: str = "category",
    value: str = "value",
    group: str | None = None,
    stacked: bool = False,
    axis_title: str = "",
    number_format: str = ",~f",
    wording: ChartWording = ENGLISH,
) -> Spec:
    """Bars in the rows' order, each with its number at its end (in a stack: in the tooltip and the table).

    ``value`` is a number ≥ 0 or None for no data; a true ``suppressed`` withholds it. Both are written in words where
    the bar would be; in a stack they are named after the bar, because a stack with a hole is not a total.
    """
    drawn = [_row(row, category, value, group, wording) for row in rows]
    groups = in_order(row["group"] for row in drawn) if group else []
    numbered = [{**row, "place": groups.index(row["group"]) if groups else 0} for row in drawn]
    shared = {"y": _y(numbered), "x": _x(numbered, axis_title, number_format)}
    if stacked and groups:
        layers = [_stack(shared, groups, number_format), _stack_gaps(shared, numbered)]
        return framed(description, layers, step_for((row["category"] for row in numbered), 30), data=inline(numbered))
    if groups:
        shared["yOffset"] = {"field": "group", "type": "nominal", "sort": groups}
    step = {"step": 17, "for": "offset"} if groups else step_for((row["category"] for row in numbered), 28)
    return framed(description, _side_by_side(shared, groups, number_format), step, data=inline(numbered))


def _row(row: Row, category: str, value: str, group: str | None, wording: ChartWording) -> dict[str, Any]:
    amount = number(row.get(value))
    if amount is not None and amount < 0:
        raise UnreadableMaterial(
            f"a bar cannot be shorter than nothing ({amount})",
            remedy="Give counts or shares of zero and more.",
            number="FEN-2140",
        )
    gap = absence(row, amount, wording)
    return {
        "category": folded(row[category]),
        "group": row[group] if group else "",
        "value": None if gap else amount,
        "gap": gap,
    }


def _y(drawn: Sequence[Row]) -> Spec:
    return {**category_axis(drawn, "category"), "scale": {"paddingInner": 0.3}}


def _x(drawn: Sequence[Row], axis_title: str, number_format: str) -> Spec:
    axis: Spec = {"format": number_format, "grid": True, "domain": False, "ticks": False, "labelOverlap": True}
    axis["tickCount"] = {"expr": "width < 300 ? 3 : 6"}
    if all(row["value"] is None or isinstance(row["value"], int) for row in drawn):
        axis["tickMinStep"] = 1
    scale = {"zero": True, "domainMin": 0}
    return {"field": "value", "type": "quantitative", "title": axis_title or None, "axis": axis, "scale": scale}


def _colour(groups: Sequence[str]) -> Spec:
    colours = [PALETTE[place % len(PALETTE)] for place in range(len(groups))]
    scale = {"domain": list(groups), "range": colours}
    return {"field": "group", "type": "nominal", "title": None, "scale": scale, "legend": {"symbolType": "square"}}


def _tooltip(groups: Sequence[str], number_format: str) -> list[Spec]:
    group: list[Spec] = [{"field": "group", "type": "nominal", "title": "·"}] if groups else []
    amount = {"field": "value", "type": "quantitative", "format": number_format, "title": "="}
    return [{"field": "category", "type": "nominal", "title": "—"}, *group, amount]


def _side_by_side(shared: Spec, groups: Sequence[str], number_format: str) -> list[Spec]:
    coloured = {"color": _colour(groups)} if groups else {}
    at_left = {**shared, "x": {"value": 4}}
    amount = {"field": "value", "type": "quantitative", "format": number_format}
    return [
        {
            "mark": {"type": "bar", "cornerRadiusEnd": 2, **({} if groups else {"color": PALETTE[0]})},
            "encoding": {**shared, **coloured, "tooltip": _tooltip(groups, number_format)},
        },
        {
            "transform": [{"filter": "datum.gap == ''"}],
            "mark": {"type": "text", "align": "left", "dx": 5, "style": "soft"},
            "encoding": {**shared, "text": amount},
        },
        {
            "transform": [{"filter": "datum.gap != ''"}],
            "mark": {"type": "text", "align": "left", "style": "gap"},
            "encoding": {**at_left, "text": {"field": "gap"}},
        },
    ]


def _stack(shared: Spec, groups: Sequence[str], number_format: str) -> Spec:
    return {
        "mark": {"type": "bar", "height": {"band": 0.75}},
        "encoding": {
            **shared,
            "x": {**shared["x"], "stack": "zero"},
            "color": _colour(groups),
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": _tooltip(groups, number_format),
        },
    }


def _stack_gaps(shared: Spec, drawn: Sequence[Row]) -> Spec:
    """One line of words behind each stack that has holes."""
    named = []
    for category in in_order(row["category"] for row in drawn):
        parts = [row for row in drawn if row["category"] == category]
        words = ", ".join(f"{row['group']}: {row['gap']}" for row in parts if row["gap"])
        if words:
            named.append(
                {"category": category, "value": sum(row["value"] or 0 for row in parts), "words": f"+ {words}"}
            )
    return {
        "data": inline(named),
        "mark": {"type": "text", "align": "left", "dx": 5, "style": "gap"},
        "encoding": {**shared, "text": {"field": "words"}},
    }
