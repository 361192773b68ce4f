"""Eurostat: codes and labels, gaps and flags, the long and the wide form."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fener.gateways.figures import eurostat
from fener.gateways.figures.reading import Reading
from fener.terms.dates import Period
from fener.terms.errors import FenerError

HEADER = "DATAFLOW,LAST UPDATE,freq,reason,apprehen,citizen,sex,age,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"
ROW = "ESTAT:MIGR_EIPRE(1.0),12/04/24 23:00:00,A,IENT,TOTAL,AF,T,TOTAL,PER,EL,2021,30615,b"
LABELS = "ESTAT:MIGR_EIPRE(1.0),,Annual,Illegal entry,Total,Afghanistan,Total,Total,Person,Greece,2021,30615,b"
BOTH = "ESTAT:MIGR_EIPRE(1.0),,A:Annual,IENT:Illegal entry,TOTAL:Total,AF:Afghanistan,T:Total,TOTAL:Total,PER:Person,EL:Greece,2021,30615,b"
WIDE = (
    "freq,reason,apprehen,citizen,sex,age,unit,geo\\TIME_PERIOD\t2020 \t2021 \t2022 \n"
    "A,IENT,TOTAL,TOTAL,T,TOTAL,PER,XK\t: \t120 bp\t: c\n"
)


def read(*lines: str, vintage: date | None = None) -> Reading:
    return eurostat.read(io.BytesIO("\n".join(lines).encode()), name="eurostat.csv", vintage=vintage)


@pytest.mark.parametrize("row", [ROW, LABELS, BOTH])
def test_codes_labels_or_both(row: str) -> None:
    [figure] = read(HEADER, row).figures
    assert (figure.measure, figure.unit, figure.value) == ("illegally_present", "persons", 30615)
    assert (figure.territory, figure.nationality, figure.period) == ("GR", "AF", Period.year(2021))
    assert figure.flag == "b"
    assert set(figure.breakdown) == {"reason", "apprehen", "sex", "age"}


def test_the_file_says_when_it_was_updated() -> None:
    assert read(HEADER, ROW).vintage == date(2024, 4, 12)
    assert read(HEADER, ROW, vintage=date(2024, 5, 1)).vintage == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("before", "after", "field", "value"),
    [
        ("30615,b", ",", "missing", True),
        ("30615,b", ":,c", "missing", True),
        ("30615,b", "0,", "value", 0),
        ("AF,T", "TOTAL,T", "nationality", ""),
        ("AF,T", "UNK,T", "nationality", "UNKNOWN"),
        ("AF,T", "NA,T", "nationality", "NA"),
        ("PER,EL", "PER,XK", "territory", "XK"),
        ("PER,EL", "PER,IS", "territory", "ZZ"),
        ("PER,EL", "PER,EU27_2020", "territory", "ZZ"),
        ("2021", "2021-Q2", "period", Period.parse("2021-04", "2021-06")),
        ("2021", "2021-03", "period", Period.parse("2021-03")),
    ],
)
def test_what_is_understood(before: str, after: str, field: str, value: object) -> None:
    reading = read(HEADER, ROW.replace(before, after))
    assert not reading.rejected
    assert getattr(reading.figures[0], field) == value


def test_the_union_of_27_is_not_the_union_of_28() -> None:
    rows = [
        LABELS.replace("Greece", f"European Union - {words}")
        for words in ("27 countries (from 2020)", "28 countries (2013-2020)")
    ]
    figures = read(HEADER, *rows).figures
    assert [figure.territory for figure in figures] == ["EU", "EU"]
    assert figures[0].breakdown["geo"] != figures[1].breakdown["geo"]


@pytest.mark.parametrize(
    ("row", "number", "column"),
    [
        (ROW.replace("2021", "soon"), "FEN-2207", "TIME_PERIOD"),
        (ROW.replace("30615", "many"), "FEN-2204", "OBS_VALUE"),
        (ROW.replace("30615", "-1"), "FEN-2205", "OBS_VALUE"),
        (ROW.replace("PER", "PC"), "FEN-2214", "unit"),
        (ROW, "FEN-2209", "TIME_PERIOD"),
    ],
)
def test_what_is_rejected(row: str, number: str, column: str) -> None:
    reading = read(HEADER, ROW, row)
    assert len(reading.figures) == 1
    assert [(fault.row, fault.number, fault.column) for fault in reading.rejected] == [(3, number, column)]


@pytest.mark.parametrize(("before", "after", "number"), [(",b", ",q", "FEN-2213"), (",AF,", ",QQ,", "FEN-2216")])
def test_what_is_taken_and_reported(before: str, after: str, number: str) -> None:
    reading = read(HEADER, ROW.replace(before, after))
    assert len(reading.figures) == 1
    assert [issue.number for issue in reading.issues] == [number]


def test_the_wide_form() -> None:
    reading = read(WIDE)
    assert [(figure.value, figure.flag, figure.missing) for figure in reading.figures] == [
        (None, "", True),
        (120, "bp", False),
        (None, "c", True),
    ]
    assert {figure.territory for figure in reading.figures} == {"XK"}
    assert [fault.number for fault in read(WIDE.replace("120 bp", "x")).rejected] == ["FEN-2204"]
    assert [fault.number for fault in read(WIDE + "A,B\t1\t2\t3\n").rejected] == ["FEN-2201"]


def test_another_table_of_eurostat_is_refused() -> None:
    with pytest.raises(FenerError) as refused:
        read(HEADER, ROW.replace("MIGR_EIPRE", "MIGR_ASYAPPCTZA"))
    assert refused.value.number == "FEN-2116"


def test_the_real_table(shared: Callable[[str], Path]) -> None:
    reading = eurostat.read(shared("eurostat/natix_migrants_illegally_present.csv"))
    assert (reading.rows_read, len(reading.figures), reading.rejected, reading.issues) == (2535, 2535, [], [])
    assert Counter(figure.flag for figure in reading.figures) == {"": 2527, "b": 4, "bd": 2, "d": 2}
    assert sum(figure.territory == "ME" for figure in reading.figures) == 72
