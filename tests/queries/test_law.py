"""How the law treats smuggling, in tables of the house and in reports."""

from __future__ import annotations

from datetime import date

import pytest

from fener.actions.reporting.compile_report import start_report
from fener.analysis.law import STATES, library
from fener.queries.law import LETTERS_NOTE, how_the_law_treats_it, law_table_for_report
from fener.queries.reports import report_document
from fener.terms.errors import UnknownTerm
from fener.terms.reporting import Paragraph, ReportDocument, Section, Table


def texts(table: Table) -> str:
    return "\n".join(" | ".join(str(cell.value) for cell in row) for row in table.rows)


@pytest.mark.parametrize("kind", ["circumstances", "gaps", "elements", "penalties"])
@pytest.mark.parametrize("states", [("RS",), ("XK",), STATES])
def test_every_table_has_a_cell_for_every_column(kind: str, states: tuple[str, ...]) -> None:
    table = law_table_for_report(kind, states)
    assert table.rows
    assert len({column.key for column in table.columns}) == len(table.columns)
    for row in table.rows:
        assert len(row) == len(table.columns)


def test_one_state_gets_provisions_sources_and_marks() -> None:
    circumstances = texts(law_table_for_report("circumstances", ["RS"]))
    assert "Qualifies the offence (RS.CC.350.3) [reported]" in circumstances
    assert "R25 p. 19" in circumstances
    listed = law_table_for_report("gaps", ["RS"])
    assert "Gap [R]" in texts(listed)
    assert "R25 p. 35, no. 1" in texts(listed)
    assert LETTERS_NOTE in listed.note


def test_several_states_stand_side_by_side_in_short() -> None:
    table = law_table_for_report("circumstances", STATES)
    assert [column.title for column in table.columns][-1] == "Kosovo*"
    assert "Qualifies the offence [R]" in texts(table)
    assert "RS.CC.350.3" not in texts(table)
    assert LETTERS_NOTE in table.note


def test_a_table_names_the_books_it_was_drawn_from() -> None:
    assert library().digest[:12] in law_table_for_report("gaps", ["BA"]).note


def test_another_table_is_refused() -> None:
    with pytest.raises(UnknownTerm) as refused:
        law_table_for_report("sentences", ["RS"])
    assert refused.value.number == "FEN-2942"


def test_the_part_says_that_it_is_no_legal_advice_and_has_two_tables() -> None:
    lead, *tables = how_the_law_treats_it(["ME"])
    assert isinstance(lead, Paragraph)
    assert "no legal advice" in str(lead)
    assert [table.key for table in tables if isinstance(table, Table)] == ["law-circumstances", "law-gaps"]


def section(document: ReportDocument, title: str) -> Section:
    def walk(sections: tuple[Section, ...]) -> list[Section]:
        return [each for one in sections for each in (one, *walk(one.subsections))]

    return next(each for each in walk(document.sections) if each.title == title)


@pytest.mark.django_db
def test_a_national_report_tells_how_the_law_of_its_territory_treats_it(administrator) -> None:
    report = start_report(administrator, "national", "ME", date(2024, 1, 1), date(2024, 12, 31))
    found = section(report_document(administrator, report.pk), "Collaboration with competent authorities")
    tables = {block.key: block for block in found.blocks if isinstance(block, Table)}
    assert "Montenegro" in tables["law-gaps"].caption
    assert "ME.CC.405.2.a" in texts(tables["law-gaps"])
    assert "RS.CC" not in texts(tables["law-circumstances"])


@pytest.mark.django_db
def test_the_regional_report_sets_all_six_side_by_side(administrator) -> None:
    report = start_report(administrator, "regional", "", date(2024, 1, 1), date(2024, 12, 31))
    found = section(report_document(administrator, report.pk), "Protection system for smuggled migrants")
    tables = {block.key: block for block in found.blocks if isinstance(block, Table)}
    assert set(tables) == {"law-circumstances", "law-gaps"}
    assert len(tables["law-gaps"].columns) == 7
