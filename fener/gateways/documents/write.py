"""Write a report to a file; the ending of its name chooses the format."""

from __future__ import annotations

from pathlib import Path

from fener.gateways.documents.atomic import replacing
from fener.gateways.documents.pictures import Press
from fener.gateways.documents.wording import ENGLISH, ReportWording
from fener.terms.errors import UnknownTerm
from fener.terms.reporting import ReportDocument

FORMATS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
}
"""Endings and their media types."""


def write_report(document: ReportDocument, path: Path, press: Press, wording: ReportWording = ENGLISH) -> None:
    """Write whole or not at all: on any error the old file stays. Raises UnknownTerm (FEN-3150) for another ending."""
    content = report_bytes(document, path.suffix, press, wording)
    with replacing(path) as stream:
        stream.write(content)


def report_bytes(document: ReportDocument, suffix: str, press: Press, wording: ReportWording = ENGLISH) -> bytes:
    """The report in the format of ``suffix`` (``.pdf``, ``.docx``, ``.html``)."""
    match suffix.casefold():
        case ".pdf":
            from fener.gateways.documents.pdf import pdf_bytes

            return pdf_bytes(document, press, wording)
        case ".docx":
            from fener.gateways.documents.docx import docx_bytes

            return docx_bytes(document, press.drawer, wording)
        case ".html":
            from fener.gateways.documents.html import html_text

            return html_text(document, press.drawer, wording).encode()
    raise UnknownTerm(f"reports are not written as “{suffix}”", remedy=f"Use {', '.join(FORMATS)}.", number="FEN-3150")
