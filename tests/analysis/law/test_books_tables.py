"""The tables are held whole, as the reports give them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from fener.analysis.law.books import library
from fener.analysis.law.holdings import Cell, Level, Mark, ReportTable, TableRow

THREE = ("RS", "BA", "ME")
SIX = ("AL", "BA", "XK", "RS", "ME", "MK")


def row(name: str) -> TableRow:
    table, _, key = name.partition(".")
    return next(each for each in library().tables[table].rows if each.key == key)


def cell(name: str, state: str) -> Cell:
    return row(name).cells[state]


def cells() -> Iterator[tuple[ReportTable, TableRow, str, Cell]]:
    for table in library().tables.values():
        for each in table.rows:
            for state, held in each.cells.items():
                yield table, each, state, held


def rows_of(table: str) -> list[str]:
    return [each.key for each in library().tables[table].rows]


# Digital actions: article of the Convention, then the provisions of Serbia, the column “BiH” and Montenegro.
DIGITAL = {
    "D1": ("INT.BC.2", "RS.CC.302", "BA-BIH.CC.397", "ME.CC.353"),
    "D2": ("INT.BC.6", "RS.CC.304a", "", "ME.CC.354"),
    "D3": ("INT.BC.7", "RS.CC.355.1 RS.CC.356", "BA-BIH.CC.373 BA-BIH.CC.374", "ME.CC.412.1 ME.CC.413 ME.CC.262"),
    "D4": ("INT.BC.5", "RS.CC.299", "BA-BIH.CC.398", "ME.CC.350"),
    "D5": ("INT.BC.8", "RS.CC.301", "BA-BIH.CC.395", "ME.CC.352"),
    "D6": ("none", "RS.CC.301 RS.CC.245", "BA-BIH.CC.395 BA-BIH.CC.272", "ME.CC.352 ME.CC.268 ME.AML.laws"),
}


@pytest.mark.parametrize(("key", "expected"), DIGITAL.items())
def test_a_digital_action_names_its_article_and_provisions(key: str, expected: tuple[str, ...]) -> None:
    held = row(f"digital.{key}")
    assert held.about == expected[0]
    assert [held.cells[state].provisions for state in THREE] == [tuple(each.split()) for each in expected[1:]]


def test_digital_actions_are_six_and_each_has_the_three_states() -> None:
    assert rows_of("digital") == list(DIGITAL)
    assert all(set(row(f"digital.{key}").cells) == set(THREE) for key in DIGITAL)


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("D1", ("yes", "yes", "yes")),
        ("D2", ("partly", "no", "partly")),
        ("D3", ("yes", "yes", "yes")),
        ("D4", ("partly", "partly", "partly")),
        ("D5", ("partly", "partly", "partly")),
        ("D6", ("partly", "partly", "partly")),
    ],
)
def test_a_starred_action_is_answered_partly(key: str, answers: tuple[str, ...]) -> None:
    assert tuple(cell(f"digital.{key}", state).answer for state in THREE) == answers


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("D2", "vpn or tor is not an offence"),
        ("D2", "intent that offences of the convention"),
        ("D4", "not an offence as such"),
        ("D4", "obstructs an investigation or destroys evidence"),
        ("D4", "serious hindering of a system"),
        ("D4", "migrant who deletes own messages is never"),
        ("D5", "unlawful gain is obtained through a computer system"),
        ("D6", "neither crypto-assets nor hawala is an offence"),
        ("D6", "pattern together with other offences"),
        ("D6", "facts of row d5 are required"),
    ],
)
def test_a_digital_action_keeps_its_caveats(key: str, words: str) -> None:
    assert words in " ".join(row(f"digital.{key}").notes).lower()


@pytest.mark.parametrize("key", ["D2", "D3", "D4", "D5", "D6"])
def test_a_digital_action_says_what_would_be_needed(key: str) -> None:
    assert any(note.startswith("What would be needed") for note in row(f"digital.{key}").notes)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("RS", "matters to authorities"),
        ("BA", "above BAM 500"),
        ("BA", "matters to authorities"),
        ("ME", "no link to state authorities"),
    ],
)
def test_wiping_keeps_the_national_conditions(state: str, words: str) -> None:
    assert words in " ".join(cell("digital.D4", state).notes)


def test_the_federation_numbers_are_held_as_the_federations_and_flagged() -> None:
    for key in ("D1", "D3", "D4", "D5", "D6"):
        held = cell(f"digital.{key}", "BA")
        assert "E1" in held.claims
        assert held.mark is Mark.DISPUTED
        assert {library().current(each).level for each in held.provisions} == {Level.ENTITY}


TABLE_1 = {
    "P.6.1.a": ("RS.CC.350.2", "BA.CC.189.1", "ME.CC.405.2.a ME.CC.405.2.b"),
    "P.6.1.b.i": ("RS.CC.355.1 RS.CC.356 RS.CC.357", "BA.CC.189.1", "ME.CC.412.1 ME.CC.413 ME.CC.414"),
    "P.6.1.b.ii": ("RS.CC.355.1", "BA.CC.189.1", "ME.CC.412.1"),
    "P.6.1.c": ("RS.CC.350.2", "BA.CC.189.2", "ME.CC.405.2.a ME.CC.405.2.b"),
    "P.6.2.a": ("RS.CC.30", "BA.CC.26", "ME.CC.20"),
    "P.6.2.b": ("RS.CC.350.3", "BA.CC.189.3", "ME.CC.405.3"),
    "P.6.2.c": ("RS.CC.350.3 RS.CC.350.4", "BA.CC.189a.1 BA.CC.189a.2", "ME.CC.401 ME.CC.401a"),
    "P.6.3": ("RS.CC.350.3", "BA.CC.189.3 BA.CC.189.4 BA.CC.189.5", "ME.CC.405.3"),
}


@pytest.mark.parametrize(("key", "expected"), TABLE_1.items())
def test_table_1_is_held_as_printed(key: str, expected: tuple[str, ...]) -> None:
    assert [cell(f"table1.{key}", state).provisions for state in THREE] == [tuple(each.split()) for each in expected]


def test_table_1_has_no_other_row() -> None:
    assert rows_of("table1") == list(TABLE_1)


def test_participation_is_printed_as_the_report_has_it_and_disputed() -> None:
    for state in THREE:
        held = cell("table1.P.6.2.b", state)
        assert held.mark is Mark.DISPUTED
        assert "E12" in held.claims


TABLE_2 = {
    "BA.CC.189.1": ("basic", "1–10 years"),
    "BA.CC.189.2": ("basic", "6 months – 5 years"),
    "BA.CC.189.3": ("aggravated", "3–15 years"),
    "BA.CC.189.4": ("aggravated", "3–15 years"),
    "BA.CC.189.5": ("aggravated", "at least 5 years"),
    "BA.CC.189a.1": ("aggravated", "at least 3 years"),
    "BA.CC.189a.2": ("aggravated", "at least 1 year"),
    "ME.CC.405.2": ("basic", "3 months – 5 years"),
    "ME.CC.405.3": ("aggravated", "1–10 years"),
    "RS.CC.350.2": ("basic", "1–8 years"),
    "RS.CC.350.3": ("aggravated", "2–12 years"),
    "RS.CC.350.4": ("aggravated", "3–15 years"),
}


@pytest.mark.parametrize(("key", "expected"), TABLE_2.items())
def test_table_2_is_held_as_printed(key: str, expected: tuple[str, str]) -> None:
    held = row(f"table2.{key}")
    assert list(held.cells) == [key[:2]]
    assert f"{expected[0]} form" in held.title
    assert held.cells[key[:2]].says == expected[1]


@pytest.mark.parametrize("key", TABLE_2)
def test_the_range_of_a_provision_agrees_with_table_2(key: str) -> None:
    held = cell(f"table2.{key}", key[:2])
    for each in held.provisions:
        penalty = library().current(each).penalty
        assert penalty is not None
        assert penalty.words.removesuffix(" (no maximum named here)") == held.says


def test_table_2_has_no_other_line_and_tells_of_violent_crossing() -> None:
    assert rows_of("table2") == list(TABLE_2)
    assert any("405(1)" in note and "not smuggling" in note for note in library().tables["table2"].notes)


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("liability.several_offences", {"RS": "no", "BA": "yes", "ME": "no"}),
        ("liability.chapter", {"RS": "no", "BA": "yes", "ME": "no"}),
        ("liability.territory", dict.fromkeys(THREE, "yes")),
        ("liability.legal_persons", dict.fromkeys(THREE, "yes")),
        ("liability.violent_crossing", {"RS": "yes", "ME": "yes"}),
        ("liability.forgery_separate", {"RS": "yes", "BA": "no", "ME": "yes"}),
        ("liability.general_part", dict.fromkeys(THREE, "yes")),
        ("liability.organised_group", {"RS": "yes", "BA": "no", "ME": "no"}),
        ("liability.benefit", {"RS": "yes", "BA": "partly", "ME": "partly"}),
        ("non_prosecution.explicit", dict.fromkeys(THREE, "no")),
        ("non_prosecution.practice", dict.fromkeys(("RS", "MK", "XK"), "no")),
        ("non_prosecution.exposure", {"RS": "yes", "BA": "partly", "AL": "yes"}),
        ("art10.civil_society", dict.fromkeys(THREE, "no")),
        ("art10.regional", dict.fromkeys(THREE, "partly")),
        ("art15.strategy", dict.fromkeys(THREE, "no")),
        ("art17.agreements", dict.fromkeys(THREE, "yes")),
        ("art17.real_time", {"RS": "yes", "BA": "yes", "ME": "partly"}),
        ("art17.joint_teams", {"RS": "yes", "BA": "partly", "ME": "yes"}),
        ("art17.institutions", {"RS": "yes", "BA": "partly", "ME": "yes"}),
        ("institutional.provider_duty", {"RS": "unknown", "BA": "no", "ME": "no"}),
        ("institutional.contact_point", {"RS": "unknown", "BA": "no", "ME": "unknown"}),
        ("institutional.legal_status_of_group", {"RS": "partly", "BA": "no", "ME": "unknown"}),
        ("institutional.risk_platform_registry", {"ME": "no"}),
        ("institutional.unified_system", {"RS": "no", "BA": "no"}),
        ("institutional.route_languages", {"RS": "no"}),
        ("institutional.strategy", dict.fromkeys(THREE, "no")),
        ("institutional.tools", {"RS": "partly", "BA": "no", "ME": "partly"}),
        ("residence.explicit", {"AL": "yes", "BA": "yes", "XK": "yes", "RS": "yes", "ME": "no", "MK": "no"}),
        ("residence.rights", {"AL": "yes", "BA": "no", "XK": "no", "RS": "no", "ME": "yes", "MK": "no"}),
        ("residence.practice", dict.fromkeys(SIX, "no")),
    ],
)
def test_a_row_answers_as_the_report_does(name: str, answers: dict[str, str]) -> None:
    assert {state: held.answer for state, held in row(name).cells.items()} == answers


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("liability.benefit", "BA", "189(2) needs none"),
        ("liability.violent_crossing", "ME", "up to one year"),
        ("non_prosecution.basis", "ME", "90 days"),
        ("non_prosecution.trafficking_clause", "BA", "186(10)"),
        ("non_prosecution.trafficking_clause", "ME", "December 2023"),
        ("non_prosecution.practice", "RS", "48-hour"),
        ("non_prosecution.exposure", "RS", "10,000–100,000"),
        ("non_prosecution.exposure", "BA", "2(2)"),
        ("art10.channels", "BA", "SELEC"),
        ("art15.campaigns", "BA", "civil society"),
        ("art16.witnesses", "RS", "vulnerable witness"),
        ("art16.residence", "RS", "61, 64"),
        ("art16.children", "BA", "guardian"),
        ("art16.strategy", "ME", "2021–2025"),
        ("art17.agreements", "BA", "1959"),
        ("art17.agreements", "ME", "UNHCR"),
        ("art17.real_time", "RS", "Zebra"),
        ("art17.joint_teams", "BA", "Croatia"),
        ("institutional.mixed_teams", "ME", "November 2024"),
        ("institutional.strategy", "RS", "2019–2023"),
        ("institutional.asylum_questions", "ME", "Planned"),
        ("residence.explicit", "AL", "no re-entry"),
        ("residence.rights", "AL", "free legal aid"),
        ("residence.rights", "ME", "employment"),
        ("residence.provision", "RS", "61(1)(3)"),
    ],
)
def test_a_cell_keeps_what_matters(name: str, state: str, words: str) -> None:
    assert words in cell(name, state).says


def test_the_wrong_paragraph_on_trafficking_is_shown_and_disputed() -> None:
    held = cell("non_prosecution.trafficking_clause", "RS")
    assert "388(6)" in held.says
    assert held.mark is Mark.DISPUTED
    assert held.claims == ("E16",)


def test_residence_covers_six_states_in_every_row() -> None:
    assert rows_of("residence") == ["provision", "who", "explicit", "rights", "practice"]
    assert all(set(row(f"residence.{key}").cells) == set(SIX) for key in rows_of("residence"))


def test_states_the_digitization_report_does_not_treat_have_no_cell() -> None:
    strangers = {
        (table.key, each.key)
        for table, each, state, _ in cells()
        if table.source.report == "R25" and state not in THREE
    }
    assert strangers == {("non_prosecution", "practice"), ("non_prosecution", "exposure")}


def test_what_names_a_claim_is_touched_by_it() -> None:
    named = [(f"{table.key}.{each.key}", key) for table, each, _, held in cells() for key in held.claims]
    named += [(held.key, key) for held in library().recommendations.values() for key in held.claims]
    assert [(what, key) for what, key in named if what not in library().claims[key].touches] == []


def test_kosovo_is_never_written_bare() -> None:
    written = [held.says for *_, held in cells()]
    written += [" ".join([claim.report_says, claim.text_says, claim.handling]) for claim in library().claims.values()]
    written += [" ".join([held.words, *held.points]) for held in library().recommendations.values()]
    assert not re.search(r"Kosovo(?!\*)", " ".join(written))
