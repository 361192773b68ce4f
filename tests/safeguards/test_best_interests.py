"""Whoever may be a child is treated as one: guardian or ground, and an assessment unless help cannot wait."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from fener.safeguards.best_interests import NEEDS_NO_ASSESSMENT, may_act_for_child
from fener.terms.protection import AgeBand, PersonSituation
from tests.safeguards.test_consent import CONSENT, GROUND, WISH

CHILDREN = [AgeBand.CHILD, AgeBand.PRESUMED_CHILD]
URGENT = {"emergency_help", "medical_care", "guardianship"}


def test_what_cannot_wait_is_short_and_known() -> None:
    assert set(NEEDS_NO_ASSESSMENT) == URGENT
    assert [band.is_child for band in AgeBand] == [False, True, True]


@pytest.mark.parametrize("band", CHILDREN)
def test_the_whole_table_for_consents(band: AgeBand) -> None:
    for giver, guardian, purpose, is_assessed in product(
        ("person", "guardian", "companion"), (True, False), ("medical_care", "shelter"), (True, False)
    ):
        person = PersonSituation(band, guardian, frozenset({purpose} if is_assessed else ()))
        wish, consent = replace(WISH, purpose=purpose), replace(CONSENT, purpose=purpose, given_by=giver)
        expected = giver == "guardian" and guardian and (purpose in URGENT or is_assessed)
        assert may_act_for_child(wish, consent, person).allowed is expected


@pytest.mark.parametrize("band", CHILDREN)
@pytest.mark.parametrize(
    "code", ["vital_interest", "child_best_interests", "court_order", "statutory_duty", "convenience"]
)
def test_a_ground_serves_a_child_without_guardian_but_not_without_assessment(band: AgeBand, code: str) -> None:
    alone, ground = PersonSituation(band), replace(GROUND, code=code)
    assert may_act_for_child(WISH, ground, alone).allowed is (code != "convenience")
    assert not may_act_for_child(replace(WISH, purpose="shelter"), ground, alone).allowed


def test_an_adult_consents_in_person_and_the_ground_for_children_is_not_theirs() -> None:
    adult = PersonSituation(AgeBand.ADULT)
    assert may_act_for_child(WISH, CONSENT, adult).allowed
    assert not may_act_for_child(WISH, replace(CONSENT, given_by="guardian"), adult).allowed
    assert not may_act_for_child(WISH, replace(GROUND, code="child_best_interests"), adult).allowed
    assert may_act_for_child(WISH, replace(GROUND, code="vital_interest"), adult).allowed


def test_an_assessment_for_one_purpose_does_not_serve_another() -> None:
    person = PersonSituation(AgeBand.CHILD, True, frozenset({"legal_aid"}))
    guardians = replace(CONSENT, given_by="guardian")
    assert not may_act_for_child(replace(WISH, purpose="shelter"), guardians, person).allowed
    heard = may_act_for_child(replace(WISH, purpose="legal_aid"), guardians, person)
    assert heard.allowed and any("views" in duty for duty in heard.duties)
