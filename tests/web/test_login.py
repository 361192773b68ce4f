"""Login: lock-out, second factor, demo members, and what is reachable without either."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from fener.records.base.models import Member

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
PASSWORD = "a long and quiet password"


@pytest.fixture(autouse=True)
def _cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _with_password(member: Member) -> Member:
    member.set_password(PASSWORD)
    member.save(update_fields=["password"])
    return member


def _sign_in(client: Client, member: Member, password: str = PASSWORD):
    return client.post(LOGIN, {"login": member.username, "password": password})


def _code(secret: str) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def _wrong(secret: str) -> str:
    right = {auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30 + step)) for step in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in right)


def _with_second_factor(member: Member) -> str:
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(member, secret)
    return secret


def test_five_wrong_passwords_lock_the_login_even_for_the_right_one(client, analyst):
    _with_password(analyst)
    for _ in range(4):
        assert _sign_in(client, analyst, "wrong").status_code == 200
    assert _sign_in(client, analyst, "wrong").status_code == 429
    answer = _sign_in(client, analyst)
    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_another_member_at_the_same_address_still_signs_in(client, analyst, coordinator):
    _with_password(analyst)
    _with_password(coordinator)
    for _ in range(6):
        _sign_in(client, analyst, "wrong")
    assert _sign_in(client, analyst).status_code == 429
    assert _sign_in(Client(), coordinator).status_code == 302


def test_a_member_without_second_factor_is_led_to_its_setup(client, analyst, settings):
    settings.SECOND_FACTOR = "required"
    client.force_login(_with_password(analyst))
    for address in ("/", "/reports/", "/account/", "/account/password/change/", "/no/such/page/"):
        assert client.get(address).headers["Location"] == reverse("mfa_activate_totp"), address
    assert client.get("/about/").status_code == 200


def test_an_optional_second_factor_is_not_asked_for(client, analyst, settings):
    settings.SECOND_FACTOR = "optional"
    client.force_login(analyst)
    assert client.get("/account/").status_code == 200


def test_a_member_sets_up_the_second_factor_and_is_asked_for_it_at_the_next_login(client, analyst):
    _with_password(analyst)
    assert _sign_in(client, analyst).status_code == 302
    page = client.get(reverse("mfa_activate_totp"))
    assert b"data:image/svg+xml;base64," in page.content
    secret = page.context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": _wrong(secret)}).status_code == 200
    assert client.post(reverse("mfa_activate_totp"), {"code": _code(secret)}).status_code == 302
    assert client.get("/account/").status_code == 200
    assert len(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10

    later = Client()
    assert _sign_in(later, analyst).headers["Location"] == reverse("mfa_authenticate")
    assert later.get("/account/").status_code == 302
    assert later.get("/account/").headers["Location"].startswith(LOGIN)


def test_the_code_opens_the_desk(client, analyst):
    secret = _with_second_factor(_with_password(analyst))
    _sign_in(client, analyst)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": _code(secret)}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_wrong_codes_lock_the_login_like_wrong_passwords(client, analyst, settings):
    secret = _with_second_factor(_with_password(analyst))
    _sign_in(client, analyst)
    answers = [client.post(reverse("mfa_authenticate"), {"code": _wrong(secret)}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post(reverse("mfa_authenticate"), {"code": _code(secret)}).status_code == 429
    assert client.get("/account/").status_code == 302
    assert _sign_in(Client(), analyst).status_code == 429


def test_demo_members_need_no_second_factor_and_see_that_they_are_demo(client, reader):
    Member.objects.filter(pk=reader.pk).update(is_demo=True)
    reader.refresh_from_db()
    client.force_login(reader)
    page = client.get("/account/")
    assert page.status_code == 200
    assert b"Demo login" in page.content


def test_demo_members_are_turned_away_where_the_desk_is_no_demo(client, reader, settings):
    settings.DEMO = False
    Member.objects.filter(pk=reader.pk).update(is_demo=True)
    client.force_login(reader)
    answer = client.get("/account/")
    assert answer.status_code == 403
    assert b"FEN-1004" in answer.content
    assert client.get("/account/").headers["Location"].startswith(LOGIN)


def test_nobody_signs_themselves_up(client):
    before = Member.objects.count()
    answer = client.post("/account/signup/", {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD})
    assert Member.objects.count() == before
    assert b"administrator" in answer.content or b"closed" in answer.content.lower()


def test_an_open_redirect_is_refused(client, analyst, settings):
    settings.SECOND_FACTOR = "optional"
    _with_password(analyst)
    answer = client.post(LOGIN, {"login": analyst.username, "password": PASSWORD, "next": "https://example.org/"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


def test_a_theme_is_kept_and_leads_back_only_to_the_desk(client):
    kept = client.post("/account/appearance/", {"theme": "dark", "next": "/about/"})
    assert kept.headers["Location"] == "/about/"
    assert client.cookies["fener_theme"].value == "dark"
    assert b'data-bs-theme="dark"' in client.get("/about/").content
    for address in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert client.post("/account/appearance/", {"theme": "dark", "next": address}).headers["Location"] == "/"


def test_arabic_turns_the_page_around(client):
    client.post("/account/language/", {"language": "ar"})
    page = client.get("/about/").content.decode()
    assert 'dir="rtl"' in page
    assert "bootstrap.rtl.min" in page
    assert "bootstrap.min" not in page


def test_a_strange_language_or_theme_is_not_kept(client):
    client.post("/account/language/", {"language": "xx"})
    client.post("/account/appearance/", {"theme": "<script>"})
    assert "django_language" not in client.cookies
    assert "fener_theme" not in client.cookies
