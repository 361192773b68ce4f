"""CSV: whole, harmless in a spreadsheet, streaming, and nothing left behind."""

from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.answers import (
    ExportRefused,
    ReportAnswers,
    csv_files,
    stream_csv,
    stream_csv_zip,
    table_layout,
    write_csv_zip,
)
from fener.terms.errors import SetUpFault

from .sample import ALL, FULL, NEW, OLD, report, reports

LAYOUT = table_layout([NEW, OLD], include_sensitivity=ALL)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_zip_holds_every_table_a_codebook_and_a_readme() -> None:
    out = io.BytesIO()
    counts = write_csv_zip(out, LAYOUT, reports(150, is_invented=True), ["Cycle 2026-1. TLP:AMBER. De-identified."])
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {
            "reports.csv", "site.people.csv", "site.people.phones.csv", "prices.csv", "columns.csv", "README.txt",
        }  # fmt: skip
        tables = {name: read(archive.read(name)) for name in archive.namelist() if name.endswith(".csv")}
        readme = archive.read("README.txt").decode()
    assert counts.rows == {"reports": 150, "site.people": 300, "site.people.phones": 300, "prices": 150}
    assert (counts.reports, counts.invented) == (150, 150)
    for name, number in counts.rows.items():
        assert len(tables[f"{name}.csv"]) == number
    parents = {row["row"] for row in tables["site.people.csv"]}
    assert {row["parent_row"] for row in tables["site.people.phones.csv"]} < parents
    assert "TLP:AMBER" in readme and "150 are invented" in readme and "site.people.csv: 300 rows" in readme


def test_the_codebook_has_a_row_for_every_column_and_tables_have_no_hxl_row() -> None:
    out = io.BytesIO()
    write_csv_zip(out, LAYOUT, reports(1), [])
    with zipfile.ZipFile(out) as archive:
        book = read(archive.read("columns.csv"))
        for table in LAYOUT.tables:
            titles, *rows = csv.reader(io.StringIO(archive.read(f"{table.name}.csv").decode()))
            assert [row["column"] for row in book if row["table"] == table.name] == titles
            assert not any(cell.startswith("#") for row in rows for cell in row)
    place = next(row for row in book if row["path"] == "place")
    assert (place["hxl"], place["code_list"], place["sensitivity"]) == ("#loc", "places", "open")
    assert "sid = Šid" in place["choices"]


def test_the_same_reports_give_the_same_bytes() -> None:
    made = [b"".join(stream_csv_zip(LAYOUT, reports(70), ["x"])) for _ in range(2)]
    out = io.BytesIO()
    write_csv_zip(out, LAYOUT, reports(70), ["x"])
    assert made[0] == made[1] == out.getvalue()


def test_a_mark_for_excel_stands_before_each_csv_when_asked() -> None:
    out = io.BytesIO()
    write_csv_zip(out, LAYOUT, reports(1), [], bom=True)
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            assert archive.read(name).startswith(b"\xef\xbb\xbf") == name.endswith(".csv")


@pytest.mark.parametrize("text", ["=1+1", "+381", "-2", "@x", "\tx", "\rx", "\nx", "＝1", "|x", "%x"])
def test_text_that_begins_like_a_formula_is_guarded(text: str) -> None:
    (row,) = read(b"".join(stream_csv(LAYOUT, "reports", [report(answers={"remarks": text})])))
    assert row["remarks"] == f"'{text}"


def test_numbers_stay_numbers() -> None:
    answers = {"age": -3, "site": {"where": {"lat": -1.5, "lon": -70.25}}}
    (row,) = read(b"".join(stream_csv(LAYOUT, "reports", [report(answers=answers)])))
    assert (row["age"], row["site/where/lat"], row["site/where/lon"]) == ("-3", "-1.5", "-70.25")


@given(st.lists(st.text(), max_size=5))
def test_any_text_comes_back_and_no_cell_begins_like_a_formula(texts: list[str]) -> None:
    held = [report(number, {"remarks": text}) for number, text in enumerate(texts)]
    rows = read(b"".join(stream_csv(LAYOUT, "reports", held)))
    assert len(rows) == len(texts)
    for row, text in zip(rows, texts, strict=True):
        assert row["remarks"].removeprefix("'") == text.removeprefix("'")
        assert row["remarks"][:1] not in set("=+-@\t\r\n")


def test_half_a_surrogate_pair_does_not_stop_an_export() -> None:
    assert b"before?after" in b"".join(
        stream_csv(LAYOUT, "reports", [report(answers={"remarks": "before\ud800after"})])
    )


def test_one_table_begins_before_the_first_report_is_read() -> None:
    def never() -> Iterator[ReportAnswers]:
        raise AssertionError("a report was read")
        yield

    assert next(stream_csv(LAYOUT, "prices", never())).startswith(b"report,row,parent_row")


def test_a_table_that_is_not_there_is_refused_before_the_first_byte() -> None:
    with pytest.raises(ExportRefused, match="FEN-2582"):
        stream_csv(LAYOUT, "nothing", [])


def test_an_export_that_failed_cannot_be_opened_as_a_whole_one() -> None:
    out = io.BytesIO()
    with pytest.raises(ExportRefused):
        write_csv_zip(out, LAYOUT, [*reports(200), report(version="9")], [])
    assert out.getvalue()
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(out)


def test_a_full_disk_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, made: object, /) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(csv_files, "_waiting_file", lambda stack: stack.enter_context(Full()))
    with pytest.raises(SetUpFault, match="FEN-2584"):
        write_csv_zip(io.BytesIO(), LAYOUT, reports(1), [])


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(csv_files, "IN_MEMORY", 10)
    seen: list[list[Path]] = []

    def watched() -> Iterator[ReportAnswers]:
        for each in reports(300):
            seen.append(list(tmp_path.iterdir()))
            yield each

    write_csv_zip(io.BytesIO(), LAYOUT, watched(), [])
    stream = stream_csv_zip(LAYOUT, watched(), [])
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert seen and not any(seen), "waiting rows have a name on the disk"
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_number_of_reports() -> None:
    def peak(number: int) -> int:
        class Nowhere(io.RawIOBase):
            def write(self, made: object, /) -> int:
                return len(made)  # type: ignore[arg-type]

        tracemalloc.start()
        write_csv_zip(Nowhere(), LAYOUT, reports(number, answers=FULL), [])  # type: ignore[arg-type]
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(4_000) < peak(400) + 3_000_000  # a repeat's table waits in memory up to a megabyte
