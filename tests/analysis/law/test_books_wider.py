"""The books of Albania, North Macedonia and Kosovo*, the treaties, and court practice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from fener.analysis.law.books import library
from fener.analysis.law.holdings import OFFENCE_KINDS, Kind, Level, Mark, Provision
from fener.analysis.law.schemas import BOOKS_FOLDER

_SMUGGLING_PROTOCOL = (
    "1 2 3 4 5 6.1.a 6.1.b.i 6.1.b.ii 6.1.c 6.2.a 6.2.b 6.2.c 6.3.a 6.3.b 6.4 7 8 9 10 11.3 11.4 12 13 14 15"
    " 16.1 16.2 16.3 16.4 16.5 17 18 19"
)
_ORGANISED_CRIME = "2.a 2.b 5 10.4 11.1 12 13 14 16 18 19 20 24 25 26 27"
_BUDAPEST = "2 3 4 5 6 7 8 9 10 11 12 14.2.c 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35"
_WHOLE = (
    "INT.CETS224.all INT.UNCC.all INT.MLA1959.all INT.ML.6 INT.ML.37 INT.ECHR.6.3.d EU.D200290.1 EU.FD2002946.1"
    " EU.COM2023755.all EU.D200481.all EU.R20231543.all EU.D200624.all"
)
TREATIES = (
    *(f"INT.SP.{each}" for each in _SMUGGLING_PROTOCOL.split()),
    *(f"INT.UNTOC.{each}" for each in _ORGANISED_CRIME.split()),
    *(f"INT.BC.{each}" for each in _BUDAPEST.split()),
    *_WHOLE.split(),
)
RANGES = {
    "AL.CC.298.1": "1–4 years",
    "AL.CC.298.2": "3–7 years",
    "AL.CC.298.3": "5–10 years",
    "AL.CC.298.4": "at least 15 years (no maximum named here)",
    "AL.CC.298.public": "the penalty of the form committed, increased by a quarter",
    "AL.CC.297": "a fine or up to 2 years",
    "MK.CC.418b.1": "at least 4 years (no maximum named here)",
    "MK.CC.418b.2": "1–5 years",
    "MK.CC.418b.qualified": "at least 8 years (no maximum named here)",
    "MK.CC.418v.1": "at least 8 years (no maximum named here)",
    "MK.CC.418v.2": "at least 1 year (no maximum named here)",
    "XK.CC.164.1": "a fine or 2–10 years",
    "XK.CC.164.10": "at least 4 years (no maximum named here)",
}
WIDER_STATES = ("AL", "MK", "XK")
NOTED = {
    "INT.SP.3": "E5", "INT.SP.6.1.a": "E5", "INT.SP.6.1.b.i": "E6", "INT.SP.6.1.b.ii": "E6", "INT.SP.6.1.c": "E6",
    "INT.SP.6.2.b": "E12", "INT.SP.10": "E7", "INT.SP.14": "E7", "INT.SP.16.3": "E8", "INT.SP.16.5": "E8", "INT.SP.17": "E9",
    "INT.SP.5": "E35", "INT.BC.2": "E10", "INT.UNCC.all": "E10", "INT.BC.11": "E4", "INT.BC.5": "E24", "INT.ML.6": "E33",
    "EU.FD2002946.1": "E11", "EU.D200290.1": "E11", "EU.R20231543.all": "E19", "EU.D200624.all": "E20", "MK.LF.120.1": "E31",
}  # fmt: skip
_INSTITUTIONS_AND_PLACES = (
    "Albania Announcement Announcements Appeal Art Arts Basic Belgrade Bosnia Bujanovac Court Drina Enabling Financial"
    " Herzegovina Land Macedonia North Office Organizing Participating Participation Prosecutor Protocol SHERLOC Serbia Special Supreme"
    " SPK UNODC Niš Zaječar"
)
INSTITUTIONS_AND_PLACES = frozenset(_INSTITUTIONS_AND_PLACES.split())


def _wider() -> Iterator[Provision]:
    held = library()
    for state in WIDER_STATES:
        for versions in held.by_state[state]:
            yield from versions


def _notes(provision_id: str) -> str:
    return " ".join(library().current(provision_id).notes)


@pytest.mark.parametrize("provision_id", TREATIES)
def test_every_treaty_rule_that_the_notes_list_is_a_provision_that_creates_no_offence(provision_id: str) -> None:
    held = library().current(provision_id)
    assert held.kind is Kind.TREATY and held.kind not in OFFENCE_KINDS
    assert held.level is Level.INTERNATIONAL and held.elements == () and held.penalty is None
    assert held.paraphrase and held.sources


@pytest.mark.parametrize(("provision_id", "number"), NOTED.items())
def test_what_is_wrong_in_a_report_is_noted_beside_the_text_with_its_number(provision_id: str, number: str) -> None:
    assert re.search(rf"\b{number}\b", _notes(provision_id))


@pytest.mark.parametrize(("provision_id", "words"), RANGES.items())
def test_the_ranges_of_the_wider_states_read_as_the_sources_tell_them(provision_id: str, words: str) -> None:
    penalty = library().current(provision_id).penalty
    assert penalty is not None and penalty.words == words


def test_every_offence_of_the_wider_states_has_a_range_in_this_test() -> None:
    assert {each.id for each in _wider() if each.kind in OFFENCE_KINDS} | {"AL.CC.297"} == set(RANGES)


def test_the_second_protocol_on_cybercrime_is_told_with_every_date_and_as_not_in_force() -> None:
    notes = _notes("INT.CETS224.all")
    for told in (
        "9 February 2023",
        "12 May 2022",
        "27 February 2023",
        "14 November 2025",
        "5 February 2026",
        "not in force",
    ):
        assert told in notes
    assert "Kosovo* is not a signatory" in notes


def test_the_un_cybercrime_convention_is_told_as_not_yet_in_force() -> None:
    notes = _notes("INT.UNCC.all")
    assert "24 December 2024" in notes and "forty ratifications" in notes


@pytest.mark.parametrize("instrument", ["SP", "UNTOC", "BC"])
def test_ratification_by_the_three_states_is_as_reported_and_the_rest_is_marked(instrument: str) -> None:
    held = library().current(f"INT.{instrument}.all")
    assert "Montenegro" in " ".join(held.notes) and "to be checked" in " ".join(held.notes)
    assert "Kosovo* cannot be shown as a party" in " ".join(held.notes)


def test_data_retention_ended_with_its_annulment_and_electronic_evidence_begins_in_2026() -> None:
    retention = library().current("EU.D200624.all").valid
    assert retention.holds(date(2014, 4, 8)) and not retention.holds(date(2014, 4, 9))
    orders = library().current("EU.R20231543.all").valid
    assert orders.holds(date(2026, 8, 18)) and not orders.holds(date(2026, 8, 17))


def test_the_right_to_examine_witnesses_names_both_judgments() -> None:
    assert "2011" in _notes("INT.ECHR.6.3.d") and "2015" in _notes("INT.ECHR.6.3.d")


def test_assistance_in_albania_without_profit_asks_for_no_benefit_and_says_that_this_goes_beyond_the_protocol() -> None:
    basic = library().current("AL.CC.298.1")
    assert basic.needs_benefit is False and "intent_benefit" not in {each.key for each in basic.elements}
    assert basic.protocol == () and "beyond Protocol" in " ".join(basic.notes)


def test_every_other_smuggling_offence_of_the_wider_states_asks_for_a_benefit() -> None:
    for each in _wider():
        if each.kind in (Kind.SMUGGLING, Kind.ORGANISING) and each.id != "AL.CC.298.1":
            basic = library().current(each.builds_on) if each.builds_on else each
            assert each.needs_benefit is True and "intent_benefit" in {element.key for element in basic.elements}, (
                each.id
            )


def test_every_basic_smuggling_offence_of_the_wider_states_asks_for_link_foreigner_and_knowledge() -> None:
    for each in _wider():
        if each.kind in (Kind.SMUGGLING, Kind.ORGANISING) and not each.builds_on:
            assert {"link", "foreigner", "knowledge"} <= {element.key for element in each.elements}, each.id


def test_what_was_not_seen_in_north_macedonia_is_marked_so() -> None:
    offences = [each for each in _wider() if each.state == "MK" and each.kind in OFFENCE_KINDS]
    assert {each.mark for each in offences} == {Mark.TO_BE_CHECKED}
    assert {each.penalty.mark for each in offences if each.penalty} == {Mark.TO_BE_CHECKED}


def test_the_crossing_of_the_person_is_exposure_and_never_an_offence_of_smuggling() -> None:
    assert library().current("AL.CC.297").kind is Kind.ADMINISTRATIVE


@pytest.mark.parametrize("name", ["AL", "MK", "XK", "treaties", "practice"])
def test_kosovo_is_always_written_with_its_star(name: str) -> None:
    assert not re.search(r"Kosovo(?!\*)", (BOOKS_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def test_a_case_of_serbian_practice_stands_on_each_side_of_a_larger_number() -> None:
    counts = {each.count: each.provision for each in library().judgments.values() if each.state == "RS" and each.count}
    assert counts[4] == counts[5] == "RS.CC.350.2" and counts[32] == "RS.CC.350.3" and counts[73] == "RS.CC.350.4"
    assert {10, 40} <= set(counts)


def test_no_judgment_names_a_person() -> None:
    for each in library().judgments.values():
        said = ". ".join((each.court, each.held, *each.topics, *(source.cited for source in each.sources)))
        words = set(re.findall(r"(?<=[a-z,0-9] )[A-ZČĆŠŽĐ][^\W\d]{2,}\b", said))
        assert words <= INSTITUTIONS_AND_PLACES, f"{each.key}: {sorted(words - INSTITUTIONS_AND_PLACES)}"


def test_no_judgment_or_provision_carries_initials_of_a_person() -> None:
    held = library()
    texts = [" ".join((each.court, each.held)) for each in held.judgments.values()]
    texts += [
        " ".join((each.title, each.paraphrase, *each.notes)) for each in (*_wider(), *map(held.current, TREATIES))
    ]
    assert not [text for text in texts if re.search(r"\b[A-Z]\.\s?[A-Z]\.", text)]
