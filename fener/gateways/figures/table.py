"""A delimited text file as a header and rows, with every way it can be wrong named.

Errors: FEN-2104 another publisher's file, FEN-2105 columns missing, FEN-2106 a column twice, FEN-2109 quotation marks
that do not close, FEN-2112 no rows; rows: FEN-2201 too few cells, FEN-2202 too many; issue FEN-2219 letters read as
Windows-1250.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from fener.gateways.figures.material import Material, text_of
from fener.gateways.figures.reading import BadCell, Notebook
from fener.gateways.figures.signatures import TITLES, looks_like, plain_title
from fener.terms.errors import Location, WrongFormat

_DELIMITERS = (",", ";", "\t", "|")
_NOT_UTF8 = BadCell(
    "FEN-2219",
    "the file is not UTF-8 and was read as Windows-1250; accented letters may be wrong",
    "Save it as “CSV UTF-8” and read it again.",
)


@dataclass(frozen=True, slots=True)
class Table:
    """An opened text table.

    ``header`` are the titles as written; ``first_row`` is the sheet row of the first row under them.
    """

    name: str
    header: tuple[str, ...]
    first_row: int
    lines: Iterator[list[str]]

    def rows(self, notes: Notebook) -> Iterator[tuple[int, list[str]]]:
        """(sheet row, cells) of every complete row, with one blank cell more at the end for columns the file lacks.

        Blank rows are passed over; rows with too few or too many cells go to ``notes``.
        """
        width, at = len(self.header), self.first_row - 1
        try:
            for at, cells in enumerate(self.lines, self.first_row):
                if len(cells) != width:
                    if not any(cells):
                        continue
                    fault = _wrong_width(cells, width)
                    if fault:
                        notes.reject(at, self.header[min(len(cells), width - 1)], fault)
                        continue
                    del cells[width:]
                cells.append("")
                yield at, cells
        except csv.Error as fault:
            raise _broken(self.name, at + 1, str(fault)) from None


def open_table(material: Material, kind: str, notes: Notebook) -> Table:
    """Find delimiter and header. Leading blank rows and Excel's ``sep=`` line are passed over."""
    text, encoding = text_of(material)
    if encoding == "cp1250":
        notes.issue(1, "", _NOT_UTF8)
    delimiter = _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header, row = _header(lines, material.name)
    titles = [title for title in map(plain_title, header) if title]
    if doubled := sorted({title for title in titles if titles.count(title) > 1}):
        raise WrongFormat(
            f"“{material.name}” has the column “{doubled[0]}” twice",
            remedy="Remove or rename one of the two.",
            location=Location(row=row),
            number="FEN-2106",
        )
    refuse_other_publisher(header, kind, material.name)
    return Table(material.name, header, row + 1, lines)


def refuse_other_publisher(header: Iterable[str], kind: str, name: str) -> None:
    """Say so where the header is that of another publisher we read."""
    other = looks_like(header)
    if other and other != kind:
        raise WrongFormat(
            f"“{name}” was given as a file of {TITLES[kind]} but looks like one of {TITLES[other]}",
            remedy=f"Choose “{other}” for this file, or take the file of {TITLES[kind]}.",
            number="FEN-2104",
        )


def columns_by_field(
    table: Table, spellings: Mapping[str, tuple[str, ...]], required: Iterable[tuple[str, ...]]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which column holds which field, and the titles that hold none.

    ``spellings`` gives each field its plain titles, best first; each tuple of ``required`` needs at least one of its
    fields. A field the file lacks points past the last column, at the blank cell ``rows`` appends.
    """
    where = {plain_title(title): at for at, title in enumerate(table.header)}
    found: dict[str, int] = {}
    for field, titles in spellings.items():
        at = next((where[title] for title in titles if title in where), None)
        if at is not None and at not in found.values():
            found[field] = at
    lacking = [" or ".join(choice) for choice in required if not any(field in found for field in choice)]
    if lacking:
        raise missing_columns(table.name, [_wanted(choice, spellings) for choice in lacking], table.header)
    unused = tuple(title for at, title in enumerate(table.header) if at not in found.values() and title.strip())
    return {field: found.get(field, len(table.header)) for field in spellings}, unused


def picker(columns: Mapping[str, int], fields: Iterable[str]) -> Callable[[list[str]], tuple[str, ...]]:
    """One call that takes those fields, two or more, out of a row, in that order."""
    pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(*(columns[field] for field in fields))
    return pick


def missing_columns(name: str, lacking: Iterable[str], header: Iterable[str]) -> WrongFormat:
    """The refusal that lists what was wanted and what was found."""
    seen = ", ".join(title.strip()[:30] or "(blank)" for title in list(header)[:12])
    return WrongFormat(
        f"“{name}” lacks the columns {', '.join(lacking)}; it has: {seen}",
        remedy="Use the file as downloaded from the publisher, with its own column titles.",
        number="FEN-2105",
    )


def no_rows(name: str) -> WrongFormat:
    """The refusal of a file that has a header and nothing below."""
    return WrongFormat(
        f"“{name}” has a header but no rows", remedy="Download it again without filters.", number="FEN-2112"
    )


def _wanted(choice: str, spellings: Mapping[str, tuple[str, ...]]) -> str:
    return " or ".join(f"“{spellings[field][0]}”" for field in choice.split(" or "))


def _delimiter(text: str) -> str:
    head = next((line for line in text[:65536].splitlines() if line.strip()), "")
    if head.casefold().startswith("sep=") and len(head) > 4:
        return head[4]
    return "\t" if "\t" in head else max(_DELIMITERS, key=head.count)


def _header(lines: Iterator[list[str]], name: str) -> tuple[tuple[str, ...], int]:
    try:
        for row, cells in enumerate(lines, 1):
            if any(cell.strip() for cell in cells) and not cells[0].casefold().startswith("sep="):
                return tuple(cell.strip() for cell in cells), row
    except csv.Error as fault:
        raise _broken(name, 1, str(fault)) from None
    raise no_rows(name)


def _wrong_width(cells: list[str], width: int) -> BadCell | None:
    if len(cells) > width and not any(cells[width:]):
        return None
    found = f"the row has {len(cells)} cells, the header {width}"
    raw = " | ".join(cells)
    if len(cells) < width:
        return BadCell("FEN-2201", found, "The file may be cut off here: download it again.", raw)
    return BadCell("FEN-2202", found, "A comma inside a cell may lack its quotation marks.", raw)


def _broken(name: str, row: int, reason: str) -> WrongFormat:
    return WrongFormat(
        f"“{name}” cannot be cut into cells: {reason}",
        remedy="A quotation mark may not be closed; download the file again.",
        location=Location(row=row),
        number="FEN-2109",
    )
