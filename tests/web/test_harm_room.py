"""The harm room: register, tables and claims on screen; strangers find nothing, pages say nothing they must not."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from fener.actions.protection.keep_claim import keep_claim
from fener.records.base.models import AuditEntry
from fener.records.protection.models import DamageClaim, HarmRecord
from tests.actions.protection.harm_parts import claim_wish, recorded
from tests.protection_cast import SECRET, adult_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


def _given(**changes):
    return {
        "case": "", "territory": "RS", "month": "2026-03", "persons": 2, "children": 1, "offences": ["extortion"],
        "offender_kinds": ["smuggler"], "circumstances": ["overcrowding"], "place": "", "account": f"told {SECRET}",
        "remarks": "", "workplace_provider": "", "workplace_kind": "", "workplace_municipality": "",
        "check_body_map": "documented", **changes,
    }  # fmt: skip


def _claim_given(**changes):
    return {
        "territory": "RS", "authority": "Basic court (invented)", "state": "preparing", "harm": "", "facts": f"held {SECRET}",
        "items-TOTAL_FORMS": 3, "items-INITIAL_FORMS": 0, "items-MIN_NUM_FORMS": 0, "items-MAX_NUM_FORMS": 60,
        "items-0-kind": "fear", "items-0-amount": "1200.50", "items-0-currency": "EUR", "items-0-on": "2026-03-01",
        "items-0-note": "", "items-1-kind": "", "items-1-amount": "", "items-1-currency": "EUR", "items-1-on": "",
        "items-1-note": "", "items-2-kind": "", "items-2-amount": "", "items-2-currency": "EUR", "items-2-on": "",
        "items-2-note": "",
        **{f"proof_{code}": "missing" for code in (
            "medical_papers", "injury_record", "photographs", "expert_opinion", "own_statement", "witness",
            "official_papers", "judgment", "proof_of_payment", "proof_of_identity", "power_of_attorney", "work_proof",
            "family_proof")},
        **changes,
    }  # fmt: skip


def test_a_harm_is_recorded_read_corrected_and_followed_on_screen(client, caseworker):
    client.force_login(caseworker)
    answer = client.post(reverse("harm_new"), _given(), follow=True)
    page = answer.content.decode()
    assert "Extortion" in page and f"told {SECRET}" in page and "endangers life or health" in page
    made = HarmRecord.objects.get()
    assert "no-store" in answer.headers["Cache-Control"]
    form = client.get(reverse("harm_correct", args=[made.key])).content.decode()
    assert 'value="extortion"' in form and 'value="2026-03"' in form
    client.post(reverse("harm_correct", args=[made.key]), _given(offences=["robbery"]))
    given = {"outcome": "charged", "known_on": timezone.localdate().isoformat(), "authority": "", "reference": ""}
    page = client.post(reverse("harm_proceedings", args=[made.key]), given, follow=True).content.decode()
    assert "Robbery" in page and "Charged" in page and "Corrected 1 time" in page
    listed = client.get(reverse("harm_register")).content.decode()
    assert made.key in listed and SECRET not in listed and "Robbery" not in listed


def test_every_page_has_one_heading_and_no_open_style_or_script(client, caseworker):
    case_file = adult_case(caseworker)
    made, claim = recorded(caseworker, case=case_file.key), keep_claim(caseworker, case_file.key, claim_wish())
    client.force_login(caseworker)
    pages = [
        reverse("harm_register"), reverse("harm_new"), reverse("harm_record", args=[made.key]),
        reverse("harm_correct", args=[made.key]), reverse("harm_proceedings", args=[made.key]), reverse("harm_counts"),
        reverse("harm_claims", args=[case_file.key]), reverse("harm_claim_new", args=[case_file.key]),
        reverse("harm_claim", args=[case_file.key, claim.pk]), reverse("harm_claim_change", args=[case_file.key, claim.pk]),
    ]  # fmt: skip
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert page.count("<h1") == 1, address
        assert " style=" not in page.split("<main")[1].split("</main>")[0], address


def test_strangers_find_nothing_and_leave_no_reading(
    client, caseworker, outsider, colleague, investigator, coordinator
):
    case_file = adult_case(caseworker)
    made, claim = recorded(caseworker, case=case_file.key), keep_claim(caseworker, case_file.key, claim_wish())
    pages = [
        ("get", reverse("harm_record", args=[made.key])), ("get", reverse("harm_correct", args=[made.key])),
        ("post", reverse("harm_correct", args=[made.key])), ("post", reverse("harm_proceedings", args=[made.key])),
        ("get", reverse("harm_claims", args=[case_file.key])), ("get", reverse("harm_claim_new", args=[case_file.key])),
        ("get", reverse("harm_claim", args=[case_file.key, claim.pk])),
        ("post", reverse("harm_claim_change", args=[case_file.key, claim.pk])),
        ("post", reverse("harm_claim_paper", args=[case_file.key, claim.pk])),
    ]  # fmt: skip
    given = {
        **_given(), **_claim_given(), "outcome": "charged", "known_on": "2026-03-01", "reference": "",
        "receiver_language": "en", "person_language": "ar",
    }  # fmt: skip
    for member in (outsider, colleague, investigator, coordinator):
        client.force_login(member)
        for method, address in pages:
            answer = getattr(client, method)(address, given if method == "post" else {})
            assert answer.status_code in (400, 403, 404), (member.username, address, answer.status_code)
            assert SECRET not in answer.content.decode().replace(f"told {SECRET}", "").replace(f"held {SECRET}", "")
    assert not AuditEntry.objects.filter(action__in=["read_harm", "read_claim", "print_claim"]).exists()
    assert not made.revisions.exists()


def test_outside_the_register_nobody_sees_that_a_record_is_there(client, caseworker, outsider):
    made = recorded(caseworker)
    client.force_login(outsider)
    assert made.key not in client.get(reverse("harm_register")).content.decode()
    here = client.get(reverse("harm_record", args=[made.key])).content.decode()
    nowhere = client.get(reverse("harm_record", args=["HR-99999"])).content.decode()
    said = [re.sub(r"HR-\d+", "", page.split("<main")[1].split("</main>")[0]) for page in (here, nowhere)]
    assert said[0] == said[1]


def test_tables_show_what_is_withheld_as_such_and_export_it_so(client, caseworker, analyst):
    recorded(caseworker, on=date(2026, 3, 20), offences=["extortion"], persons=23, children=0)
    recorded(caseworker, on=date(2026, 3, 20), offences=["robbery"], persons=3, children=0)
    client.force_login(analyst)
    page = client.get(reverse("harm_counts"), {"year": 2026, "place": "RS"}).content.decode()
    assert page.count("<h1") == 1 and "withheld" in page and "Serbia" in page
    assert ">3<" not in page.split("<main")[1]
    assert client.get(reverse("harm_counts"), {"year": "x", "place": "DE"}).status_code == 200
    answer = client.get(reverse("harm_counts_csv", args=[2026, "RS", "harm-offences-RS"]))
    rows = dict(line.split(",", 1) for line in answer.content.decode().splitlines() if "," in line)
    assert "3" not in rows["Robbery"].split(",") and "0" in rows["Killing"].split(",")
    assert client.get(reverse("harm_counts_csv", args=[2026, "RS", "harm-ages"])).status_code == 404


def test_who_may_not_read_counts_gets_no_table(client, monitor, investigator):
    for member in (monitor, investigator):
        client.force_login(member)
        assert client.get(reverse("harm_counts")).status_code == 403
        assert client.get(reverse("harm_counts_csv", args=[2026, "WB", "harm-ages"])).status_code == 403


def test_a_claim_is_prepared_changed_and_printed(client, caseworker):
    case_file = adult_case(caseworker)
    client.force_login(caseworker)
    page = client.post(reverse("harm_claim_new", args=[case_file.key]), _claim_given(), follow=True).content.decode()
    assert "1,200.50" in page or "1200.50" in page
    claim = DamageClaim.objects.get()
    form = client.get(reverse("harm_claim_change", args=[case_file.key, claim.pk])).content.decode()
    assert form.count('name="items-') > 20 and "1200.50" in form
    changed = _claim_given(**{"items-0-amount": "", "items-0-kind": ""}, state="handed_in")
    client.post(reverse("harm_claim_change", args=[case_file.key, claim.pk]), changed)
    claim.refresh_from_db()
    assert claim.state == "handed_in"
    languages = {"receiver_language": "sr-Latn", "person_language": "ar"}
    answer = client.post(reverse("harm_claim_paper", args=[case_file.key, claim.pk]), languages)
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert f'filename="{claim.key}.pdf"' in answer.headers["Content-Disposition"]
    assert client.get(reverse("harm_claim_paper", args=[case_file.key, claim.pk])).status_code == 405


def test_a_wrong_line_is_shown_beside_its_field(client, caseworker):
    case_file = adult_case(caseworker)
    client.force_login(caseworker)
    wrong = _claim_given(**{"items-0-kind": "", "items-1-kind": "fear"})
    page = client.post(reverse("harm_claim_new", args=[case_file.key]), wrong).content.decode()
    assert "Say what damage this is." in page and "Give an amount" in page
    page = client.post(reverse("harm_new"), _given(month="March", children=9)).content.decode()
    assert "Write year and month" in page and "Children are part" in page
    assert not HarmRecord.objects.exists() and not DamageClaim.objects.exists()
