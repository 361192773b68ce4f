"""What every specification shares: the frame, the rows, and how an absent value says why it is absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from textwrap import wrap
from typing import Any, TypeAlias

from fener.gateways.charts.theme import SCHEMA
from fener.gateways.charts.wording import ChartWording
from fener.terms.errors import UnreadableMaterial

Spec: TypeAlias = dict[str, Any]
Row: TypeAlias = Mapping[str, Any]


def framed(description: str, layers: Sequence[Spec], height: Any, **extra: Any) -> Spec:
    """A title-less, responsive, layered specification; ``description`` is the text alternative."""
    return {
        "$schema": SCHEMA,
        "description": description,
        "usermeta": {"alt": description},
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding", "resize": True},
        **extra,
        "layer": list(layers),
    }


def number(value: object) -> float | None:
    """A finite number for the chart, or None. Text is refused: a chart must not guess what ``"1.200"`` means."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)) or not isfinite(value):
        raise UnreadableMaterial(
            f"“{value}” cannot be drawn as a number",
            remedy="Give a number, or None where there is none.",
            number="FEN-2140",
        )
    return int(value) if value == int(value) else float(value)


def absence(row: Row, value: float | None, wording: ChartWording) -> str:
    """Why a value is not drawn: withheld, no data, or empty where it is drawn."""
    if row.get("suppressed"):
        return wording.withheld
    return wording.no_data if value is None else ""


def in_order(values: Iterable[Any]) -> list[Any]:
    """Distinct values in order of first appearance."""
    return list(dict.fromkeys(values))


def folded(label: object, length: int = 30) -> str:
    """A long label over several lines; ``FOLD_EXPRESSION`` lets an axis draw them."""
    return "\n".join(wrap(str(label), length, break_long_words=False)) or str(label)


FOLD_EXPRESSION = "split(datum.label, '\\n')"


def step_for(labels: Iterable[str], single: int) -> Spec:
    """The height of one line of a chart: more where a label needs two or three lines."""
    most = max((label.count("\n") for label in labels), default=0)
    return {"step": single + 13 * max(0, most)}


def category_axis(rows: Sequence[Row], field: str) -> Spec:
    """A vertical channel of folded labels in the rows' order."""
    axis = {"labelLimit": 230, "labelExpr": FOLD_EXPRESSION, "ticks": False}
    return {
        "field": field,
        "type": "nominal",
        "sort": in_order(row[field] for row in rows),
        "title": None,
        "axis": axis,
    }


def inline(rows: Iterable[Mapping[str, Any]]) -> Spec:
    """Rows inside the specification: it asks for no file and no address."""
    return {"values": [dict(row) for row in rows]}
