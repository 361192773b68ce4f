"""Figures stand side by side, and sums of few people stay hidden."""

from __future__ import annotations

import pytest

from fener.queries.figures import FigureFilters, compared_figures
from fener.queries.permalinks import record_card
from fener.queries.withheld import withheld_figures
from fener.terms.reporting import Verdict
from tests.queries.records import figured

pytestmark = pytest.mark.django_db


def test_two_sources_that_differ_are_a_conflict_and_both_stay(coordinator) -> None:
    figured("A", 100, source="R23", entered_as="reference")
    figured("B", 300, source="R25", entered_as="reference")
    [found] = compared_figures(coordinator, FigureFilters()).comparisons
    assert found.verdict is Verdict.CONFLICT
    assert {figure.value for figure in found.figures} == {100, 300}
    assert found.reason


def test_several_measures_of_one_source_compare_nothing(coordinator) -> None:
    figured("A", 100)
    figured("B", 30, measure="incidents", unit="incidents")
    page = compared_figures(coordinator, FigureFilters())
    assert page.comparisons == ()
    assert page.alone_count == 2


def test_parts_are_left_out_unless_asked_for(coordinator) -> None:
    figured("A", 100, nationality="SY", entered_as="import")
    assert compared_figures(coordinator, FigureFilters()).alone_count == 0
    assert compared_figures(coordinator, FigureFilters(with_parts=True)).alone_count == 1


def test_sums_of_few_people_are_withheld_with_what_gives_them_away(coordinator) -> None:
    told = {"entered_as": "import", "source": "IOM-MMP", "route": "western_balkans", "note": "sum over 2 incidents"}
    figured("total", 41, territory="WB", **told)
    figured("rs", 2, territory="RS", **told)
    figured("ba", 9, territory="BA", **told)
    figured("hr", 30, territory="HR", **told)
    assert withheld_figures(coordinator) == {"rs", "ba"}
    page = compared_figures(coordinator, FigureFilters())
    assert page.withheld == 2
    assert {figure.key for figure in page.alone} == {"total", "hr"}
    card = record_card(coordinator, "F:rs")
    assert card is not None
    assert "2" not in dict(card.facts)["Value"]


def test_a_figure_that_a_report_prints_stays_as_printed(coordinator) -> None:
    figured("A", 1, measure="dead", entered_as="reference")
    assert withheld_figures(coordinator) == frozenset()
