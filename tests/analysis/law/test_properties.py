"""What holds for any facts whatever: who was only smuggled is never qualified, nothing unknown is taken for no."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fener.analysis.law import STATES, Library, Status, library, qualify
from fener.analysis.law.answers import LawAnswer
from tests.analysis.law.fact_sets import DRIVER, ON, PLEAS, TERMS, fact_sets, near_a_driver

states = st.sampled_from(STATES)
YES_NO = tuple(term.key for term in TERMS if term.kind == "yes_no")


def statuses(answer: LawAnswer) -> dict[str, Status]:
    return {each.id: each.status for each in (*answer.qualifications, *answer.separate)}


@settings(max_examples=300, deadline=None)
@given(facts=st.one_of(fact_sets(), near_a_driver()), state=states)
def test_who_was_only_smuggled_is_never_qualified_whatever_else_is_true(facts: dict[str, Any], state: str) -> None:
    facts |= {"actor.is_object_of_smuggling": True, "actor.acts_for_others": False}
    answer = qualify(facts, state, ON)
    assert answer.status is Status.EXCLUDED
    assert set(statuses(answer).values()) <= {Status.EXCLUDED}
    assert answer.exposures == answer.indicators == ()


@settings(max_examples=300, deadline=None)
@given(facts=st.one_of(fact_sets(), near_a_driver()), state=states)
def test_while_it_is_open_whether_somebody_was_only_smuggled_nothing_is_supported(
    facts: dict[str, Any], state: str
) -> None:
    facts["actor.is_object_of_smuggling"] = True
    facts.pop("actor.acts_for_others", None)
    answer = qualify(facts, state, ON)
    assert Status.SUPPORTED not in {answer.status, *statuses(answer).values()}


@settings(max_examples=200, deadline=None)
@given(facts=near_a_driver(), state=states)
def test_a_smuggled_person_who_may_have_been_coerced_is_screened_before_anything_is_supported(
    facts: dict[str, Any], state: str
) -> None:
    facts |= {"actor.is_object_of_smuggling": True, "actor.acts_for_others": True}
    facts.pop("actor.coerced", None)
    assert Status.SUPPORTED not in {qualify(facts, state, ON).status, *statuses(qualify(facts, state, ON)).values()}
    assert Status.SUPPORTED not in statuses(qualify(facts | {"actor.coerced": True}, state, ON)).values()


@settings(max_examples=300, deadline=None)
@given(facts=st.one_of(fact_sets(), near_a_driver()), state=states, more=st.sampled_from(YES_NO))
def test_a_fact_that_becomes_known_never_turns_excluded_into_anything_else(
    facts: dict[str, Any], state: str, more: str
) -> None:
    assume(facts.get(more) is None)
    before = statuses(qualify(facts, state, ON))
    for value in (True, False):
        after = statuses(qualify(facts | {more: value}, state, ON))
        assert all(after[key] is Status.EXCLUDED for key, status in before.items() if status is Status.EXCLUDED)


@settings(max_examples=300, deadline=None)
@given(facts=st.one_of(fact_sets(), near_a_driver()), state=states, dice=st.randoms(use_true_random=False))
def test_forgetting_facts_leaves_a_result_as_it_is_or_opens_it(
    facts: dict[str, Any], state: str, dice: random.Random
) -> None:
    whole = statuses(qualify(facts, state, ON))
    kept = {key: value for key, value in facts.items() if key in PLEAS or dice.random() < 0.7}
    for key, status in statuses(qualify(kept, state, ON)).items():
        assert status in {whole[key], Status.OPEN}


@settings(max_examples=60, deadline=None)
@given(facts=near_a_driver(), state=states, dice=st.randoms(use_true_random=False))
def test_the_order_of_books_and_facts_does_not_matter(facts: dict[str, Any], state: str, dice: random.Random) -> None:
    mixed = shuffled(library(), dice)
    turned = dict(sorted(facts.items(), key=lambda _: dice.random()))
    one, other = qualify(facts, state, ON), qualify(turned, state, ON, books=mixed)
    assert statuses(one) == statuses(other)
    assert one.status is other.status
    assert {each.term.key for each in one.questions} == {each.term.key for each in other.questions}


def shuffled(books: Library, dice: random.Random) -> Library:
    """The same library with everything in another order."""
    mixed = {}
    for name in ("provisions", "circumstances", "rules"):
        held = list(getattr(books, name).items())
        dice.shuffle(held)
        mixed[name] = dict(held)
    return replace(books, **mixed)


@settings(max_examples=200, deadline=None)
@given(facts=st.one_of(fact_sets(), near_a_driver()), state=states)
def test_an_open_result_has_a_question_and_a_decided_one_has_none(facts: dict[str, Any], state: str) -> None:
    answer = qualify(facts, state, ON)
    asked = {key for question in answer.questions for key in question.decides}
    for each in (*answer.qualifications, *answer.separate):
        if each.status is Status.OPEN:
            assert each.id in asked or each.held_by
        else:
            assert each.id not in asked


@settings(max_examples=200, deadline=None)
@given(facts=near_a_driver(), state=states)
def test_without_benefit_nothing_is_smuggling_and_what_national_texts_reach_is_an_exposure(
    facts: dict[str, Any], state: str
) -> None:
    facts |= {"mens.intent_benefit": False, "benefit.exists": False}
    answer = qualify(facts, state, ON)
    assert answer.status is Status.EXCLUDED
    assert {each.status for each in answer.qualifications} <= {Status.EXCLUDED}
    assert all(each.provision.needs_benefit is False for each in answer.exposures)


@pytest.mark.parametrize("state", STATES)
def test_the_driver_is_a_driver_in_all_six_states(state: str) -> None:
    assert qualify(DRIVER, state, ON).status is Status.SUPPORTED


@pytest.mark.parametrize("means", ["D2", "D4", "D6"])
@pytest.mark.parametrize("state", ["RS", "BA", "ME"])
def test_digital_means_alone_are_an_indicator_and_never_an_offence(state: str, means: str) -> None:
    answer = qualify(
        {f"digital.{means}": True, "actor.is_object_of_smuggling": False, "geo.states": [state]}, state, ON
    )
    assert Status.SUPPORTED not in statuses(answer).values()
    assert [indicator.row.key for indicator in answer.indicators] == [means]
    assert answer.indicators[0].row.notes
