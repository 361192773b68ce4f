"""The WordprocessingML that python-docx has no words for: fields, bookmarks, links, directions, styles."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

_INK, _SOFT, _ACCENT = RGBColor(0x1D, 0x2A, 0x35), RGBColor(0x52, 0x60, 0x6D), RGBColor(0x14, 0x60, 0x9B)
_FONT = "Noto Sans"


def new_document(language: str) -> Any:
    """An empty A4 document with the report's styles."""
    page = docx.Document()
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(25), Mm(25)
    styles = page.styles
    normal = styles["Normal"]
    _look(normal, 10, _INK)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = 1.15
    _language(normal, language)
    for name, size, before in (
        ("Title", 25, 90),
        ("Heading 1", 15, 22),
        ("Heading 2", 12, 16),
        ("Heading 3", 10.5, 13),
    ):
        _look(styles[name], size, _INK, bold=True, before=before)
    for name in ("Heading 4", "Heading 5", "Heading 6"):
        _look(styles[name], 10, _INK, bold=True, before=11)
    _look(styles["Subtitle"], 13, _SOFT)
    _look(styles["Caption"], 9, _INK, before=12)
    styles["Caption"].paragraph_format.keep_with_next = True
    _own_styles(styles)
    return page


def _own_styles(styles: Any) -> None:
    for name, size, colour in (
        ("Stamp", 11, RGBColor(0xB3, 0x26, 0x1E)),
        ("Facts", 10, _INK),
        ("Soft", 9.5, _SOFT),
        ("Narrative", 10, _INK),
        ("Note", 8, _SOFT),
        ("Reference", 8, _INK),
        ("Table Text", 8.5, _INK),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _look(style, size, colour, bold=name == "Stamp")
        style.paragraph_format.space_after = Pt(2 if name in ("Note", "Table Text", "Facts") else 6)
    styles["Soft"].font.italic = True
    styles["Narrative"].paragraph_format.left_indent = Mm(5)
    styles["Reference"].paragraph_format.left_indent = Mm(11)
    styles["Reference"].paragraph_format.first_line_indent = Mm(-11)
    styles["Reference"].paragraph_format.tab_stops.add_tab_stop(Mm(11))
    styles["Table Text"].paragraph_format.space_after = Pt(0)


def _look(style: Any, size: float, colour: Any, *, bold: bool = False, before: float | None = None) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), bold, False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), "Noto Sans Arabic")
    if before is not None:
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.keep_with_next = True


def _language(style: Any, language: str) -> None:
    properties = style.element.get_or_add_rPr()
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), language)
    mark.set(qn("w:bidi"), "ar")
    properties.append(mark)


def heading(page: Any, text: str, level: int, *, listed: bool = True) -> Any:
    """A real heading; ``listed`` False keeps a guiding question out of the table of contents (levels 1–3)."""
    paragraph = page.add_paragraph(text, style=f"Heading {min(level if listed else max(level, 4), 6)}")
    if not listed:
        paragraph.runs[0].font.color.rgb = _ACCENT
    return paragraph


def contents_field(page: Any, title: str, headings: Sequence[tuple[int, str]]) -> None:
    """A table of contents field with the headings already in it; the word processor adds the page numbers on update."""
    page.add_page_break()
    page.add_paragraph().add_run(title).font.size = Pt(15)
    paragraph = page.add_paragraph(style="Facts")
    _field_mark(paragraph, "begin", dirty=True)
    _instruction(paragraph, ' TOC \\o "1-3" \\h \\z \\u ')
    _field_mark(paragraph, "separate")
    for place, (level, text) in enumerate(headings):
        if place:
            paragraph = page.add_paragraph(style="Facts")
        paragraph.paragraph_format.left_indent = Mm(6 * (min(level, 3) - 1))
        paragraph.add_run(text)
    _field_mark(paragraph, "end")
    page.add_page_break()


def _field_mark(paragraph: Any, kind: str, *, dirty: bool = False) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    if dirty:
        mark.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(mark)


def _instruction(paragraph: Any, code: str) -> None:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    paragraph.add_run()._r.append(instruction)


def _field(paragraph: Any, code: str, shown: str) -> None:
    _field_mark(paragraph, "begin")
    _instruction(paragraph, f" {code} ")
    _field_mark(paragraph, "separate")
    paragraph.add_run(shown)
    _field_mark(paragraph, "end")


def caption(page: Any, label: str, text: str) -> Any:
    """``Table 3  Caption`` with the number as a sequence field, so that editors can insert another before it."""
    word, _, number = label.rpartition(" ")
    paragraph = page.add_paragraph(style="Caption")
    paragraph.add_run(f"{word} ").bold = True
    _field(paragraph, f"SEQ {word} \\* ARABIC", number)
    paragraph.add_run(f"  {text}")
    return paragraph


def running_lines(page: Any, header: str, footnote: str) -> None:
    """Header with title and state; footer with the designation's note and page n / N."""
    section = page.sections[0]
    top = section.header.paragraphs[0]
    top.style = page.styles["Note"]
    top.add_run(header)
    bottom = section.footer.paragraphs[0]
    bottom.style = page.styles["Note"]
    if footnote:
        bottom.add_run(footnote)
        bottom = section.footer.add_paragraph(style="Note")
    bottom.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(bottom, "PAGE", "1")
    bottom.add_run(" / ")
    _field(bottom, "NUMPAGES", "1")


def empty_table(page: Any, rows: int, shares: Sequence[float], width_mm: float) -> Any:
    """A ruled table of the page's width; columns by share."""
    table = page.add_table(rows=rows, cols=len(shares), style="Table Grid")
    table.autofit = False
    whole = sum(shares)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(width_mm * share / whole)
    _hair_lines(table)
    return table


def _hair_lines(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        drawn = side in ("top", "bottom", "insideH")
        line.set(qn("w:val"), "single" if drawn else "nil")
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), "C3CCD4")
        borders.append(line)
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)  # the schema wants the borders before the layout


def repeat_header(row: Any) -> None:
    """The row stands again on every page the table runs over."""
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def set_style(paragraph: Any, name: str) -> Any:
    """The paragraph in one of this document's own styles.

    By its id: python-docx's lookup by name walks all styles each time, which cost half of a long report.
    """
    paragraph._p.style = name.replace(" ", "")
    return paragraph


def cell_paragraph(cell: Any, end: bool) -> Any:
    """The cell's own paragraph in table text, numbers set to the end of the line."""
    paragraph = cell.paragraphs[0]
    set_style(paragraph, "Table Text")
    if end:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return paragraph


def picture(page: Any, png: bytes, alt: str, name: str, width_mm: float) -> None:
    """A picture of the page's width with its text alternative."""
    paragraph = page.add_paragraph()
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width_mm))
    properties = shape._inline.docPr
    properties.set("descr", alt)
    properties.set("name", name)


def set_direction(paragraph: Any, right_to_left: bool) -> None:
    """Flags a paragraph that begins right to left."""
    if right_to_left:
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
            "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap",
            "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
        )  # fmt: skip


def flag_right_to_left(run: Any) -> None:
    """Flags a run of right-to-left script."""
    run.font.rtl = True


def raised(paragraph: Any, text: str) -> None:
    """Superscript text."""
    paragraph.add_run(text).font.superscript = True


def raised_link(paragraph: Any, text: str, bookmark: str) -> None:
    """Superscript text that leads to a bookmark."""
    run = paragraph.add_run(text)
    run.font.superscript = True
    run.font.color.rgb = _ACCENT
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    link.set(qn("w:history"), "1")
    run._r.addprevious(link)
    link.append(run._r)


def bookmarked(paragraph: Any, text: str, name: str, number: int) -> None:
    """Text that links can lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.append(start)
    paragraph.add_run(text)
    paragraph._p.append(end)
