"""The staff's side of the safe door, without script: sealed things come and go, nothing is opened here."""

from __future__ import annotations

import re

import pytest

from fener.actions.protection.receive_door_report import receive_door_report, seal_on_arrival
from fener.gateways.vault import Seal, make_identity
from fener.gateways.vault.door_container import DoorContent, unpack
from fener.gateways.vault.receipt_codes import new_code, receipt_keys, recipient_of
from fener.queries.protection.door import door_at
from fener.records.base.models import AuditEntry
from fener.records.protection.door import DoorLetter, DoorReport, SafeDoor
from tests.doors import WORDS_MARK, caseworker_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def report(lantern):
    keys = receipt_keys(new_code())
    content = DoorContent({"message": WORDS_MARK})
    arrival = seal_on_arrival(door_at("lantern"), keys, content, mark="0" * 64, language="fa-AF")
    return DoorReport.objects.get(pk=receive_door_report("lantern", arrival)), keys


def test_a_door_is_opened_with_the_public_half_only(client):
    worker = caseworker_of("new-worker", "New house")
    client.force_login(worker)
    assert b"no door yet" in client.get("/door-desk/").content
    page = client.get("/door-desk/new/").content.decode()
    assert 'name="private' not in page
    fields = {"title": "New house", "slug": "new-house", "emergency_number": "112", "keep_days": 90}
    odd = client.post("/door-desk/new/", {**fields, "recipient": make_identity()})
    assert b"FEN-2736" in odd.content and not SafeDoor.objects.exists()
    assert client.post("/door-desk/new/", {**fields, "recipient": recipient_of(make_identity())}).status_code == 302
    assert client.get("/door/new-house/en/").status_code == 200
    assert client.get("/door-desk/new/").status_code == 302


def test_the_list_says_the_day_the_language_and_where_it_was_sealed(client, lantern, report):
    client.force_login(lantern.caseworker)
    page = client.get("/door-desk/").content.decode()
    assert report[0].key in page and "fa-AF" in page and "on arrival" in page and "nobody" in page
    assert WORDS_MARK not in page


def test_a_report_is_taken_fetched_and_answered_without_script(client, lantern, report):
    row, keys = report
    client.force_login(lantern.caseworker)
    address = f"/door-desk/{row.key}/"
    page = client.get(address).content.decode()
    assert "Take it" in page and row.answer_recipient in page
    assert client.post(f"{address}take/").status_code == 302
    fetched = client.post(f"{address}letters/0/")
    assert fetched.headers["Content-Disposition"] == f'attachment; filename="{row.key}.age"'
    assert lantern.opened(fetched.content).words["message"] == WORDS_MARK
    assert client.get(f"{address}letters/0/").status_code == 405
    assert client.post(f"{address}answer/", {"words": "We come at six"}).status_code == 302
    letter = DoorLetter.objects.get()
    assert letter.sealed_in == "arrival"
    assert unpack(Seal(identity=keys.identity).open(bytes(letter.sealed))).words["message"] == "We come at six"
    assert client.post(f"{address}answer/", {"sealed": "%%%"}).status_code == 400
    done = list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert done[-3:] == ["take_door_report", "fetch_door_letter", "answer_door_report"]


def test_the_key_is_changed_and_the_door_closed_and_opened_again(client, lantern, report):
    client.force_login(lantern.caseworker)
    fresh = recipient_of(make_identity())
    assert client.post("/door-desk/key/", {"recipient": "age1"}).status_code == 200
    assert client.post("/door-desk/key/", {"recipient": fresh}).status_code == 302
    page = client.get("/door-desk/").content.decode()
    assert fresh in page and lantern.recipient in page and "to an earlier key" in page
    client.post("/door-desk/close/")
    assert "closed" in client.get("/door-desk/").content.decode()
    client.post("/door-desk/reopen/")
    assert door_at("lantern").is_open


def test_strangers_find_nothing(client, lantern, report, coordinator, analyst, administrator):
    row, _ = report
    other = caseworker_of("other-worker", "Other house")
    for member in (coordinator, analyst, administrator, other):
        client.force_login(member)
        for address in ("", "take/", "answer/", "letters/0/"):
            call = client.get if not address else client.post
            assert call(f"/door-desk/{row.key}/{address}").status_code in (403, 404), (member, address)
        assert row.key not in client.get("/door-desk/").content.decode()
    for key in ("SD-999999", "SD-x", "x"):
        assert client.get(f"/door-desk/{key}/").status_code == 404


def test_no_page_of_the_desk_carries_a_private_half_anywhere_but_in_the_browser(client, lantern, report):
    client.force_login(lantern.caseworker)
    for address in ("/door-desk/", "/door-desk/key/", f"/door-desk/{report[0].key}/"):
        page = client.get(address).content.decode()
        assert not re.search(r"AGE-SECRET-KEY-1[0-9A-Z]{10}", page)
        assert not re.search(r'name="[^"]*(identity|private)', page)
