"""Linked tables: what is in them, what never is, and how versions come together."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.answers import ExportRefused, rows_of, table_layout
from fener.terms.questionnaires import Choice, Sensitivity

from .sample import ALL, DIRECT, FULL, METHODS, NEW, OLD, OPEN, asked, report, version


def by_name(layout: Any, made: Any, table: str = "reports") -> list[dict[str, Any]]:
    names = [column.name for column in layout.table(table).columns]
    rows = [row for name, row in rows_of(layout, made) if name == table]
    assert all(len(row) == len(names) for row in rows)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_there_is_one_table_for_reports_and_one_for_each_repeat() -> None:
    layout = table_layout([NEW], include_sensitivity=ALL)
    assert [table.name for table in layout.tables] == ["reports", "site.people", "site.people.phones", "prices"]


def test_rows_are_joined_by_row_and_parent_row() -> None:
    layout = table_layout([NEW], include_sensitivity=ALL)
    keys = [(name, *row[:3]) for name, row in rows_of(layout, report())]
    assert keys == [
        ("reports", "R-00001", "R-00001", None),
        ("site.people", "R-00001", "R-00001/people[1]", "R-00001"),
        ("site.people.phones", "R-00001", "R-00001/people[1]/phones[1]", "R-00001/people[1]"),
        ("site.people.phones", "R-00001", "R-00001/people[1]/phones[2]", "R-00001/people[1]"),
        ("site.people", "R-00001", "R-00001/people[2]", "R-00001"),
        ("prices", "R-00001", "R-00001/prices[1]", "R-00001"),
    ]


def test_several_answers_are_one_column_and_one_for_each_choice() -> None:
    layout = table_layout([NEW], include_sensitivity=ALL)
    (row,) = by_name(layout, report())
    told = {name: value for name, value in row.items() if name.startswith("site/methods")}
    assert told == {"site/methods": "foot rail", "site/methods/foot": 1, "site/methods/boat": 0, "site/methods/rail": 1}
    (empty,) = by_name(layout, report(answers={}))
    assert {empty[name] for name in told} == {None}


def test_a_point_is_two_columns_no_finer_than_allowed_and_without_altitude() -> None:
    (row,) = by_name(table_layout([NEW], include_sensitivity=ALL), report())
    assert {name: value for name, value in row.items() if "where" in name} == {
        "site/where/lat": 45.13,
        "site/where/lon": 19.23,
    }


@pytest.mark.parametrize("include", [ALL, {DIRECT}, {OPEN, DIRECT}], ids=["all", "direct", "open and direct"])
@pytest.mark.parametrize("languages", ["codes", "labels"])
def test_what_identifies_a_person_never_gets_a_column(include: set[Sensitivity], languages: Any) -> None:
    layout = table_layout([NEW, OLD], languages=languages, include_sensitivity=include)
    paths = {column.path for table in layout.tables for column in table.columns}
    assert not paths & {"site/told_by", "site/people/name", "contacts/channel", "device", "introduction"}
    cells = {str(cell) for _, row in rows_of(layout, report()) for cell in row}
    assert not cells & {"a name", "a handle", "imei:35"}


def test_only_the_sensitivities_asked_for_are_there() -> None:
    layout = table_layout([NEW], include_sensitivity={OPEN})
    assert {column.sensitivity for table in layout.tables for column in table.columns} == {OPEN}
    names = [column.name for column in layout.tables[0].columns]
    assert "remarks" not in names and "submitted_on" not in names and "organisation" not in names
    assert "age" not in names and "territory" in names


def test_invented_reports_are_marked_whatever_is_asked() -> None:
    (row,) = by_name(table_layout([NEW], include_sensitivity=set()), report(is_invented=True))
    assert row["is_invented"] == 1


def test_a_question_that_was_direct_in_any_version_is_out_in_all() -> None:
    strict, loose = version("1", asked("who", "text", DIRECT)), version("2", asked("who", "text"), asked("x", "text"))
    layout = table_layout([loose, strict], include_sensitivity=ALL)
    assert [column.path for column in layout.tables[0].columns if column.path] == ["x"]


def test_the_strictest_tag_of_all_versions_counts() -> None:
    layout = table_layout([NEW, OLD], include_sensitivity={OPEN})
    assert "remarks" not in {
        column.path for column in layout.tables[0].columns
    }  # open in the old version, quasi in the new


def test_older_versions_add_their_columns_at_the_end_and_changed_kinds_carry_the_version() -> None:
    layout = table_layout([NEW, OLD], include_sensitivity=ALL)
    asked_for = [column.name for column in layout.tables[0].columns if column.path]
    assert asked_for[-2:] == ["age_v1", "weather"]
    assert [column.name for column in layout.table("prices").columns] == [
        "report",
        "row",
        "parent_row",
        "low",
        "low_v1",
    ]
    old = report(2, {"place": "presevo", "age": "about 30", "weather": "snow", "prices": [{"low": 90}]}, version="1")
    (row,) = by_name(layout, old)
    assert (row["answers/place"], row["age"], row["age_v1"], row["weather"]) == ("presevo", None, "about 30", "snow")
    assert row["site/count"] is None and row["site/methods/foot"] is None
    (price,) = by_name(layout, old, "prices")
    assert (price["low"], price["low_v1"]) == (None, 90)
    (new,) = by_name(layout, report())
    assert (new["age"], new["age_v1"], new["weather"]) == (31, None, None)


def test_choices_of_all_versions_are_in_the_codebook_with_the_newest_wording() -> None:
    layout = table_layout([NEW, OLD], include_sensitivity=ALL)
    place = next(column for column in layout.tables[0].columns if column.path == "place")
    assert place.choices == (("sid", "Šid"), ("bihac", "Bihać"), ("presevo", "Preševo"))


def test_labels_replace_codes_in_titles_and_cells() -> None:
    layout = table_layout([NEW], languages="labels", include_sensitivity=ALL)
    (row,) = by_name(layout, report())
    assert (row["answers/Place"], row["Methods"], row["Methods: On foot"]) == ("Šid", "On foot; By rail", 1)


def test_a_question_named_like_a_key_stays_apart_from_it() -> None:
    layout = table_layout([version("1", asked("row", "text"), asked("State", "text"))], include_sensitivity={OPEN})
    assert [column.name for column in layout.tables[0].columns][-2:] == ["answers/row", "answers/State"]


def test_table_names_are_safe_file_names_and_differ_without_regard_to_case() -> None:
    fields = [
        field
        for name in ("people", "People", "reports", "README", "../x")
        for field in (asked(name, "repeat"), asked(f"{name}/a", "text"))
    ]
    layout = table_layout([version("1", *fields)], include_sensitivity={OPEN})
    names = [table.name for table in layout.tables]
    assert len({name.casefold() for name in names}) == len(names)
    assert not any("/" in name or name.startswith(".") or name.casefold() in {"readme", "columns"} for name in names)


def test_an_answer_of_the_wrong_kind_never_spills_what_is_inside() -> None:
    spilled = {
        "remarks": {"name": "a name"},
        "age": ["a name"],
        "site": ["a name"],
        "prices": ["a name", {"low": {"x": "a name"}}],
    }
    layout = table_layout([NEW], include_sensitivity=ALL)
    rows = list(rows_of(layout, report(answers=spilled)))
    assert "a name" not in str(rows)
    assert [name for name, _ in rows] == ["reports", "prices", "prices"]


def test_a_report_of_an_unknown_version_is_refused() -> None:
    with pytest.raises(ExportRefused, match="FEN-2583"):
        list(rows_of(table_layout([NEW], include_sensitivity=ALL), report(version="9")))


@pytest.mark.parametrize("definitions", [[], [NEW, NEW]], ids=["none", "twice"])
def test_definitions_that_do_not_belong_together_are_refused(definitions: list[Any]) -> None:
    with pytest.raises(ExportRefused, match="FEN-2581"):
        table_layout(definitions, include_sensitivity=ALL)


NAMES = st.sampled_from([*FULL, *FULL["site"], "low", "lat", "lon", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(list(FULL)), JSON))
def test_any_answers_give_rows_of_the_right_width_with_plain_cells(answers: dict[str, Any]) -> None:
    layout = table_layout([NEW, OLD], include_sensitivity=ALL)
    for used in ("1", "2"):
        for name, row in rows_of(layout, report(answers=answers, version=used)):
            assert len(row) == len(layout.table(name).columns)
            assert {type(cell) for cell in row} <= {str, int, float, bool, type(None)}


@given(st.lists(st.sampled_from([choice.name for choice in METHODS] + ["refused", "unknown"]), max_size=5))
def test_columns_of_choices_say_what_the_joined_column_says(codes: list[str]) -> None:
    layout = table_layout(
        [version("2", asked("m", "select_multiple", choices=(*METHODS, Choice("refused", {}))))],
        include_sensitivity={OPEN},
    )
    (row,) = by_name(layout, report(answers={"m": codes}))
    assert (row["m"] or "").split() == codes
    for name in ("foot", "boat", "rail", "refused"):
        assert row[f"m/{name}"] == (int(name in codes) if codes else None)
