"""DOCX an editor can go on working with: real headings, repeated table heads, caption fields, text alternatives."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from fener.gateways.documents import docx_parts as parts
from fener.gateways.documents.layout import Laid, lay_out, stretch_text
from fener.gateways.documents.pictures import PictureDrawer
from fener.gateways.documents.repack import repacked
from fener.gateways.documents.text import by_direction
from fener.gateways.documents.wording import ENGLISH, ReportWording
from fener.terms.reporting import ReportDocument

_WIDTH = 720
_PAGE_MM = 166


def docx_bytes(document: ReportDocument, drawer: PictureDrawer, wording: ReportWording = ENGLISH) -> bytes:
    """The report as A4 DOCX. The same document gives the same bytes. Errors as for PDF."""
    laid = lay_out(document, wording)
    page = parts.new_document(laid["lang"])
    _properties(page, laid, document.built_at)
    _title(page, laid)
    parts.contents_field(page, laid["words"]["contents"], _headings(laid))
    for part in laid["sections"]:
        parts.heading(page, f"{part['number']}  {part['title']}".strip(), part["level"])
        _blocks(page, part["blocks"], drawer, wording)
    _end_matter(page, laid, drawer, wording)
    stream = io.BytesIO()
    page.save(stream)
    return repacked(stream.getvalue())


def _properties(page: Any, laid: Laid, built_at: datetime) -> None:
    moment = built_at.astimezone(UTC).replace(tzinfo=None) if built_at.tzinfo else built_at
    core = page.core_properties
    core.title, core.subject, core.language = laid["title"], laid["subtitle"], laid["lang"]
    core.author, core.last_modified_by, core.comments = "", "", ""
    core.created = core.modified = moment.replace(microsecond=0)
    core.revision, core.content_status = 1, laid["state"]
    parts.running_lines(page, f"{laid['title']}  ·  {laid['stamp'] or laid['state']}", laid["star"])


def _title(page: Any, laid: Laid) -> None:
    if laid["stamp"]:
        page.add_paragraph(laid["stamp"], style="Stamp")
    page.add_paragraph(laid["title"], style="Title")
    if laid["subtitle"]:
        page.add_paragraph(laid["subtitle"], style="Subtitle")
    for name, value in laid["facts"]:
        line = parts.set_style(page.add_paragraph(), "Facts")
        line.add_run(f"{name}: ").bold = True
        line.add_run(value)


def _headings(laid: Laid) -> list[tuple[int, str]]:
    own = [(part["level"], f"{part['number']}  {part['title']}".strip()) for part in laid["sections"]]
    ends = [(1, laid["words"][key]) for key in ("figure_tables", "notes", "references") if laid[key]]
    return [*own, *ends]


def _blocks(page: Any, blocks: Iterable[Laid], drawer: PictureDrawer, wording: ReportWording) -> None:
    for block in blocks:
        _block(page, block, drawer, wording)


def _block(page: Any, block: Laid, drawer: PictureDrawer, wording: ReportWording) -> None:
    match block["kind"]:
        case "paragraph":
            _sentence(page.add_paragraph(), block)
        case "bullets":
            for entry in block["entries"]:
                _sentence(parts.set_style(page.add_paragraph(), "List Bullet"), entry)
        case "table":
            _table(page, block)
        case "picture":
            _picture(page, block, drawer, wording)
        case "question":
            parts.heading(page, f"{block['number']}  {block['text']}".strip(), block["level"], listed=False)
            _blocks(page, block["blocks"], drawer, wording)
        case "none":
            page.add_paragraph(block["text"], style="Soft")
        case "narrative":
            _narrative(page, block)


def _narrative(page: Any, block: Laid) -> None:
    for piece in block["paragraphs"]:
        paragraph = parts.set_style(page.add_paragraph(), "Narrative")
        parts.set_direction(paragraph, piece["rtl"])
        _text(paragraph, piece["text"])
    if block["by"]:
        page.add_paragraph(block["by"], style="Soft")


def _sentence(paragraph: Any, part: Laid) -> None:
    parts.set_direction(paragraph, part["rtl"])
    for run in part["runs"]:
        _text(paragraph, run["text"], bold=run["strong"])
        _marks(paragraph, run["marks"])


def _text(paragraph: Any, text: str, *, bold: bool = False) -> None:
    """Right-to-left stretches become runs of their own, flagged so that word processors set them right."""
    for piece, right_to_left in by_direction(text):
        run = paragraph.add_run(piece)
        run.bold = bold or None
        if right_to_left:
            parts.flag_right_to_left(run)


def _marks(paragraph: Any, marks: Sequence[Sequence[int]]) -> None:
    if not marks:
        return
    parts.raised(paragraph, "[")
    for place, pair in enumerate(marks):
        if place:
            parts.raised(paragraph, ", ")
        parts.raised_link(paragraph, stretch_text(pair), f"ref_{pair[0]}")
    parts.raised(paragraph, "]")


def _table(page: Any, block: Laid) -> None:
    parts.caption(page, block["label"], block["caption"])
    table = parts.empty_table(page, len(block["rows"]) + 1, [column["share"] for column in block["columns"]], _PAGE_MM)
    alignments = [column["end"] for column in block["columns"]]
    # python-docx finds each cell anew by searching; taking the cells once keeps long tables fast
    cells = [row.cells for row in table.rows]
    for cell, column in zip(cells[0], block["columns"], strict=True):
        parts.cell_paragraph(cell, column["end"]).add_run(column["title"]).bold = True
    parts.repeat_header(table.rows[0])
    for row, laid_row in zip(cells[1:], block["rows"], strict=True):
        for cell, laid_cell, end in zip(row, laid_row, alignments, strict=True):
            paragraph = parts.cell_paragraph(cell, end)
            parts.set_direction(paragraph, laid_cell["rtl"])
            _text(paragraph, laid_cell["text"])
            if laid_cell["letter"]:
                parts.raised(paragraph, laid_cell["letter"])
            _marks(paragraph, laid_cell["marks"])
    for note in block["notes"]:
        paragraph = parts.set_style(page.add_paragraph(), "Note")
        if note["letter"]:
            parts.raised(paragraph, f"{note['letter']} ")
        _text(paragraph, note["text"])
    parts.set_style(page.add_paragraph(), "Note")


def _picture(page: Any, block: Laid, drawer: PictureDrawer, wording: ReportWording) -> None:
    _marks(parts.caption(page, block["label"], block["caption"]), block["marks"])
    drawn = drawer.png(block["spec"], width=_WIDTH, scale=2.0, locale=wording.lang)
    parts.picture(page, drawn, block["alt"], block["key"], _PAGE_MM)
    below = " ".join(text for text in (block["note"], block["see"]) if text)
    if below:
        page.add_paragraph(below, style="Note")


def _end_matter(page: Any, laid: Laid, drawer: PictureDrawer, wording: ReportWording) -> None:
    words = laid["words"]
    if laid["figure_tables"]:
        parts.heading(page, words["figure_tables"], 1)
        _blocks(page, laid["figure_tables"], drawer, wording)
    if laid["notes"]:
        parts.heading(page, words["notes"], 1)
        for note in laid["notes"]:
            page.add_paragraph(note)
    if laid["references"]:
        parts.heading(page, words["references"], 1)
        page.add_paragraph(words["references_lead"], style="Soft")
        for entry in laid["references"]:
            _reference(page, entry)


def _reference(page: Any, entry: Laid) -> None:
    paragraph = parts.set_style(page.add_paragraph(), "Reference")
    parts.bookmarked(paragraph, f"{entry['n']}.", f"ref_{entry['n']}", entry["n"])
    paragraph.add_run("\t")
    paragraph.add_run(entry["label"]).bold = True
    _text(paragraph, f"  {entry['text']}")
    origin = "  ·  ".join(text for text in (entry["source"], entry["permalink"]) if text)
    if origin:
        paragraph.add_run().add_break()
        paragraph.add_run(origin)
