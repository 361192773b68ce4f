"""Tables as a page shows them: every number leads to the records behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from fener.queries.permalinks import permalink
from fener.terms.reporting import Cell, Column, Picture, Table


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``address`` leads to the record, or to the list of the records, behind the cell."""

    value: Any
    address: str
    note: str
    is_number: bool
    suppressed: bool
    behind: int


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with its addresses; ``exports`` are (label, address) pairs, empty where the member may not export."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    note: str
    exports: tuple[tuple[str, str], ...]

    @property
    def is_tall(self) -> bool:
        """Whether it should scroll inside its frame."""
        return len(self.rows) > 16


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture ready for its card."""

    picture: Picture
    table: ShownTable
    spec_id: str


def shown_picture(picture: Picture, territory: str | None, may_export: bool) -> ShownPicture:
    """The picture with its table's addresses."""
    return ShownPicture(picture, shown_table(picture.table, territory, may_export), f"spec-{picture.key}")


def shown_table(table: Table, territory: str | None, may_export: bool) -> ShownTable:
    """The table with its addresses."""
    return ShownTable(
        key=table.key,
        caption=table.caption,
        columns=table.columns,
        rows=tuple(_row(table, row, territory) for row in table.rows),
        note=table.note,
        exports=_exports(table.key, territory) if may_export else (),
    )


def _row(table: Table, row: Sequence[Cell], territory: str | None) -> tuple[ShownCell, ...]:
    head = str(row[0].value)
    return tuple(
        ShownCell(
            value=_plain(cell.value),
            address=_address(table.key, head, column.key, cell, territory),
            note=cell.note,
            is_number=column.kind != "text",
            suppressed=cell.suppressed,
            behind=len(cell.ids),
        )
        for cell, column in zip(row, table.columns, strict=True)
    )


def _plain(value: str | int | float | Decimal | None) -> str | int | float | Decimal | None:
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _address(key: str, row: str, column: str, cell: Cell, territory: str | None) -> str:
    if not cell.ids:
        return ""
    if len(cell.ids) == 1:
        return permalink(cell.ids[0])
    asked = {"row": row, "column": column, **({"territory": territory} if territory else {})}
    return f"{reverse('behind', args=[key])}?{urlencode(asked)}"


def _exports(key: str, territory: str | None) -> tuple[tuple[str, str], ...]:
    tail = f"?territory={territory}" if territory else ""
    forms = (("CSV with HXL tags", "csv"), ("XLSX with sources", "xlsx"))
    return tuple((label, reverse("picture_export", args=[key, form]) + tail) for label, form in forms)
