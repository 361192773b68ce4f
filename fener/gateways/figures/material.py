"""Taking a file's bytes once: size guard, digest, what kind of file it is, and its text.

Errors: FEN-2101 empty, FEN-2102 not a text table, FEN-2103 a web page or an error answer, FEN-2107 too large, FEN-2108
letters that cannot be read, FEN-2115 cannot be opened.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from fener.terms.errors import UnreadableMaterial, WrongFormat

Source: TypeAlias = BinaryIO | Path | str
SIZE_LIMIT = 200 * 1024 * 1024
_CHUNK = 1 << 20
_HEAD = 2048
_OTHER_KINDS = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or a password-protected one"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet table"),
    (b"{\\rtf", "an RTF text"),
)


@dataclass(frozen=True, slots=True)
class Material:
    """A file as taken: the name it came under, its bytes, and their SHA-256 in hexadecimal."""

    name: str
    content: bytes
    digest: str

    @property
    def is_zip(self) -> bool:
        """True where the bytes are a ZIP container, as XLSX workbooks are."""
        return self.content[:2] == b"PK"


def take(source: Source, name: str = "", *, limit: int = SIZE_LIMIT) -> Material:
    """Read ``source`` (a path or a binary stream) once, at most ``limit`` bytes; empty files are refused."""
    if isinstance(source, str | Path):
        path = Path(source)
        try:
            with path.open("rb") as stream:
                return _take(stream, name or path.name, limit)
        except OSError as fault:
            raise UnreadableMaterial(
                f"“{name or path.name}” cannot be opened ({fault.strerror or 'no reason given'})",
                remedy="Check that the file exists and that you may read it.",
                number="FEN-2115",
            ) from None
    return _take(source, name or "the file", limit)


def _take(stream: BinaryIO, name: str, limit: int) -> Material:
    digest, parts, size = hashlib.sha256(), [], 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise too_large(name, limit)
        digest.update(chunk)
        parts.append(chunk)
    content = b"".join(parts)
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise WrongFormat(f"“{name}” is empty", remedy="Download it again.", number="FEN-2101")
    return Material(name, content, digest.hexdigest())


def too_large(name: str, limit: int) -> UnreadableMaterial:
    """The refusal for a file, or what it unpacks to, above ``limit`` bytes."""
    return UnreadableMaterial(
        f"“{name}” holds more than {limit // (1024 * 1024)} MB",
        remedy="Download fewer years or territories at a time, or cut the file into parts.",
        number="FEN-2107",
    )


def kind_of_binary(material: Material) -> str:
    """What the bytes are in words (``a PDF`` …), or an empty string where they may be text."""
    if material.is_zip:
        return _kind_of_zip(material.content)
    return next((words for mark, words in _OTHER_KINDS if material.content.startswith(mark)), "")


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return "a damaged ZIP archive or workbook"
    return "an Excel workbook (.xlsx)" if "xl/workbook.xml" in names else "a ZIP archive"


def text_of(material: Material) -> tuple[str, str]:
    """The text and the encoding it was read in: UTF-8 with or without mark, UTF-16, else Windows-1250."""
    refuse_binary(material)
    encoding = _encoding(material.content)
    try:
        text = material.content.decode(encoding)
    except UnicodeDecodeError:
        raise WrongFormat(
            f"the letters of “{material.name}” cannot be read",
            remedy="Open it in a spreadsheet and save it as “CSV UTF-8”.",
            number="FEN-2108",
        ) from None
    _refuse_other_text(text, material.name)
    return text, encoding


def refuse_binary(material: Material) -> None:
    """Refuse PDFs, workbooks, archives and pictures by name."""
    if words := kind_of_binary(material):
        remedy = "Open it in a spreadsheet and save the table as “CSV UTF-8”." if "Excel" in words else ""
        raise WrongFormat(
            f"“{material.name}” is {words}, not a text table",
            remedy=remedy or "Download the table as CSV from the publisher.",
            number="FEN-2102",
        )


def _encoding(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:_HEAD]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1250"
    return "utf-8"


def _refuse_other_text(text: str, name: str) -> None:
    head = text[:_HEAD].lstrip().casefold()
    if head.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")) or "<html" in head:
        found = "a web page or an XML file"
    elif head.startswith(("{", "[")):
        found = "a JSON answer"
    else:
        odd = sum(character < " " and character not in "\t\r\n\f\v" for character in text[:_HEAD])
        if not odd:
            return
        raise WrongFormat(
            f"“{name}” is not a text table", remedy="Download the table as CSV from the publisher.", number="FEN-2102"
        )
    raise WrongFormat(
        f"“{name}” is {found}, not a table: the download probably failed",
        remedy="Open the publisher's page in a browser and download the table again.",
        number="FEN-2103",
    )
