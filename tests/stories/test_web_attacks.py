"""What attackers try at a browser's door: sessions, redirects, hosts, frames, cookies, logs, stored and reflected script.

Like the crawl these tests find the addresses by themselves; see ``tests/crawling.py``.
"""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings as desk_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from lxml import html

from fener.records.base.models import Member
from fener.terms.people import Role
from tests.crawl_objects import WITHOUT_TOKEN, Side, build_side
from tests.crawling import FOR_PEOPLE, ROUTES, TOKEN, ask, client_of

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD = "/account/login/", "a long and quiet password"
# Goes into every text of our rows: as HTML it would act, in a spreadsheet it would be a formula.
PROBE = "=1+1<img src=x onerror=alert(9)>\"'"
ACTS = re.compile(r"<img src=x onerror", re.I)
READERS = (Role.COORDINATOR, Role.ANALYST, Role.MONITOR, Role.CASEWORKER, Role.LAWYER, Role.ADMINISTRATOR)


@pytest.fixture(scope="module")
def ours(django_db_setup: None, django_db_blocker: Any) -> Iterator[Side]:
    """Our side, with the probe in every text and in the names of members and organisation."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(SECOND_FACTOR="optional"):
        side = build_side("ours", "RS", PROBE)
        for member in side.members.values():
            Member.objects.filter(pk=member.pk).update(first_name=PROBE, last_name="Žarković")
        lead = side.members[Role.COORDINATOR]
        type(lead.organisation).objects.filter(pk=lead.organisation_id).update(name=PROBE)
        yield side
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECOND_FACTOR = "optional"
    yield
    cache.clear()


def _with_password(member: Member) -> Member:
    member.set_password(PASSWORD)
    member.save(update_fields=["password"])
    return member


def _sign_in(client: Client, member: Member, **more: str) -> Any:
    return client.post(LOGIN, {"login": member.username, "password": PASSWORD, **more})


# --- sessions ----------------------------------------------------------------------------------------------------------
def test_a_planted_session_is_not_taken_over(client: Client, analyst: Member) -> None:
    planted = "plantedplantedplantedplanted1234"
    client.cookies["sessionid"] = planted
    assert _sign_in(client, _with_password(analyst)).status_code == 302
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(pk=planted).exists()
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/account/").status_code == 302


def test_a_session_from_before_the_login_gets_a_new_key(client: Client, analyst: Member) -> None:
    session = client.session
    session["left"] = "here"
    session.save()
    before = session.session_key
    assert _sign_in(client, _with_password(analyst)).status_code == 302
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_a_sign_out_ends_the_session_on_the_desk_too(client: Client, analyst: Member) -> None:
    _sign_in(client, _with_password(analyst))
    kept = client.cookies["sessionid"].value
    assert client.get("/account/logout/").status_code == 200, "asking is not signing out"
    assert client.get("/account/").status_code == 200
    client.post("/account/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/account/").status_code == 302
    assert not Session.objects.filter(pk=kept).exists()


def test_another_member_on_the_same_browser_gets_a_session_of_their_own(
    client: Client, analyst: Member, coordinator: Member
) -> None:
    _sign_in(client, _with_password(analyst))
    first = client.cookies["sessionid"].value
    client.post("/account/logout/")
    _sign_in(client, _with_password(coordinator))
    assert client.cookies["sessionid"].value != first
    assert coordinator.username in client.get("/account/").content.decode()


def test_a_new_password_ends_the_sessions_elsewhere(client: Client, analyst: Member) -> None:
    elsewhere = Client()
    _sign_in(client, _with_password(analyst))
    _sign_in(elsewhere, analyst)
    new = "another long and quiet password"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


# --- redirects and hosts -----------------------------------------------------------------------------------------------
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example", "///evil.example",
    "https://testserver@evil.example/", "http://testserver.evil.example", "javascript:alert(9)", "\t//evil.example", "%2f%2fevil.example",
]  # fmt: skip
NEXTS = ("next", "redirect_to", "return", "return_to", "back", "url", "to")


def _leads_away(location: str) -> bool:
    """As a browser reads it: backslashes are slashes, and blanks before it go."""
    found = urlsplit(re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/"))
    return bool(found.scheme or found.netloc) and found.netloc != "testserver"


@pytest.mark.parametrize("role", [None, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_no_address_leads_elsewhere(ours: Side, role: Role | None) -> None:
    client, wrong = client_of(ours.members[role] if role else None), []
    for route in FOR_PEOPLE:
        for wish in ELSEWHERE[:3]:
            wished = dict.fromkeys(NEXTS, wish) | {"theme": "dark", "language": "ar"}
            for method in ("get", "post"):
                answer = ask(client, method, route.address(ours), data=wished, headers={"Referer": wish})
                location = answer.headers.get("Location", "")
                if location and _leads_away(location):
                    wrong.append(f"{role} {method} {route.name}: {location}")
    assert wrong == []


@pytest.mark.parametrize("wish", ELSEWHERE)
def test_neither_login_nor_the_choices_lead_elsewhere(analyst: Member, wish: str) -> None:
    _with_password(analyst)
    client = Client()
    for address in ("/account/appearance/", "/account/language/"):
        assert not _leads_away(client.post(address, {"next": wish, "theme": "dark"}).headers["Location"])
    for answer in (_sign_in(Client(), analyst, next=wish), _sign_in_at(analyst, f"{LOGIN}?next={quote(wish)}")):
        assert answer.status_code == 302
        assert not _leads_away(answer.headers["Location"])
    _sign_in(client, analyst)
    assert not _leads_away(client.post("/account/logout/", {"next": wish}).headers["Location"])


def _sign_in_at(member: Member, address: str) -> Any:
    return Client().post(address, {"login": member.username, "password": PASSWORD})


def test_a_foreign_host_is_refused_and_named_nowhere(ours: Side) -> None:
    client = client_of(ours.members[Role.COORDINATOR])
    for route in ROUTES:
        for host in ("evil.example", "testserver.evil.example", "evil.example:80@testserver"):
            answer = ask(client, "get", route.address(ours), HTTP_HOST=host)
            # A machine's door asks for its key and names no host; a page must not even be drawn.
            assert route.is_machine or route.is_safe_door or answer.status == 400, (route.name, answer.status)
            assert "evil.example" not in answer.body, route.name
        answer = ask(client, "get", route.address(ours), headers={"X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in answer.body, route.name


def test_a_form_from_another_site_is_refused_even_with_a_token(ours: Side) -> None:
    client = client_of(ours.members[Role.COORDINATOR])
    for route in FOR_PEOPLE:
        if route.name not in WITHOUT_TOKEN:
            answer = ask(client, "post", route.address(ours), headers={"Origin": "https://evil.example"})
            assert answer.status in {403, 405}, route.name


# The ground of the map is everybody's.
MAY_BE_KEPT = {"map_ground"}


# --- what every answer carries -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [None, Role.COORDINATOR, Role.ADMINISTRATOR, Role.READER])
def test_every_answer_forbids_frames_foreign_scripts_and_keeping(ours: Side, role: Role | None) -> None:
    client, wrong = client_of(ours.members[role] if role else None), []
    for name, address in [*((route.name, route.address(ours)) for route in FOR_PEOPLE), ("none", "/no/such/page/")]:
        for method in ("get", "post"):
            answer = ask(client, method, address)
            may_be_kept = role is None or answer.status == 302 or name in MAY_BE_KEPT
            wrong += [f"{role} {method} {address}: {one}" for one in _lacks(answer.headers, may_be_kept=may_be_kept)]
    assert wrong == [], "\n".join(wrong)


def _lacks(headers: Any, *, may_be_kept: bool) -> list[str]:
    policy = headers.get("Content-Security-Policy", "")
    checks = {
        "a policy": "default-src 'none'" in policy,
        "frames forbidden": "frame-ancestors 'none'" in policy and headers.get("X-Frame-Options") == "DENY",
        "strict scripts": "'unsafe-eval'" not in policy and not re.search(r"script-src[^;]*'unsafe-inline'", policy),
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "no referrer to others": headers.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        "own opener": "no-referrer" in headers.get("Referrer-Policy", "")
        or headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "no-store": may_be_kept or "no-store" in headers.get("Cache-Control", ""),
    }
    return [f"lacks {name}" for name, is_there in checks.items() if not is_there]


def test_every_cookie_is_closed_to_other_sites_and_the_session_to_scripts(analyst: Member) -> None:
    client = client_of()
    _with_password(analyst)
    asked = [
        ("get", LOGIN, {}),
        ("post", "/account/appearance/", {"theme": "dark"}),
        ("post", "/account/language/", {"language": "ar"}),
    ]
    asked.append(("post", LOGIN, {"login": analyst.username, "password": PASSWORD}))
    names = set()
    for method, address, data in asked:
        got = getattr(client, method)(address, data, headers={"X-CSRFToken": TOKEN})
        for name, cookie in got.cookies.items():
            names.add(name)
            assert cookie["samesite"] in {"Lax", "Strict"}, name
            assert not cookie["domain"], name
            assert cookie["httponly"] or name != "sessionid", name
    assert {"sessionid", "fener_theme", "django_language"} <= names


def test_behind_https_cookies_travel_by_https_alone() -> None:
    program = (
        "from fener.config import settings as s; import sys;"
        "sys.exit(not (s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS > 0))"
    )
    environment = {**os.environ, "FENER_HTTPS": "1"}
    assert subprocess.run([sys.executable, "-c", program], env=environment, cwd=desk_settings.ROOT).returncode == 0


# --- logs --------------------------------------------------------------------------------------------------------------
_LINE = desk_settings.LOGGING["formatters"]["line"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the desk's log would hold: its own handler's filter and format, on a stream of the test."""
    from fener.config.logs import WithoutKeys

    written, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(written)
    handler.setFormatter(logging.Formatter(_LINE["format"], style=_LINE["style"]))
    handler.addFilter(WithoutKeys())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


FORGED = "\r\n2026-01-01 00:00:00,000 WARNING django.request: forged\x1b[2J\u2028"


def test_nobody_writes_a_line_of_their_own_into_the_log(client: Client, ours: Side, log: io.StringIO) -> None:
    client.raise_request_exception = False
    headers = {"User-Agent": FORGED, "X-Forwarded-For": FORGED, "Referer": FORGED}
    client.post(LOGIN, {"login": FORGED, "password": FORGED}, headers=headers)
    for base in ("/no/such", "/openrosa/no", "/odata/no", "/reports", f"/openrosa/key/{ours['collect_key'].key}"):
        client.get(base + quote(FORGED), headers=headers)
        client.post(f"{base}/submission", {"a": FORGED}, headers=headers)
    client.get("/openrosa/formList", headers={"Authorization": "Basic " + FORGED})
    client.get("/account/", HTTP_HOST="evil" + FORGED)
    logging.getLogger("fener").warning("asked for %s", FORGED)
    lines = log.getvalue().split("\n")
    assert len(lines) > 5
    assert not [line for line in lines if line.startswith("2026-01-01")]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u0085\u2028\u2029]", log.getvalue())


# --- stored and reflected script ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", READERS)
def test_what_somebody_wrote_never_acts_on_a_page(ours: Side, role: Role) -> None:
    client, shown, wrong = client_of(ours.members[role]), 0, []
    asked = quote(PROBE)
    everywhere = "&".join(
        f"{name}={asked}" for name in ("q", "text", "page", "action", "territory", "place", "code", "topic")
    )
    for route in FOR_PEOPLE:
        own = route.address(ours)
        for address in (own, f"{own}?{everywhere}"):
            answer = ask(client, "get", address)
            shown += "&lt;img src=x onerror" in answer.body
            wrong += [f"{role} {address}: {fault}" for fault in _acts(answer)]
    assert wrong == []
    assert shown > 0, "no page shows the probe: the test looks at nothing"


def _acts(answer: Any) -> list[str]:
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        return ["the probe stands in the page unescaped"] if ACTS.search(answer.body) else []
    if kind.startswith("text/csv"):
        cells = re.split(r'[\n,](?=")|[\n,]', answer.body)
        return ["a cell begins as a formula"] if any(cell.lstrip('"').startswith("=1+1") for cell in cells) else []
    return []


TEXTS = "//input[@type='text' or @type='search' or not(@type)] | //textarea"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ANALYST, Role.MONITOR, Role.ADMINISTRATOR])
def test_every_form_takes_the_probe_and_gives_it_back_escaped(ours: Side, role: Role) -> None:
    """Each form that a page of this role shows is filled in and sent; the answer, and the page it leads to, are looked at."""
    client, sent, wrong = client_of(ours.members[role]), set(), []
    for route in FOR_PEOPLE:
        if route.name.startswith(("mfa_", "account_")):
            continue
        page = ask(client, "get", route.address(ours))
        if page.status != 200 or not page.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in html.fromstring(page.body.encode()).forms:
            where, filled = _filled(form, route.address(ours))
            if (where, tuple(filled)) in sent:
                continue
            sent.add((where, tuple(filled)))
            method = (form.method or "get").lower()
            answer = ask(client, method, where, data=filled, then=True)
            wrong += [f"{role} {method} {where}: {fault}" for fault in _acts(answer)]
            if answer.status >= 500:
                wrong.append(f"{role} {method} {where}: {answer.status} {answer.fault}")
    assert wrong == []
    assert len(sent) > 3


def _filled(form: Any, page: str) -> tuple[str, dict[str, Any]]:
    texts = {one.get("name") for one in form.xpath("." + TEXTS.replace(" | //", " | .//")) if one.get("name")}
    filled: dict[str, Any] = {}
    for field in form.inputs:
        name, kind = field.get("name"), field.get("type", "")
        if not name or name == "csrfmiddlewaretoken" or kind in {"file", "submit", "button"}:
            continue
        if name in texts:
            filled[name] = PROBE
        elif field.tag == "select":
            filled[name] = next((one for one in field.value_options if one), "")
        else:
            filled[name] = field.get("value") or ("2026-06-01" if kind == "date" else "1" if kind == "number" else "on")
    return form.get("action") or page, filled
