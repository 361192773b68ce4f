"""Legal orders side by side."""

from __future__ import annotations

from datetime import date

import pytest

from fener.analysis.law import STATES, library, qualify
from fener.analysis.law.compare import (
    circumstance_matrix,
    element_matrix,
    penalty_matrix,
    report_tables,
    same_facts,
)
from fener.analysis.law.holdings import Effect, Kind, Mark
from fener.analysis.law.matrix import Matrix, MatrixCell, MatrixColumn, MatrixRow, as_rows, weakest
from fener.terms.errors import UnknownTerm

ON = date(2023, 5, 1)
CARRIED_FOR_MONEY = {
    "actor.acts_for_others": True,
    "actor.is_object_of_smuggling": False,
    "act.procures_entry": True,
    "geo.states": ["RS", "BA", "ME"],
    "migrants.foreigner": True,
    "mens.knows_irregular": True,
    "mens.intent_benefit": True,
    "benefit.exists": True,
}


def test_every_matrix_has_a_cell_for_every_column() -> None:
    books = library()
    matrices = [
        *(element_matrix(books, kind=kind) for kind in (Kind.SMUGGLING, Kind.ORGANISING, Kind.DOCUMENT, Kind.DIGITAL)),
        circumstance_matrix(books),
        penalty_matrix(books),
        *report_tables(books),
        same_facts([qualify(CARRIED_FOR_MONEY, state, ON) for state in STATES]),
    ]
    for matrix in matrices:
        assert matrix.rows, matrix.title
        assert len({row.key for row in matrix.rows}) == len(matrix.rows), matrix.title
        for row in matrix.rows:
            assert len(row.cells) == len(matrix.columns), (matrix.title, row.key)


def test_every_provision_a_cell_names_is_held() -> None:
    books = library()
    for matrix in (element_matrix(books), circumstance_matrix(books), penalty_matrix(books), *report_tables(books)):
        for cell in (cell for row in matrix.rows for cell in row.cells):
            assert set(cell.provisions) <= set(books.provisions), (matrix.title, cell)
            assert set(cell.claims) <= set(books.claims), (matrix.title, cell)


@pytest.mark.parametrize(
    ("state", "value"),
    [
        ("RS", "everywhere"),
        ("BA", "partly"),
        ("ME", "partly"),
        ("AL", "partly"),
        ("MK", "not_settled"),
        ("XK", "not_settled"),
    ],
)
def test_where_a_benefit_is_needed_everywhere_in_part_or_only_read_in(state: str, value: str) -> None:
    assert element_matrix(library()).cell("benefit", state).value == value


def test_the_three_forms_without_benefit_are_named() -> None:
    matrix = element_matrix(library())
    for state, form in (("BA", "BA.CC.189.2"), ("ME", "ME.CC.405.2.a"), ("AL", "AL.CC.298.1")):
        assert form in matrix.cell("benefit", state).words
        assert form not in matrix.cell("benefit", state).provisions


def test_knowledge_and_foreigner_are_asked_for_everywhere() -> None:
    matrix = element_matrix(library())
    for state in STATES:
        assert matrix.cell("element.knowledge", state).value == "everywhere"
        assert matrix.cell("element.foreigner", state).value == "everywhere"


def test_papers_stand_beside_smuggling_in_serbia_and_montenegro_and_are_absorbed_in_bosnia() -> None:
    matrix = element_matrix(library())
    assert [matrix.cell("documents", state).value for state in ("RS", "BA", "ME")] == [
        "separate",
        "absorbed",
        "separate",
    ]


def test_attempt_and_taking_part_come_from_the_general_part() -> None:
    matrix = element_matrix(library())
    for state in STATES:
        assert matrix.cell("attempt", state).value == "general_part"
        assert matrix.cell("participation", state).value == "general_part"


def test_an_organised_group_is_a_form_in_serbia_and_an_offence_of_its_own_in_bosnia_and_montenegro() -> None:
    matrix = element_matrix(library())
    assert [matrix.cell("organised_form", state).value for state in ("RS", "BA", "ME")] == [
        "qualifying",
        "separate_offence",
        "separate_offence",
    ]


def test_what_the_books_do_not_hold_is_said_not_guessed() -> None:
    assert element_matrix(library()).cell("legal_persons", "AL").value == "not_held"
    assert element_matrix(library(), states=["XK"], kind=Kind.DOCUMENT).rows == ()


def test_conduct_is_named_with_the_provision_that_reaches_it() -> None:
    matrix = element_matrix(library())
    assert matrix.cell("conduct.act.recruits_transports_hides", "BA").provisions == ("BA.CC.189.2",)
    assert matrix.cell("conduct.act.recruits_transports_hides", "RS").value == "no"


def test_the_circumstances_say_qualifying_sentencing_only_or_separate() -> None:
    matrix = circumstance_matrix(library())
    effects = [matrix.cell("agg.safety", state).value for state in ("RS", "BA", "ME")]
    assert effects == ["sentencing_only", "qualifying", "sentencing_only"]
    assert matrix.cell("agg.exploitation", "RS").value == "separate_offence"
    assert matrix.cell("agg.safety", "AL").words == Effect.NOT_STATED.label
    assert {cell.value for row in matrix.rows for cell in row.cells} == {effect.value for effect in Effect}


def test_a_circumstance_names_the_instruments_that_ask_for_it() -> None:
    rows = {row.key: row for row in circumstance_matrix(library()).rows}
    assert "Art. 6(3)(a)" in rows["agg.safety"].about
    assert "recommendation 1" in rows["agg.digital"].about


def test_a_claim_on_a_circumstance_stands_only_in_the_state_it_concerns() -> None:
    matrix = circumstance_matrix(library())
    assert "E32" in matrix.cell("agg.death", "BA").claims
    assert "E32" not in matrix.cell("agg.death", "RS").claims


def test_the_range_is_that_of_the_day() -> None:
    books = library()
    before, after = penalty_matrix(books, ["RS"], date(2016, 6, 1)), penalty_matrix(books, ["RS"], ON)
    assert before.cell("RS.CC.350.2", "range").words.startswith("6 months – 5 years")
    assert after.cell("RS.CC.350.2", "range").words.startswith("1–8 years")
    assert penalty_matrix(books, ["RS"]).rows == penalty_matrix(books, ["RS"], date(2026, 1, 1)).rows


def test_all_smuggling_forms_are_serious_crimes_and_violent_crossing_is_none() -> None:
    matrix = penalty_matrix(library(), ["RS", "BA", "ME"])
    for row in matrix.rows:
        serious = matrix.cell(row.key, "serious").value
        if row.about == "smuggling":
            assert serious == "yes", row.key
        if row.about == "border":
            assert serious == "no", row.key


def test_basic_forms_are_not_measured_by_the_framework_decision_and_montenegros_aggravated_form_meets_it() -> None:
    matrix = penalty_matrix(library())
    assert matrix.cell("RS.CC.350.2", "eu").value == "not_applicable"
    assert "reached all the same" in matrix.cell("RS.CC.350.2", "eu").words
    assert matrix.cell("ME.CC.405.2.a", "eu").value == "not_applicable"
    assert matrix.cell("ME.CC.405.3", "eu").value == "met"
    assert matrix.cell("ME.CC.401", "eu").value == "not_known"
    assert matrix.cell("BA.CC.189.5", "eu").value == "not_applicable"


def test_a_report_table_stands_beside_what_the_books_read() -> None:
    tables = {matrix.title.split(" (R2")[0]: matrix for matrix in report_tables(library())}
    assert len(tables) == len(library().tables)
    ranges = next(matrix for title, matrix in tables.items() if title.startswith("Table 2"))
    assert ranges.cell("BA.CC.189.5", "BA:says").words == "at least 5 years"
    assert any("E14" in note for note in ranges.cell("BA.CC.189.5", "BA:reads").notes)
    digital = next(matrix for title, matrix in tables.items() if title.startswith("Digital"))
    assert "Federation" in digital.cell("D1", "BA:reads").words
    assert digital.cell("D1", "BA:says").mark is Mark.DISPUTED
    assert digital.cell("D2", "BA:reads").words == ""
    assert ranges.cell("BA.CC.189.5", "RS:says").words == ""


def test_the_same_facts_are_laid_side_by_side() -> None:
    matrix = same_facts([qualify(CARRIED_FOR_MONEY, state, ON) for state in ("RS", "BA", "ME")])
    assert [column.key for column in matrix.columns] == ["RS", "BA", "ME"]
    assert matrix.cell("status", "RS").value == "supported"
    assert "RS.CC.350.2" in matrix.cell("supported", "RS").provisions
    assert "1–8 years" in matrix.cell("range", "RS").words
    assert "BA.CC.189.1: 1–10 years" in matrix.cell("range", "BA").words
    assert matrix.cell("exposure", "RS").words == "none"


def test_help_without_gain_is_exposure_and_no_offence_in_the_comparison() -> None:
    facts = {**CARRIED_FOR_MONEY, "mens.intent_benefit": False, "benefit.exists": False}
    matrix = same_facts([qualify(facts, state, ON) for state in ("RS", "BA", "ME")])
    assert [matrix.cell("status", state).value for state in ("RS", "BA", "ME")] == ["excluded"] * 3
    assert matrix.cell("supported", "ME").words == "none"
    assert "ME.CC.405.2.a" in matrix.cell("exposure", "ME").provisions
    assert matrix.cell("exposure", "RS").words == "none"


def test_somebody_only_smuggled_is_supported_nowhere() -> None:
    facts = {**CARRIED_FOR_MONEY, "actor.is_object_of_smuggling": True, "actor.acts_for_others": False}
    matrix = same_facts([qualify(facts, state, ON) for state in STATES])
    for state in STATES:
        assert matrix.cell("status", state).value == "excluded"
        assert matrix.cell("supported", state).words == "none"
        assert matrix.cell("open", state).words == "none"


def test_circumstances_and_questions_show_what_each_state_makes_of_them() -> None:
    facts = {**CARRIED_FOR_MONEY, "migrants.minors": True, "mens.knows_irregular": None}
    matrix = same_facts([qualify(facts, state, ON) for state in ("RS", "BA")])
    assert "only weighed within the range" in matrix.cell("circumstances", "RS").words
    assert "qualifies the offence" in matrix.cell("circumstances", "BA").words
    assert matrix.cell("status", "RS").value == "open"
    assert "Did the actor know" in matrix.cell("questions", "RS").words


def test_two_days_of_one_state_have_columns_of_their_own_and_the_milder_law_is_noted() -> None:
    matrix = same_facts([qualify(CARRIED_FOR_MONEY, "RS", day) for day in (date(2016, 1, 1), ON)])
    assert [column.key for column in matrix.columns] == ["RS@2016-01-01", "RS@2023-05-01"]
    assert "6 months – 5 years" in matrix.cell("range", "RS@2016-01-01").words


def test_rows_of_text_carry_words_provisions_marks_claims_and_notes() -> None:
    cell = MatrixCell("needed", ("X.1",), Mark.REPORTED, ("a note",), ("E1",))
    matrix = Matrix("T", (MatrixColumn("RS", "Serbia"),), (MatrixRow("k", "Row", (cell,)),), "First")
    assert as_rows(matrix) == (("First", "Serbia"), ("Row", "needed (X.1) [reported] E1 — a note"))
    assert MatrixCell().text == ""


def test_kosovo_is_written_with_its_star() -> None:
    assert as_rows(circumstance_matrix(library(), states=["XK"]))[0][1] == "Kosovo*"


def test_several_statements_are_as_far_checked_as_the_least_checked() -> None:
    assert weakest([Mark.VERIFIED, None, Mark.TO_BE_CHECKED]) is Mark.TO_BE_CHECKED
    assert weakest([Mark.DISPUTED, Mark.VERIFIED]) is Mark.DISPUTED
    assert weakest([]) is None


def test_a_state_without_a_book_is_refused() -> None:
    with pytest.raises(UnknownTerm) as refused:
        circumstance_matrix(library(), states=["HR"])
    assert refused.value.number == "FEN-2940"
