"""Reports read back from what was written."""

from __future__ import annotations

import dataclasses
import io
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fener.gateways.documents.atomic import replacing
from fener.gateways.documents.docx import docx_bytes
from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.html import html_text
from fener.gateways.documents.pdf import pdf_bytes
from fener.gateways.documents.pictures import Press
from fener.gateways.documents.write import write_report
from fener.terms.errors import SetUpFault, UnknownTerm
from fener.terms.reporting import Paragraph, ReportDocument, Run, Section
from tests.gateways.documents.sample import ALBANIAN, ARABIC, CYRILLIC, INJECTION, sample_report


def short(text: str) -> ReportDocument:
    """One paragraph and nothing else."""
    report = sample_report(state="published")
    return dataclasses.replace(report, sections=(Section("1", "S", (Paragraph((Run(text),)),)),), footnotes=())


@pytest.fixture(scope="module")
def pdf(press: Press) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_bytes(sample_report(), press)))


def test_the_pdf_is_tagged_titled_and_follows_the_accessibility_standard(pdf: pypdf.PdfReader) -> None:
    assert pdf.metadata is not None and pdf.metadata.title == sample_report().title
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_the_pdf_has_every_script_the_injection_as_text_and_page_numbers(pdf: pypdf.PdfReader) -> None:
    pages = [page.extract_text() for page in pdf.pages]
    squeezed = "".join("".join(pages).split())
    for text in (CYRILLIC, ALBANIAN, INJECTION.removeprefix("#")):
        assert "".join(text.split()) in squeezed
    assert f"2 / {len(pages)}" in pages[1]


def test_table_heads_come_again_on_each_page_and_the_designation_note_stands_at_its_foot(pdf: pypdf.PdfReader) -> None:
    pages = [page.extract_text() for page in pdf.pages]
    assert sum("Meansofcrossing" in "".join(page.split()) for page in pages) >= 3
    for page in pages:
        if "Kosovo*" in page.replace("Kosovo* and neighbours", "", 1):
            assert "without prejudice" in page


def test_arabic_letters_are_read_back(press: Press) -> None:
    """Readers differ in the order they give right-to-left text back in, but every letter has to be there."""
    read = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_bytes(short(ARABIC), press))).pages)
    assert set(ARABIC) <= set(read)


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html"])
def test_the_same_document_gives_the_same_bytes(suffix: str, press: Press, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_report(sample_report(table_rows=12), tmp_path / f"{name}{suffix}", press)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.text("#$@*_`\\[]{}()<>=-+/\"'", max_size=60))
def test_no_text_is_read_as_code_in_pdf(press: Press, text: str) -> None:
    """Whatever is written compiles, on the one page it has; a letter without a glyph must not stop the report."""
    assert pdf_bytes(short(text), press).startswith(b"%PDF-")


def test_typst_code_in_text_is_printed_not_run(press: Press) -> None:
    code = '#pagebreak() #panic("x") #read("/etc/passwd") $ sum $ = Heading'
    read = pypdf.PdfReader(io.BytesIO(pdf_bytes(short(code), press)))
    assert len(read.pages) == 3 and "".join(code.split()) in "".join(read.pages[2].extract_text().split())


class Seen(HTMLParser):
    """Collects what the tests ask about."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def page(press: Press) -> Seen:
    seen = Seen()
    seen.feed(html_text(sample_report(), press.drawer))
    return seen


def test_html_asks_for_nothing_and_runs_nothing(page: Seen) -> None:
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "image", "form"}
    addresses = [
        value for _, attrs in page.tags for name, value in attrs.items() if name in ("href", "src", "xlink:href")
    ]
    assert addresses and all(str(address).startswith("#") for address in addresses)
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_html_ids_are_unique_and_every_link_arrives(page: Seen) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {str(attrs["href"])[1:] for tag, attrs in page.tags if tag == "a"} <= set(ids)


def test_html_charts_have_names_and_tables_have_scopes(page: Seen) -> None:
    charts = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert len(charts) == 6 and all(chart["role"] == "img" and chart["aria-labelledby"] for chart in charts)
    assert {attrs.get("scope") for tag, attrs in page.tags if tag == "th"} == {"col", "row"}


def test_html_shows_injected_markup_as_text_and_keeps_ids(page: Seen) -> None:
    assert INJECTION in "".join(page.words)
    assert any(attrs.get("data-ids") == "O-T-001 O-T-002 O-T-003 O-T-007" for _, attrs in page.tags)
    assert any(tag == "bdi" and attrs["dir"] == "rtl" for tag, attrs in page.tags)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("<>&\"'/ abc\n", max_size=40))
def test_no_text_becomes_an_element(press: Press, text: str) -> None:
    seen, plain_page = Seen(), Seen()
    seen.feed(html_text(short(text), press.drawer))
    plain_page.feed(html_text(short("a"), press.drawer))
    assert [tag for tag, _ in seen.tags] == [tag for tag, _ in plain_page.tags]


def test_docx_has_headings_repeated_heads_alternatives_and_right_to_left_runs(press: Press) -> None:
    read = docx.Document(io.BytesIO(docx_bytes(sample_report(), press.drawer)))
    headings = [paragraph.text for paragraph in read.paragraphs if paragraph.style.name == "Heading 1"]  # type: ignore[union-attr]
    assert headings[0] == "1  Summary" and headings[-1] == "References"
    xml = read.element.xml
    assert xml.count("<w:tblHeader") == len(read.tables) and xml.count("<w:rtl") > 10 and "<w:bidi/>" in xml
    assert "TOC \\o" in xml and "SEQ Figure" in xml
    assert all(shape._inline.docPr.get("descr") for shape in read.inline_shapes) and len(read.inline_shapes) == 6
    assert INJECTION in "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert read.core_properties.title == sample_report().title


def test_docx_links_lead_to_bookmarks(press: Press) -> None:
    body = docx.Document(io.BytesIO(docx_bytes(sample_report(table_rows=3), press.drawer))).element
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    anchors = {link.get(f"{space}anchor") for link in body.iter(f"{space}hyperlink")}
    assert anchors <= {mark.get(f"{space}name") for mark in body.iter(f"{space}bookmarkStart")} and anchors


def test_another_ending_is_refused(press: Press, tmp_path: Path) -> None:
    with pytest.raises(UnknownTerm, match="FEN-3150"):
        write_report(short("x"), tmp_path / "r.odt", press)


def test_a_full_disk_leaves_the_old_file_and_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "r.html"
    kept.write_text("old")
    monkeypatch.setattr("os.fsync", _no_space)
    with pytest.raises(SetUpFault, match="FEN-9150"), replacing(kept) as stream:
        stream.write(b"new")
    assert kept.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["r.html"]


def _no_space(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_an_error_inside_leaves_the_old_file(tmp_path: Path) -> None:
    kept = tmp_path / "r.html"
    kept.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(kept):
        _ = 1 // 0
    assert kept.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["r.html"]


def test_a_missing_folder_is_a_numbered_error(tmp_path: Path) -> None:
    with pytest.raises(SetUpFault, match="FEN-9150"), replacing(tmp_path / "absent" / "r.html") as stream:
        stream.write(b"x")


def test_absent_fonts_name_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SetUpFault, match="make install"):
        AssetFolder(tmp_path).font_paths()


def test_a_word_without_a_place_to_break_stays_on_the_page_and_is_copied_whole(press: Press) -> None:
    word = "0123456789abcdef" * 12
    page = pypdf.PdfReader(io.BytesIO(pdf_bytes(short(word), press))).pages[2]
    lines = [line for line in page.extract_text().splitlines() if set(line) <= set(word) and len(line) > 20]
    assert len(lines) >= 2 and "".join(lines)[:100] == word[:100]
