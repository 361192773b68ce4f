"""Territories, gradings, code lists and errors."""

from __future__ import annotations

import pytest

from fener.terms.codelists import code_list
from fener.terms.errors import FenerError, Location, UnknownTerm, WrongCell
from fener.terms.field import SourceGrading
from fener.terms.sharing import Marking
from fener.terms.territories import KOSOVO_NOTE, region_members, territory, territory_by_name


def test_the_region_has_six_territories():
    assert region_members() == ("AL", "BA", "XK", "ME", "MK", "RS")


def test_kosovo_is_written_with_its_star_and_note():
    assert territory("XK").label == "Kosovo*"
    assert "UNSCR 1244" in KOSOVO_NOTE


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kosovo", "XK"),
        ("KOSOVO*", "XK"),
        ("Serbia", "RS"),
        ("Republika Srpska", "BA-SRP"),
        ("Serbia and Kosovo: S/RES/1244 (1999)", "SRB-XK"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("The former Yugoslav Republic of Macedonia", "MK"),
        ("Atlantis", None),
    ],
)
def test_publishers_spellings_lead_to_one_code(name, code):
    assert territory_by_name(name) == code


def test_neighbours_are_mutual_within_the_region():
    for code in region_members():
        for other in territory(code).neighbours:
            if other in region_members():
                assert code in territory(other).neighbours, (code, other)


@pytest.mark.parametrize("text", ["B3", "a1", " F6 "])
def test_a_grading_is_a_letter_and_a_digit(text):
    assert str(SourceGrading.parse(text)) == text.strip().upper()


@pytest.mark.parametrize("text", ["G1", "A7", "3B", "", "AA"])
def test_another_grading_is_refused(text):
    with pytest.raises(UnknownTerm):
        SourceGrading.parse(text)


def test_markings_read_as_first_writes_them():
    assert [marking.label for marking in Marking] == [
        "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED",
    ]  # fmt: skip


def test_a_code_includes_what_lies_below_it():
    methods = code_list("payment_methods")
    assert {"money_transfer", "western_union", "moneygram"} <= methods.with_children("money_transfer")
    with pytest.raises(UnknownTerm):
        methods["barter"]
    assert methods.label("barter") == "barter"


def test_an_unknown_list_names_the_lists_there_are():
    with pytest.raises(UnknownTerm, match="crossing_methods"):
        code_list("nothing")


def test_an_error_reads_number_message_place_remedy():
    error = WrongCell(
        "the day is 31 February", remedy="Correct it.", location=Location(row=4, column="Date"), number="FEN-2201"
    )
    assert str(error) == "FEN-2201: the day is 31 February (row 4, column “Date”). Correct it."
    assert isinstance(error, FenerError)
