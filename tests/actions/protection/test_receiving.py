"""The recipient's side: reading is noted, destroying is confirmed once, and a stranger finds nothing."""

from __future__ import annotations

import pytest

from fener.actions.protection.confirm_disposal import confirm_disposal
from fener.actions.protection.consents import withdraw_consent
from fener.actions.protection.export_own_data import export_own_data
from fener.actions.protection.read_ground import read_ground
from fener.actions.protection.read_incoming import read_incoming
from fener.actions.protection.referrals import request_referral
from fener.queries.protection.sealed import unseal
from fener.records.base.models import AuditEntry
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from tests.protection_cast import SECRET, adult_case, agreed, provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(caseworker, outsider):  # type: ignore[no-untyped-def]
    case_file, clinic = adult_case(caseworker), provider(organisation=outsider.organisation)
    agreed(caseworker, case_file, clinic)
    return request_referral(caseworker, case_file.key, service="medical_care", provider=clinic)


def test_reading_what_came_is_noted_with_its_classes_and_no_value(outsider, sent) -> None:
    found = read_incoming(outsider, sent.key)
    assert SECRET in str(found.values)
    entry = AuditEntry.objects.get(action="read_incoming")
    assert entry.details == {"classes": ["contact", "health", "needs"]} and entry.subject_key == sent.key


@pytest.mark.parametrize("role", ["caseworker", "colleague"])
def test_only_the_recipient_opens_it(request, sent, role: str) -> None:
    with pytest.raises(UnknownTerm) as refused:
        read_incoming(request.getfixturevalue(role), sent.key)
    assert refused.value.number == "FEN-2786"


def test_an_investigator_takes_no_step_at_all(investigator, sent) -> None:
    for step in (lambda: read_incoming(investigator, sent.key), lambda: read_ground(investigator, "LG-1")):
        with pytest.raises(NotAllowed):
            step()


def test_nothing_is_to_be_destroyed_before_somebody_asks(outsider, sent) -> None:
    with pytest.raises(UnknownTerm) as refused:
        confirm_disposal(outsider, sent.disclosure.key, destroyed=True)
    assert refused.value.number == "FEN-2871"


def test_the_receipt_is_kept_sealed_and_once(caseworker, outsider, sent) -> None:
    case_file = sent.case_file
    withdraw_consent(caseworker, case_file.key, case_file.consents.get().pk, way="by_phone")
    assert read_incoming(outsider, sent.key).values == {}
    with pytest.raises(UnreadableMaterial):
        confirm_disposal(outsider, sent.disclosure.key, destroyed=False)
    kept = confirm_disposal(outsider, sent.disclosure.key, destroyed=False, said=f"a court asks for it {SECRET}")
    assert kept.recall == "refused"
    assert unseal(case_file.record_key, kept, bytes(kept.sealed_receipt))["said"] == f"a court asks for it {SECRET}"
    with pytest.raises(StateRefused) as again:
        confirm_disposal(outsider, sent.disclosure.key, destroyed=True)
    assert again.value.number == "FEN-2872"
    assert SECRET not in str(list(AuditEntry.objects.values()))


def test_own_data_of_an_erased_file_are_handed_to_nobody(caseworker) -> None:
    from fener.actions.protection.dispose_cases import erase_case

    case_file = adult_case(caseworker)
    assert export_own_data(caseworker, case_file.key)[:2] == b"PK"
    erase_case(caseworker, case_file.key, why="in_person")
    with pytest.raises(NotAllowed):
        export_own_data(caseworker, case_file.key)
