"""A questionnaire as an XLSForm workbook, for those who build or serve forms with other tools."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from fener.gateways.odk.compile import Row, workbook
from fener.gateways.odk.questions import QuestionnaireSource

_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed day in the file's properties: the same source gives the same workbook."""


def write_xlsform(source: QuestionnaireSource, path: Path) -> None:
    """Write ``survey``, ``choices`` and ``settings`` as .xlsx; every cell is text, formulas and links stay words."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": source.titles["en"], "created": _WRITTEN})
        bold = book.add_format({"bold": True})
        for name, rows in workbook(source).items():
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 2)
            for number, row in enumerate(rows, start=1):
                _write(sheet, number, row, columns)


def _write(sheet: xlsxwriter.worksheet.Worksheet, number: int, row: Row, columns: list[str]) -> None:
    for position, column in enumerate(columns):
        if column in row:
            sheet.write_string(number, position, row[column])
