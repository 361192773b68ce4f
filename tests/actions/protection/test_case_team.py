"""The team of a case: handing over, leaving, and taking over a case whose team is gone."""

from __future__ import annotations

import pytest

from fener.actions.protection.case_team import adopt_case, leave_team, make_responsible
from fener.actions.protection.read_case import read_case
from fener.actions.protection.referrals import answer_referral, assign_member
from fener.terms.errors import NotAllowed, StateRefused
from fener.terms.protection import AccessLevel, ReferralState
from tests.protection_cast import SECRET, adult_case

pytestmark = pytest.mark.django_db


def joined(actor, colleague, case_file):  # type: ignore[no-untyped-def]
    asked = assign_member(actor, case_file.key, colleague)
    answer_referral(colleague, asked.pk, ReferralState.ACCEPTED)


def test_responsibility_goes_to_the_team_only_and_whoever_leaves_reads_no_more(caseworker, colleague) -> None:
    case_file = adult_case(caseworker)
    with pytest.raises(NotAllowed) as nobody:
        make_responsible(caseworker, case_file.key, colleague)
    assert nobody.value.number == "FEN-2812"
    joined(caseworker, colleague, case_file)
    with pytest.raises(StateRefused) as first:
        leave_team(colleague, case_file.key, caseworker)
    assert first.value.number == "FEN-2810"
    assert make_responsible(caseworker, case_file.key, colleague).responsible == colleague
    leave_team(caseworker, case_file.key, caseworker)
    assert SECRET not in str(read_case(caseworker, case_file.key).person.get("injuries", ""))
    assert SECRET in str(read_case(colleague, case_file.key).person["injuries"])


def test_a_lawyer_is_on_the_team_and_never_responsible(caseworker, lawyer) -> None:
    case_file = adult_case(caseworker)
    joined(caseworker, lawyer, case_file)
    with pytest.raises(NotAllowed):
        make_responsible(caseworker, case_file.key, lawyer)


def test_a_case_with_a_team_is_taken_over_by_nobody(caseworker, colleague, outsider) -> None:
    case_file = adult_case(caseworker)
    with pytest.raises(NotAllowed) as there:
        adopt_case(colleague, case_file.key, why="I would like to work on this one")
    assert there.value.number == "FEN-2811"
    caseworker.is_active = False
    caseworker.save(update_fields=["is_active"])
    with pytest.raises(Exception, match="FEN-2765"):
        adopt_case(outsider, case_file.key, why="another organisation wants it")


@pytest.mark.parametrize("gone", [{"is_active": False}, {"role": "reader"}])
def test_when_the_whole_team_is_gone_a_colleague_takes_over_with_a_reason(caseworker, colleague, gone) -> None:
    case_file = adult_case(caseworker, access=AccessLevel.CLOSED)
    for name, value in gone.items():
        setattr(caseworker, name, value)
    caseworker.save(update_fields=list(gone))
    with pytest.raises(Exception, match="FEN-2768"):
        adopt_case(colleague, case_file.key, why="short")
    taken = adopt_case(colleague, case_file.key, why="the responsible caseworker has left the organisation")
    assert taken.responsible == colleague
    page = read_case(colleague, case_file.key)
    assert SECRET in str(page.person["injuries"])
    assert any("left the organisation" in line.content["text"] for line in page.part("notes"))
    with pytest.raises(NotAllowed):
        adopt_case(colleague, case_file.key, why="once more, with the same words")
