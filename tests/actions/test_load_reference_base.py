"""The reference base loads once, whole or not at all, and never touches what members recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fener.actions.field import load_reference_base as room
from fener.actions.field.load_reference_base import load_reference_base
from fener.gateways.reference import read_reference_base
from fener.records.base.audit import check_chain
from fener.records.field.models import Inconsistency, Observation, ObservationCode, PriceReport, ReferenceLoad, Source
from fener.records.reporting.models import Figure
from fener.terms.errors import NotAllowed

pytestmark = pytest.mark.django_db
BASE = read_reference_base()


def _count(model) -> int:
    return model.objects.unscoped("this test").count()


def test_it_loads_everything(reference_base):
    assert reference_base.loaded
    assert _count(Observation) == len(BASE.observations)
    assert _count(PriceReport) == len(BASE.prices)
    assert _count(Figure) == len(BASE.figures)
    assert {"E26", "E27", "E28", "E29", "E30"} <= set(Inconsistency.objects.values_list("key", flat=True))


def test_a_second_load_does_nothing(reference_base):
    again = load_reference_base(None)
    assert not again.loaded
    assert again.counts == reference_base.counts
    assert check_chain().entries == 1


def test_a_new_edition_replaces_its_own_entries_only(reference_base, coordinator):
    Observation.objects.create(
        key="OWN-1", topic="route", territory="RS", statement="Invented.", source=Source.objects.first(),
        recorded_by=coordinator, is_invented=True,
    )  # fmt: skip
    shorter = replace(BASE, digest="b" * 64, observations=BASE.observations[1:])
    assert load_reference_base(None, base=shorter).loaded
    keys = set(Observation.objects.unscoped("this test").values_list("key", flat=True))
    assert "OWN-1" in keys
    assert BASE.observations[0].key not in keys
    assert len(keys) == len(BASE.observations)


def test_a_load_that_fails_in_the_middle_leaves_nothing(monkeypatch):
    def fall_over(base, sources):
        raise OSError("disk full")

    monkeypatch.setattr(room, "_store_inconsistencies", fall_over)
    with pytest.raises(OSError, match="disk full"):
        load_reference_base(None)
    assert _count(Observation) == 0
    assert ReferenceLoad.objects.count() == 0
    assert check_chain().entries == 0


def test_codes_are_linked(reference_base):
    entry = next(entry for entry in BASE.observations if entry.codes)
    linked = ObservationCode.objects.filter(observation__key=entry.key).values_list("list_name", "code")
    assert set(linked) == {(name, code) for name, codes in entry.codes.items() for code in codes}


def test_only_an_administrator_loads_it(coordinator):
    with pytest.raises(NotAllowed):
        load_reference_base(coordinator)
