"""Linked tables as CSV: several in a ZIP, or one that begins at once. Memory does not grow with the number of reports."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import IO, BinaryIO, Protocol, cast
from zipfile import ZIP_DEFLATED, ZipFile

from fener.gateways.answers.codebook import CODEBOOK_HEADS, Counts, codebook_rows, readme_lines
from fener.gateways.answers.report_answers import ReportAnswers
from fener.gateways.answers.tables import MAIN, Layout, Table, rows_of
from fener.terms.errors import SetUpFault

BATCH = 64  # reports between two writes to the stream
IN_MEMORY = 1 << 20  # bytes of a repeat's table before it goes to disk
LEVEL = 3  # of deflate: about half the time of the usual 6, some per cent larger
_PLAIN = frozenset({int, float, type(None)})
_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠")


class _Writer(Protocol):
    def writerows(self, rows: Iterable[Iterable[object]], /) -> object: ...


class CsvPage:
    """Rows gathered as UTF-8 CSV (RFC 4180) without a cell that a spreadsheet program would run as a formula."""

    def __init__(self) -> None:
        self._text = io.StringIO(newline="")
        self._writer: _Writer = csv.writer(self._text, lineterminator="\r\n")

    def add(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows; text that begins like a formula gets a leading apostrophe, numbers stay numbers."""
        plain, formula = _PLAIN, _FORMULA
        self._writer.writerows(
            [
                cell
                if (kind := cell.__class__) in plain or (kind is str and cell[:1] not in formula)  # type: ignore[index]
                else harmless(cell)
                for cell in row
            ]
            for row in rows
        )

    def take(self) -> bytes:
        """What was gathered since the last time."""
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text.encode("utf-8", "replace")  # half of a surrogate pair is no text


def harmless(cell: object) -> object:
    """The cell as it may stand in a CSV file."""
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in _FORMULA else cell
    return int(cell) if isinstance(cell, bool) else cell


def stream_csv(layout: Layout, table: str, reports: Iterable[ReportAnswers], *, bom: bool = False) -> Iterator[bytes]:
    """One table, beginning with its titles at once. Raises ExportRefused (FEN-2582) for an unknown table before the first byte."""
    found = layout.table(table)
    return _one_table(layout, found, iter(reports), bom)


def _one_table(layout: Layout, table: Table, reports: Iterator[ReportAnswers], bom: bool) -> Iterator[bytes]:
    page, only = CsvPage(), frozenset({table.name})
    page.add([_titles(table)])
    yield (b"\xef\xbb\xbf" if bom else b"") + page.take()
    while batch := list(islice(reports, BATCH)):
        page.add(row for report in batch for _, row in rows_of(layout, report, only))
        if made := page.take():
            yield made


def write_csv_zip(
    stream_out: BinaryIO, layout: Layout, reports: Iterable[ReportAnswers], notes: Sequence[str], *, bom: bool = False
) -> Counts:
    """A ZIP of one CSV per table, ``columns.csv`` (codebook) and ``README.txt``; the stream need not be seekable.

    ``reports`` is gone through once. Rows of repeats wait in nameless temporary files, which vanish with the process. ``bom``
    puts a mark before each CSV that lets Excel see UTF-8. Raises SetUpFault (FEN-2584) where there is no room for them, and
    what ``rows_of`` raises; the ZIP is then not finished and cannot be opened.
    """
    counts = Counts()
    for _ in _zip_steps(_Outlet(stream_out), layout, reports, notes, counts, bom):
        pass
    return counts


def stream_csv_zip(
    layout: Layout, reports: Iterable[ReportAnswers], notes: Sequence[str], *, bom: bool = False
) -> Iterator[bytes]:
    """The same ZIP as a stream of bytes that begins at once."""
    sink = _Outlet()
    for _ in _zip_steps(sink, layout, reports, notes, Counts(), bom):
        if made := sink.take():
            yield made
    yield sink.take()


class _Outlet:
    """Where the ZIP goes: cannot be sought in, and takes nothing more once something failed.

    Without that, closing the archive would write its directory, and half an export would open like a whole one.
    """

    def __init__(self, target: BinaryIO | None = None) -> None:
        self._target, self._parts = target, list[bytes]()
        self.is_broken = False

    def write(self, made: bytes) -> int:
        if self.is_broken:
            return len(made)
        if self._target is None:
            self._parts.append(bytes(made))
        else:
            self._target.write(made)
        return len(made)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        """What was written since the last time, where there is no target."""
        made = b"".join(self._parts)
        self._parts.clear()
        return made


def _zip_steps(
    outlet: _Outlet, layout: Layout, reports: Iterable[ReportAnswers], notes: Sequence[str], counts: Counts, bom: bool
) -> Iterator[None]:
    """Write the ZIP piece by piece: the main table as reports come, then the repeats' tables, codebook and README."""
    start = b"\xef\xbb\xbf" if bom else b""
    with ExitStack() as waiting:
        waits = {table.name: _waiting_file(waiting) for table in layout.tables[1:]}
        archive = waiting.enter_context(ZipFile(cast("BinaryIO", outlet), "w", ZIP_DEFLATED, compresslevel=LEVEL))
        is_whole = False
        try:
            counts.rows.update({table.name: 0 for table in layout.tables})
            yield from _main_table(archive, layout, iter(reports), waits, counts, start)
            for table in layout.tables[1:]:
                yield from _waiting_table(archive, table, waits[table.name], start)
            _closing_files(archive, layout, counts, notes, start)
            is_whole = True
        finally:
            outlet.is_broken = not is_whole


def _waiting_table(archive: ZipFile, table: Table, wait: IO[bytes], start: bytes) -> Iterator[None]:
    page = CsvPage()
    page.add([_titles(table)])
    wait.seek(0)
    with _member(archive, f"{table.name}.csv") as member:
        member.write(start + page.take())
        while part := wait.read(1 << 18):
            member.write(part)
            yield
    wait.close()  # gives the room on disk back


def _main_table(
    archive: ZipFile,
    layout: Layout,
    reports: Iterator[ReportAnswers],
    waits: dict[str, IO[bytes]],
    counts: Counts,
    start: bytes,
) -> Iterator[None]:
    pages = {table.name: CsvPage() for table in layout.tables}
    pages[MAIN].add([_titles(layout.tables[0])])
    with _member(archive, f"{MAIN}.csv") as member:
        member.write(start)
        while batch := list(islice(reports, BATCH)):
            _add_batch(layout, batch, pages, counts)
            member.write(pages[MAIN].take())
            for name, wait in waits.items():
                _keep(wait, pages[name].take())
            yield
        member.write(pages[MAIN].take())


def _add_batch(layout: Layout, batch: list[ReportAnswers], pages: dict[str, CsvPage], counts: Counts) -> None:
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in pages}
    for report in batch:
        for name, row in rows_of(layout, report):
            rows[name].append(row)
    for name, made in rows.items():
        pages[name].add(made)
        counts.rows[name] += len(made)
    counts.reports += len(batch)
    counts.invented += sum(report.is_invented for report in batch)


def _waiting_file(stack: ExitStack) -> IO[bytes]:
    """A temporary file without a name, on disk only when it outgrows a megabyte."""
    return stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))


def _keep(wait: IO[bytes], made: bytes) -> None:
    try:
        wait.write(made)
    except OSError as problem:
        raise SetUpFault(
            f"The tables of an export found no room in the temporary folder ({problem.strerror or problem})",
            remedy="Free some space there, or export a shorter period.",
            number="FEN-2584",
        ) from problem


def _member(archive: ZipFile, name: str) -> IO[bytes]:
    return archive.open(
        name, "w", force_zip64=True
    )  # by name, so it is dated 1980: the same reports give the same bytes


def _closing_files(archive: ZipFile, layout: Layout, counts: Counts, notes: Sequence[str], start: bytes) -> None:
    page = CsvPage()
    page.add([CODEBOOK_HEADS, *codebook_rows(layout)])
    names = {table.name: f"{table.name}.csv" for table in layout.tables}
    with _member(archive, "columns.csv") as member:
        member.write(start + page.take())
    with _member(archive, "README.txt") as member:
        member.write("\n".join((*readme_lines(layout, counts, notes, names), "")).encode("utf-8", "replace"))


def _titles(table: Table) -> list[str]:
    return [column.name for column in table.columns]
