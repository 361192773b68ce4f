"""Nothing said for help is turned against who said it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fener.safeguards.non_prosecution import ART_5, may_make_help_depend, may_reach_authority
from fener.terms.codelists import code_list
from tests.safeguards.test_consent import CONSENT, GROUND, POLICE, WISH

TO_POLICE = replace(WISH, recipient=POLICE)


def test_help_depends_on_nothing() -> None:
    for on in ("testifying", "cooperating", "a criminal report", ""):
        assert not may_make_help_depend(on).allowed


@pytest.mark.parametrize("purpose", [entry.code for entry in code_list("consent_purposes")])
@pytest.mark.parametrize("kind", ["police", "prosecutor"])
def test_police_and_prosecution_receive_for_the_persons_own_good_alone(purpose: str, kind: str) -> None:
    wish = replace(TO_POLICE, purpose=purpose, recipient=replace(POLICE, kind=kind), data_classes=frozenset({"needs"}))
    never = {"shelter", "psychosocial_support", "legal_aid", "family_tracing", "case_transfer", "practical_help"}
    decision = may_reach_authority(wish, CONSENT)
    assert decision.allowed is (purpose not in never)
    assert ART_5 in (decision.duties or "".join(decision.reasons))


def test_the_duty_of_article_5_goes_with_whatever_reaches_an_authority() -> None:
    wish = replace(TO_POLICE, purpose="criminal_report", data_classes=frozenset({"statement"}))
    for basis in (CONSENT, replace(GROUND, code="court_order")):
        assert may_reach_authority(wish, basis).duties == (ART_5,)
    assert may_reach_authority(WISH, CONSENT).duties == ()


@pytest.mark.parametrize("data_class", ["journey", "legal", "statement"])
@pytest.mark.parametrize(
    "kind", [entry.code for entry in code_list("provider_kinds") if entry.extra.get("is_authority")]
)
def test_what_could_incriminate_needs_consent_or_a_courts_order_at_every_authority(data_class: str, kind: str) -> None:
    wish = replace(TO_POLICE, purpose="criminal_report", recipient=replace(POLICE, kind=kind))
    wish = replace(wish, data_classes=frozenset({data_class}))
    for code in ("vital_interest", "child_best_interests", "statutory_duty"):
        assert not may_reach_authority(wish, replace(GROUND, code=code)).allowed
    assert may_reach_authority(wish, replace(GROUND, code="court_order")).allowed
    assert may_reach_authority(wish, CONSENT).allowed
