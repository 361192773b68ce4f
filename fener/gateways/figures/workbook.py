"""Opening an XLSX workbook safely and reading a sheet's rows as plain values.

Guards: what the workbook unpacks to is added up before anything is parsed, and XML parts that declare a document type
or entities are refused. Cells are values, never formulas to run: a cell that starts with ``=`` is text here.
Errors: FEN-2102 not a workbook, FEN-2107 unpacks to too much, FEN-2110 damaged, FEN-2113 dangerous XML.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from fener.gateways.figures.material import Material, kind_of_binary, text_of, too_large
from fener.terms.errors import UnreadableMaterial, WrongFormat

Value: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
UNPACKED_LIMIT = 400 * 1024 * 1024
# Sheets of real publishers shrink ten- to fiftyfold; a large part that shrinks more is blanks, made to fill the memory.
MOST_SHRUNK = 200
_LARGE = 8 * 1024 * 1024
_CHUNK = 1 << 20
_DANGEROUS = (b"<!DOCTYPE", b"<!ENTITY")
_OVERLAP = 16
_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    SyntaxError,
    InvalidFileException,
    struct.error,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What openpyxl and zipfile raise over damaged workbooks; each becomes FEN-2110 (XML faults are SyntaxErrors)."""


def sheets(material: Material) -> Iterator[tuple[str, Iterator[tuple[Value, ...]]]]:
    """(title, rows) of every worksheet in order; rows are tuples of plain values, read as they are asked for."""
    _refuse_unless_workbook(material)
    try:
        _check_parts(material)
        book = load_workbook(io.BytesIO(material.content), read_only=True, data_only=True, keep_links=False)
        found = book.worksheets
    except _FAULTS as fault:
        raise _damaged(material.name, fault) from None
    for sheet in found:
        yield str(sheet.title), _rows(material.name, sheet)


def _rows(name: str, sheet: object) -> Iterator[tuple[Value, ...]]:
    try:
        sheet.reset_dimensions()  # type: ignore[attr-defined]
        yield from sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    except _FAULTS as fault:
        raise _damaged(name, fault) from None


def _refuse_unless_workbook(material: Material) -> None:
    found = kind_of_binary(material)
    if found == "an Excel workbook (.xlsx)":
        return
    if found.startswith("a damaged"):
        raise _damaged(material.name, "the container is broken")
    if not found:
        text_of(material)
    raise WrongFormat(
        f"“{material.name}” is {found or 'a text table'}, not an Excel workbook (.xlsx)",
        remedy="Give the .xlsx file as downloaded from the publisher.",
        number="FEN-2102",
    )


def _check_parts(material: Material) -> None:
    with zipfile.ZipFile(io.BytesIO(material.content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > UNPACKED_LIMIT or any(map(_is_blown_up, parts)):
            raise too_large(material.name, UNPACKED_LIMIT)
        for part in parts:
            if part.filename.casefold().endswith((".xml", ".rels", ".vml")) and _declares(archive, part):
                raise UnreadableMaterial(
                    f"“{material.name}” declares a document type or entities inside, which no spreadsheet needs",
                    remedy="Do not open it elsewhere either; download it again from the publisher's own page.",
                    number="FEN-2113",
                )


def _is_blown_up(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_LARGE, MOST_SHRUNK * part.compress_size)


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            window = (tail + chunk).replace(b"\0", b"")
            if any(mark in window for mark in _DANGEROUS):
                return True
            tail = chunk[-2 * _OVERLAP :]
    return False


def _damaged(name: str, reason: object) -> UnreadableMaterial:
    words = " ".join(str(reason).split())[:120]
    return UnreadableMaterial(
        f"the workbook “{name}” cannot be read ({words or type(reason).__name__})",
        remedy="Download it again; if it asks for a password, save a copy without one.",
        number="FEN-2110",
    )
