"""Who decides on what somebody else wrote."""

from __future__ import annotations

import pytest

from fener.safeguards.four_eyes import Readers, may_decide_on, may_lead, may_review_qualification
from fener.terms.people import Role
from fener.terms.review import ReviewState, next_review_states

NOBODY_READ = Readers(frozenset({1}), None)


@pytest.mark.parametrize("role", list(Role))
def test_only_reviewing_roles_lead_a_report_anywhere(role: Role) -> None:
    decision = may_lead(role, 2, ReviewState.SUBMITTED, ReviewState.APPROVED, NOBODY_READ)
    assert decision.allowed == (role in {Role.COORDINATOR, Role.ANALYST})


@pytest.mark.parametrize("state", list(ReviewState))
@pytest.mark.parametrize("to_state", list(ReviewState))
def test_states_follow_the_table_and_nothing_else(state: ReviewState, to_state: ReviewState) -> None:
    decision = may_lead(Role.ANALYST, 2, state, to_state, NOBODY_READ)
    assert decision.allowed == (to_state in next_review_states(state))


def test_an_author_decides_nothing() -> None:
    for state in ReviewState:
        for to_state in next_review_states(state):
            assert not may_lead(Role.COORDINATOR, 1, state, to_state, NOBODY_READ).allowed
    assert not may_decide_on(Role.COORDINATOR, 1, ReviewState.SUBMITTED, NOBODY_READ).allowed


def test_the_second_reader_is_another_than_the_first() -> None:
    readers = Readers(frozenset({1}), 2)
    approve = (ReviewState.SECOND_READING, ReviewState.APPROVED, readers)
    assert not may_lead(Role.ANALYST, 2, *approve).allowed
    assert may_lead(Role.ANALYST, 3, *approve).allowed
    assert may_lead(Role.ANALYST, 2, ReviewState.SECOND_READING, ReviewState.RETURNED, readers).allowed


def test_no_role_no_decision() -> None:
    assert not may_lead(None, 2, ReviewState.SUBMITTED, ReviewState.APPROVED, NOBODY_READ).allowed
    assert not may_lead("", 2, ReviewState.SUBMITTED, ReviewState.APPROVED, NOBODY_READ).allowed


@pytest.mark.parametrize("role", list(Role))
def test_only_a_lawyer_who_did_not_save_the_facts_says_what_they_amount_to(role: Role) -> None:
    assert may_review_qualification(role, 2, saved_by=1).allowed == (role is Role.LAWYER)
    assert not may_review_qualification(role, 1, saved_by=1).allowed
