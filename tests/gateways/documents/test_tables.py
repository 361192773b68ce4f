"""Tables read back from CSV and XLSX: numbers stay numbers, text never becomes a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.documents.csv_ import write_csv
from fener.gateways.documents.xlsx import write_table
from fener.terms.reporting import Cell, Column, Reference, Table

COLUMNS = (Column("t", "Territory", hxl="#adm1+name"), Column("n", "Persons", "number", "#affected"))
REFERENCES = {"O-1": Reference("O-1", "Invented statement", "T23 §1 p. 2", "/observations/O-1/")}


def table(*rows: tuple[Cell, ...]) -> Table:
    return Table("k", "Invented", COLUMNS, rows)


def as_csv(given_table: Table, hxl: bool = False) -> list[list[str]]:
    stream = io.BytesIO()
    write_csv(given_table, stream, hxl)
    return list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))


def as_xlsx(given_table: Table, hxl: bool = False) -> openpyxl.Workbook:
    stream = io.BytesIO()
    write_table(given_table, stream, references=REFERENCES, hxl=hxl)
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def test_csv_tells_empty_withheld_zero_and_negative_apart() -> None:
    rows = as_csv(
        table(
            (Cell("Kosovo*"), Cell(None)), (Cell("Šid"), Cell(4, suppressed=True)), (Cell("x"), Cell(0)),
            (Cell("y"), Cell(Decimal("-1.50"))), (Cell("z"), Cell(1.5)),
        ),
        hxl=True,
    )  # fmt: skip
    assert rows[0] == ["Territory", "Persons"] and rows[1] == ["#adm1+name", "#affected"]
    assert [row[1] for row in rows[2:]] == ["", "(s)", "0", "-1.50", "1.5"]


def test_csv_byte_order_mark_is_a_choice() -> None:
    with_mark, without = io.BytesIO(), io.BytesIO()
    write_csv(table(), with_mark, bom=True)
    write_csv(table(), without)
    assert with_mark.getvalue() == b"\xef\xbb\xbf" + without.getvalue()


@given(st.text(max_size=20) | st.text("=+-@\t\r\n|%'\"a", max_size=8))
def test_no_csv_text_can_start_a_formula(text: str) -> None:
    (said,) = [row[0] for row in as_csv(table((Cell(text), Cell(1))))[1:]]
    assert not said.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
    | st.sampled_from(["=1+1", "+1", "-1", "@a", "{=A1}", "http://x"])
)
def test_no_xlsx_text_becomes_a_formula_or_a_link(text: str) -> None:
    cell = as_xlsx(table((Cell(text), Cell(1)))).worksheets[0]["A2"]
    assert cell.data_type != "f" and cell.hyperlink is None


def test_xlsx_numbers_stay_numbers_titles_are_frozen_and_sources_are_named() -> None:
    book = as_xlsx(
        table((Cell("A"), Cell(Decimal("2.5"), ("O-1", "O-9"))), (Cell("B"), Cell(7, suppressed=True))), hxl=True
    )
    sheet, sources = book.worksheets
    assert sheet["B3"].value == 2.5 and sheet["B4"].value == "(s)" and sheet.freeze_panes == "A3"
    assert sheet["A2"].value == "#adm1+name" and sources.title == "Sources"
    assert [cell.value for cell in sources[2]][:6] == [
        "1",
        "Persons",
        "O-1",
        "Invented statement",
        "T23 §1 p. 2",
        "/observations/O-1/",
    ]
    assert sources["C3"].value == "O-9"


def test_the_same_table_gives_the_same_xlsx() -> None:
    streams = io.BytesIO(), io.BytesIO()
    for stream in streams:
        write_table(table((Cell("A"), Cell(1))), stream)
    assert streams[0].getvalue() == streams[1].getvalue()
