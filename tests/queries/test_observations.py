"""Search finds what fits, page by page, for those who may read it."""

from __future__ import annotations

from datetime import date

import pytest

from fener.queries import observations as module
from fener.queries.observations import (
    ObservationFilters,
    export_rows,
    observation_detail,
    search_observations,
    statements_on,
)
from fener.records.field.models import ObservationPlace
from fener.terms.errors import NotAllowed
from tests.queries.records import observed

pytestmark = pytest.mark.django_db


def keys(member, **asked) -> list[str]:  # type: ignore[no-untyped-def]
    return [line.key for line in search_observations(member, ObservationFilters(**asked)).lines]


def test_each_filter_narrows(coordinator) -> None:
    observed("A", "RS", "harm", codes={"harms": ["beating"]}, reliability="A", credibility=1)
    observed("B", "BA-SRP", "method", statement="By lorry.", first_on=date(2020, 1, 1), last_on=date(2020, 12, 31))
    named = observed("C", "WB", "price", answers=["4.1.6"])
    ObservationPlace.objects.create(observation=named, place="bihac")
    assert keys(coordinator, territory="BA") == ["B"]
    assert keys(coordinator, territory="WB") == ["C"]
    assert keys(coordinator, topic="harm") == ["A"]
    assert keys(coordinator, text="LORRY") == ["B"]
    assert keys(coordinator, list_name="harms", code="physical_assault") == ["A"], "a code finds what stands below it"
    assert keys(coordinator, place="bihac") == ["C"]
    assert keys(coordinator, reliability="A") == ["A"]
    assert keys(coordinator, credibility=2) == ["A"]
    assert keys(coordinator, since=date(2021, 1, 1)) == ["A", "C"], "what carries no date touches every period"
    assert keys(coordinator, source="R25") == []


def test_a_question_is_answered_by_name_or_by_topic(coordinator) -> None:
    observed("A", topic="price", answers=["4.1.6"])
    observed("B", topic="price")
    observed("C", topic="price", answers=["4.2.2"])
    observed("D", topic="harm", codes={"harms": ["robbery"]})
    observed("E", topic="harm", codes={"harms": ["exhaustion"]})
    assert keys(coordinator, question="4.1.6") == ["A", "B"]
    assert keys(coordinator, question="4.3.3") == ["D"]


def test_pages_follow_each_other_without_gap_or_repetition(coordinator, monkeypatch) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    for number in range(8):
        observed(f"K{number}")
    first = search_observations(coordinator, ObservationFilters())
    second = search_observations(coordinator, ObservationFilters(), after=first.after)
    third = search_observations(coordinator, ObservationFilters(), after=second.after)
    found = [line.key for page in (first, second, third) for line in page.lines]
    assert found == [f"K{number}" for number in range(8)]
    assert (first.before, third.after) == ("", "")
    back = search_observations(coordinator, ObservationFilters(), before=second.before)
    assert back.lines == first.lines
    assert back.before == ""


def test_the_count_stops_where_counting_gets_long(coordinator, monkeypatch) -> None:
    monkeypatch.setattr(module, "COUNT_UP_TO", 3)
    for number in range(5):
        observed(f"K{number}")
    page = search_observations(coordinator, ObservationFilters())
    assert (page.count, page.has_more_than_counted) == (3, True)


def test_a_stranger_finds_and_opens_nothing_closed(coordinator, stranger) -> None:
    observed("A", marking="amber", organisation=coordinator.organisation)
    assert keys(stranger) == []
    assert observation_detail(stranger, "A") is None
    assert observation_detail(coordinator, "A") is not None


def test_search_asks_three_questions_however_long_the_page(
    coordinator, reference_base, django_assert_num_queries
) -> None:
    coordinator.territory_codes()
    with django_assert_num_queries(3):
        search_observations(coordinator, ObservationFilters())


def test_export_is_for_those_who_may(coordinator, reader) -> None:
    observed("A", codes={"harms": ["beating"]})
    table = export_rows(coordinator, ObservationFilters())
    assert [row[0].value for row in table.rows] == ["A"]
    assert "harms: beating" in [cell.value for cell in table.rows[0]]
    with pytest.raises(NotAllowed):
        export_rows(reader, ObservationFilters())


def test_too_large_an_export_is_refused_and_not_cut(coordinator, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_EXPORTED", 1)
    observed("A")
    observed("B")
    with pytest.raises(NotAllowed, match="FEN-1003"):
        export_rows(coordinator, ObservationFilters())


def test_statements_come_by_topic(coordinator) -> None:
    observed("A", topic="harm")
    [(topic, label, lines), (_, _, none)] = statements_on(coordinator, ["harm", "price"], "RS")
    assert (topic, label, [line.key for line in lines], none) == ("harm", "Harm", ["A"], [])
