"""Tables as text: signs for what is absent, letters for notes in cells, and how wide each column wants to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from string import ascii_lowercase
from typing import Any, TypeAlias

from fener.gateways.documents.text import number_text, plain, runs_right_to_left
from fener.gateways.documents.wording import ReportWording
from fener.terms.errors import UnreadableMaterial
from fener.terms.reporting import Cell, Column, Table

LaidRows: TypeAlias = list[list[dict[str, Any]]]
Marks: TypeAlias = Callable[[Iterable[str]], list[list[int]]]


def cell_text(cell: Cell, column: Column, wording: ReportWording) -> str:
    """What a reader sees: the value, the sign for withheld, or the sign for not available."""
    if cell.suppressed:
        return wording.withheld
    if cell.value is None:
        return wording.not_available
    if isinstance(cell.value, str) or column.kind == "text":
        return plain(cell.value)
    return number_text(cell.value, wording)


def tables_cells(table: Table, wording: ReportWording, marks: Marks) -> LaidRows:
    """Rows of laid cells; ``letter`` points to a note below the table."""
    letters = _letters(table)
    if any(len(row) != len(table.columns) for row in table.rows):
        raise UnreadableMaterial(
            f"a row of table “{table.key}” has not as many cells as the table has columns",
            remedy="Give one cell for each column.",
            number="FEN-2150",
        )
    return [
        [_laid_cell(cell, column, wording, marks, letters) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def _letters(table: Table) -> dict[str, str]:
    """One letter for each different note, so that a note said of many cells stands once below the table."""
    notes = dict.fromkeys(cell.note for row in table.rows for cell in row if cell.note)
    return {note: _letter(place) for place, note in enumerate(notes)}


def _letter(place: int) -> str:
    return ascii_lowercase[place] if place < 26 else _letter(place // 26 - 1) + ascii_lowercase[place % 26]


def _laid_cell(
    cell: Cell, column: Column, wording: ReportWording, marks: Marks, letters: dict[str, str]
) -> dict[str, Any]:
    text = cell_text(cell, column, wording)
    return {
        "text": text,
        "absent": cell.suppressed or cell.value is None,
        "ids": [plain(id_) for id_ in cell.ids],
        "marks": marks(cell.ids),
        "letter": letters.get(cell.note, ""),
        "rtl": runs_right_to_left(text),
    }


def table_block(table: Table, label: str, cells: LaidRows, wording: ReportWording, caption: str = "") -> dict[str, Any]:
    """The laid table; columns say their alignment and their share of the page's width."""
    return {
        "kind": "table",
        "label": label,
        "key": plain(table.key),
        "anchor": f"table-{label.rsplit(' ', 1)[-1]}",
        "caption": caption or plain(table.caption),
        "columns": [
            {"title": plain(column.title), "end": column.kind != "text", "share": share}
            for column, share in zip(table.columns, _shares(table, cells), strict=True)
        ],
        "rows": cells,
        "notes": _notes(table, wording),
    }


def _shares(table: Table, cells: LaidRows) -> list[float]:
    """Wide text gets more room, but by its square root: a long remark must not squeeze the rest."""
    shares = []
    for place, column in enumerate(table.columns):
        lengths = [len(row[place]["text"]) + 2 * len(row[place]["marks"]) for row in cells]
        words = max((len(word) for word in column.title.split()), default=1)
        shares.append(round(max(words, max(lengths, default=1), 3) ** 0.5, 2))
    return shares


def _notes(table: Table, wording: ReportWording) -> list[dict[str, str]]:
    values = [cell for row in table.rows for cell in row]
    signs = [
        wording.sign_not_available if any(cell.value is None and not cell.suppressed for cell in values) else "",
        wording.sign_withheld if any(cell.suppressed for cell in values) else "",
    ]
    lettered = [{"letter": letter, "text": plain(note)} for note, letter in _letters(table).items()]
    said: Sequence[str] = [plain(table.note), *signs]
    return [*lettered, *({"letter": "", "text": text} for text in said if text)]
