"""What the books of Bosnia and Herzegovina and of Montenegro hold: ids, ranges, the benefit element, levels."""

from __future__ import annotations

import pytest

from fener.analysis.law.books import library
from fener.analysis.law.holdings import OFFENCE_KINDS, Kind, Level, Mark, Provision
from fener.terms.conditions import Facts, Truth

MADE_FOR_SMUGGLING: Facts = {"act.document.produce": True, "act.document.purpose_smuggling": True}


def held() -> list[Provision]:
    return [version for state in ("BA", "ME") for versions in library().by_state[state] for version in versions]


def result(provision_id: str, element: str, facts: Facts) -> Truth:
    found = next(each for each in library().current(provision_id).elements if each.key == element)
    return found.measure.result(facts)


@pytest.mark.parametrize(
    ("provision_id", "words"),
    [
        ("BA.CC.189.1", "1–10 years"),
        ("BA.CC.189.2", "6 months – 5 years"),
        ("BA.CC.189.3", "3–15 years"),
        ("BA.CC.189.4", "3–15 years"),
        ("BA.CC.189.5", "at least 5 years (no maximum named here)"),
        ("BA.CC.189a.1", "at least 3 years (no maximum named here)"),
        ("BA.CC.189a.2", "at least 1 year (no maximum named here)"),
        ("ME.CC.405.1", "up to 1 year"),
        ("ME.CC.405.2.a", "3 months – 5 years"),
        ("ME.CC.405.2.b", "3 months – 5 years"),
        ("ME.CC.405.3", "1–10 years"),
    ],
)
def test_a_range_is_said_as_the_second_table_of_the_report_gives_it(provision_id: str, words: str) -> None:
    penalty = library().current(provision_id).penalty
    assert penalty is not None
    assert penalty.words == words


def test_every_form_of_smuggling_is_a_serious_crime_and_the_violent_crossing_is_not() -> None:
    serious = {
        each.id: each.penalty and each.penalty.is_serious_crime for each in held() if each.kind is Kind.SMUGGLING
    }
    assert set(serious.values()) == {True}
    crossing = library().current("ME.CC.405.1")
    assert crossing.kind is Kind.BORDER
    assert crossing.penalty is not None
    assert crossing.penalty.is_serious_crime is False


@pytest.mark.parametrize(
    ("protocol", "provision_ids"),
    [
        ("INT.SP.6.1.a", {"BA.CC.189.1", "ME.CC.405.2.a", "ME.CC.405.2.b"}),
        ("INT.SP.6.1.b.i", {"BA.CC.189.1", "ME.CC.412.1", "ME.CC.413", "ME.CC.414"}),
        ("INT.SP.6.1.b.ii", {"BA.CC.189.1", "ME.CC.412.1"}),
        ("INT.SP.6.1.c", {"BA.CC.189.2", "ME.CC.405.2.b"}),
        ("INT.SP.6.2.a", {"BA.CC.26", "ME.CC.20"}),
        ("INT.SP.6.2.b", {"BA.CC.29", "ME.CC.23"}),
        ("INT.SP.6.2.c", {"BA.CC.189a.1", "BA.CC.189a.2", "ME.CC.401", "ME.CC.401a"}),
        ("INT.SP.6.3.a", {"BA.CC.189.3", "ME.CC.405.3"}),
    ],
)
def test_what_answers_a_paragraph_of_the_protocol_at_the_level_of_the_state(
    protocol: str, provision_ids: set[str]
) -> None:
    found = {each.id for each in held() if protocol in each.protocol and each.level is Level.STATE}
    assert found == provision_ids


@pytest.mark.parametrize("provision_id", ["BA.CC.189.2", "ME.CC.405.2.a"])
def test_two_texts_ask_for_no_benefit_and_say_that_they_are_wider_than_the_protocol(provision_id: str) -> None:
    provision = library().current(provision_id)
    assert provision.needs_benefit is False
    assert "intent_benefit" not in {each.key for each in provision.elements}
    assert any(note.startswith("Wider than the Protocol") for note in provision.notes)


@pytest.mark.parametrize("provision_id", ["BA.CC.189.1", "BA.CC.189a.1", "ME.CC.405.2.b", "ME.CC.401", "ME.CC.401a"])
def test_where_benefit_is_needed_its_absence_leaves_nothing(provision_id: str) -> None:
    assert library().current(provision_id).needs_benefit is True
    nothing: Facts = {"mens.intent_benefit": False, "benefit.exists": False}
    assert result(provision_id, "intent_benefit", nothing) is Truth.FALSE
    assert result(provision_id, "intent_benefit", {"benefit.exists": False}) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("provision_id", "basic"),
    [(f"BA.CC.189.{number}", "BA.CC.189.1") for number in (3, 4, 5)] + [("ME.CC.405.3", "ME.CC.405.2.b")],
)
def test_a_qualified_form_builds_on_its_basic_form_and_leaves_the_circumstance_to_another_book(
    provision_id: str, basic: str
) -> None:
    provision = library().current(provision_id)
    assert provision.builds_on == basic
    assert provision.elements == ()


def test_organising_is_an_offence_of_its_own_in_both_states() -> None:
    for provision_id in ("BA.CC.189a.1", "BA.CC.189a.2", "ME.CC.401", "ME.CC.401a"):
        assert library().current(provision_id).kind is Kind.ORGANISING
        assert not library().current(provision_id).builds_on
    for provision_id in ("BA.CC.189a.1", "BA.CC.189a.2"):
        assert "BA.CC.248" in library().current(provision_id).absorbs, "the same group would be counted twice"


def test_papers_for_smuggling_are_part_of_the_basic_form_of_the_state_code() -> None:
    assert result("BA.CC.189.1", "conduct", {**MADE_FOR_SMUGGLING, "act.procures_entry": False}) is Truth.TRUE
    own = {"act.document.possess": True, "act.document.purpose_smuggling": False, "act.procures_entry": False}
    assert result("BA.CC.189.1", "conduct", own) is Truth.FALSE
    forgeries = {each.id for each in held() if each.kind is Kind.DOCUMENT and each.state == "BA"}
    assert set(library().current("BA.CC.189.1").absorbs) == forgeries


def test_forgery_stands_beside_smuggling_in_montenegro_save_for_the_disputed_article() -> None:
    beside = library().current("ME.CC.405.2.b").concurs_with
    assert {"ME.CC.412.1", "ME.CC.413", "ME.CC.414"} <= set(beside)
    assert "ME.CC.262" not in beside
    assert library().current("ME.CC.262").mark is Mark.DISPUTED


@pytest.mark.parametrize(
    ("provision_id", "level"),
    [(f"BA-BIH.CC.{number}", Level.ENTITY) for number in (272, 373, 374, 395, 397, 398)]
    + [(f"BA-SRP.CC.{number}", Level.ENTITY) for number in (407, 408, 409, 410, 411)]
    + [("BA-BRC.CC.387", Level.DISTRICT), ("BA.CC.189.1", Level.STATE), ("ME.CC.353", Level.STATE)],
)
def test_a_provision_stands_at_the_level_whose_code_it_is_in(provision_id: str, level: Level) -> None:
    assert library().current(provision_id).level is level


def test_offences_below_the_state_ask_first_in_which_part_the_act_was_done() -> None:
    below = [each for each in held() if each.level in (Level.ENTITY, Level.DISTRICT)]
    for each in below:
        place = each.elements[0]
        assert place.key == "place"
        assert place.measure.result({}) is Truth.UNKNOWN
        assert place.measure.result({"geo.ba_level": each.jurisdiction}) is Truth.TRUE
    assert {each.jurisdiction for each in below} == {"BA-BIH", "BA-SRP", "BA-BRC"}


def test_digital_means_alone_meet_no_offence() -> None:
    used: Facts = {"digital.D2": True, "digital.D4": True, "digital.D6": True}
    needed = ("D1", "D3", "D5", "supply_for_offence", "system_hindered", "predicate_proceeds", "unlawful_gain")
    alone: Facts = {**used, **{f"digital.{key}": False for key in needed}}
    for each in held():
        if each.kind is Kind.DIGITAL or each.title == "Money laundering":
            assert Truth.FALSE in {one.measure.result(alone) for one in each.elements}, each.id
            assert Truth.UNKNOWN in {one.measure.result(used) for one in each.elements}, each.id


def test_an_offence_has_elements_or_a_basic_form_and_a_link_to_the_state() -> None:
    for each in held():
        if each.kind in OFFENCE_KINDS:
            assert each.builds_on or "link" in {one.key for one in each.elements}, each.id


def test_an_article_that_is_not_known_is_said_to_be_so() -> None:
    unknown = [each for each in held() if each.article == "to be found"]
    assert unknown
    for each in unknown:
        assert not any(character.isdigit() for character in each.id)
        assert each.marks.get("article") == "to_be_checked", each.id


@pytest.mark.parametrize(
    "provision_id",
    [
        "BA.CC.186.10", "BA.BCA.2", "BA.LF.58",
        "ME.CC.444.nonpunishment", "ME.LF.52.1.1", "ME.LF.52.1.2", "ME.LF.54", "ME.LF.55",
    ],
)  # fmt: skip
def test_what_protects_people_is_no_offence_and_has_no_range(provision_id: str) -> None:
    provision = library().current(provision_id)
    assert provision.kind is Kind.PROTECTION
    assert provision.penalty is None
    assert provision.elements == ()
