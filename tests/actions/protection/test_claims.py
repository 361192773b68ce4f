"""Compensation claims: damage, evidence, who keeps them, and the paper."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from fener.actions.protection.keep_claim import DamageItem, keep_claim
from fener.actions.protection.print_claim import print_claim
from fener.actions.protection.read_claim import read_claim
from fener.queries.protection.claims import claims_of
from fener.records.base.models import AuditEntry
from fener.records.protection.models import CaseTeamMember, DamageClaim
from fener.terms.errors import FenerError, NotAllowed, UnknownTerm
from tests.actions.protection.harm_parts import claim_wish, recorded
from tests.protection_cast import SECRET, adult_case

pytestmark = pytest.mark.django_db


def test_sums_are_kept_by_currency_and_nothing_lies_open(caseworker) -> None:
    case_file = adult_case(caseworker)
    kept = keep_claim(caseworker, case_file.key, claim_wish())
    assert SECRET.encode() not in bytes(kept.sealed)
    page = read_claim(caseworker, case_file.key, kept.pk)
    assert page.totals == (("EUR", Decimal("1200.50")), ("RSD", Decimal("30000.00")))
    assert {line.code for line in page.evidence if line.answer == "there"} == {"medical_papers"}
    assert "witness" not in {line.code for line in page.missing} and len(page.missing) == len(page.evidence) - 2
    trail = json.dumps(list(AuditEntry.objects.values("action", "why", "details")))
    assert "read_claim" in trail and SECRET not in trail and "1200" not in trail


def test_a_claim_is_replaced_not_doubled(caseworker) -> None:
    case_file = adult_case(caseworker)
    harm = recorded(caseworker, case=case_file.key)
    first = keep_claim(caseworker, case_file.key, claim_wish())
    again = keep_claim(caseworker, case_file.key, claim_wish(state="handed_in", harm=harm.pk), claim=first.pk)
    assert DamageClaim.objects.count() == 1 and again.state == "handed_in" and again.harm == harm


def test_only_readers_of_harm_and_legal_data_come_near(caseworker, colleague, outsider, lawyer, investigator) -> None:
    case_file = adult_case(caseworker)
    kept = keep_claim(caseworker, case_file.key, claim_wish())
    for member in (colleague, outsider, lawyer, investigator):
        for step in (
            lambda member=member: keep_claim(member, case_file.key, claim_wish()),
            lambda member=member: read_claim(member, case_file.key, kept.pk),
            lambda member=member: print_claim(
                member, case_file.key, kept.pk, person_language="ar", receiver_language="en"
            ),
        ):
            with pytest.raises((NotAllowed, UnknownTerm)):
                step()
    with pytest.raises(NotAllowed):
        claims_of(colleague, case_file)
    CaseTeamMember.objects.create(case_file=case_file, member=lawyer)
    assert read_claim(lawyer, case_file.key, kept.pk).facts == f"held {SECRET}"


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"state": "won"}, "FEN-2856"),
        ({"territory": "DE"}, "FEN-2856"),
        ({"evidence": {"medical_papers": "perhaps"}}, "FEN-2854"),
        ({"evidence": {"no_such": "there"}}, "FEN-2854"),
        ({"harm": 10**9}, "FEN-2855"),
        ({"items": ("fear", Decimal("-1"), "EUR")}, "FEN-2857"),
        ({"items": ("fear", Decimal("NaN"), "EUR")}, "FEN-2857"),
        ({"items": ("fear", Decimal("1"), "E1R")}, "FEN-2857"),
        ({"items": ("no_such", Decimal("1"), "EUR")}, "FEN-3001"),
    ],
)
def test_what_is_no_claim_is_refused(caseworker, changes, number) -> None:
    case_file = adult_case(caseworker)
    if "items" in changes:
        changes = {"items": [DamageItem(*changes["items"], timezone.localdate())]}
    with pytest.raises(FenerError) as refused:
        keep_claim(caseworker, case_file.key, replace(claim_wish(), **changes))
    assert refused.value.number == number
    assert not DamageClaim.objects.exists()


def test_a_claim_of_another_case_is_not_found_through_this_one(caseworker) -> None:
    mine, other = adult_case(caseworker), adult_case(caseworker)
    kept = keep_claim(caseworker, other.key, claim_wish())
    with pytest.raises(UnknownTerm) as refused:
        read_claim(caseworker, mine.key, kept.pk)
    assert refused.value.number == "FEN-2853"


def test_the_paper_leaves_the_name_to_be_written_by_hand(caseworker) -> None:
    case_file = adult_case(caseworker)
    kept = keep_claim(caseworker, case_file.key, claim_wish())
    name, made = print_claim(caseworker, case_file.key, kept.pk, person_language="ar", receiver_language="sr-Latn")
    assert name == f"{kept.key}.pdf" and made.startswith(b"%PDF")
    entry = AuditEntry.objects.get(action="print_claim")
    assert entry.details == {"case": case_file.key, "languages": ["sr-Latn", "ar"]}
