"""Whether data may go out: exact cases, an oracle written from the desk's brief, and what may never turn no into yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from fener.safeguards.consent import may_be_consent, may_disclose
from fener.terms.codelists import code_list
from fener.terms.protection import (
    AgeBand,
    AllegedTie,
    ConsentTerms,
    DisclosureWish,
    GroundTerms,
    PersonSituation,
    Recipient,
)
from tests.safeguards.wishes import HOUR, NOW, PURPOSES, consents, grounds, questions, situations, ties, wishes

ADULT = PersonSituation(AgeBand.ADULT)
CHILD = PersonSituation(AgeBand.CHILD, has_guardian=True, assessed_purposes=frozenset(PURPOSES))
CLINIC = Recipient("SP-1", "health", "org:1", "RS", "Loznica")
POLICE = Recipient("SP-1", "police", "org:1", "RS", "Loznica")
WISH = DisclosureWish("PC-1", "medical_care", frozenset({"needs", "health"}), CLINIC, NOW)
CONSENT = ConsentTerms(
    subject="PC-1", purpose="medical_care", data_classes=frozenset({"needs", "health"}), recipient="SP-1",
    given_by="person", capacity="able", interpretation="interpreter_present", given_at=NOW - HOUR, valid_until=NOW + HOUR,
)  # fmt: skip
GROUND = GroundTerms(
    subject="PC-1", code="vital_interest", purpose="medical_care", data_classes=frozenset({"needs", "health"}),
    recipient="SP-1", asked_by=1, approved_by=2, approved_at=NOW - HOUR, valid_until=NOW + HOUR,
)  # fmt: skip


# --- exact cases -------------------------------------------------------------------------------------------------------
def test_a_live_matching_consent_opens_and_a_duty_goes_with_the_data() -> None:
    decision = may_disclose(WISH, CONSENT, ADULT)
    assert decision.allowed and "agreed" in "; ".join(decision.reasons)
    assert any("destroy" in duty for duty in decision.duties)


def test_an_approved_ground_opens_without_consent() -> None:
    decision = may_disclose(WISH, GROUND, ADULT)
    assert decision.allowed and "without consent" in "; ".join(decision.reasons)


def test_without_either_nothing_opens() -> None:
    assert not may_disclose(WISH, None, ADULT).allowed


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"subject": "PC-2"}, "another person"),
        ({"purpose": "shelter"}, "another purpose"),
        ({"recipient": "SP-2"}, "another recipient"),
        ({"purpose": "shelter", "recipient": "SP-2"}, "another purpose and another recipient"),
        ({"data_classes": frozenset({"needs"})}, "not covered: health"),
        ({"withdrawn_at": NOW}, "withdrawn"),
        ({"valid_until": NOW}, "run out"),
        ({"given_at": NOW + HOUR / 2}, "not yet given"),
        ({"capacity": "unable_now"}, "cannot decide now"),
        ({"capacity": "unheard_of"}, "cannot decide now"),
        ({"capacity": "child_with_guardian"}, "guardian"),
        ({"interpretation": "fellow_traveller_refused"}, "interpreter"),
        ({"interpretation": "machine_refused"}, "interpreter"),
        ({"interpretation": "unheard_of"}, "interpreter"),
        ({"given_by": "guardian"}, "nobody consents for an adult"),
    ],
)
def test_a_consent_that_does_not_fit_says_why(change: dict[str, Any], why: str) -> None:
    decision = may_disclose(WISH, replace(CONSENT, **change), ADULT)
    assert not decision.allowed and why in "; ".join(decision.reasons)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"approved_by": None}, "approval of another member"),
        ({"approved_by": 1}, "approval of another member"),
        ({"approved_at": None}, "run out"),
        ({"valid_until": None}, "run out"),
        ({"valid_until": NOW}, "run out"),
        ({"approved_at": NOW + HOUR / 2}, "does not begin yet"),
        ({"code": "convenience"}, "no legal ground"),
        ({"code": "statutory_duty"}, "does not cover: health"),
        ({"code": "child_best_interests"}, "the person is an adult"),
    ],
)
def test_a_ground_that_does_not_fit_says_why(change: dict[str, Any], why: str) -> None:
    decision = may_disclose(WISH, replace(GROUND, **change), ADULT)
    assert not decision.allowed and why in "; ".join(decision.reasons)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"data_classes": frozenset()}, "no data are named"),
        ({"purpose": "curiosity"}, "no purpose"),
        ({"data_classes": frozenset({"needs", "journey"})}, "not needed: journey"),
        ({"recipient": POLICE}, "does not serve the purpose"),
    ],
)
def test_a_wish_beyond_its_purpose_is_refused_whatever_was_agreed(change: dict[str, Any], why: str) -> None:
    wish = replace(WISH, **change)
    basis = replace(CONSENT, purpose=wish.purpose, data_classes=wish.data_classes, recipient=wish.recipient.key)
    decision = may_disclose(wish, basis, ADULT)
    assert not decision.allowed and why in "; ".join(decision.reasons)


def test_every_reason_against_it_is_named_not_the_first_alone() -> None:
    wish = replace(WISH, data_classes=frozenset({"needs", "journey"}))
    told = "; ".join(
        may_disclose(wish, replace(CONSENT, withdrawn_at=NOW), ADULT, [AllegedTie(provider="SP-1")]).reasons
    )
    assert "not needed" in told and "alleged offender" in told


def test_what_is_no_consent_at_all_is_told_when_it_is_recorded() -> None:
    assert may_be_consent(CONSENT).allowed
    for change in ({"valid_until": NOW - HOUR}, {"data_classes": frozenset()}, {"capacity": "child_without_guardian"}):
        assert not may_be_consent(replace(CONSENT, **change)).allowed


# --- the oracle: from the brief's words, rule by rule, with tables of its own ------------------------------------------
OF_AUTHORITIES = {
    "social_work", "guardianship", "asylum_office", "police", "prosecutor", "court", "labour_inspection", "ombudsperson",
    "rescue",
}  # fmt: skip
COULD_INCRIMINATE = {"journey", "legal", "statement"}
ABLE = {"able": True, "able_with_support": True, "child_with_guardian": True}
UNDERSTOOD = {
    "none_needed", "interpreter_present", "interpreter_remote", "cultural_mediator", "written_translation", "sign_language",
}  # fmt: skip
WITHOUT_ASSESSMENT = {"emergency_help", "medical_care", "guardianship"}
GROUND_GIVES = {
    "vital_interest": {"needs", "contact", "health"},
    "child_best_interests": {"needs", "identity", "contact", "health", "family", "protection"},
    "court_order": {"identity", "contact", "legal", "harm", "statement"},
    "statutory_duty": {"needs", "identity", "contact", "family"},
}


def test_the_oracles_tables_are_those_of_the_desk() -> None:
    kinds = {entry.code for entry in code_list("provider_kinds") if entry.extra.get("is_authority")}
    assert kinds == OF_AUTHORITIES
    assert {entry.code: set(entry.extra["data_classes"]) for entry in code_list("legal_grounds")} == GROUND_GIVES
    assert {entry.code for entry in code_list("capacity_kinds") if entry.extra["may_consent"]} == set(ABLE)
    assert {entry.code for entry in code_list("interpretation_modes") if entry.extra["is_allowed"]} == UNDERSTOOD


def _runs(begins: datetime | None, ends: datetime | None, at: datetime) -> bool:
    return begins is not None and ends is not None and not (at < begins) and not (ends <= at)


def _is_serving(wish: DisclosureWish) -> bool:
    for entry in code_list("consent_purposes"):
        if entry.code == wish.purpose:
            needed, servants = set(entry.extra["data_classes"]), set(entry.extra["recipient_kinds"])
            return bool(wish.data_classes) and wish.data_classes <= needed and wish.recipient.kind in servants
    return False


def _is_safe(wish: DisclosureWish, alleged: list[AllegedTie]) -> bool:
    """The accused may work for the recipient: never the same office or body; a like office nearby only weighed."""
    to = wish.recipient
    for tie in alleged:
        if (tie.provider and tie.provider == to.key) or (tie.organisation and tie.organisation == to.organisation):
            return False
        is_like = tie.kind == to.kind and tie.territory in ("", to.territory)
        is_far = tie.municipality and to.municipality and tie.municipality.lower() != to.municipality.lower()
        if is_like and not is_far and not wish.near_tie_accepted:
            return False
    return True


def _is_harmless_before_authorities(wish: DisclosureWish, basis: Any) -> bool:
    is_ordered = isinstance(basis, ConsentTerms) or basis.code == "court_order"
    return wish.recipient.kind not in OF_AUTHORITIES or not wish.data_classes & COULD_INCRIMINATE or is_ordered


def _is_agreed(wish: DisclosureWish, consent: ConsentTerms, person: PersonSituation) -> bool:
    is_child = person.age_band != "adult"
    giver = "guardian" if is_child else "person"
    if consent.given_by != giver or (is_child and not person.has_guardian):
        return False
    if consent.capacity == "child_with_guardian" and consent.given_by != "guardian":
        return False
    is_ended = consent.withdrawn_at is not None and consent.withdrawn_at <= wish.at
    return (
        consent.capacity in ABLE
        and consent.interpretation in UNDERSTOOD
        and bool(consent.data_classes)
        and not is_ended
        and _runs(consent.given_at, consent.valid_until, wish.at)
    )


def _is_grounded(wish: DisclosureWish, ground: GroundTerms, person: PersonSituation) -> bool:
    if ground.approved_by in (None, ground.asked_by) or ground.code not in GROUND_GIVES:
        return False
    is_for_an_adult = person.age_band == "adult"
    if is_for_an_adult and ground.code == "child_best_interests":
        return False
    return wish.data_classes <= GROUND_GIVES[ground.code] and _runs(ground.approved_at, ground.valid_until, wish.at)


def oracle(wish: DisclosureWish, basis: Any, person: PersonSituation, alleged: list[AllegedTie]) -> bool:
    """Whether the brief lets it go out."""
    if basis is None or not _is_serving(wish) or not _is_safe(wish, alleged):
        return False
    if not _is_harmless_before_authorities(wish, basis):
        return False
    covers = (basis.subject, basis.purpose, basis.recipient) == (wish.subject, wish.purpose, wish.recipient.key)
    if not covers or not wish.data_classes <= basis.data_classes:
        return False
    if person.age_band != "adult" and wish.purpose not in WITHOUT_ASSESSMENT | person.assessed_purposes:
        return False
    rests = _is_agreed if isinstance(basis, ConsentTerms) else _is_grounded
    return rests(wish, basis, person)


@settings(max_examples=700)
@given(questions())
def test_the_safeguard_and_the_brief_agree(question: Any) -> None:
    decision, expected = may_disclose(*question), oracle(*question)
    event(f"allowed={expected} basis={type(question[1]).__name__}")
    assert decision.allowed is expected, decision.reasons
    assert decision.reasons and (decision.duties or not decision.allowed or question[2].age_band == "adult")


# --- what may never turn no into yes ------------------------------------------------------------------------------------
def _only_narrows(question: Any, change: Callable[[Any], Any]) -> None:
    """Where the changed question is allowed, the first one was."""
    if may_disclose(*change(question)).allowed:
        assert may_disclose(*question).allowed


@settings(max_examples=100)
@given(questions())
def test_taking_the_basis_away_never_allows(question: Any) -> None:
    wish, _, person, alleged = question
    assert not may_disclose(wish, None, person, alleged).allowed


@settings(max_examples=150)
@given(questions(), st.sampled_from([NOW - HOUR, NOW, NOW + HOUR]))
def test_withdrawing_never_allows(question: Any, when: datetime) -> None:
    wish, basis, person, alleged = question
    assume(isinstance(basis, ConsentTerms) and basis.withdrawn_at is None)
    _only_narrows(question, lambda q: (q[0], replace(q[1], withdrawn_at=when), q[2], q[3]))
    late = replace(wish, at=max(wish.at, when))
    assert not may_disclose(late, replace(basis, withdrawn_at=when), person, alleged).allowed


@settings(max_examples=150)
@given(questions(), st.integers(0, 100))
def test_time_that_passes_never_allows_once_the_basis_has_begun(question: Any, hours: int) -> None:
    wish, basis, _, _ = question
    assume(basis is not None)
    begun = basis.given_at if isinstance(basis, ConsentTerms) else basis.approved_at
    assume(begun is not None and begun <= wish.at)
    _only_narrows(question, lambda q: (replace(q[0], at=q[0].at + hours * HOUR), *q[1:]))


@settings(max_examples=150)
@given(questions(), ties())
def test_one_more_alleged_tie_never_allows(question: Any, tie: AllegedTie) -> None:
    _only_narrows(question, lambda q: (*q[:3], [*q[3], tie]))


@settings(max_examples=150)
@given(questions(), st.sampled_from(PURPOSES))
def test_losing_a_guardian_or_an_assessment_never_allows(question: Any, purpose: str) -> None:
    _only_narrows(question, lambda q: (*q[:2], replace(q[2], has_guardian=False), q[3]))
    fewer = question[2].assessed_purposes - {purpose}
    _only_narrows(question, lambda q: (*q[:2], replace(q[2], assessed_purposes=fewer), q[3]))


@settings(max_examples=150)
@given(questions(), st.sampled_from(sorted(COULD_INCRIMINATE)))
def test_asking_for_more_never_allows(question: Any, more: str) -> None:
    assume(question[0].data_classes)
    _only_narrows(question, lambda q: (replace(q[0], data_classes=q[0].data_classes | {more}), *q[1:]))


@settings(max_examples=200)
@given(wishes(), situations(), st.sampled_from(["police", "prosecutor"]), st.data())
def test_what_could_incriminate_reaches_police_by_consent_or_court_order_alone(
    wish: DisclosureWish, person: PersonSituation, kind: str, data: Any
) -> None:
    exposed = data.draw(st.sets(st.sampled_from(sorted(COULD_INCRIMINATE)), min_size=1))
    wish = replace(wish, recipient=replace(wish.recipient, kind=kind), data_classes=frozenset(exposed))
    basis = data.draw(st.one_of(st.none(), consents(wish), grounds(wish)))
    if may_disclose(wish, basis, person).allowed:
        assert isinstance(basis, ConsentTerms) or basis.code == "court_order"


def test_a_court_order_does_and_a_statutory_duty_does_not_open_a_statement_to_the_police() -> None:
    wish = replace(WISH, purpose="criminal_report", data_classes=frozenset({"statement"}), recipient=POLICE)
    cover = {"purpose": "criminal_report", "data_classes": frozenset({"statement"})}
    assert may_disclose(wish, replace(GROUND, code="court_order", **cover), ADULT).allowed
    assert may_disclose(wish, replace(CONSENT, **cover), ADULT).allowed
    for code in ("statutory_duty", "vital_interest", "child_best_interests"):
        assert not may_disclose(wish, replace(GROUND, code=code, **cover), CHILD).allowed
