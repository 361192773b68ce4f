"""Queries say for whom they are asked, or they raise; each marking reaches whom it may reach and nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from fener.records.field.models import Observation, Source
from fener.terms.errors import ScopeMissing
from fener.terms.sharing import Marking

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(coordinator):
    source = Source.objects.create(key="T", title="Invented test source")
    for marking in Marking:
        Observation.objects.create(
            key=f"T-{marking}", topic="route", territory="RS", statement="Invented.", source=source, marking=marking,
            organisation=coordinator.organisation, recorded_by=coordinator, is_invented=True,
        )  # fmt: skip


def _seen(member) -> set[str]:
    return {row.marking for row in Observation.objects.for_member(member)}


def test_the_author_sees_every_marking(marked, coordinator):
    assert _seen(coordinator) == set(Marking)


def test_a_colleague_sees_all_but_red(marked, analyst):
    assert _seen(analyst) == set(Marking) - {Marking.RED}


def test_a_member_of_the_territory_elsewhere_sees_up_to_amber(marked, administrator):
    assert _seen(administrator) == {Marking.CLEAR, Marking.GREEN, Marking.AMBER}


def test_a_stranger_sees_what_goes_to_all_members(marked, stranger):
    assert _seen(stranger) == {Marking.CLEAR, Marking.GREEN}


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_nobody_gets_no_answer(nobody):
    with pytest.raises(ScopeMissing):
        Observation.objects.for_member(nobody)


@pytest.mark.parametrize(
    "ask",
    [
        list,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.get(pk=1),
        lambda rows: list(rows.values("key")),
        lambda rows: list(rows.iterator()),
        lambda rows: rows.aggregate(),
        lambda rows: rows.filter(topic="route").update(topic="x"),
        lambda rows: rows.delete(),
        lambda rows: bool(rows),
        lambda rows: len(rows),
        lambda rows: rows[0],
        lambda rows: rows.last(),
        lambda rows: rows.in_bulk(),
        lambda rows: rows.earliest("pk"),
        lambda rows: list(rows.dates("first_on", "year")),
        lambda rows: list(rows.union(rows)),
    ],
)
def test_a_query_without_a_scope_raises(ask):
    with pytest.raises(ScopeMissing):
        ask(Observation.objects.all())


def test_an_unscoped_query_gives_its_reason():
    with pytest.raises(ScopeMissing):
        Observation.objects.unscoped("")
    assert Observation.objects.unscoped("this test").count() == 0
