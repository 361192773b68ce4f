"""Lists for phones: fixed lists, fixed columns, never a person."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.odk.entity_lists import (
    LISTS,
    PERSON_PROPERTIES,
    EntityRow,
    PersonsStayHere,
    UnfitEntity,
    assert_no_person_fields,
    entity_list_csv,
)

SITES = [
    EntityRow("sid", "Šid, centre", {"territory": "RS", "geometry": "45.13 19.23 0 0"}, version=3),
    EntityRow("horgos", 'Horgoš, "old" road', {"border_segment": "RS-HU"}),
]


def test_a_list_is_these_bytes() -> None:
    assert entity_list_csv("sites", SITES).decode() == (
        "name,label,__version,territory,border_segment,place_kind,geometry\r\n"
        'horgos,"Horgoš, ""old"" road",1,,RS-HU,,\r\n'
        'sid,"Šid, centre",3,RS,,,45.13 19.23 0 0\r\n'
    )
    assert entity_list_csv("sites", reversed(SITES)) == entity_list_csv("sites", SITES)


def test_an_empty_list_has_its_columns() -> None:
    assert (
        entity_list_csv("visits", [])
        == b"name,label,__version,cycle,site,territory,border_segment,planned_on,due_on\r\n"
    )


def test_only_three_lists_exist_and_none_of_their_columns_is_of_a_person() -> None:
    assert set(LISTS) == {"sites", "visits", "interviews_planned"}
    columns = {name for names in LISTS.values() for name in names}
    assert not columns & PERSON_PROPERTIES
    assert not [
        name for name in columns if any(word in name for word in ("person", "phone", "respondent", "birth", "contact"))
    ]


@pytest.mark.parametrize("list_name", ["persons", "people", "cases", "respondents", "", "Sites"])
def test_no_other_list_can_be_written(list_name: str) -> None:
    with pytest.raises(PersonsStayHere):
        entity_list_csv(list_name, [])


@pytest.mark.parametrize("list_name", LISTS)
@given(st.one_of(st.sampled_from(sorted(PERSON_PROPERTIES)), st.text(max_size=30)))
def test_persons_can_never_be_pushed_whatever_the_property_is_called(list_name: str, name: str) -> None:
    if name in LISTS[list_name]:
        assert_no_person_fields(list_name, [name])
        return
    with pytest.raises(PersonsStayHere) as refused:
        entity_list_csv(list_name, [EntityRow("a", "A", {name: "x"})])
    assert refused.value.number == "FEN-2531"


@pytest.mark.parametrize("name", ["name", "label", "__version", "__id", "Phone"])
def test_reserved_names_are_refused(name: str) -> None:
    with pytest.raises(PersonsStayHere):
        assert_no_person_fields("sites", [name])


@pytest.mark.parametrize(
    "row",
    [
        EntityRow("", "A"),
        EntityRow("two words", "A"),
        EntityRow("a,b", "A"),
        EntityRow("a", ""),
        EntityRow("a", "x" * 121),
        EntityRow("a", "line\nbreak"),
        EntityRow("a", "A", version=0),
        EntityRow("a", "Amir, +387 61 123 456"),
        EntityRow("a", "Post of amir@example.org"),
        EntityRow("a", "A", {"territory": "Amir from Šid"}),
        EntityRow("a", "A", {"place_kind": "=1+1"}),
        EntityRow("a", "A", {"geometry": "near the bridge"}),
        EntityRow("a", "A", {"geometry": "45.1"}),
    ],
    ids=lambda row: f"{row.name}-{row.label[:12]!r}-{len(row.properties)}",
)
def test_rows_that_do_not_fit_are_refused(row: EntityRow) -> None:
    with pytest.raises(UnfitEntity) as refused:
        entity_list_csv("sites", [row])
    assert refused.value.remedy


def test_two_rows_of_one_name_are_refused() -> None:
    with pytest.raises(UnfitEntity):
        entity_list_csv("sites", [EntityRow("a", "A"), EntityRow("b", "B"), EntityRow("a", "C")])


@pytest.mark.parametrize("label", ["Šid 2026-11-22", "Šid, 22.11.2026, 14 h", "Camp 3, km 12"])
def test_days_in_a_label_are_no_phone_numbers(label: str) -> None:
    assert label.encode() in entity_list_csv("visits", [EntityRow("v", label)])


@pytest.mark.parametrize("label", ["=HYPERLINK(1)", "+1", "-1", " =1"])
def test_a_label_is_never_a_formula(label: str) -> None:
    assert _labels(entity_list_csv("sites", [EntityRow("a", label)])) == ["'" + label]


@given(st.text(min_size=1, max_size=60))
def test_a_csv_reads_back_as_written(label: str) -> None:
    try:
        written = entity_list_csv("sites", [EntityRow("a", label)])
    except UnfitEntity:
        return
    assert _labels(written)[0].removeprefix("'") == label.removeprefix("'")


def _labels(written: bytes) -> list[str]:
    return [row["label"] for row in csv.DictReader(io.StringIO(written.decode(), newline=""))]
