"""What now: the most pressing first, nothing for whom it is not, nothing that is settled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fener.actions.protection.case_work import add_task, raise_concern, screen_person, settle_concern
from fener.actions.protection.consents import withdraw_consent
from fener.actions.protection.referrals import answer_referral, request_referral
from fener.queries.protection.case_page import case_page, sharing_page
from fener.queries.protection.what_now import NextThing, what_now
from fener.terms.protection import AgeBand, ReferralState
from tests.protection_cast import adult_case, agreed, provider

pytestmark = pytest.mark.django_db


def things(member, case_file, *, in_hours: float = 0) -> tuple[NextThing, ...]:  # type: ignore[no-untyped-def]
    now = timezone.now() + timedelta(hours=in_hours)
    return what_now(case_page(member, case_file), sharing_page(case_file), now)


def kinds(found: tuple[NextThing, ...]) -> list[str]:
    return [thing.kind for thing in found]


def test_a_new_case_asks_for_the_screening_first(caseworker) -> None:
    assert kinds(things(caseworker, adult_case(caseworker))) == ["screen"]


def test_what_threatens_life_comes_before_the_screening(caseworker) -> None:
    case_file = adult_case(caseworker)
    raise_concern(caseworker, case_file.key, "destitution")
    raise_concern(caseworker, case_file.key, "medical_emergency")
    found = things(caseworker, case_file)
    assert kinds(found) == ["concern", "screen", "concern"]
    assert found[0].code == "medical_emergency" and found[0].services[0] == "emergency_medical"


def test_a_service_that_was_asked_for_is_not_offered_again(caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    screen_person(caseworker, case_file.key, {"injury_seen": "yes"})
    assert things(caseworker, case_file)[0].services == ("medical_care",)
    agreed(caseworker, case_file, clinic)
    referral = request_referral(caseworker, case_file.key, service="medical_care", provider=clinic)
    assert things(caseworker, case_file)[0].services == ()
    answer_referral(caseworker, referral.pk, ReferralState.DECLINED, decline_reason="no_capacity")
    found = things(caseworker, case_file)
    assert "another" in kinds(found) and "receipt" in kinds(found)


def test_what_is_settled_or_done_is_gone(caseworker) -> None:
    case_file = adult_case(caseworker)
    screen_person(caseworker, case_file.key, {"injury_seen": "yes"})
    settle_concern(caseworker, case_file.key, case_file.concerns.get().pk, outcome="treated")
    add_task(caseworker, case_file.key, what="call", due_at=timezone.now() + timedelta(days=30))
    assert things(caseworker, case_file) == ()


def test_clocks_that_ran_out_say_so(caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    screen_person(caseworker, case_file.key, {})
    agreed(caseworker, case_file, clinic)
    request_referral(caseworker, case_file.key, service="medical_care", provider=clinic)
    (answer,) = [thing for thing in things(caseworker, case_file, in_hours=25) if thing.kind == "answer"]
    assert answer.is_late and answer.rank == 1
    assert "step" in kinds(things(caseworker, case_file, in_hours=25))


def test_fear_asks_for_a_safety_plan_and_a_child_for_its_best_interests(caseworker) -> None:
    case_file = adult_case(caseworker, age_band=AgeBand.PRESUMED_CHILD)
    raise_concern(caseworker, case_file.key, "fear_of_reprisal")
    assert {"safety", "assess"} <= set(kinds(things(caseworker, case_file)))


def test_a_recall_waits_for_its_receipt(caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    consent = agreed(caseworker, case_file, clinic)
    request_referral(caseworker, case_file.key, service="medical_care", provider=clinic)
    withdraw_consent(caseworker, case_file.key, consent.pk, way="by_phone")
    assert "receipt" in kinds(things(caseworker, case_file))


def test_a_colleague_outside_the_team_is_told_nothing(caseworker, colleague) -> None:
    case_file = adult_case(caseworker)
    raise_concern(caseworker, case_file.key, "captivity")
    assert things(colleague, case_file) == ()
