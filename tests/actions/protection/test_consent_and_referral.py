"""From consent to referral and back: what is given, to whom, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from fener.actions.protection.consents import record_disposal_receipt, withdraw_consent
from fener.actions.protection.legal_grounds import ask_legal_ground, decide_legal_ground
from fener.actions.protection.open_case import change_person
from fener.actions.protection.referrals import (
    answer_referral,
    ask_for_case,
    assign_member,
    lapse_referrals,
    request_referral,
    request_transfer,
)
from fener.actions.protection.tell_recipients import tell_recipients
from fener.queries.protection.cases import cases_for
from fener.queries.protection.incoming import incoming_for, received
from fener.queries.protection.sealed import unseal
from fener.records.base.models import AuditEntry
from fener.records.protection.models import Disclosure, ProtectionCase, ReferralRequest
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.protection import AgeBand, RecallState, ReferralState
from tests.protection_cast import SECRET, adult_case, agreed, provider

pytestmark = pytest.mark.django_db


def refer(actor, case_file, recipient, **more):  # type: ignore[no-untyped-def]
    return request_referral(actor, case_file.key, service="medical_care", provider=recipient, **more)


def test_without_consent_nothing_is_created(caseworker) -> None:
    case_file = adult_case(caseworker)
    with pytest.raises(NotAllowed) as refused:
        refer(caseworker, case_file, provider())
    assert refused.value.number == "FEN-2770"
    assert not ReferralRequest.objects.exists() and not Disclosure.objects.exists()


def test_with_consent_only_the_forms_fields_go_and_only_those_known(caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    agreed(caseworker, case_file, clinic)
    referral = refer(caseworker, case_file, clinic)
    given = unseal(ProtectionCase.objects.unscoped("test").get().record_key, referral.disclosure)
    assert set(given) == {"age", "gender", "languages", "injuries", "safe_contact"}
    assert referral.disclosure.consent is not None and referral.disclosure.ground is None


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "shelter", "classes": ("needs", "contact"), "recipient_kind": "shelter"},
        {"classes": ("needs",)},
    ],
)
def test_a_consent_for_something_else_does_not_open_the_door(caseworker, change) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    kind = change.pop("recipient_kind", "health")
    other = provider("Elsewhere", kind) if kind != "health" else clinic
    agreed(caseworker, case_file, other, **change)
    with pytest.raises(NotAllowed):
        refer(caseworker, case_file, clinic)


def test_a_consent_without_understanding_is_not_recorded(caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    for more in ({"capacity": "unable_now"}, {"interpretation": "fellow_traveller_refused"}, {"given_by": "guardian"}):
        with pytest.raises(NotAllowed) as refused:
            agreed(caseworker, case_file, clinic, **more)
        assert refused.value.number == "FEN-2773"


def test_a_childs_data_wait_for_guardian_ground_and_assessment(caseworker, colleague) -> None:
    case_file, clinic = adult_case(caseworker, age_band=AgeBand.PRESUMED_CHILD), provider()
    with pytest.raises(NotAllowed, match="guardian"):
        agreed(caseworker, case_file, clinic)
    ground = ask_legal_ground(
        caseworker,
        case_file.key,
        code="child_best_interests",
        purpose="medical_care",
        data_classes=["needs", "contact", "health"],
        recipient=clinic,
        reasons=f"bleeding, no guardian yet {SECRET}",
    )
    with pytest.raises(NotAllowed):
        refer(caseworker, case_file, clinic)
    with pytest.raises(NotAllowed) as own:
        decide_legal_ground(caseworker, ground.pk, approve=True)
    assert own.value.number == "FEN-2778"
    decide_legal_ground(colleague, ground.pk, approve=True)
    assert refer(caseworker, case_file, clinic).disclosure.ground == ground


def test_withdrawal_stops_what_is_pending_and_reaches_every_recipient(
    caseworker, django_capture_on_commit_callbacks
) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    consent = agreed(caseworker, case_file, clinic)
    first, second = refer(caseworker, case_file, clinic), refer(caseworker, case_file, clinic)
    answer_referral(caseworker, first.pk, ReferralState.ACCEPTED, heard_through="phone")
    answer_referral(caseworker, first.pk, ReferralState.DONE, heard_through="phone")
    withdraw_consent(caseworker, case_file.key, consent.pk, way="in_person", said=f"afraid {SECRET}")
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == (ReferralState.DONE, ReferralState.STOPPED)
    assert {row.recall for row in Disclosure.objects.all()} == {RecallState.ASKED}
    tell_recipients()
    assert len(mail.outbox) == 2 and tell_recipients() == 0
    assert all(SECRET not in letter.body + letter.subject for letter in mail.outbox)
    with pytest.raises(NotAllowed):
        refer(caseworker, case_file, clinic)
    receipt = record_disposal_receipt(caseworker, case_file.key, first.disclosure_id, destroyed=True, said="shredded")
    assert receipt.recall == RecallState.CONFIRMED
    withdraw_consent(caseworker, case_file.key, consent.pk, way="in_person")
    assert AuditEntry.objects.filter(action="withdraw_consent").count() == 1


def test_the_recipient_sees_the_form_while_it_may_and_nothing_after(caseworker, outsider) -> None:
    case_file = adult_case(caseworker)
    clinic = provider(organisation=outsider.organisation)
    consent = agreed(caseworker, case_file, clinic)
    referral = refer(caseworker, case_file, clinic)
    assert list(incoming_for(outsider)) == [referral] and not cases_for(outsider).exists()
    assert received(outsider, incoming_for(outsider).get()).values["injuries"].startswith("left arm")
    answer_referral(outsider, referral.pk, ReferralState.ACCEPTED)
    withdraw_consent(caseworker, case_file.key, consent.pk, way="in_person")
    shown = received(outsider, incoming_for(outsider).get())
    assert shown.is_recalled and shown.values == {}


def test_whoever_declines_or_is_silent_loses_the_data(caseworker, outsider) -> None:
    case_file = adult_case(caseworker)
    clinic = provider(organisation=outsider.organisation)
    agreed(caseworker, case_file, clinic)
    declined, silent = refer(caseworker, case_file, clinic), refer(caseworker, case_file, clinic)
    answer_referral(outsider, declined.pk, ReferralState.DECLINED, decline_reason="no_capacity")
    assert lapse_referrals(timezone.now() + timedelta(days=30)) == 1
    assert lapse_referrals(timezone.now() + timedelta(days=30)) == 0
    silent.refresh_from_db()
    assert silent.state == ReferralState.LAPSED
    assert all(received(outsider, row).values == {} for row in incoming_for(outsider))
    with pytest.raises(StateRefused) as late:
        answer_referral(outsider, silent.pk, ReferralState.ACCEPTED)
    assert late.value.number == "FEN-2787"


def test_a_transfer_opens_a_new_file_with_what_was_agreed_and_no_more(caseworker, outsider) -> None:
    case_file = adult_case(caseworker)
    house = provider("Shelter", "cso", organisation=outsider.organisation)
    agreed(caseworker, case_file, house, "case_transfer", ("needs", "contact"))
    referral = request_transfer(caseworker, case_file.key, provider=house, fields=["age", "needs_summary"])
    answer_referral(outsider, referral.pk, ReferralState.ACCEPTED)
    mine = cases_for(outsider).get()
    assert set(unseal(mine.record_key, mine)) == {"age", "needs_summary"}
    assert mine.record_key_id != case_file.record_key_id


def test_a_colleague_reads_nothing_protected_before_joining(caseworker, lawyer) -> None:
    case_file = adult_case(caseworker)
    assert not cases_for(lawyer).exists()
    asked = assign_member(caseworker, case_file.key, lawyer)
    assert not cases_for(lawyer).exists()
    answer_referral(lawyer, asked.pk, ReferralState.ACCEPTED)
    assert cases_for(lawyer).get() == case_file


def test_asking_for_a_case_does_not_tell_whether_it_exists(caseworker, outsider) -> None:
    case_file = adult_case(caseworker)
    ours = provider("Our house", "cso", organisation=outsider.organisation)
    assert ask_for_case(outsider, case_file.key, ours) is ask_for_case(outsider, "PC-99999", ours) is None
    assert [row.kind for row in incoming_for(caseworker)] == ["request"]
    with pytest.raises(UnknownTerm):
        answer_referral(outsider, incoming_for(caseworker).get().pk, ReferralState.ACCEPTED)


def test_the_database_itself_refuses_a_disclosure_without_basis(caseworker) -> None:
    case_file = adult_case(caseworker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(
            case_file=case_file, recipient=provider(), purpose="medical_care", fields=["age"], by=caseworker
        )


def test_fields_outside_the_form_are_refused(caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    agreed(caseworker, case_file, clinic)
    with pytest.raises(UnreadableMaterial) as refused:
        refer(caseworker, case_file, clinic, fields=["family_name"])
    assert refused.value.number == "FEN-2781"


def test_what_changes_later_does_not_change_what_was_given(caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    agreed(caseworker, case_file, clinic)
    referral = refer(caseworker, case_file, clinic)
    change_person(caseworker, case_file.key, {"injuries": "healed"})
    held = ProtectionCase.objects.unscoped("test").get()
    assert unseal(held.record_key, referral.disclosure)["injuries"].startswith("left arm")
