"""Tables as XLSX: titles frozen on top, HXL tags below them, no formulas, and a sheet of the records behind cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

from fener.gateways.documents.text import plain
from fener.gateways.documents.wording import ENGLISH, ReportWording
from fener.terms.errors import SetUpFault
from fener.terms.reporting import Cell, Reference, Table

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the same table gives the same bytes
_EXACT = 10**15  # spreadsheet numbers keep 15 digits; longer ones are written as text


def write_table(
    table: Table,
    stream: BinaryIO,
    *,
    hxl: bool = False,
    references: Mapping[str, Reference] | None = None,
    wording: ReportWording = ENGLISH,
) -> None:
    """The table and a sheet of sources. Text stays text whatever it begins with; not available is an empty cell."""
    book = _xlsxwriter().Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": plain(table.caption), "created": _CREATED})
    _table_sheet(book, table, hxl, wording)
    _source_sheet(book, table, references or {}, wording)
    book.close()


def _table_sheet(book: Any, table: Table, hxl: bool, wording: ReportWording) -> None:
    sheet = book.add_worksheet(wording.table)
    title, soft = (
        book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        book.add_format({"font_color": "#52606D"}),
    )
    top = 2 if hxl else 1
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, plain(column.title), title)
        if hxl:
            sheet.write_string(1, place, plain(column.hxl), soft)
        longest = max((len(str(row[place].value or "")) for row in table.rows), default=0)
        sheet.set_column(place, place, min(48, max(11, len(column.title), longest) + 2))
    for line, row in enumerate(table.rows, start=top):
        for place, cell in enumerate(row):
            _write(sheet, (line, place), cell, soft, wording)
    sheet.freeze_panes(top, 0)


def _write(sheet: Any, spot: tuple[int, int], cell: Cell, soft: Any, wording: ReportWording) -> None:
    value = cell.value
    if cell.suppressed:
        sheet.write_string(*spot, wording.withheld, soft)
    elif isinstance(value, str):
        sheet.write_string(*spot, plain(value))
    elif value is not None and -_EXACT < value < _EXACT:
        sheet.write_number(*spot, value)
    elif value is not None:
        sheet.write_string(*spot, str(value))
    if cell.note:
        sheet.write_comment(*spot, plain(cell.note), {"author": ""})


def _source_sheet(book: Any, table: Table, references: Mapping[str, Reference], wording: ReportWording) -> None:
    sheet = book.add_worksheet(wording.sources)
    title = book.add_format({"bold": True, "bottom": 1})
    heads = (
        wording.row,
        wording.column,
        wording.cell_sources,
        wording.recorded,
        wording.published_in,
        wording.permalink,
    )
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, title)
    for line, entries in enumerate(_sources(table, references), start=1):
        for place, entry in enumerate(entries):
            sheet.write_string(line, place, entry)
    for place, width in enumerate((8, 22, 24, 70, 24, 34)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    if table.note:
        sheet.write_string(0, len(heads), plain(table.note))


def _sources(table: Table, references: Mapping[str, Reference]) -> Iterator[tuple[str, ...]]:
    """One line for each record behind each cell; rows counted from 1 below the titles."""
    for number, row in enumerate(table.rows, start=1):
        for cell, column in zip(row, table.columns, strict=True):
            for id_ in cell.ids:
                found = references.get(id_)
                told = (found.text, found.source, found.permalink) if found else ("", "", "")
                yield (str(number), plain(column.title), plain(id_), *map(plain, told))


def _xlsxwriter() -> Any:
    """Loaded when the first table is written."""
    try:
        import xlsxwriter
    except ImportError:
        raise SetUpFault("XlsxWriter is not installed", remedy="Run `make install`.", number="FEN-9151") from None
    return xlsxwriter
