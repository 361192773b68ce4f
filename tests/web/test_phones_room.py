"""The phones room: a key is shown once, works at once, and stops when revoked."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from fener.records.base.models import AuditEntry
from fener.records.field.models import CollectorKey
from tests.phones import Phone, small

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):  # type: ignore[no-untyped-def]
    settings.SECOND_FACTOR = "optional"


def make(client, coordinator, monitor, **more):  # type: ignore[no-untyped-def]
    client.force_login(coordinator)
    given = {"holder": monitor.pk, "purpose": "collect", "label": "old phone", "days": "90"} | more
    return client.post("/phones/new/", given)


def test_the_code_holds_an_address_that_works(client, coordinator, monitor, questionnaires) -> None:
    page = make(client, coordinator, monitor).content.decode()
    server = re.search(r"<code>(http://testserver/openrosa/key/[^<]+)</code>", page)[1]  # type: ignore[index]
    phone = Phone(client, server.removeprefix("http://testserver"))
    assert phone.get("formList").status_code == 200
    assert phone.send(small()).status_code == 201
    assert "data:image/svg+xml;base64," in page


def test_the_key_is_shown_once_and_kept_nowhere(client, coordinator, monitor, questionnaires) -> None:
    page = make(client, coordinator, monitor).content.decode()
    key = re.search(r"/openrosa/key/([^<]+)</code>", page)[1]  # type: ignore[index]
    assert key[16:] not in client.get("/phones/").content.decode()
    row = CollectorKey.objects.get()
    assert key[16:] not in str(vars(row))
    assert key[16:] not in str(list(AuditEntry.objects.values()))


def test_revoking_asks_why_and_ends_it(client, coordinator, monitor, questionnaires) -> None:
    page = make(client, coordinator, monitor).content.decode()
    base = re.search(r"testserver(/openrosa/key/[^<]+)</code>", page)[1]  # type: ignore[index]
    public_id = CollectorKey.objects.get().public_id
    assert client.post(f"/phones/{public_id}/revoke/", {"why": ""}).status_code == 200
    client.post(f"/phones/{public_id}/revoke/", {"why": "lost on the bus"})
    assert Phone(client, base).get("formList").status_code == 403
    assert AuditEntry.objects.get(action="revoke_collector_key").why == "lost on the bus"


def test_a_key_for_reading_shows_address_name_and_key(client, coordinator, analyst, questionnaires) -> None:
    page = make(client, coordinator, analyst, purpose="read").content.decode()
    assert "/odata/" in page and analyst.username in page


def test_a_key_does_not_widen_what_its_holder_may(client, coordinator, monitor, questionnaires) -> None:
    assert make(client, coordinator, monitor, purpose="read").status_code == 403


@pytest.mark.parametrize("who", ["monitor", "reader", "analyst"])
def test_who_makes_no_keys_sees_no_form(request, client, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/phones/new/").status_code == 403


def test_a_stranger_sees_and_revokes_nothing(client, coordinator, monitor, stranger, questionnaires) -> None:
    make(client, coordinator, monitor)
    public_id = CollectorKey.objects.get().public_id
    client.force_login(stranger)
    assert public_id not in client.get("/phones/").content.decode()
    assert client.post(f"/phones/{public_id}/revoke/", {"why": "mischief"}).status_code == 403
    assert CollectorKey.objects.get().revoked_at is None


def test_the_settings_are_what_collect_reads() -> None:
    from fener.gateways.odk.settings_code import settings_text

    told = json.loads(zlib.decompress(base64.b64decode(settings_text("https://desk.example/openrosa/key/x", "Fener"))))
    assert told["general"]["server_url"] == "https://desk.example/openrosa/key/x"
    assert "admin" in told
