"""Questionnaires at a desk: the list, the page of a form, what it fetches and sends; and nothing for the browser to keep."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fener.web.static_files import is_used
from tests.phones import new_id, small

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questionnaires")]
SCRIPTS = Path(__file__).resolve().parents[2] / "fener/web/static/desk"
FORM = "/questionnaires/small/2026.1.0/form.xml"


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def desk(client, monitor):
    client.force_login(monitor)
    return client


def _submit(desk: Client, xml: bytes | None, files: dict[str, bytes] | None = None, key: str = "small") -> Any:
    parts: dict[str, Any] = {name: SimpleUploadedFile(name, content) for name, content in (files or {}).items()}
    if xml is not None:
        parts["xml_submission_file"] = SimpleUploadedFile("submission.xml", xml, "text/xml")
    return desk.post(f"/questionnaires/{key}/submit/", parts)


def _keep(desk: Client, xml: bytes, draft: int | None = None) -> Any:
    asked = "?version=2026.1.0" + (f"&draft={draft}" if draft else "")
    return desk.post(
        f"/questionnaires/small/draft/{asked}", {"xml_submission_file": SimpleUploadedFile("submission.xml", xml)}
    )


# --- the list and the page -------------------------------------------------------------------------------------------


def test_the_list_says_what_can_be_filled_in_here_and_what_on_a_phone_alone(desk) -> None:
    page = desk.get(reverse("questionnaires")).content.decode()
    assert "Small visit" in page
    assert reverse("questionnaire_fill", args=["small"]) in page
    assert reverse("questionnaire_fill", args=["sealed"]) not in page
    assert "fill it in with ODK Collect" in page
    assert "Not yet reviewed" in page


def test_a_role_that_fills_nothing_sees_none(client, reader) -> None:
    client.force_login(reader)
    assert "no questionnaire that you may fill in" in client.get("/questionnaires/").content.decode()
    assert client.get("/questionnaires/small/fill/").status_code == 404
    answer = client.get(FORM)
    assert answer.status_code == 403
    assert answer.json()["number"].startswith("FEN-1")


def test_nothing_is_open_without_signing_in(client) -> None:
    for path in ("/questionnaires/", "/questionnaires/small/fill/", FORM, "/questionnaires/small/draft/?draft=1"):
        assert client.get(path).status_code == 302, path


def test_only_the_page_of_a_form_may_compile_webassembly_and_none_may_run_text(desk) -> None:
    fill, listed = desk.get("/questionnaires/small/fill/"), desk.get("/questionnaires/")
    assert "'wasm-unsafe-eval'" in fill.headers["Content-Security-Policy"]
    assert "wasm" not in listed.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in fill.headers["Content-Security-Policy"]
    assert fill.headers["Permissions-Policy"] == "geolocation=()"


def test_every_script_of_the_page_carries_the_nonce_of_its_policy(desk) -> None:
    answer = desk.get("/questionnaires/small/fill/")
    (nonce,) = re.findall(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    scripts = re.findall(r"<script[^>]*>", answer.content.decode())
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)


def test_the_import_map_names_files_that_are_served(desk) -> None:
    page = desk.get("/questionnaires/small/fill/").content.decode()
    (text,) = re.findall(r'<script type="importmap"[^>]*>(.*?)</script>', page)
    addresses = json.loads(text)["imports"]
    assert {"vue", "web-forms"} < set(addresses)
    assert all(is_used(address.removeprefix("/static/")) for address in addresses.values())


def test_an_encrypted_questionnaire_is_not_drawn(desk) -> None:
    page = desk.get("/questionnaires/sealed/fill/").content.decode()
    assert "leaves the phone encrypted; fill it in ODK Collect" in page
    assert 'id="webform"' not in page


def test_an_unknown_questionnaire_is_said_to_be_unknown(desk) -> None:
    assert desk.get("/questionnaires/nothing/fill/").status_code == 404
    answer = desk.get("/questionnaires/nothing/1/form.xml")
    assert answer.status_code == 404
    assert answer.json()["remedy"]


# --- what the page fetches -------------------------------------------------------------------------------------------


def test_the_form_is_the_very_file_a_phone_gets(desk, phone) -> None:
    answer = desk.get(FORM)
    listed = phone.get("formList").content.decode()
    (address,) = re.findall(r"<downloadUrl>([^<]*small[^<]*)</downloadUrl>", listed)
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert answer.content == phone.client.get(address, headers={"X-OpenRosa-Version": "1.0"}).content


def test_lists_of_the_form_are_served_and_no_other_file(desk) -> None:
    assert desk.get("/questionnaires/small/2026.1.0/media/visits.csv").status_code == 200
    answer = desk.get("/questionnaires/small/2026.1.0/media/passwords.csv")
    assert answer.status_code == 404
    assert answer.json()["remedy"]


# --- what it sends ---------------------------------------------------------------------------------------------------


def test_a_report_is_received_once_however_often_it_is_sent(desk) -> None:
    from fener.records.field.models import FieldReport

    xml = small(new_id())
    first, again = _submit(desk, xml), _submit(desk, xml)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["report"] == again.json()["report"]
    assert "nothing was doubled" in again.json()["message"]
    assert FieldReport.objects.unscoped("a test counts").count() == 1


def test_photos_come_with_the_report(desk) -> None:
    answer = _submit(desk, small(new_id(), photo="1.jpg"), {"1.jpg": b"\xff\xd8\xff\xe0picture"})
    assert answer.status_code == 201
    assert "waits for review" in answer.json()["message"]
    lone = _submit(desk, small(new_id(), photo="2.jpg"))
    assert "2.jpg" in lone.json()["message"]


def test_other_answers_under_the_same_id_are_kept_aside_and_said(desk) -> None:
    instance = new_id()
    _submit(desk, small(instance, seen="one group"))
    answer = _submit(desk, small(instance, seen="three groups"))
    assert answer.status_code == 409
    assert "coordinator" in answer.json()["remedy"]


@pytest.mark.parametrize("xml", [None, b"", b"<data", b"<data id='small' version='2026.1.0'/>", b"%PDF-1.7"])
def test_what_cannot_be_read_is_answered_with_a_remedy(desk, xml) -> None:
    answer = _submit(desk, xml)
    assert answer.status_code == 400
    assert answer.json()["number"].startswith("FEN-2")
    assert answer.json()["remedy"]


def test_a_foreign_page_cannot_send(monitor) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(monitor)
    assert _submit(strict, small(new_id())).status_code == 403
    assert strict.get("/questionnaires/small/submit/").status_code == 405


# --- drafts and corrections ------------------------------------------------------------------------------------------


def test_a_draft_is_kept_listed_read_changed_and_dropped(desk) -> None:
    number = _keep(desk, small(seen="half a sen")).json()["draft"]
    assert _keep(desk, small(seen="half a sentence"), number).json()["draft"] == number
    page = desk.get("/questionnaires/").content.decode()
    assert f"/questionnaires/small/fill/?draft={number}" in page
    address = f"/questionnaires/small/draft/?draft={number}"
    assert b"half a sentence" in desk.get(address).content
    assert desk.delete(address).status_code == 200
    assert desk.get(address).status_code in {403, 404}


def test_drafts_open_to_nobody_else(desk, stranger) -> None:
    number = _keep(desk, small(seen="mine")).json()["draft"]
    other = Client()
    other.force_login(stranger)
    address = f"/questionnaires/small/draft/?draft={number}"
    assert other.get(address).status_code in {403, 404}
    assert other.delete(address).status_code in {403, 404}
    assert b"mine" in desk.get(address).content


@pytest.mark.parametrize("named", ["", "?draft=", "?draft=one", "?draft=-1"])
def test_a_draft_must_be_named_by_its_number(desk, named) -> None:
    answer = desk.get(f"/questionnaires/small/draft/{named}")
    assert answer.status_code == 400
    assert answer.json()["number"] == "FEN-2552"


def test_answers_of_a_report_open_for_its_author_to_correct(desk, stranger) -> None:
    instance = new_id()
    report = _submit(desk, small(instance, seen="two grups")).json()["report"]
    address = reverse("questionnaire_answers", args=[report])
    assert instance.encode() in desk.get(address).content
    other = Client()
    other.force_login(stranger)
    assert other.get(address).status_code in {403, 404}
    corrected = _submit(desk, small(new_id(), seen="two groups", replaces=instance))
    assert corrected.status_code == 201
    assert corrected.json()["report"] == report


# --- the browser keeps nothing ---------------------------------------------------------------------------------------


def test_no_script_of_the_page_writes_into_the_browser() -> None:
    written = re.compile(
        r"localStorage|sessionStorage|indexedDB|\bcaches\b|serviceWorker|document\.cookie\s*=|trackDevice"
    )
    for script in sorted(SCRIPTS.glob("webform*.js")):
        assert not written.search(script.read_text(encoding="utf-8")), script.name


def test_the_map_that_would_ask_a_tile_server_is_not_served() -> None:
    assert is_used("vendor/web-forms/index.js")
    assert is_used("vendor/vue/vue.runtime.esm-browser.prod.js")
    assert not is_used("vendor/web-forms/MapBlock-Bb-sCnDx.js")
