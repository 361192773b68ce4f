"""A matrix of codes by territory: how common the sources say something is, and how many statements say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from fener.gateways.charts import matrix
from fener.queries.areas import label_of
from fener.queries.pictures.mentions import Mention, columns_for, in_list_order
from fener.queries.pictures.wording import (
    COUNTS_ARE_REPORTS,
    NO_INFORMATION,
    counted,
    cut,
    extent_word,
    extent_words,
    listed,
)
from fener.terms.codelists import code_list
from fener.terms.reporting import Cell, Column, Picture, Table
from fener.terms.territories import REGION

Grid = dict[tuple[str, str], list[Mention]]


def extent_matrix(
    found: Sequence[Mention],
    *,
    key: str,
    caption: str,
    list_name: str,
    territory: str | None,
    first_column: str,
    note: str = "",
) -> Picture | None:
    """The matrix and its table; None where no source speaks of the territory itself."""
    columns = columns_for(territory)
    grid = _grid(found)
    if not any(area in columns and (territory is None or area != REGION) for _, area in grid):
        return None
    codes = in_list_order(list_name, {code for code, area in grid if area in columns})
    alt = _alt(caption, codes, columns, grid, list_name)
    return Picture(
        key=key,
        caption=caption,
        spec=matrix(
            _chart_rows(codes, columns, grid, code_list(list_name).label),
            description=alt,
            levels=extent_words(_word(cell) for cell in grid.values()),
            across="territory",
            down="code",
            word="word",
            count="n",
        ),
        alt=alt,
        table=_table(key, caption, codes, columns, grid, list_name, first_column),
        note=" ".join(part for part in (COUNTS_ARE_REPORTS, note) if part),
    )


def _grid(found: Sequence[Mention]) -> Grid:
    grid: Grid = defaultdict(list)
    for mention in found:
        grid[mention.code, mention.territory].append(mention)
    return grid


def column_label(area: str) -> str:
    """A column's title: the region's own column holds statements about the region as a whole."""
    return "Region as a whole" if area == REGION else label_of(area)


def _word(cell: Sequence[Mention]) -> str:
    return extent_word(mention.extent for mention in cell)


def _chart_rows(
    codes: Sequence[str], columns: Sequence[str], grid: Grid, label: Callable[[str], str]
) -> list[dict[str, Any]]:
    return [
        {
            "code": label(code),
            "territory": column_label(area),
            "word": _word(grid[code, area]) if (code, area) in grid else None,
            "n": len(grid[code, area]) if (code, area) in grid else None,
        }
        for code in codes
        for area in columns
    ]


def _table(
    key: str, caption: str, codes: Sequence[str], columns: Sequence[str], grid: Grid, list_name: str, first_column: str
) -> Table:
    titles = [
        Column(area, column_label(area), "number", f"#indicator+statements+num+v_{area.lower()}") for area in columns
    ]
    rows = tuple(
        (Cell(code_list(list_name).label(code)), *(_cell(grid.get((code, area), ())) for area in columns))
        for code in codes
    )
    return Table(
        key, caption, (Column("code", first_column, "text", "#indicator+name"), *titles), rows, COUNTS_ARE_REPORTS
    )


def _cell(found: Sequence[Mention]) -> Cell:
    ids = tuple(f"O:{mention.key}" for mention in found)
    return Cell(len(ids), ids, note=_word(found)) if ids else Cell(None)


def _alt(caption: str, codes: Sequence[str], columns: Sequence[str], grid: Grid, list_name: str) -> str:
    sentences = [f"{caption}."]
    for area in columns:
        held = sorted(
            ((code, grid[code, area]) for code in codes if (code, area) in grid), key=lambda pair: -len(pair[1])
        )
        if not held:
            sentences.append(f"{column_label(area)}: {NO_INFORMATION.lower()}.")
            continue
        named = [
            f"{code_list(list_name).label(code)} ({_word(cell).lower()}, {counted(len(cell), 'statement')})"
            for code, cell in held[:4]
        ]
        more = f" and {len(held) - 4} more" if len(held) > 4 else ""
        sentences.append(f"{column_label(area)}: {listed(named) if not more else ', '.join(named) + more}.")
    return cut(sentences)
