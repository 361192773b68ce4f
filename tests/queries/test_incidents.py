"""Incidents: the list, and counts that are protected whatever the filter."""

from __future__ import annotations

import pytest

from fener.queries.incidents import IncidentFilters, incident_pictures, search_incidents
from tests.queries.records import happened

pytestmark = pytest.mark.django_db


def test_filters_narrow_the_list(coordinator) -> None:
    happened("A", 2020, 1, cause="Drowning")
    happened("B", 2021, 2, territory="BA", route="turkiye_europe_land")
    assert [row.key for row in search_incidents(coordinator, IncidentFilters(year=2020))] == ["A"]
    assert [row.key for row in search_incidents(coordinator, IncidentFilters(territory="BA"))] == ["B"]
    assert [row.key for row in search_incidents(coordinator, IncidentFilters(cause="Drowning"))] == ["A"]
    assert [row.key for row in search_incidents(coordinator, IncidentFilters(text="near b"))] == ["B"]


def test_a_filter_down_to_few_people_shows_no_number(coordinator) -> None:
    happened("A", 2020, 2)
    happened("B", 2021, 90)
    [picture] = incident_pictures(coordinator, IncidentFilters(year=2020))
    assert all(line[2].suppressed for line in picture.table.rows)
    assert "2 persons" not in picture.alt


def test_counts_by_year_route_and_territory_take_one_question(coordinator, django_assert_num_queries) -> None:
    happened("A", 2020, 20)
    happened("B", 2021, 90, territory="BA", route="turkiye_europe_land")
    coordinator.territory_codes()
    with django_assert_num_queries(1):
        found = [picture.key for picture in incident_pictures(coordinator, IncidentFilters())]
    assert found == ["incidents", "incidents-by-route", "incidents-by-territory"]
