"""The overview counts what a member may read, in a number of questions that does not grow."""

from __future__ import annotations

import pytest
from django.db import connection

from fener.queries.overview import observation_counts, overview
from fener.records.field.models import Observation
from tests.queries.records import observed, source

pytestmark = pytest.mark.django_db


def test_counts_fold_entities_and_leave_out_what_is_closed(coordinator, stranger) -> None:
    observed("A", "BA-SRP", "harm")
    observed("B", "BA", "harm")
    observed("C", "RS", "harm", marking="amber", organisation=coordinator.organisation)
    assert observation_counts(coordinator) == {("BA", "harm"): 2, ("RS", "harm"): 1}
    assert observation_counts(stranger) == {("BA", "harm"): 2}


def test_a_topic_without_observation_is_a_gap(coordinator) -> None:
    observed("A", "RS", "harm")
    [area] = overview(coordinator, "RS").areas
    assert "Harm" not in area.gaps
    assert "Price" in area.gaps
    assert area.observations == 1


def test_the_newest_come_first(coordinator) -> None:
    for key in ("A", "B", "C"):
        observed(key)
    assert [entry.key for entry in overview(coordinator).newest] == ["C", "B", "A"]


def test_the_overview_asks_four_questions_however_many_observations(
    coordinator, reference_base, django_assert_num_queries
) -> None:
    coordinator.territory_codes()
    with django_assert_num_queries(4):
        overview(coordinator)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plan as SQLite words it")
def test_the_counts_are_answered_by_the_covering_index_alone(coordinator) -> None:
    Observation.objects.bulk_create(
        Observation(key=f"K{number}", territory="RS", topic="harm", statement="s", source=source())
        for number in range(50)
    )
    coordinator.territory_codes()
    with connection.execute_wrapper(_Plans()) as _:
        plans = _Plans.found = []
        observation_counts(coordinator)
    assert any("COVERING INDEX observation_counts" in plan for plan in plans)
    assert not any("TEMP B-TREE" in plan for plan in plans)


class _Plans:
    """Asks for the plan of every question before it is put."""

    found: list[str] = []

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith("SELECT"):
            cursor = context["connection"].connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%s', '?')}", params)
            _Plans.found += [row[3] for row in cursor.fetchall()]
        return execute(sql, params, many, context)
