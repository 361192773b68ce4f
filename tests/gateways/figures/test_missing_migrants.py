"""IOM's incidents: formats, what is taken, what is rejected and why."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fener.gateways.figures import figures_from_incidents, missing_migrants
from fener.gateways.figures.reading import Reading
from fener.terms.dates import Period

PRESENT = (
    '"Main ID","Incident ID",Region,"Incident Date",Year,"Reported Month","Number Dead","Minimum Estimated Number of Missing",'
    '"Number of Survivors","Number of Females","Number of Males","Number of Children","Region of Origin","Cause of Death",'
    '"Country of Origin","Location of death","Information Source",Coordinates,"Migration route",URL,'
    '"UNSD Geographical Grouping","Source Quality"\n'
    '2026.MMP1,2026.MMP1,"Western Asia","Thu, 01/01/2026 - 12:00",2026,January,1,2,,,1,,"Western Asia",Drowning,Iraq,'
    '"Near a village, Türkiye",Rudaw,"37.34265178, 42.99259985","Türkiye-Europe land route",https://example.org,"Western Asia",3\n'
)
OLDER = (
    "Web ID,Region of Incident,Reported Date,Reported Year,Reported Month,Number Dead,Minimum Estimated Number of Missing,"
    "Total Dead and Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Cause of Death,"
    "Location Description,Information Source,Location Coordinates,Migration Route,URL,UNSD Geographical Grouping,Source Quality\n"
    '51591,Mediterranean,"March 28, 2019",2019,Mar,,2,2,36,,2,,Drowning,Off the coast,IOM,"36.89, 27.28",'
    "Eastern Mediterranean,,Uncategorized,5\n"
)
OLDEST = (
    "Main ID,Website Date,Migrantion route,Number of Dead,Total Number of Dead and Missing,Coordinates\n"
    'A-1,11/30/2015,Western Balkans,4,4,"43.7, 22.3"\n'
)


def read(content: bytes | str, **named: object) -> Reading:
    material = content.encode() if isinstance(content, str) else content
    return missing_migrants.read(io.BytesIO(material), name="incidents.csv", **named)  # type: ignore[arg-type]


def test_it_reads_the_cleaned_format(cleaned: Callable[..., bytes]) -> None:
    [incident] = read(cleaned({})).incidents
    assert incident.key == "IOM-MMP:2020.MMP1"
    assert incident.period == Period.parse("2020-05-17")
    assert (incident.territory, incident.route) == ("MK", "western_balkans")
    assert (incident.dead, incident.missing, incident.dead_or_missing) == (2, 1, 3)
    assert (incident.survivors, incident.link) == (None, "")
    assert (incident.latitude, incident.longitude, incident.source_quality) == (42.1, 21.5, 3)
    assert incident.origin_text == "Unknown"
    assert incident.extra["route_name"] == "Western Balkans"


def test_it_reads_the_present_download() -> None:
    [incident] = read(PRESENT).incidents
    assert incident.period == Period.parse("2026-01-01")
    assert (incident.latitude, incident.longitude) == (37.34265178, 42.99259985)
    assert (incident.territory, incident.route) == ("TR", "turkiye_europe_land")
    assert incident.extra["territory_from"] == "location"
    assert incident.dead_or_missing == 3, "the format has no total: dead plus missing"


def test_it_reads_the_older_downloads() -> None:
    [incident] = read(OLDER).incidents
    assert (incident.key, incident.period, incident.dead, incident.dead_or_missing) == (
        "IOM-MMP:51591", Period.parse("2019-03-28"), None, 2,
    )  # fmt: skip
    [oldest] = read(OLDEST).incidents
    assert (oldest.route, oldest.period) == ("western_balkans", Period.parse("2015-11-30"))


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({"Incident date": "2020-05"}, {"period": Period.parse("2020-05")}),
        ({"Incident date": ""}, {"period": Period.parse("2020-05")}),
        ({"Incident date": "", "Incident month": "NA"}, {"period": Period.year(2020)}),
        ({"Incident date": "NA", "Incident month": "September"}, {"period": Period.parse("2020-09")}),
        ({"Country of Incident": "Narnia"}, {"territory": "ZZ"}),
        ({"Country of Incident": "Kosovo*"}, {"territory": "XK"}),
        ({"Country of Origin": "Syrian Arab Republic, Iraq"}, {"origin_text": "Syrian Arab Republic, Iraq"}),
        ({"No. survivors": "1,234"}, {"survivors": 1234}),
        ({"No. survivors": "Unknown"}, {"survivors": None}),
        ({"No. survivors": "12.0"}, {"survivors": 12}),
        ({"Latitude": "NA", "Longitude": "NA"}, {"latitude": None, "longitude": None}),
        ({"Location of death": "=HYPERLINK(1)"}, {"location_text": "=HYPERLINK(1)"}),
        ({"Location of death": "first line\nsecond line"}, {"location_text": "first line\nsecond line"}),
        ({"Route": ""}, {"route": ""}),
    ],
)
def test_what_is_not_an_error(cleaned: Callable[..., bytes], changed: dict[str, str], taken: dict[str, object]) -> None:
    reading = read(cleaned(changed))
    assert not reading.rejected
    assert not reading.issues
    assert {field: getattr(reading.incidents[0], field) for field in taken} == taken


# row as a spreadsheet shows it | cells changed | number | column
@pytest.mark.parametrize(
    ("changed", "number", "column"),
    [
        ({"Incident date": "2020-02-30"}, "FEN-2203", "Incident date"),
        ({"Incident date": "30/11/2020"}, "FEN-2203", "Incident date"),
        ({"Incident date": "Mon, 01/01/2026 - 12:00"}, "FEN-2203", "Incident date"),
        ({"Incident date": "43831"}, "FEN-2203", "Incident date"),
        ({"Incident date": "", "Incident month": "13"}, "FEN-2203", "Incident month"),
        ({"No. dead": "two"}, "FEN-2204", "No. dead"),
        ({"No. dead": "2.5"}, "FEN-2204", "No. dead"),
        ({"No. dead": "=1+1"}, "FEN-2204", "No. dead"),
        ({"No. dead": "9" * 5000}, "FEN-2204", "No. dead"),
        ({"No. missing": "-5"}, "FEN-2205", "No. missing"),
        ({"Latitude": "421"}, "FEN-2206", "Latitude"),
        ({"Latitude": "nan.", "Longitude": "21"}, "FEN-2206", "Latitude"),
        ({"Longitude": "north"}, "FEN-2206", "Longitude"),
        ({"Incident year": "20"}, "FEN-2207", "Incident year"),
        ({"Incident ID": ""}, "FEN-2208", "Incident ID"),
    ],
)
def test_what_is_rejected(cleaned: Callable[..., bytes], changed: dict[str, str], number: str, column: str) -> None:
    reading = read(cleaned({}, changed))
    assert len(reading.incidents) == 1, "the good row is taken"
    [fault] = reading.rejected
    assert (fault.row, fault.number, fault.column) == (3, number, column)
    assert fault.message
    assert fault.remedy


@pytest.mark.parametrize(
    ("changed", "number", "column"),
    [
        ({"Source Quality": "45"}, "FEN-2210", "Source Quality"),
        ({"No. dead/missing": "4"}, "FEN-2211", "No. dead/missing"),
        ({"Incident year": "2019"}, "FEN-2215", "Incident year"),
    ],
)
def test_what_is_taken_and_reported(
    cleaned: Callable[..., bytes], changed: dict[str, str], number: str, column: str
) -> None:
    reading = read(cleaned(changed))
    assert len(reading.incidents) == 1
    assert not reading.rejected
    assert [(issue.row, issue.number, issue.column) for issue in reading.issues] == [(2, number, column)]


def test_a_source_quality_outside_its_scale_is_left_out(cleaned: Callable[..., bytes]) -> None:
    assert read(cleaned({"Source Quality": "45"})).incidents[0].source_quality is None


def test_an_identifier_met_twice_is_kept_once(cleaned: Callable[..., bytes]) -> None:
    reading = read(cleaned({}, {"Incident ID": "2020.MMP1", "No. dead": "9"}))
    assert [incident.dead for incident in reading.incidents] == [2]
    assert [fault.number for fault in reading.rejected] == ["FEN-2209"]


def test_rows_cut_off_or_too_wide_are_named(cleaned: Callable[..., bytes]) -> None:
    content = cleaned({}) + b"\n\n2020.MMP7,2020.MMP7,Incident\n" + cleaned({}).split(b"\n")[1] + b",one more\n"
    reading = read(content)
    assert [(fault.row, fault.number) for fault in reading.rejected] == [(4, "FEN-2201"), (5, "FEN-2202")]
    assert reading.rows_read == 3


def test_a_position_as_one_text_is_checked() -> None:
    [fault] = read(PRESENT.replace("37.34265178, 42.99259985", "137.3, 42.9")).rejected
    assert (fault.number, fault.column) == ("FEN-2206", "Coordinates")


def test_columns_nothing_is_taken_from_are_named(cleaned: Callable[..., bytes]) -> None:
    content = cleaned({}).replace(b"Longitude", b"Longitude,colour").replace(b"21.5", b"21.5,red")
    assert read(content).unused == ("colour",)


def test_yearly_figures_of_a_route_and_of_its_territories(cleaned: Callable[..., bytes]) -> None:
    rows = [
        {"Incident date": "2020-12-02"},
        {"Country of Incident": "Serbia"},
        {"No. dead": "NA", "No. missing": "NA", "No. dead/missing": "NA"},
    ]
    figures = {figure.key: figure for figure in figures_from_incidents(read(cleaned(*rows)).incidents)}
    whole = figures["IOM-MMP:dead_or_missing:western_balkans:2020"]
    assert (whole.value, whole.unit, whole.territory, whole.route) == (6, "persons", "WB", "western_balkans")
    assert whole.qualifier == "at_least", "one incident states no number"
    assert whole.period == Period.year(2020)
    assert figures["IOM-MMP:incidents:western_balkans:2020"].value == 3
    assert figures["IOM-MMP:dead_or_missing:western_balkans:RS:2020"].value == 3


def test_an_unfinished_year_is_not_passed_off_as_whole(cleaned: Callable[..., bytes]) -> None:
    incidents = read(cleaned({})).incidents
    assert {figure.qualifier for figure in figures_from_incidents(incidents)} == {"at_least"}
    dated = figures_from_incidents(incidents, date(2020, 6, 30))
    assert {figure.period for figure in dated} == {Period.parse("2020-01-01", "2020-06-30")}
    assert figures_from_incidents([]) == []


def test_the_real_register_of_2014_to_2022(shared: Callable[[str], Path]) -> None:
    reading = missing_migrants.read(shared("incidents/iom_missing_migrants_western_balkans_2014-2022.csv"))
    assert (reading.rows_read, len(reading.incidents), reading.rejected) == (350, 350, [])
    routes = Counter(incident.route for incident in reading.incidents)
    assert routes == {"western_balkans": 199, "turkiye_europe_land": 151}
    on_route = [incident for incident in reading.incidents if incident.route == "western_balkans"]
    assert sum(incident.dead_or_missing or 0 for incident in on_route) == 313
    assert [(issue.row, issue.number) for issue in reading.issues] == [(121, "FEN-2210"), (248, "FEN-2210")]
    yearly = {figure.key: figure for figure in figures_from_incidents(reading.incidents)}
    assert (
        yearly["IOM-MMP:dead_or_missing:western_balkans:2022"].value,
        yearly["IOM-MMP:incidents:western_balkans:2022"].value,
    ) == (44, 27)


def test_the_real_download_of_2026(shared: Callable[[str], Path]) -> None:
    reading = missing_migrants.read(shared("incidents/iom_missing_migrants_global_2026_raw.csv"))
    assert (reading.rows_read, len(reading.incidents)) == (238, 236)
    assert [(fault.row, fault.number) for fault in reading.rejected] == [(162, "FEN-2205"), (197, "FEN-2205")]
    assert not reading.issues
    assert not reading.unused
