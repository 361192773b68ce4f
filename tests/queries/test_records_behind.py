"""Permalinks, the register of open questions, institutions, guiding questions, places."""

from __future__ import annotations

import pytest

from fener.queries.inconsistencies import open_questions
from fener.queries.institutions import institutions
from fener.queries.permalinks import permalink, record_card, references_to
from fener.queries.places import place_label, place_or_none, resolve_place
from fener.queries.questions import answers_to
from fener.terms.codelists import code_list
from tests.queries.records import observed, priced

pytestmark = pytest.mark.django_db


def test_references_are_looked_up_once_a_kind(coordinator, django_assert_num_queries) -> None:
    coordinator.territory_codes()
    for number in range(4):
        observed(f"K{number}")
    priced("A", 1, 2)
    with django_assert_num_queries(2):
        found = references_to(coordinator, ["O:K0", "O:K1", "O:K2", "P:A", "O:gone", "X:1"])
    assert set(found) == {"O:K0", "O:K1", "O:K2", "P:A"}
    assert found["P:A"].permalink == "/records/P:A/"
    assert found["O:K0"].permalink == "/observations/K0/"
    assert found["O:K0"].source == "R23"


def test_what_may_not_be_read_has_no_card_and_no_reference(coordinator, stranger) -> None:
    observed("A", marking="red", recorded_by=coordinator)
    assert record_card(coordinator, "O:A") is not None
    assert record_card(stranger, "O:A") is None
    assert references_to(stranger, ["O:A"]) == {}
    assert record_card(coordinator, "nonsense") is None


def test_a_permalink_survives_odd_keys() -> None:
    assert permalink("F:1:IOM:a b/2") == "/records/F:1:IOM:a%20b%2F2/"


def test_every_kind_of_record_has_a_card(coordinator, reference_base) -> None:
    for record_id in (
        "O:R23-2.2-MK-02",
        "P:R23-2.3-RS-P01",
        "S:R23-2.1-MK-S01",
        "F:R23-I-RS-F01",
        "T:al-moi",
        "C:R23-1.3-WB-I01",
        "E:E26",
    ):
        card = record_card(coordinator, record_id)
        assert card is not None, record_id
        assert card.title
        assert card.source
    touched = record_card(coordinator, "P:R23-2.3-RS-P01")
    assert touched is not None and "E29" in dict(touched.inconsistencies)


def test_open_questions_lead_to_both_sides(coordinator, reference_base) -> None:
    by_key = {entry.key: entry for entry in open_questions(coordinator)}
    assert list(by_key)[:6] == ["E21", "E26", "E27", "E28", "E29", "E30"]
    assert {reference.id for reference in by_key["E26"].touched} >= {"F:R23-2.2-ME-F01", "F:PRESS-ME-F01"}
    assert all(entry.unreadable == 0 for key, entry in by_key.items() if key.startswith("E"))


def test_institutions_form_a_tree(coordinator, reference_base, django_assert_num_queries) -> None:
    coordinator.territory_codes()
    with django_assert_num_queries(2):
        page = institutions(coordinator, "AL")
    [albania, region] = page.areas
    ministry = next(one for one in albania.institutions if one.key == "al-moi")
    assert {member.key for member in ministry.members} >= {"al-border-migration-police"}
    assert region.label == "Region and beyond"
    assert any("Albania" in one.parties for _, instruments in page.instruments for one in instruments)


def test_every_question_is_there_and_silence_is_said(coordinator, django_assert_num_queries) -> None:
    observed("A", "RS", "compensation", answers=["4.1.7"])
    observed("B", "RS", "compensation")
    coordinator.territory_codes()
    with django_assert_num_queries(3):
        found = {question.number: question for question in answers_to(coordinator, "RS")}
    assert list(found) == [entry.code for entry in code_list("guiding_questions")]
    assert [(answer.key, answer.named) for answer in found["4.1.7"].observations] == [("A", True), ("B", False)]
    assert found["4.1.9"].count == 1, "an observation that names no question answers by its topic"
    assert found["4.1.1"].count == 0
    assert all(question.count == 0 for question in answers_to(coordinator, "AL"))


def test_places_are_known_by_key_and_by_name(coordinator) -> None:
    assert place_label("bihac") == "Bihać"
    assert place_label("XK") == "Kosovo*"
    assert place_label("no-such-place") == "no-such-place"
    assert place_or_none("no-such-place") is None
    found = resolve_place(coordinator, "Bihać", "BA")
    assert found.place is not None and found.place.key == "bihac"
