"""Tables as CSV. No cell can start a formula when the file is opened in a spreadsheet program."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import BinaryIO

from fener.gateways.documents.text import plain
from fener.gateways.documents.wording import ENGLISH, ReportWording
from fener.terms.reporting import Cell, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def write_csv(
    table: Table, stream: BinaryIO, hxl: bool = False, *, bom: bool = False, wording: ReportWording = ENGLISH
) -> None:
    """UTF-8, RFC 4180. With ``hxl`` a row of HXL tags follows the titles; ``bom`` helps old spreadsheet programs.

    Numbers are written plainly (``1234.5``); not available is an empty cell, withheld is the report's sign for it.
    """
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([harmless(plain(column.title)) for column in table.columns])
    if hxl:
        writer.writerow([plain(column.hxl) for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(cell, wording) for cell in row])
    stream.write(page.getvalue().encode("utf-8-sig" if bom else "utf-8"))


def harmless(text: str) -> str:
    """Text that would start a formula gets a leading apostrophe, which spreadsheet programs show as text."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(cell: Cell, wording: ReportWording) -> str:
    if cell.suppressed:
        return wording.withheld
    if cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return harmless(plain(cell.value))
    return format(cell.value, "f") if isinstance(cell.value, Decimal) else str(cell.value)
