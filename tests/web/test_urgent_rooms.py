"""Directory, urgent requests and access to facilities on screen: both sides, strangers, and words that must not go."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import chain

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from fener.actions.protection.ask_facility_access import ask_facility_access
from fener.actions.protection.ask_urgent_help import ask_urgent_help
from fener.records.protection.models import EscalationContact, FacilityAccessRequest, ServiceProvider, UrgentRequest
from fener.terms.urgent import AccessWish
from tests.actions.urgent_parts import case_of, member, sides, wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def cast():
    return sides()


@pytest.fixture
def asked(cast):
    return ask_urgent_help(cast.caseworker, wish(cast.police, situation="A hedgehog in the fog."))


@pytest.fixture
def access(cast):
    today = timezone.localdate()
    given = AccessWish(
        "Centre", "detention_centre", cast.police.key, ("legal_aid",), today, today + timedelta(days=9), today
    )
    return ask_facility_access(cast.caseworker, given)


def _pages(cast, asked, access):
    key = cast.police.key
    read = [reverse("directory"), reverse("provider", args=[key])]
    keep = [
        reverse("provider_new"), reverse("provider_import"), reverse("provider_change", args=[key]),
        reverse("provider_offices", args=[key]), reverse("provider_close", args=[key]),
    ]  # fmt: skip
    urgent = [reverse("urgent"), reverse("urgent_new"), reverse("urgent_request", args=[asked.key])]
    urgent += [reverse("urgent_step", args=[asked.key, step]) for step in ("acknowledge", "role", "message", "deliver")]
    urgent += [reverse("urgent_step", args=[asked.key, step]) for step in ("refuse", "call-off")]
    entered = [
        reverse("facility_access"), reverse("facility_access_new"), reverse("facility_access_counts"),
        reverse("facility_access_request", args=[access.key]), reverse("facility_access_answer", args=[access.key]),
        reverse("facility_access_visited", args=[access.key]),
    ]  # fmt: skip
    return read, keep, urgent, entered


def test_every_page_has_one_heading_and_its_scripts_a_nonce(client, cast, asked, access):
    client.force_login(cast.coordinator)
    for address in chain.from_iterable(_pages(cast, asked, access)):
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert page.count("<h1") == 1, address
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        for tag in re.findall(r"<script[^>]*>", page):
            assert f'nonce="{nonce}"' in tag or "application/json" in tag, (address, tag)
        assert " style=" not in page.split("<main", 1)[1].split("</main>", 1)[0], address


@pytest.mark.parametrize("role", ["investigator", "analyst", "reviewer", "reader", "administrator", "trainer"])
def test_whoever_does_not_protect_enters_none_of_the_rooms(client, cast, asked, access, role):
    client.force_login(member("nobody-here", role, "Border police"))
    read, keep, urgent, entered = _pages(cast, asked, access)
    for address in [*read, *keep, *urgent, *entered]:
        if address == reverse("facility_access_counts") and role in ("analyst", "trainer", "administrator"):
            continue
        answer = client.get(address)
        assert answer.status_code in (403, 404), (address, answer.status_code)
        assert b"hedgehog" not in answer.content


@pytest.mark.parametrize("role", ["liaison", "caseworker", "coordinator"])
def test_another_organisation_finds_nothing(client, cast, asked, access, role):
    client.force_login(member("elsewhere", role, "Another ministry"))
    _, _, urgent, entered = _pages(cast, asked, access)
    for address in [*urgent[2:], *entered[3:]]:
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address, {"heard_through": "desk"}).status_code in (403, 404, 405), address
    for address in (reverse("urgent"), reverse("facility_access")):
        page = client.get(address).content.decode()
        assert asked.key not in page
        assert access.key not in page
    assert UrgentRequest.objects.get().state == "asked"


def test_a_provider_is_added_its_offices_named_and_it_is_closed_on_screen(client, cast):
    client.force_login(cast.coordinator)
    given = {
        "name": "Shelter Danube",
        "kind": "shelter",
        "territory": "RS",
        "services": ["safe_shelter"],
        "languages": ["sr"],
    }
    address = client.post(reverse("provider_new"), given).headers["Location"]
    made = ServiceProvider.objects.get(name="Shelter Danube")
    assert address == reverse("provider", args=[made.key])
    again = client.post(reverse("provider_new"), given)
    assert again.status_code == 400
    assert "FEN-2820" in again.content.decode()
    lines = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-title": "Manager on duty", "form-0-email": "",
        "form-0-phone": "", "form-0-after_minutes": "15", "form-1-title": "", "form-1-email": "", "form-1-phone": "",
        "form-1-after_minutes": "30",
    }  # fmt: skip
    client.post(reverse("provider_offices", args=[made.key]), lines)
    assert EscalationContact.objects.get(provider=made).title == "Manager on duty"
    client.post(reverse("provider_places", args=[made.key]), {"free": "3"})
    client.post(reverse("provider_checked", args=[made.key]))
    page = client.get(address).content.decode()
    assert "told today" in page
    client.post(reverse("provider_close", args=[made.key]), {"reason": "moved"})
    assert "Shelter Danube" not in client.get(reverse("directory")).content.decode()
    assert "Shelter Danube" in client.get(reverse("directory") + "?closed=on").content.decode()


def test_a_change_keeps_what_the_form_does_not_show(client, cast):
    worker = cast.caseworker
    client.force_login(worker)
    given = {
        "name": "Station one",
        "kind": "police",
        "territory": "RS",
        "services": ["information"],
        "body": "Border police",
    }
    assert client.post(reverse("provider_change", args=[cast.police.key]), given).status_code == 302
    cast.police.refresh_from_db()
    assert cast.police.organisation == cast.liaison.organisation
    assert cast.police.services == ["information"]


def test_a_table_is_tried_then_taken(client, cast):
    client.force_login(cast.coordinator)
    table = "name;kind;territory;services\nLegal clinic;legal_aid;RS;legal_aid\n"
    tried = client.post(reverse("provider_import"), {"file": SimpleUploadedFile("a.csv", table.encode())})
    assert "nothing stored yet" in tried.content.decode()
    assert not ServiceProvider.objects.filter(name="Legal clinic").exists()
    bad = client.post(reverse("provider_import"), {"table": table.replace("RS", "AL"), "take": "yes"})
    assert bad.status_code == 400
    assert "FEN-2829" in bad.content.decode()
    client.post(reverse("provider_import"), {"table": table, "take": "yes"})
    assert ServiceProvider.objects.filter(name="Legal clinic").exists()


def _asking(cast, **changes):
    return {
        "help_kinds": ["ambulance"], "provider": cast.police.key, "situation": "Two people cannot walk.", "persons": "2",
        "children": "1", **changes,
    }  # fmt: skip


def test_a_request_is_asked_answered_and_delivered_on_screen(client, cast):
    client.force_login(cast.caseworker)
    address = client.post(reverse("urgent_new"), _asking(cast)).headers["Location"]
    key = UrgentRequest.objects.get().key
    client.force_login(cast.liaison)
    assert "We look after it" in client.get(address).content.decode()
    client.post(reverse("urgent_step", args=[key, "acknowledge"]), {"heard_through": "desk"})
    role = {"heard_through": "desk", "role_kinds": ["brings"], "text": "Two officers come along."}
    client.post(reverse("urgent_step", args=[key, "role"]), role)
    second = client.post(reverse("urgent_step", args=[key, "role"]), role)
    assert second.status_code == 400
    assert "FEN-2823" in second.content.decode()
    client.force_login(cast.caseworker)
    client.post(reverse("urgent_step", args=[key, "role"]), role | {"role_kinds": ["coordinates"]})
    assert UrgentRequest.objects.get().state == "agreed"
    client.post(reverse("urgent_step", args=[key, "deliver"]), {"heard_through": "desk", "text": ""})
    page = client.get(address).content.decode()
    assert "Delivered" in page
    assert "What to do now" not in page
    late = client.post(reverse("urgent_step", args=[key, "call-off"]), {"heard_through": "desk"})
    assert late.status_code == 400
    assert "already delivered" in late.content.decode()


def test_marked_words_are_shown_to_the_writer_and_nothing_is_stored(client, cast):
    client.force_login(cast.caseworker)
    answer = client.post(reverse("urgent_new"), _asking(cast, situation="Call +381 64 123 4567", looked_at="on"))
    assert answer.status_code == 400
    assert "<mark>+381 64 123 4567</mark>" in answer.content.decode()
    assert not UrgentRequest.objects.exists()


def test_data_without_a_basis_is_refused_beside_the_field(client, cast):
    case = case_of(cast.caseworker, age=30)
    client.force_login(cast.caseworker)
    answer = client.post(reverse("urgent_new"), _asking(cast, case_key=case.key, fields_given=["age"]))
    assert answer.status_code == 400
    assert "FEN-2770" in answer.content.decode()
    assert not UrgentRequest.objects.exists()


def test_another_is_asked_with_the_same_words(client, cast, asked):
    client.force_login(cast.caseworker)
    page = client.get(reverse("urgent_new") + f"?after={asked.key}").content.decode()
    assert "A hedgehog in the fog." in page
    client.force_login(member("elsewhere", "caseworker", "Another house"))
    assert client.get(reverse("urgent_new") + f"?after={asked.key}").status_code == 404


def test_an_unknown_step_is_not_found(client, cast, asked):
    client.force_login(cast.caseworker)
    assert client.get(f"/urgent/{asked.key}/escalate/").status_code == 404


def test_access_is_asked_answered_visited_and_counted_on_screen(client, cast):
    today = timezone.localdate()
    client.force_login(cast.caseworker)
    given = {
        "authority": cast.police.key, "facility": "Centre for foreigners", "facility_kind": "detention_centre",
        "purposes": ["legal_aid"], "visitors": "2", "first_day": today, "last_day": today + timedelta(days=5), "answer_on": today,
    }  # fmt: skip
    wrong = client.post(reverse("facility_access_new"), given | {"last_day": today - timedelta(days=1)})
    assert "FEN-2832" in wrong.content.decode()
    address = client.post(reverse("facility_access_new"), given).headers["Location"]
    key = FacilityAccessRequest.objects.get().key
    client.force_login(cast.liaison)
    answer = reverse("facility_access_answer", args=[key])
    assert client.post(answer, {"heard_through": "desk", "granted": "no"}).status_code == 400
    yes = {"heard_through": "desk", "granted": "yes", "conditions": ["staff_present"]}
    assert client.post(answer, yes).status_code == 302
    client.force_login(cast.caseworker)
    assert "Talks are not private" in client.get(address).content.decode()
    client.post(reverse("facility_access_visited", args=[key]), {"visited_on": today})
    page = client.get(reverse("facility_access_counts")).content.decode()
    assert "Station one" in page
    client.force_login(member("analyst-x", "analyst", "Help on the Drina"))
    assert client.get(reverse("facility_access_counts")).status_code == 200
