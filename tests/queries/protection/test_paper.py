"""Paper: the person's language where there is one, and only the values that were given."""

from __future__ import annotations

import pytest

from fener.actions.protection.referrals import request_referral
from fener.queries.protection.own_data import own_data
from fener.queries.protection.paper import (
    consent_sheet,
    office_language,
    own_data_sheet,
    paper_language,
    referral_sheet,
)
from fener.terms.errors import UnknownTerm
from tests.protection_cast import PERSON, adult_case, agreed, provider


def test_the_nearest_language_of_the_forms_is_taken() -> None:
    assert [paper_language(code) for code in ("ps", "fa", "sr", "so", "")] == ["ps", "fa-AF", "sr-Latn", "en", "en"]
    assert [office_language(code) for code in ("RS", "BA-SRP", "XK", "??")] == ["sr-Latn", "bs", "sq", "en"]


@pytest.mark.django_db
def test_a_referral_on_paper_holds_what_was_given_and_nothing_else(caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    consent = agreed(caseworker, case_file, clinic)
    referral = request_referral(caseworker, case_file.key, service="medical_care", provider=clinic, fields=["injuries"])
    sheet = referral_sheet(case_file, referral.pk)
    assert sheet.fields == (("injuries", PERSON["injuries"]),)
    assert (sheet.basis, sheet.basis_reference, sheet.person_language) == ("consent", consent.key, "ps")
    assert consent_sheet(case_file, consent.pk).what == "Contact and whereabouts, Health, Needs and profile"


@pytest.mark.django_db
def test_another_cases_consent_is_not_put_on_paper(caseworker) -> None:
    one, two = adult_case(caseworker), adult_case(caseworker)
    consent = agreed(caseworker, one, provider())
    with pytest.raises(UnknownTerm):
        consent_sheet(two, consent.pk)


@pytest.mark.django_db
def test_own_data_on_paper_are_a_line_for_each_record(caseworker) -> None:
    case_file = adult_case(caseworker)
    agreed(caseworker, case_file, provider())
    sheet = own_data_sheet(case_file, own_data(caseworker, case_file), "ps")
    (consents,) = [part for part in sheet.parts if part.title == "Consents"]
    assert consents.lines[0][0].startswith("CN-") and "Purpose: medical_care" in consents.lines[0][1]
    assert sheet.parts[-1].title == "Left out" and sheet.person_language == "ps"
