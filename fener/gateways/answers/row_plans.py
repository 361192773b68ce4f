"""How a row is cut out of answers: getters bound once per version, so that a cell costs no look-up of a path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from math import isfinite

from fener.gateways.answers.shape import LISTS, Node

Row = list[object]
Step = Callable[[Row, Mapping[str, object]], None]
"""Adds its cells to the row, read from the mapping around them."""

Labels = Callable[[Node], Mapping[str, str] | None]
"""The wording of a node's choices by code; None where codes are wanted."""

NOTHING: Mapping[str, object] = {}
SCALARS = frozenset({str, int, float, bool, type(None)})
_KEPT = 4096  # combinations of choices kept ready


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One table's rows in one version. ``groups`` lead from the row above to the list ``name``; ``title`` stands in row keys."""

    table: str
    name: str
    title: str
    groups: tuple[str, ...]
    steps: tuple[Step, ...]
    below: tuple[RowPlan, ...]


def cell_names(node: Node) -> tuple[str, ...]:
    """Suffixes of the columns a question takes: itself, its choices, or latitude and longitude."""
    if node.kind == "geopoint":
        return ("/lat", "/lon")
    if node.kind == "select_multiple":
        return ("", *(f"/{choice.name}" for choice in node.choices))
    return ("",)


def steps_for(nodes: Sequence[Node], version: str, labels: Labels) -> tuple[Step, ...]:
    """Steps that fill the columns of these nodes and of the groups in them, in order; repeats are other tables."""
    steps: list[Step] = []
    for run, members in groupby(
        (node for node in nodes if not node.is_table), lambda node: _run(node, version, labels)
    ):
        steps += _steps_of_run(run, list(members), version, labels)
    return tuple(steps)


def width_of(nodes: Iterable[Node]) -> int:
    """How many columns these nodes take."""
    return sum(
        width_of(node.children) if node.kind == "group" else 0 if node.is_table else len(cell_names(node))
        for node in nodes
    )


def _run(node: Node, version: str, labels: Labels) -> str:
    """Neighbours of the same run are filled in one go: absent ones, and those whose answer is the cell."""
    if version not in node.versions:
        return "absent"
    if node.kind in LISTS or node.kind in {"group", "geopoint", "geotrace", "geoshape"} or node.decimals is not None:
        return node.path
    return node.path if node.choices and labels(node) is not None else "plain"


def _steps_of_run(run: str, members: list[Node], version: str, labels: Labels) -> list[Step]:
    if run == "absent":
        return [_absent(width_of(members))]
    if run == "plain":
        return [_plain(tuple(node.name for node in members))]
    return [_special(node, version, labels) for node in members]


def _special(node: Node, version: str, labels: Labels) -> Step:
    if node.kind == "group":
        return _group(node.name, steps_for(node.children, version, labels), width_of(node.children))
    if node.kind == "geopoint":
        return _point(node.name, node.decimals)
    if node.kind in {"geotrace", "geoshape"}:
        return _line(node.name, node.decimals)
    if node.kind in LISTS:
        return _several(node, labels(node))
    return _coded(node.name, labels(node) or {}) if node.choices else _plain((node.name,))


def _absent(width: int) -> Step:
    blank = (None,) * width
    return lambda row, answers: row.extend(blank)


def _plain(names: tuple[str, ...]) -> Step:
    def step(row: Row, answers: Mapping[str, object]) -> None:
        found = tuple(map(answers.get, names))
        # A mapping where an answer should be may hold what must not be exported: it never becomes a cell.
        row.extend(found if SCALARS.issuperset(map(type, found)) else map(_scalar, found))

    return step


def _scalar(value: object) -> object:
    return value if type(value) in SCALARS else None


def _group(name: str, steps: tuple[Step, ...], width: int) -> Step:
    blank = (None,) * width

    def step(row: Row, answers: Mapping[str, object]) -> None:
        inner = answers.get(name)
        if isinstance(inner, Mapping):
            for each in steps:
                each(row, inner)
        else:
            row.extend(blank)

    return step


def _coded(name: str, labels: Mapping[str, str]) -> Step:
    def step(row: Row, answers: Mapping[str, object]) -> None:
        value = _scalar(answers.get(name))
        row.append(labels.get(value, value) if isinstance(value, str) else value)

    return step


def _several(node: Node, labels: Mapping[str, str] | None) -> Step:
    """The chosen codes in one cell, then 1 or 0 for each choice; all empty where the question was not answered."""
    names = [choice.name for choice in node.choices] if node.kind == "select_multiple" else []
    blank, name, ready = (None,) * (len(names) + 1), node.name, dict[str, tuple[object, ...]]()

    def cells(codes: Sequence[str]) -> tuple[object, ...]:
        told = " ".join(codes) if labels is None else "; ".join(labels.get(code, code) for code in codes)
        return (told, *(int(each in codes) for each in names))

    def step(row: Row, answers: Mapping[str, object]) -> None:
        codes = codes_of(answers.get(name))
        if not codes:
            row.extend(blank)
            return
        key = " ".join(codes)
        found = ready.get(key)
        if found is None:
            if len(ready) >= _KEPT:
                ready.clear()
            found = ready[key] = cells(codes)
        row.extend(found)

    return step


def codes_of(value: object) -> tuple[str, ...]:
    """The codes of an answer with several choices, as a list or as one string with spaces."""
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list | tuple) else ()


def _point(name: str, decimals: int | None) -> Step:
    def step(row: Row, answers: Mapping[str, object]) -> None:
        row.extend(coordinates(answers.get(name), decimals) or (None, None))

    return step


def coordinates(point: object, decimals: int | None) -> tuple[float, float] | None:
    """Latitude and longitude of a point, never finer than allowed; altitude and accuracy are not exported."""
    if not isinstance(point, Mapping):
        return None
    lat, lon = point.get("lat"), point.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    if not isfinite(lat) or not isfinite(lon):
        return None
    return (lat, lon) if decimals is None else (round(lat, decimals), round(lon, decimals))


def line_of(value: object, decimals: int | None) -> list[tuple[float, float]]:
    """The points of a line or area, written ``lat lon alt acc;lat lon …`` or as a list of points."""
    listed = [_read_point(each) for each in value.split(";")] if isinstance(value, str) else value
    found = (coordinates(each, decimals) for each in listed) if isinstance(listed, list | tuple) else ()
    return [each for each in found if each is not None]


def _read_point(text: str) -> Mapping[str, float] | None:
    parts = text.split()
    try:
        return {"lat": float(parts[0]), "lon": float(parts[1])} if len(parts) >= 2 else None
    except ValueError:
        return None


def _line(name: str, decimals: int | None) -> Step:
    def step(row: Row, answers: Mapping[str, object]) -> None:
        points = line_of(answers.get(name), decimals)
        row.append(";".join(f"{lat} {lon}" for lat, lon in points) or None)

    return step


def rows_below(
    plan: RowPlan, answers: Mapping[str, object], report: str, row: str, only: Set[str] | None
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Rows of the repeats below a row, each followed by the rows below it."""
    for below in plan.below:
        for number, entry in enumerate(entries_at(answers, below.groups, below.name), start=1):
            key = f"{row}/{below.title}[{number}]"
            if only is None or below.table in only:
                cells: Row = [report, key, row]
                for step in below.steps:
                    step(cells, entry)
                yield below.table, tuple(cells)
            if below.below:
                yield from rows_below(below, entry, report, key, only)


def entries_at(answers: Mapping[str, object], groups: Iterable[str], name: str) -> Iterator[Mapping[str, object]]:
    """The entries of a repeat; one that is no mapping counts as empty, so that numbers stay those of the phone."""
    for group in groups:
        inner = answers.get(group)
        answers = inner if isinstance(inner, Mapping) else NOTHING
    listed = answers.get(name)
    for entry in listed if isinstance(listed, list | tuple) else ():
        yield entry if isinstance(entry, Mapping) else NOTHING
