"""Linked tables as one workbook: a sheet for each table, a README and the codebook. Rows go to disk as they come."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

from fener.gateways.answers.codebook import CODEBOOK_HEADS, Counts, codebook_rows, readme_lines
from fener.gateways.answers.report_answers import ReportAnswers
from fener.gateways.answers.shape import ExportRefused
from fener.gateways.answers.tables import Layout, rows_of
from fener.terms.errors import SetUpFault

MAX_ROWS, MAX_COLUMNS, MAX_TEXT, MAX_NAME = 1_048_576, 16_384, 32_767, 31
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the same reports give the same file
_EXACT = 10**15  # spreadsheet numbers keep 15 digits; longer ones are written as text
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "use_zip64": True,
}
_REMARKS = 200  # places of cut texts that are listed one by one


def write_xlsx(path: Path, layout: Layout, reports: Iterable[ReportAnswers], notes: Sequence[str]) -> Counts:
    """Write the workbook, whole or not at all; an older file at ``path`` stays until then. Text never becomes a formula.

    Texts beyond 32,767 signs are cut and each cut is told in the README and in ``remarks``. Raises ExportRefused: FEN-2585 too many
    columns, FEN-2586 too many rows; SetUpFault: FEN-2587 the disk refuses; and what ``rows_of`` raises.
    """
    _check_columns(layout)
    with _replacing(path) as (interim, folder):
        xlsx = _xlsxwriter()
        book = xlsx.Workbook(str(interim), {**_OPTIONS, "tmpdir": folder})
        book.set_properties({"title": layout.title, "created": _CREATED})
        counts = _Workbook(book, layout).write(reports, notes)
        try:
            book.close()
        except xlsx.exceptions.FileCreateError as problem:
            raise OSError(*getattr(problem.args[0], "args", problem.args)) from problem
    return counts


class _Workbook:
    """The sheets while rows come in. Each sheet keeps one row in memory and its earlier rows in a file of its own."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self.layout, self.counts, self.cut = layout, Counts(), 0
        self.names = sheet_names([table.name for table in layout.tables])
        self.readme = book.add_worksheet("README")
        self.sheets = {table.name: book.add_worksheet(self.names[table.name]) for table in layout.tables}
        self.codebook = book.add_worksheet("columns")
        self.bold = book.add_format({"bold": True, "bottom": 1})

    def write(self, reports: Iterable[ReportAnswers], notes: Sequence[str]) -> Counts:
        for table in self.layout.tables:
            self._titles(self.sheets[table.name], [column.name for column in table.columns])
            self.counts.rows[table.name] = 0
        self._titles(self.codebook, CODEBOOK_HEADS)
        for line, row in enumerate(codebook_rows(self.layout), start=1):
            self._row("columns", self.codebook, line, row)
        for report in reports:
            self._report(report)
        self._readme(notes)
        return self.counts

    def _titles(self, sheet: Any, titles: Sequence[str]) -> None:
        for place, title in enumerate(titles):
            sheet.write_string(0, place, _text(title), self.bold)
        sheet.freeze_panes(1, 0)

    def _report(self, report: ReportAnswers) -> None:
        rows = self.counts.rows
        for name, row in rows_of(self.layout, report):
            line = rows[name] = rows[name] + 1
            if line >= MAX_ROWS:
                raise ExportRefused(
                    f"Table “{name}” has more than the {MAX_ROWS - 1:,} rows a sheet can hold",
                    remedy="Export as CSV, or a shorter period.",
                    number="FEN-2586",
                )
            self._row(name, self.sheets[name], line, row)
        self.counts.reports += 1
        self.counts.invented += report.is_invented

    def _row(self, name: str, sheet: Any, line: int, row: Sequence[object]) -> None:
        string: Callable[..., int] = sheet.write_string
        number: Callable[..., int] = sheet.write_number
        for place, cell in enumerate(row):
            kind = cell.__class__
            if cell is None or cell == "":
                continue
            if kind is str:
                if string(line, place, _text(cell)) == -2:  # type: ignore[arg-type]
                    self._tell_cut(name, line, place)
            elif (kind is int and -_EXACT < cell < _EXACT) or (kind is float and isfinite(cell)):  # type: ignore[operator, arg-type]
                number(line, place, cell)
            else:
                string(line, place, str(cell))

    def _tell_cut(self, name: str, line: int, place: int) -> None:
        self.cut += 1
        if self.cut <= _REMARKS:
            self.counts.remarks.append(
                f"Sheet {self.names.get(name, name)}, row {line + 1}, column {place + 1}: text cut at {MAX_TEXT:,} signs."
            )

    def _readme(self, notes: Sequence[str]) -> None:
        if self.cut:
            self.counts.remarks.insert(
                0, f"{self.cut} texts are longer than a cell can hold and were cut; the CSV export has them whole."
            )
        for line, text in enumerate(readme_lines(self.layout, self.counts, notes, self.names)):
            self.readme.write_string(line, 0, _text(text), self.bold if not line else None)


def sheet_names(tables: Sequence[str]) -> dict[str, str]:
    """Table → a sheet name Excel takes: at most 31 signs, without ``[]:*?/\\``, unique without regard to case."""
    taken, found = {"readme", "columns", "history"}, dict[str, str]()
    for table in tables:
        name = base = re.sub(r"[\[\]:*?/\\']", "_", table)[:MAX_NAME]
        number = 1
        while name.casefold() in taken:
            number += 1
            ending = f"_{number}"
            name = base[: MAX_NAME - len(ending)] + ending
        taken.add(name.casefold())
        found[table] = name
    return found


def _text(text: str) -> str:
    """The text as a sheet can hold it: no half surrogate, and nothing the writer would take for its own rich-text mark-up."""
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text


def _check_columns(layout: Layout) -> None:
    for table in layout.tables:
        if len(table.columns) > MAX_COLUMNS:
            raise ExportRefused(
                f"Table “{table.name}” has {len(table.columns):,} columns; a sheet holds {MAX_COLUMNS:,}",
                remedy="Export as CSV, or include fewer kinds of answers.",
                number="FEN-2585",
            )


@contextmanager
def _replacing(path: Path) -> Iterator[tuple[Path, str]]:
    """A file that becomes ``path`` when all went well, and a private folder for what waits; both gone on any error."""
    interim = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with tempfile.TemporaryDirectory(prefix="fener-export-") as folder:
            os.close(os.open(interim, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            yield interim, folder
        interim.replace(path)
    except OSError as problem:
        raise SetUpFault(
            f"“{path.name}” could not be written ({problem.strerror or problem})",
            remedy="Free some space, or choose a folder you may write to; the old file is untouched.",
            number="FEN-2587",
        ) from problem
    finally:
        interim.unlink(missing_ok=True)


def _xlsxwriter() -> Any:
    """Loaded when the first workbook is written."""
    try:
        import xlsxwriter
    except ImportError:
        raise SetUpFault("XlsxWriter is not installed", remedy="Run `make install`.", number="FEN-2588") from None
    return xlsxwriter
