"""Frontex's workbook: finding the table, months, gaps, totals."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from fener.gateways.figures import frontex, route_totals
from fener.gateways.figures.months import month_of
from fener.gateways.figures.reading import Reading
from fener.terms.dates import Period
from fener.terms.errors import FenerError

ROW = ("Western Balkan Route", "Land", "Afghanistan", 5, 0, 1200)


def read(content: bytes, name: str = "Monthly_detections_of_IBC_2026_09_02.xlsx") -> Reading:
    return frontex.read(io.BytesIO(content), name=name)


def test_it_reads_the_sheet_wherever_its_table_stands(detections: Callable[..., bytes]) -> None:
    reading = read(detections(ROW))
    first, second = reading.figures
    assert first.key == "FRONTEX-IBC:western_balkans:land:Afghanistan:2009-01"
    assert (first.measure, first.unit, first.value) == ("detected_irregular_crossings", "detections", Decimal(5))
    assert (first.route, first.territory, first.nationality) == ("western_balkans", "WB", "AF")
    assert (first.breakdown, first.period) == ({"border": "land"}, Period.parse("2009-01"))
    assert first.reported_as == "Western Balkan Route | Land | Afghanistan"
    assert second.period == Period.parse("2009-03"), "zero makes no figure"
    assert reading.vintage == date(2026, 9, 2)
    assert reading.rows_read == 1


@pytest.mark.parametrize(
    ("cell", "value", "qualifier", "flag"),
    [
        (7, 7, "exactly", ""), ("1,234", 1234, "exactly", ""), ("1 234", 1234, "exactly", ""), (12.0, 12, "exactly", ""),
        ("<5", 5, "under", ""), ("120 (p)", 120, "exactly", "p"), ("15*", 15, "exactly", "*"),
        (None, None, "exactly", ""), ("-", None, "exactly", ""), ("*", None, "exactly", "redacted"), (":", None, "exactly", ""),
    ],
)  # fmt: skip
def test_a_cell(detections: Callable[..., bytes], cell: object, value: int | None, qualifier: str, flag: str) -> None:
    [figure] = read(detections((*ROW[:3], cell, 0, 0))).figures
    assert (figure.value, figure.qualifier, figure.flag) == (value, qualifier, flag)
    assert figure.missing == (value is None), "a blank is a gap, not zero"


@pytest.mark.parametrize(
    ("cell", "number"),
    [("many", "FEN-2204"), (1.5, "FEN-2204"), (True, "FEN-2204"), (-3, "FEN-2205"), ("=A1", "FEN-2204")],
)
def test_a_bad_cell_costs_only_itself(detections: Callable[..., bytes], cell: object, number: str) -> None:
    reading = read(detections((*ROW[:3], 4, str(cell) if cell == "=A1" else cell, 6)))
    if cell == "=A1":
        assert not reading.rejected, "a formula without a stored value is a gap"
        return
    assert [figure.value for figure in reading.figures] == [4, 6]
    assert [(fault.row, fault.column, fault.number) for fault in reading.rejected] == [(3, "FEB2009", number)]


@pytest.mark.parametrize(
    "title",
    [
        "JAN2009",
        "Jan-09",
        "JAN 2009",
        "January 2009",
        "2009-01",
        "01/2009",
        "2009-01-01",
        datetime(2009, 1, 1),
        39814,
        "jan. 2009",
    ],
)
def test_month_titles(title: object) -> None:
    assert month_of(title) == Period.parse("2009-01")


@pytest.mark.parametrize(
    "title", ["Total", "", None, "MAR", 12, 2009, "2009", "13/2009", "JAN1909", True, 1e300, float("inf"), float("nan")]
)
def test_titles_that_are_no_months(title: object) -> None:
    assert month_of(title) is None


def test_nationalities_are_codes_and_unlisted_ones_are_said(detections: Callable[..., bytes]) -> None:
    names = (
        "Kosovo*",
        "Türkiye",
        "Congo, Democratic Republic of",
        "Unspecified sub-Saharan nationals",
        "Atlantis",
        "Atlantis",
    )
    reading = read(detections(*((f"Route {at}", "Sea", name, 1, 0, 0) for at, name in enumerate(names))))
    assert [figure.nationality for figure in reading.figures] == ["XK", "TR", "CD", "UNKNOWN", "UNKNOWN", "UNKNOWN"]
    assert [(issue.number, issue.raw) for issue in reading.issues] == [("FEN-2216", "Atlantis")]


def test_totals_notes_and_odd_columns_are_left_out_and_said(detections: Callable[..., bytes]) -> None:
    rows = (ROW, ("Total", None, None, 5, 0, 1200), (), ("Data as of 2 September",))
    reading = read(detections(*rows, months=("JAN2009", "FEB2009", "MAR2009", "Sum")))
    assert [(issue.row, issue.number) for issue in reading.issues] == [
        (2, "FEN-2212"),
        (4, "FEN-2217"),
        (6, "FEN-2217"),
    ]
    assert reading.unused == ("Sum",)
    assert len(reading.figures) == 2


def test_totals_of_a_route_keep_to_the_months_there_are(detections: Callable[..., bytes]) -> None:
    rows = (ROW, ("Western Balkan Route", "Land", "Syria", 10, None, 1), ("Other", "Sea", "Syria", 3, 0, 0))
    figures = read(detections(*rows)).figures
    other, total = route_totals(figures)
    assert (total.value, total.period, total.qualifier) == (1216, Period.parse("2009-01", "2009-03"), "at_least")
    assert (total.route, total.territory, total.reported_as) == ("western_balkans", "WB", "Western Balkan Route")
    assert "1 cells were left blank" in total.note
    assert (other.value, other.qualifier) == (3, "exactly")
    assert [figure.value for figure in route_totals(figures, by="month")] == [3, 15, None, 1201]


@pytest.mark.parametrize(
    ("sheets", "number"),
    [
        ([("Detections_of_IBC", [("Something", "else")])], "FEN-2111"),
        ([("Detections_of_IBC", [("Route", "BorderType", "NationalityLong")])], "FEN-2105"),
        ([("Detections_of_IBC", [("Route", "NationalityLong", "JAN2009")])], "FEN-2105"),
        ([("Detections_of_IBC", [("Route", "BorderType", "NationalityLong", "JAN2009", "Jan-09")])], "FEN-2106"),
        ([("Detections_of_IBC", [("Route", "BorderType", "NationalityLong", "JAN2009")])], "FEN-2112"),
        ([("Sheet1", [("Main ID", "Incident ID", "No. dead")])], "FEN-2104"),
    ],
)
def test_other_workbooks_are_refused(workbook: Callable[..., bytes], sheets: list[object], number: str) -> None:
    with pytest.raises(FenerError) as refused:
        read(workbook(*sheets))
    assert refused.value.number == number
    assert refused.value.remedy


def _with_part(content: bytes, name: str, text: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def test_entities_and_bombs_are_refused(detections: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    content = detections(ROW)
    with pytest.raises(FenerError) as entities:
        read(
            _with_part(
                content,
                "xl/theme/other.xml",
                b"<?xml version='1.0'?>" + b" " * 3_000_000 + b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
            )
        )
    assert entities.value.number == "FEN-2113"
    monkeypatch.setattr("fener.gateways.figures.workbook.UNPACKED_LIMIT", 1000)
    with pytest.raises(FenerError) as bomb:
        read(content)
    assert bomb.value.number == "FEN-2107"


def test_damaged_workbooks_are_refused(detections: Callable[..., bytes]) -> None:
    content = detections(ROW)
    for damaged in (content[:-200], content[:300], content.replace(b"PK\x05\x06", b"PK\x05\x07")):
        with pytest.raises(FenerError) as refused:
            read(damaged)
        assert refused.value.number in {"FEN-2102", "FEN-2110"}
