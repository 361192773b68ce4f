"""Three people and those who work for them, as caseworkers see it in a real browser.

An injured child alone at a border; a woman who fears reprisal and takes her consent back; a man whose tormentor works for
the recipient. The urgent request that escalates is in ``test_urgent_story``, the safe door in ``test_safe_door``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from fener.actions.base.demo_members import SECOND_CASEWORKER, ensure_demo_members
from fener.actions.protection.demo_directory import make_demo_directory
from fener.actions.protection.tell_recipients import tell_recipients
from fener.records.base.models import Member
from fener.records.protection.models import Disclosure, ProtectionCase, ReferralRequest
from tests.protection_cast import provider
from tests.stories.browser import DESKTOP, PHONE, Notes, chromium, open_page, picture, press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def logins(tmp_path: Path) -> dict[str, str]:
    made = ensure_demo_members(tmp_path / "demo.json")
    make_demo_directory({"RS": Member.objects.get(username="coordinator")})
    return made


def _open_case(page: Any, *, age: str, **person: str) -> str:
    page.goto("/protection/new/")
    page.locator("select[name=territory]").select_option("RS")
    page.locator(f"input[name=age_band][value={age}]").check()
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    for name, value in person.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    press(page.get_by_role("button", name="Open the case").first)
    page.wait_for_url("**/protection/PC-*/")
    return str(page.url.rstrip("/").rsplit("/", 1)[1])


def _refer_to(page: Any, case_key: str, service: str, provider: str) -> None:
    page.goto(f"/protection/{case_key}/refer/")
    press(page.locator(f"button[name=service][value={service}]"))
    press(page.locator("form.provider", has_text=provider).get_by_role("button", name="See what they would learn"))
    page.wait_for_selector("#exactly")


def _consent(page: Any) -> None:
    """On the page that says nothing may be given yet: the words are read, the person agrees."""
    press(page.get_by_role("button", name="Record a consent"))
    page.wait_for_selector("select[name=capacity]")
    page.locator("select[name=capacity]").select_option("able")
    page.locator("select[name=interpretation]").select_option("interpreter_remote")
    page.locator("select[name=language]").select_option("ar")
    page.locator("input[name=was_read]").check()
    press(page.get_by_role("button", name="The person agreed: record it"))


def test_an_injured_child_alone_at_the_border(live_server, logins) -> None:
    """On a phone, at night: a doctor first, on a ground that a colleague approves within minutes."""
    notes = Notes()
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=PHONE)
        sign_in(page, "caseworker", logins["caseworker"])
        key = _open_case(
            page, age="presumed_child", languages="Pashto", injuries="deep cut on the arm", needs_summary="a doctor"
        )
        assert page.get_by_text("Treated as a child").count() == 1
        page.goto(f"/protection/{key}/screening/")
        for item in ("visible_emergency", "child_alone"):
            page.locator(f"input[name={item}][value=yes]").check()
        press(page.get_by_role("button", name="Keep the screening"))
        page.wait_for_url(f"**/protection/{key}/**")
        assert page.get_by_text("Medical emergency").count() >= 1
        picture(page, "story-child-now")

        _refer_to(page, key, "emergency_medical", "clinic Loznica")
        assert page.get_by_role("heading", name="Nothing may be given yet").count() == 1
        press(page.get_by_role("button", name="Ask for a legal ground"))
        page.wait_for_selector("textarea[name=reasons]")
        page.locator("input[name=code][value=vital_interest]").check()
        page.locator("textarea[name=reasons]").fill("Bleeding, alone, no guardian who could consent tonight.")
        press(page.locator("form button[type=submit], form input[type=submit]").last)

        colleague = open_page(browser, live_server.url, notes, viewport=DESKTOP)
        sign_in(colleague, SECOND_CASEWORKER, logins[SECOND_CASEWORKER])
        colleague.goto("/protection/")
        press(colleague.get_by_role("link", name="a legal ground to approve or refuse"))
        assert colleague.get_by_text("Bleeding, alone").count() == 1
        press(colleague.get_by_role("button", name="Approve it"))
        colleague.goto(f"/protection/{key}/")
        assert colleague.get_by_text("deep cut").count() == 0, "who is not on the team reads no injury"

        _refer_to(page, key, "emergency_medical", "clinic Loznica")
        assert page.get_by_text("deep cut on the arm").count() == 1
        picture(page, "story-child-given")
        press(page.get_by_role("button", name="Send the referral"))
    referral = ReferralRequest.objects.get()
    assert referral.disclosure is not None and referral.disclosure.ground is not None
    assert set(referral.disclosure.fields) <= {"age", "gender", "injuries", "whereabouts", "languages"}
    assert notes.everything() == []


def test_a_woman_fears_reprisal_and_takes_her_consent_back(live_server, logins) -> None:
    """She agrees, then learns who asks for her: nothing goes on, the shelter is asked to destroy, help here stays."""
    notes = Notes()
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=DESKTOP)
        sign_in(page, "caseworker", logins["caseworker"])
        key = _open_case(
            page, age="adult", languages="Arabic", needs_summary="a place nobody knows", safety_needs="no address told"
        )
        _refer_to(page, key, "safe_shelter", "women's shelter Danube")
        _consent(page)
        _refer_to(page, key, "safe_shelter", "women's shelter Danube")
        press(page.get_by_role("button", name="Send the referral"))
        page.goto(f"/protection/{key}/")
        press(page.get_by_role("link", name="Withdraw").first)
        assert page.get_by_text("1 referral").count() == 1
        assert page.get_by_text("The help here goes on.").count() == 1
        picture(page, "story-woman-withdraws")
        page.locator("select[name=way], input[name=way]").first.evaluate(
            "field => { if (field.tagName === 'SELECT') { field.value = 'in_person' } else { field.checked = true } }"
        )
        press(page.locator("main form button[type=submit], main form input[type=submit]").last)
        page.goto(f"/protection/{key}/")
        assert page.get_by_text("Stopped").count() >= 1
        _refer_to(page, key, "safe_shelter", "women's shelter Danube")
        assert page.get_by_role("heading", name="Nothing may be given yet").count() == 1
    assert tell_recipients() == 1
    assert "no address told" not in mail.outbox[0].body and ProtectionCase.objects.unscoped("test").count() == 1
    assert Disclosure.objects.get().recall == "asked"
    assert notes.everything() == []


def test_whom_a_man_fears_works_for_the_recipient(live_server, logins) -> None:
    """The clinic where the alleged offender works is left out whoever consents; a safe one stands there instead."""
    provider("Second clinic (invented)", municipality="Šabac")
    notes = Notes()
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=DESKTOP)
        sign_in(page, "caseworker", logins["caseworker"])
        key = _open_case(page, age="adult", languages="Arabic", needs_summary="somebody to explain the papers")
        for where in ("border police station Loznica", "clinic Loznica"):
            page.goto(f"/protection/{key}/tie/")
            page.locator("select[name=provider]").select_option(label=_label(page, where))
            press(page.locator("main form button[type=submit], main form input[type=submit]").last)
        page.goto(f"/protection/{key}/refer/")
        press(page.locator("button[name=service][value=information]"))
        left_out = page.locator("section", has=page.get_by_role("heading", name="Left out")).inner_text()
        assert "station Loznica" in left_out and "station Šid" in left_out, "units of one body are one recipient"
        assert page.locator(".provider-choice").count() == 0, "nobody else offers it here, and nobody unsafe is offered"

        page.goto(f"/protection/{key}/refer/")
        press(page.locator("button[name=service][value=medical_care]"))
        assert "Second clinic" in page.locator(".provider-choice").inner_text()
        left_out = page.locator("section", has=page.get_by_role("heading", name="Left out")).inner_text()
        assert "clinic Loznica" in left_out and "conflict of interest" in left_out
        assert "clinic Loznica" not in page.locator(".provider-choice").inner_text()
        picture(page, "story-colluding")
    assert notes.everything() == []


def _label(page: Any, words: str) -> str:
    labels = page.locator("select[name=provider] option").all_inner_texts()
    return next(label for label in labels if words in label)
