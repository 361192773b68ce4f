"""The plain form of an answer: complete, ready for JSON, with keys that stay."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.analysis.law import STATES, LawAnswer, library, qualify, vocabulary
from fener.analysis.law.cases import read_cases
from fener.analysis.law.plain import answer_as_plain
from fener.analysis.law.plain_holdings import provision_as_plain
from fener.analysis.law.wording import in_words
from fener.terms.conditions import parse_condition

FOLDER = Path(__file__).parent / "cases"
CASES = [each for path in sorted(FOLDER.glob("*.yaml")) for each in read_cases(path)]
FACTS: dict[str, Any] = {
    "actor": {"is_object_of_smuggling": False, "acts_for_others": True, "role": ["driver"]},
    "act.procures_entry": {"value": "yes", "source": "a witness", "exhibit": "A-3", "confidence": "good"},
    "mens.knows_irregular": True,
    "benefit.exists": True,
    "migrants": {"foreigner": True, "count": 10, "minors": 2},
    "geo.states": ["RS", "BA"],
    "digital": {"D2": True, "D6": True},
    "evidence.a_thing_nobody_asks": "seen",
}


def plain(state: str = "RS", on: date = date(2016, 5, 1), facts: dict[str, Any] = FACTS) -> dict[str, Any]:
    """An answer, once through JSON."""
    found: dict[str, Any] = json.loads(json.dumps(answer_as_plain(qualify(facts, state, on))))
    return found


def test_every_field_of_an_answer_is_there_and_the_keys_stay() -> None:
    fields = {each.name for each in dataclasses.fields(LawAnswer)} - {"sheet"}
    assert fields <= plain().keys()
    assert list(plain()) == [
        "jurisdiction", "on", "act_on", "status", "why", "facts", "described", "gates", "pleas", "qualifications", "separate",
        "exposures", "risks", "circumstances", "participation", "indicators", "basis", "duties", "cooperation", "evidence",
        "residence", "leanings", "questions", "not_in_force", "notes", "books", "disclaimer",
    ]  # fmt: skip


def test_a_qualification_carries_its_whole_tree() -> None:
    one = plain()["qualifications"][0]
    assert (one["id"], one["status"], one["range"], one["form"]) == (
        "RS.CC.350.2", "supported", "6 months – 5 years", "not settled",
    )  # fmt: skip
    assert one["version"]["from"] == "2009-09-11" and one["version"]["to"] == "2017-05-31"
    conduct = next(each for each in one["elements"] if each["key"] == "conduct")
    assert conduct["result"] == "met" and conduct["provision"] == "RS.CC.350.2" and conduct["mark"]
    assert conduct["facts"] == [
        {
            "key": "act.procures_entry",
            "label": "procures the entry of others",
            "value": True,
            "shown": "yes",
            "source": "a witness",
            "exhibit": "A-3",
            "confidence": "good",
            "note": "",
        }
    ]
    assert conduct["why"] == "Stated: procures the entry of others: yes."
    assert {"key", "title"} == conduct["evidence"][0].keys()
    assert one["milder"] is None and one["missing"] == []
    assert [gate["result"] for gate in one["gates"]] == ["met"] * 3


def test_an_open_element_names_its_questions_and_a_missing_one_its_fact() -> None:
    aggravated = next(each for each in plain()["qualifications"] if each["id"] == "RS.CC.350.3")
    element = aggravated["elements"][-1]
    assert element["result"] == "unknown" and "migrants.larger_number" in element["questions"]
    assert element["why"].startswith("Not known: ") and element["facts"] == []
    assert {each["key"] for each in aggravated["circumstances"]} >= {"agg.many", "agg.official"}
    unaware = plain(facts={**FACTS, "mens.knows_irregular": False})["qualifications"][0]
    assert unaware["status"] == "excluded" and "Knowing" in unaware["missing"]
    knowledge = next(each for each in unaware["elements"] if each["key"] == "knowledge")
    assert knowledge["result"] == "missing" and knowledge["facts"][0]["value"] is False


def test_report_notes_keep_both_sides() -> None:
    notes = [note for each in plain()["qualifications"] for note in each["report_notes"]]
    assert notes and all({"key", "title", "report_says", "text_says", "handling"} <= note.keys() for note in notes)


def test_what_no_rule_asks_for_and_codes_are_told_too() -> None:
    found = plain()
    assert [each["key"] for each in found["described"]] == ["evidence.a_thing_nobody_asks"]
    states = next(each for each in found["facts"] if each["key"] == "geo.states")
    assert states["value"] == ["BA", "RS"] and states["shown"] == "Bosnia and Herzegovina, Serbia"
    assert [each["key"] for each in found["indicators"]] == ["D2", "D6"]


def test_a_part_of_bosnia_and_herzegovina_explains_its_own_place() -> None:
    found = plain("BA-SRP", date(2024, 1, 1), {**FACTS, "digital": {"D5": True, "unlawful_gain": True}})
    fraud = next(each for each in found["separate"] if each["id"] == "BA-SRP.CC.410")
    place = next(each for each in fraud["elements"] if each["key"] == "place")
    assert place["result"] == "met" and place["questions"] == []
    assert "geo.ba_level" not in {each["key"] for each in found["questions"]}


@pytest.mark.parametrize("case", CASES, ids=[each.title for each in CASES])
def test_every_answer_to_a_case_can_be_written_as_json(case: Any) -> None:
    for state in case.expect:
        answer = qualify(case.facts, state, case.on)
        found = answer_as_plain(answer)
        assert json.loads(json.dumps(found, ensure_ascii=False)) == found
        assert found["disclaimer"] and found["books"] == library().digest
        assert len(found["qualifications"]) == len(answer.qualifications)
        for one in found["qualifications"]:
            results = [gate["result"] for gate in one["gates"]] + [each["result"] for each in one["elements"]]
            assert one["status"] != "supported" or set(results) == {"met"}
            assert (one["status"] == "excluded") == ("missing" in results or bool(one["held_by"] and found["pleas"]
                    and any(plea["effect"] == "excluded" for plea in found["pleas"])))  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    state=st.sampled_from(STATES),
    stated=st.dictionaries(
        st.sampled_from([key for key, term in vocabulary().terms.items() if term.kind == "yes_no"]),
        st.booleans(),
        max_size=12,
    ),
)
def test_any_sheet_of_facts_gives_questions_only_on_what_is_not_known(state: str, stated: dict[str, bool]) -> None:
    found = answer_as_plain(qualify(stated, state, date(2024, 1, 1)))
    for one in (*found["qualifications"], *found["separate"]):
        for element in one["elements"]:
            assert not set(element["questions"]) & stated.keys()
            assert bool(element["questions"]) == (element["result"] == "unknown")
            assert all(stated[fact["key"]] is fact["value"] for fact in element["facts"])


def test_every_provision_of_the_books_has_a_plain_form() -> None:
    held = library()
    for versions in held.provisions.values():
        for one in versions:
            found = provision_as_plain(one, held)
            assert json.loads(json.dumps(found)) == found
            assert found["sources"] and found["place"]


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ("mens.knows_irregular", "“the actor knew”"),
        ({"not": "mens.knows_irregular"}, "not “the actor knew”"),
        ({"key": "group.size", "at_least": 3}, "“how many acted together” at least 3"),
        ({"key": "actor.age", "below": 14}, "“age of the actor” below 14"),
        ({"key": "geo.states", "in": ["RS", "BA"]}, "“where it happened”: Bosnia and Herzegovina or Serbia"),
        (
            {"all": ["act.organises", {"any": ["office.abuse", "benefit.exists"]}]},
            "“organises or directs others” and (“an office was abused” or “there was a benefit”)",
        ),
        ({"not": {"any": ["office.abuse", "benefit.exists"]}}, "not (“an office was abused” or “there was a benefit”)"),
        ({"all": []}, "always"),
    ],
)
def test_conditions_are_told_in_words(tree: Any, words: str) -> None:
    assert in_words(parse_condition(tree)) == words
