"""What every answer carries, and that no room opens without login."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fener.web.navigation import GROUPS

pytestmark = pytest.mark.django_db
# Open on purpose: the login itself, what the desk refuses, and two choices kept on the device.
OPEN = {
    "account_login", "account_signup", "account_inactive", "account_reset_password", "account_email", "about",
    "account_set_password", "appearance", "language", "mfa_authenticate", "account_logout",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


MACHINES = ("/openrosa/", "/odata/")
PUBLIC = "/door/"  # the safe door: open to everybody, see test_safe_door.py


def _routes(patterns, prefix=""):
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield (
                entry.name,
                "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<(?!int)[^>]+>", "x", route)).lstrip("^").rstrip("$"),
            )


def test_no_room_opens_without_login(client):
    desk = [
        (name, address)
        for name, address in _routes(get_resolver().url_patterns)
        if not address.startswith((*MACHINES, PUBLIC))
    ]
    assert len(desk) > 30
    for name, address in desk:
        if name in OPEN or (name or "").startswith(("account_confirm", "account_reset", "account_email")):
            continue
        answer = client.get(address)
        assert answer.status_code in (302, 403, 405), (name, address, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/account/login/"), (name, answer.headers["Location"])


def test_no_door_of_machines_opens_without_a_key(client):
    doors = [address for _, address in _routes(get_resolver().url_patterns) if address.startswith(MACHINES)]
    assert len(doors) > 10
    assert {client.get(address).status_code for address in doors} == {401}


def test_every_answer_forbids_foreign_scripts_frames_and_destinations(client):
    answer = client.get("/account/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'self' 'nonce-[^']+'(;|$)", policy)
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_every_script_carries_the_nonce_and_no_handler_stands_in_an_attribute(client, administrator):
    client.force_login(administrator)
    for address in ("/account/", "/reports/", "/audit/", "/figures/imports/new/", "/about/"):
        answer = client.get(address)
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        page = answer.content.decode()
        for tag in re.findall(r"<script[^>]*>", page):
            assert f'nonce="{nonce}"' in tag or "application/json" in tag, tag
        assert not re.search(r"<[^>]+\son[a-z]+\s*=", page)
        assert "javascript:" not in page


def test_every_address_a_page_asks_for_is_on_this_machine(client, administrator):
    client.force_login(administrator)
    for address in ("/account/", "/reports/", "/audit/", "/about/"):
        page = client.get(address).content.decode()
        for asked in re.findall(r"<(?:link|script|img)[^>]+(?:href|src)=\"([^\"]+)\"", page):
            assert asked.startswith(("/", "data:")), asked
            assert not asked.startswith("//"), asked


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(client, administrator):
    administrator.set_password("a long and quiet password")
    administrator.save(update_fields=["password"])
    client.post("/account/login/", {"login": administrator.username, "password": "a long and quiet password"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"]
    assert "no-store" in client.get("/account/").headers["Cache-Control"]


def test_forms_without_the_token_are_refused_in_plain_words(administrator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    answer = client.post("/reports/new/", {"kind": "regional"})
    assert answer.status_code == 403
    assert b"no longer valid" in answer.content


def test_an_unknown_address_gets_a_calm_page(client, administrator):
    client.force_login(administrator)
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert b"What to do:" in answer.content


def test_an_unknown_record_says_its_number(client, administrator):
    client.force_login(administrator)
    answer = client.get("/reports/9999/")
    assert answer.status_code == 404
    assert b"FEN-3010" in answer.content


def test_htmx_gets_a_refusal_as_a_fragment(client, reader):
    client.force_login(reader)
    answer = client.get("/audit/check/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert b"<html" not in answer.content
    assert b"FEN-1000" in answer.content


def test_a_fault_gets_a_page_that_needs_nothing():
    from django.test import RequestFactory

    from fener.web.errors import server_fault

    answer = server_fault(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"administrator" in answer.content


def test_rooms_a_role_may_not_enter_are_not_in_its_navigation(client, reader, administrator):
    client.force_login(reader)
    page = client.get("/account/").content.decode()
    assert 'href="/audit/"' not in page
    assert 'href="/figures/imports/"' not in page
    client.force_login(administrator)
    page = client.get("/account/").content.decode()
    assert 'href="/audit/"' in page
    assert 'href="/figures/imports/"' in page


def test_every_room_of_the_navigation_has_an_address(client, administrator):
    from django.urls import reverse

    assert all(reverse(room.route) for group in GROUPS for room in group.rooms)


def test_every_page_carries_the_note_on_kosovo(client, administrator):
    client.force_login(administrator)
    for address in ("/account/", "/reports/", "/about/codes/territories/"):
        page = client.get(address).content.decode()
        assert "without prejudice to positions on status" in page
        assert "Kosovo*" in page


def test_a_refused_phone_is_heard_out_before_it_is_told(client, db) -> None:
    """Cut off while it still sends, a phone would report a broken line and never show why it was refused."""
    answer = client.post(
        "/openrosa/key/unknown/submission", data=b"x" * 300_000, content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code in {401, 403}
    assert answer.wsgi_request.environ["wsgi.input"].read() == b""
