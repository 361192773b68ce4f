"""The invented cases: three, marked, exercising every part, and made once."""

from __future__ import annotations

import pytest

from fener.actions.protection.demo_cases import make_demo_cases
from fener.queries.protection.case_desk import case_desk
from fener.queries.protection.case_page import PARTS, case_page
from fener.records.protection.models import BreakGlass, Disclosure, LegalGround, ProtectionCase, ReferralRequest
from tests.protection_cast import adult_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(caseworker, colleague):  # type: ignore[no-untyped-def]
    for one in (caseworker, colleague):
        one.is_demo = True
        one.save(update_fields=["is_demo"])
    return caseworker, colleague


def test_three_cases_are_made_once_and_marked(pair) -> None:
    made = make_demo_cases(*pair)
    assert len(made) == 3 and all(case_file.is_invented for case_file in made)
    assert make_demo_cases(*pair) == []
    assert ProtectionCase.objects.unscoped("test").count() == 3


def test_nothing_is_made_for_members_who_are_no_demo(caseworker, colleague) -> None:
    assert make_demo_cases(caseworker, colleague) == []


def test_together_they_show_every_part(pair) -> None:
    made = make_demo_cases(*pair)
    pages = [case_page(pair[0], case_file) for case_file in made]
    assert {name for page in pages for name in PARTS if page.part(name)} == set(PARTS)
    assert {case_file.state for case_file in made} == {"open", "closed"}
    assert Disclosure.objects.filter(recall="asked").exists() and BreakGlass.objects.exists()
    assert LegalGround.objects.filter(approved_at=None).exists()
    assert {"accepted", "done", "stopped", "asked"} <= set(ReferralRequest.objects.values_list("state", flat=True))


def test_what_now_for_the_child_begins_with_what_cannot_wait(pair) -> None:
    child = make_demo_cases(*pair)[0]
    first = case_desk(pair[0], case_page(pair[0], child)).now[0]
    assert (first.kind, first.rank) == ("concern", 0)


def test_a_desk_that_has_cases_of_its_own_gets_the_demo_too(pair, lawyer) -> None:
    real = adult_case(pair[0])
    real.is_invented = False
    real.save(update_fields=["is_invented"])
    assert len(make_demo_cases(*pair)) == 3
