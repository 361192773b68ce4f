"""XLSX: one sheet a table, limits told, text never a formula, whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from fener.gateways.answers import ExportRefused, table_layout, write_xlsx, xlsx_file
from fener.terms.errors import SetUpFault

from .sample import ALL, NEW, OLD, OPEN, asked, report, reports, version

LAYOUT = table_layout([NEW, OLD], include_sensitivity=ALL)


def test_every_table_is_a_sheet_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    counts = write_xlsx(path, LAYOUT, reports(20), ["Cycle 2026-1"])
    book = load_workbook(path)
    assert book.sheetnames == ["README", "reports", "site.people", "site.people.phones", "prices", "columns"]
    for table in LAYOUT.tables:
        titles, *rows = book[table.name].iter_rows(values_only=True)
        assert list(titles) == [column.name for column in table.columns]
        assert len(rows) == counts.rows[table.name]
    first = dict(zip(*(row for row in book["reports"].iter_rows(values_only=True, max_row=2)), strict=True))
    assert (first["age"], first["site/where/lat"], first["site/methods"]) == (31, 45.13, "foot rail")
    assert first["remarks"] == '=HYPERLINK("http://example.org")'
    cell = next(
        cell
        for row in book["reports"].iter_rows(min_row=2, max_row=2)
        for cell in row
        if str(cell.value).startswith("=H")
    )
    assert cell.data_type in {"s", "inlineStr"}
    told = [row[0] for row in book["README"].iter_rows(values_only=True)]
    assert "Cycle 2026-1" in told and "- site.people: 40 rows, 5 columns. People" in told


@pytest.mark.parametrize(
    "text",
    [
        "<r><t>x</t></r>",
        "<r></is></c><x/></r>",
        "http://a.org",
        "a\x01b",
        "_x0041_",
        " led",
        "\ud800",
        "0012",
        "{=1+1}",
    ],
)
def test_odd_text_stays_that_text(tmp_path: Path, text: str) -> None:
    write_xlsx(tmp_path / "x.xlsx", LAYOUT, [report(answers={"remarks": text})], [])
    titles, row = load_workbook(tmp_path / "x.xlsx")["reports"].iter_rows(values_only=True)
    assert unescape(str(row[titles.index("remarks")])).rstrip() == text.replace("\ud800", "?")


def test_numbers_a_sheet_cannot_hold_exactly_are_text(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "x.xlsx", LAYOUT, [report(answers={"age": 10**17 + 1, "remarks": float("nan")})], [])
    titles, row = load_workbook(tmp_path / "x.xlsx")["reports"].iter_rows(values_only=True)
    assert (row[titles.index("age")], row[titles.index("remarks")]) == (str(10**17 + 1), "nan")


def test_a_long_text_is_cut_and_told(tmp_path: Path) -> None:
    counts = write_xlsx(tmp_path / "x.xlsx", LAYOUT, [report(answers={"remarks": "é" * 40_000})], [])
    assert len(counts.remarks) == 2 and "Sheet reports, row 2" in counts.remarks[1]
    book = load_workbook(tmp_path / "x.xlsx")
    assert any("1 texts are longer" in str(row[0]) for row in book["README"].iter_rows(values_only=True))
    assert max(len(str(cell)) for row in book["reports"].iter_rows(values_only=True) for cell in row) == 32_767


def test_too_many_rows_are_refused_and_the_old_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(xlsx_file, "MAX_ROWS", 30)
    with pytest.raises(ExportRefused, match="CSV") as refused:
        write_xlsx(path, LAYOUT, reports(20), [])
    assert refused.value.number == "FEN-2586"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_too_many_columns_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    layout = table_layout([version("1", *(asked(f"q{n}", "text") for n in range(16_385)))], include_sensitivity={OPEN})
    with pytest.raises(ExportRefused) as refused:
        write_xlsx(tmp_path / "x.xlsx", layout, [], [])
    assert refused.value.number == "FEN-2585" and not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetUpFault, match="FEN-2587"):
        write_xlsx(tmp_path / "none" / "x.xlsx", LAYOUT, [], [])


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, out = tmp_path / "waiting", tmp_path / "out"
    waiting.mkdir()
    out.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(waiting))
    write_xlsx(out / "x.xlsx", LAYOUT, reports(3), [])
    with pytest.raises(ExportRefused):
        write_xlsx(out / "y.xlsx", LAYOUT, [report(version="9")], [])
    assert list(waiting.iterdir()) == [] and [path.name for path in out.iterdir()] == ["x.xlsx"]


def test_sheet_names_fit_and_differ() -> None:
    tables = ["reports", "Reports", "a" * 40, "a" * 41, "columns", "history", "x[1]:y/z"]
    names = list(xlsx_file.sheet_names(tables).values())
    assert len({name.casefold() for name in names} | {"readme", "columns", "history"}) == len(tables) + 3
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
