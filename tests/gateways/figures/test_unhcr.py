"""UNHCR: persons and cases, stages, Serbia with Kosovo*, stocks and flows."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fener.gateways.figures import unhcr
from fener.gateways.figures.reading import Reading
from fener.terms.dates import Period

HEADER = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,procedure_type,app_type,dec_level,app_pc,applied"
ROW = "2007.0,Afghanistan,AFG,AFG,Greece,GRE,GRC,G,N,FI,P,30.0"
FLOWS = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,refugee_like,oip"


def read(*lines: str) -> Reading:
    return unhcr.read(io.BytesIO("\n".join(lines).encode()), name="asylum.csv")


def test_an_application_row() -> None:
    [figure] = read(HEADER, ROW).figures
    assert (figure.measure, figure.unit, figure.value) == ("asylum_applications", "persons", 30)
    assert (figure.territory, figure.nationality, figure.period) == ("GR", "AF", Period.year(2007))
    assert figure.breakdown == {
        "counting": "new", "procedure_type": "G", "app_type": "N", "dec_level": "FI", "coo_iso": "AFG", "coa_iso": "GRC",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("app_type", "dec_level", "counting"),
    [
        ("N", "FI", "new"), ("N", "FA", "new"), ("N", "AR", "again"), ("N", "JR", "again"), ("A", "AR", "again"),
        ("R", "RA", "again"), ("J", "JR", "again"), ("RA", "FI", "again"), ("NR", "FA", "mixed"), ("V", "FI", "mixed"),
        ("NA", "FA", "mixed"), ("", "", "not stated"),
    ],
)  # fmt: skip
def test_which_stages_count_people_again(app_type: str, dec_level: str, counting: str) -> None:
    [figure] = read(HEADER, ROW.replace("G,N,FI", f"G,{app_type},{dec_level}")).figures
    assert figure.breakdown["counting"] == counting


@pytest.mark.parametrize(
    ("before", "after", "field", "value"),
    [
        ("FI,P", "FI,C", "unit", "cases"),
        ("FI,P", "FI,Persons", "unit", "persons"),
        ("Greece,GRE,GRC", "Serbia and Kosovo: S/RES/1244 (1999),SRB,SRB", "territory", "SRB-XK"),
        ("Afghanistan,AFG,AFG", "Serbia and Kosovo: S/RES/1244 (1999),SRB,SRB", "nationality", "SRB-XK"),
        ("Afghanistan,AFG,AFG", "Unknown,UKN,UNK", "nationality", "UNKNOWN"),
        ("Afghanistan,AFG,AFG", "Stateless,STA,XXA", "nationality", "XXA"),
        ("Afghanistan,AFG,AFG", "Palestinian,GAZ,PSE", "nationality", "PS"),
        ("Afghanistan,AFG,AFG", "-,-,-", "nationality", ""),
        ("Greece,GRE,GRC", "Atlantis,ATL,ATL", "territory", "ZZ"),
        ("30.0", "*", "flag", "redacted"),
        ("30.0", "", "missing", True),
        ("30.0", "5.0", "note", "UNHCR publishes no number below 5: this may stand for one to five"),
    ],
)
def test_traps(before: str, after: str, field: str, value: object) -> None:
    reading = read(HEADER, ROW.replace(before, after))
    assert not reading.rejected
    assert getattr(reading.figures[0], field) == value


def test_a_territory_outside_the_list_keeps_its_name() -> None:
    [figure] = read(HEADER, ROW.replace("Greece,GRE,GRC", "Atlantis,ATL,ATL")).figures
    assert figure.breakdown["territory_name"] == "Atlantis"


@pytest.mark.parametrize(
    ("row", "number", "column"),
    [
        (ROW.replace("2007.0", "last year"), "FEN-2207", "year"),
        (ROW.replace("30.0", "many"), "FEN-2204", "applied"),
        (ROW.replace("30.0", "-30"), "FEN-2205", "applied"),
        (ROW.replace("FI,P", "FI,X"), "FEN-2214", "app_pc"),
        (ROW, "FEN-2209", ""),
    ],
)
def test_what_is_rejected(row: str, number: str, column: str) -> None:
    reading = read(HEADER, ROW, row)
    assert len(reading.figures) == 1
    assert [(fault.row, fault.number, fault.column) for fault in reading.rejected] == [(3, number, column)]


def test_flows_make_a_figure_for_each_filled_cell() -> None:
    reading = read(FLOWS, "1999.0,Albania,ALB,ALB,Greece,GRE,GRC,440.0,,7.0,*")
    assert [(figure.measure, figure.value, figure.flag) for figure in reading.figures] == [
        ("refugees", 440, ""), ("refugee_like", 7, ""), ("other_in_need_of_protection", None, "redacted"),
    ]  # fmt: skip
    assert {figure.breakdown["counting"] for figure in reading.figures} == {"flow"}


def test_stocks_are_told_from_flows() -> None:
    header = (
        "Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),"
        "Refugees under UNHCR's mandate,Asylum-seekers,IDPs of concern to UNHCR,Others of concern"
    )
    reading = read(header, "2020,Albania,ALB,Greece,GRC,12,0,3,4")
    assert {figure.measure: figure.value for figure in reading.figures} == {
        "refugees": 12,
        "asylum_seekers": 0,
        "other_of_concern": 4,
    }
    assert {figure.breakdown["counting"] for figure in reading.figures} == {"stock"}
    assert reading.unused == ("IDPs of concern to UNHCR",)


def test_the_real_applications(shared: Callable[[str], Path]) -> None:
    reading = unhcr.read(shared("unhcr/unhcr_asylum_applications_wb_region.csv"))
    assert (reading.rows_read, len(reading.figures), reading.rejected) == (11664, 11664, [])
    assert [issue.raw for issue in reading.issues] == ["Tibetan"]
    assert Counter(figure.unit for figure in reading.figures) == {"persons": 11624, "cases": 40}
    assert "RS" not in {figure.territory for figure in reading.figures}
    new = [
        f
        for f in reading.figures
        if f.territory == "AT" and f.period == Period.year(2015) and f.breakdown["counting"] == "new"
    ]
    assert sum(figure.value or 0 for figure in new) == 85783


def test_the_real_flows(shared: Callable[[str], Path]) -> None:
    reading = unhcr.read(shared("unhcr/unhcr_flows_wb_region.csv"))
    assert (reading.rows_read, len(reading.figures), reading.rejected) == (10949, 11189, [])
    assert Counter(figure.measure for figure in reading.figures) == {
        "asylum_seekers": 10714,
        "refugees": 416,
        "refugee_like": 59,
    }
