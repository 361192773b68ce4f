"""Pictures say what the sources say, keep the ids behind every number, and stay silent where nothing is known."""

from __future__ import annotations

import json

import pytest

from fener.queries.pictures import (
    PICTURES,
    digital_picture,
    entries_picture,
    harm_perpetrators_picture,
    incidents_picture,
    map_picture,
    methods_picture,
    nationalities_over_time_picture,
    nationalities_picture,
    prices_pictures,
)
from fener.terms.errors import ScopeMissing
from fener.terms.reporting import Picture, Table
from tests.queries.records import figured, happened, observed, priced

pytestmark = pytest.mark.django_db


def cells(table: Table, row: str) -> dict[str, object]:
    [line] = [line for line in table.rows if line[0].value == row]
    return {column.key: cell for column, cell in zip(table.columns, line, strict=True)}


def test_nothing_known_gives_no_picture(coordinator) -> None:
    assert all(draw(coordinator, None) is None for draw in PICTURES.values())
    assert all(draw(coordinator, "MK") is None for draw in PICTURES.values())


def test_a_picture_asked_for_nobody_is_refused(db) -> None:
    with pytest.raises(ScopeMissing):
        methods_picture(None, None)


def test_a_cell_counts_statements_and_names_them(coordinator) -> None:
    observed("A", "RS", codes={"crossing_methods": ["ladder"]}, extent="occasional")
    observed("B", "RS", codes={"crossing_methods": ["ladder"]}, extent="predominant")
    picture = methods_picture(coordinator, None)
    assert picture is not None
    found = cells(picture.table, "Ladder over a fence")
    assert (found["RS"].value, found["RS"].ids, found["RS"].note) == (2, ("O:A", "O:B"), "Predominant")
    assert found["AL"].value is None, "silence is not a zero"
    assert "Albania: no information" in picture.alt


def test_statements_of_an_entity_stand_with_its_territory(coordinator) -> None:
    observed("A", "BA-SRP", codes={"crossing_methods": ["boat"]})
    picture = methods_picture(coordinator, "BA")
    assert picture is not None
    assert cells(picture.table, "By boat")["BA"].ids == ("O:A",)


def test_a_territory_about_which_only_the_region_speaks_has_no_picture(coordinator) -> None:
    observed("A", "WB", codes={"crossing_methods": ["boat"]})
    assert methods_picture(coordinator, "MK") is None
    assert methods_picture(coordinator, None) is not None


def test_what_a_stranger_may_not_read_is_not_in_the_strangers_picture(coordinator, stranger) -> None:
    observed("A", "RS", codes={"crossing_methods": ["boat"]}, marking="amber", organisation=coordinator.organisation)
    assert methods_picture(coordinator, "RS") is not None
    assert methods_picture(stranger, "RS") is None


def test_harm_by_officials_stands_beside_harm_by_facilitators(coordinator) -> None:
    observed("A", topic="harm", codes={"harm_perpetrators": ["facilitator"]})
    observed("B", topic="official_conduct", codes={"harm_perpetrators": ["official_police"]})
    picture = harm_perpetrators_picture(coordinator, "RS")
    assert picture is not None
    assert [row[0].value for row in picture.table.rows] == ["Facilitator", "Police"]


def test_a_tool_without_a_phase_stands_under_not_known(coordinator) -> None:
    observed("A", topic="digital_tool", codes={"digital_tools": ["telegram"], "digital_phases": ["contact"]})
    observed("B", topic="digital_tool", codes={"digital_tools": ["telegram"]})
    picture = digital_picture(coordinator, None)
    assert picture is not None
    found = cells(picture.table, "Telegram")
    assert (found["contact"].ids, found["unknown"].ids) == (("O:A",), ("O:B",))


def test_facilitators_nationalities_stay_apart_from_migrants(coordinator) -> None:
    observed("A", topic="nationality", codes={"nationalities": ["SY"]})
    observed("B", topic="nationality", codes={"nationalities": ["PK"]}, answers=["4.2.3"])
    picture = nationalities_picture(coordinator, "RS")
    assert picture is not None
    assert [row[0].value for row in picture.table.rows] == ["Syria"]


def test_prices_of_another_scope_or_unit_stand_in_another_picture(coordinator) -> None:
    priced("A", 1000, 1500)
    priced("B", 1200, 2000)
    priced("C", 15, 15, scope="lodging_day")
    priced("D", 900, 900, unit="per_group")
    pictures = prices_pictures(coordinator, None)
    assert [len(picture.table.rows) for picture in pictures] == [1, 1, 1]
    found = cells(pictures[0].table, "Belgrade → Bihać")
    assert (found["low"].value, found["high"].value, found["n"].value) == (1000, 2000, 2)
    assert found["n"].ids == ("P:A", "P:B")


def test_prices_without_a_leg_stay_with_the_territory_that_reported_them(coordinator) -> None:
    priced("A", 200, 200, origin="", destination="", territory="ME")
    priced("B", 900, 900, origin="", destination="", territory="RS")
    [picture] = prices_pictures(coordinator, None)
    assert [row[0].value for row in picture.table.rows] == ["Montenegro, leg not stated", "Serbia, leg not stated"]


def test_a_missing_entry_is_a_gap_with_its_footnote(coordinator) -> None:
    told = {"measure": "prevented_irregular_crossings", "unit": "cases", "entered_as": "reference"}
    figured("F22", 51017, **told)
    figured("F21", None, year=2021, note="The cell is empty.", **told)
    picture = entries_picture(coordinator, "RS")
    assert picture is not None
    found = cells(picture.table, "Serbia")
    assert (found["2021"].value, found["2022"].value) == (None, 51017)
    assert "no figure printed" in found["footnotes"].value


def test_small_counts_of_persons_are_withheld_and_cannot_be_subtracted_back(coordinator) -> None:
    happened("A", 2018, 2, children=1)
    happened("B", 2019, 30, children=9)
    happened("C", 2020, 12, children=None)
    picture = incidents_picture(coordinator, None)
    assert picture is not None
    shown = [[cell.suppressed for cell in line[2:]] for line in picture.table.rows]
    assert shown[0] == [True, True]
    assert sum(line[0] for line in shown[:3]) >= 2, "a lone withheld cell could be worked out from the total"
    assert "2018: 1 incidents, persons dead or missing: withheld" in picture.alt
    assert all(cell.value is None for line in picture.table.rows for cell in line if cell.suppressed)


def test_nationalities_over_time_are_summed_from_the_newest_file_only(coordinator) -> None:
    told = {
        "measure": "detected_irregular_crossings",
        "unit": "detections",
        "territory": "WB",
        "route": "western_balkans",
        "nationality": "SY",
        "entered_as": "import",
    }
    figured("old", 999, vintage="2022-01-01", **told)
    figured("new-1", 40, vintage="2023-01-01", **told)
    figured("new-2", 2, vintage="2023-01-01", **told)
    picture = nationalities_over_time_picture(coordinator, None)
    assert picture is not None
    [line] = picture.table.rows
    assert (line[1].value, line[1].ids) == (42, ("F:new-1", "F:new-2"))
    assert nationalities_over_time_picture(coordinator, "RS") is None


@pytest.fixture
def all_pictures(coordinator, reference_base) -> list[Picture]:
    drawn = [draw(coordinator, area) for draw in PICTURES.values() for area in (None, "MK", "XK")]
    return [picture for picture in drawn if picture]


def test_pictures_of_the_reference_base_hold_together(all_pictures) -> None:
    for picture in all_pictures:
        assert len(picture.alt) > 40
        assert json.dumps(picture.spec, default=str)
        assert all(len(row) == len(picture.table.columns) for row in picture.table.rows)
        for row in picture.table.rows:
            assert any(cell.ids for cell in row), (picture.key, row[0].value)
            numbers = [cell for cell, column in zip(row, picture.table.columns, strict=True) if column.kind != "text"]
            assert all(cell.ids for cell in numbers if cell.value is not None), (picture.key, row[0].value)


def test_kosovo_is_written_with_its_asterisk_in_every_picture(all_pictures) -> None:
    for picture in all_pictures:
        assert "Kosovo" not in picture.alt.replace("Kosovo*", "")


def test_each_picture_asks_a_bounded_number_of_questions(
    administrator, reference_base, django_assert_max_num_queries
) -> None:
    administrator.territory_codes()
    for draw in PICTURES.values():
        with django_assert_max_num_queries(4):
            draw(administrator, None)


def test_the_map_draws_segments_between_known_places(coordinator, reference_base) -> None:
    picture = map_picture(coordinator, "RS")
    assert picture is not None and picture.kind == "map"
    assert all(row[0].ids[0].startswith("S:") for row in picture.table.rows)
