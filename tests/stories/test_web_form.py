"""A questionnaire filled in at a desk, in a real browser: from the keyboard alone, through a lost connection, with nothing left behind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from fener.actions.base.demo_members import ensure_demo_members
from fener.actions.field.publish_questionnaire import publish_questionnaires
from fener.records.field.models import FieldReport, FieldReportVersion
from tests.stories.browser import DESKTOP, PHONE, Notes, chromium, open_page, picture, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FORM = """
key: at_a_desk
version: "2026.1.0"
kind: visit_report
title: {en: "Visit at a desk"}
languages: [en, sq]
wording_review: {en: reviewed, sq: draft}
choices:
  yes_no: {"yes": {en: "Yes", sq: "Po"}, "no": {en: "No", sq: "Jo"}}
questions:
  - type: group
    name: when_and_where
    label: {en: "When and where", sq: "Kur dhe ku"}
    questions:
      - type: date
        name: on_day
        label: {en: "Day", sq: "Dita"}
        required: true
        constraint: . <= today()
        constraint_message: {en: "Not in the future.", sq: "Jo në të ardhmen."}
        sensitivity: open
      - {type: geopoint, name: point, label: {en: "Point", sq: "Pika"}, decimals: 2, sensitivity: quasi}
      - {type: text, name: town, label: {en: "Town", sq: "Qyteti"}, required: true, sensitivity: open}
  - {type: select_one yes_no, name: seen, label: {en: "Were people seen?", sq: "A u panë?"}, required: true, sensitivity: open}
  - {type: integer, name: many, label: {en: "How many?", sq: "Sa?"}, relevant: "${seen} = 'yes'", required: true, sensitivity: open}
  - type: repeat
    name: prices
    label: {en: "Price", sq: "Çmimi"}
    questions:
      - {type: decimal, name: amount, label: {en: "Amount", sq: "Shuma"}, sensitivity: open}
  - {type: time, name: at_hour, label: {en: "Hour", sq: "Ora"}, sensitivity: open}
  - {type: image, name: photo, label: {en: "Photo", sq: "Foto"}, sensitivity: quasi}
"""
STORES = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]"


@pytest.fixture
def logins(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "at_a_desk.yaml").write_text(FORM, encoding="utf-8")
    publish_questionnaires(None, folder=tmp_path / "forms")
    return ensure_demo_members(tmp_path / "demo.json")


def _open(browser: Any, address: str, logins: dict[str, str], notes: Notes, **ways: Any) -> Any:
    page = open_page(browser, address, notes, viewport=ways.pop("viewport", DESKTOP), **ways)
    sign_in(page, "monitor", logins["monitor"])
    page.goto("/questionnaires/at_a_desk/fill/")
    page.locator(".odk-form").wait_for()
    page.get_by_label("Day").wait_for()
    return page


def _tab_to(page: Any, name: str) -> None:
    """Press Tab until the control with this name has the keyboard."""
    named = (
        "() => { const e = document.activeElement, by = e.getAttribute('aria-labelledby');"
        " return (by && document.getElementById(by)?.textContent) || e.getAttribute('aria-label')"
        " || e.labels?.[0]?.textContent || e.textContent; }"
    )
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_timeout(40)
        if name in (page.evaluate(named) or "").strip()[: len(name) + 2]:
            return
    raise AssertionError(f"Tab never reaches “{name}”")


def _fill(page: Any) -> None:
    page.get_by_label("Day").press_sequentially("20.11.2025")
    page.get_by_label("Town").fill("Tabanovce")
    page.get_by_label("No", exact=True).check()


def _answers() -> str:
    row = FieldReportVersion.objects.order_by("-pk").first()
    assert row is not None
    return str(row.answers)


def test_a_form_is_filled_and_sent_from_the_keyboard_alone(live_server, logins) -> None:
    notes = Notes()
    with chromium() as browser:
        page = _open(browser, live_server.url, logins, notes)
        page.locator("#content").focus()
        for name, keys in (("Day", "20.11.2025"), ("Point", "42.06, 21.45"), ("Town", "Tabanovce")):
            _tab_to(page, name)
            page.keyboard.type(keys, delay=15)
        _tab_to(page, "Yes")
        page.keyboard.press("Space")
        _tab_to(page, "Send")
        page.keyboard.press("Enter")
        # The question that appeared and needs an answer has the cursor now.
        page.wait_for_timeout(500)
        assert "needs an answer" in page.locator(".question-container.highlight").inner_text()
        page.keyboard.type("12")
        _tab_to(page, "Amount")
        page.keyboard.type("150,5")
        _tab_to(page, "Add Price")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        page.locator("#content").focus()
        _tab_to(page, "Amount")
        _tab_to(page, "Amount")
        page.keyboard.type("200")
        _tab_to(page, "Hour")
        page.keyboard.type("14:05")
        picture(page, "web-form-filled")
        _tab_to(page, "Send")
        page.keyboard.press("Enter")
        page.locator("[data-webform=receipt]:not([hidden])").wait_for()
        assert "was received" in page.locator("main").inner_text()
        assert page.evaluate("document.activeElement.textContent") == "Received"
        assert page.evaluate(STORES) == [0, 0, 0, 0]
        picture(page, "web-form-received")
    assert notes.everything() == []
    told = _answers()
    for expected in ("2025-11-20", "42.06", "Tabanovce", "150.5", "200", "14:05"):
        assert expected in told, expected


def test_a_lost_connection_loses_nothing_and_doubles_nothing(live_server, logins) -> None:
    notes = Notes()
    with chromium() as browser:
        page = _open(browser, live_server.url, logins, notes)
        _fill(page)
        page.context.set_offline(True)
        page.get_by_role("button", name="Send").click()
        page.get_by_text("could not be reached").wait_for()
        assert page.get_by_label("Town").input_value() == "Tabanovce"
        page.context.set_offline(False)
        page.get_by_role("button", name="Try again").dblclick()
        page.locator("[data-webform=receipt]:not([hidden])").wait_for()
        assert page.evaluate(STORES) == [0, 0, 0, 0]
    assert FieldReport.objects.unscoped("a test counts").count() == 1
    assert [line for line in notes.everything() if "ERR_INTERNET_DISCONNECTED" not in line] == []


def test_an_answer_that_got_lost_on_its_way_back_makes_no_second_report(live_server, logins) -> None:
    notes = Notes()
    with chromium() as browser:
        page = _open(browser, live_server.url, logins, notes)
        _fill(page)

        def swallow(route: Any) -> None:
            route.fetch()
            route.abort()

        page.route("**/submit/", swallow, times=1)
        page.get_by_role("button", name="Send").click()
        page.get_by_role("button", name="Try again").click()
        page.get_by_text("nothing was doubled").wait_for()
    assert FieldReport.objects.unscoped("a test counts").count() == 1


def test_a_draft_is_kept_on_the_desk_and_taken_up_again(live_server, logins) -> None:
    notes = Notes()
    with chromium() as browser:
        page = _open(browser, live_server.url, logins, notes)
        page.get_by_label("Town").fill("Tabanovce")
        leaving = "() => { const e = new Event('beforeunload', { cancelable: true }); dispatchEvent(e); return e.defaultPrevented; }"
        assert page.evaluate(leaving)
        page.get_by_role("button", name="Save draft").click()
        page.get_by_text("Draft kept on the desk").wait_for()
        assert not page.evaluate(leaving)
        assert page.evaluate(STORES) == [0, 0, 0, 0]
        page.goto("/questionnaires/")
        page.get_by_role("link", name=re.compile("Go on")).click()
        page.get_by_label("Town").wait_for()
        assert page.get_by_label("Town").input_value() == "Tabanovce"
        page.get_by_label("Day").press_sequentially("20.11.2025")
        page.get_by_label("No", exact=True).check()
        page.get_by_role("button", name="Send").click()
        page.locator("[data-webform=receipt]:not([hidden])").wait_for()
        page.goto("/questionnaires/")
        assert page.get_by_role("link", name=re.compile("Go on")).count() == 0
    version = FieldReportVersion.objects.get()
    assert version.number == 1  # the same record, not a correction of another
    assert notes.everything() == []


def test_on_a_small_screen_the_form_fits_and_says_what_it_does_not_understand(live_server, logins) -> None:
    notes = Notes()
    with chromium() as browser:
        page = _open(browser, live_server.url, logins, notes, viewport=PHONE, dark=True)
        page.get_by_label("Day").press_sequentially("31.2.2025")
        page.keyboard.press("Tab")
        page.get_by_text("could not be read").wait_for()
        page.get_by_label("Point").fill("Tabanovce")
        page.keyboard.press("Tab")
        page.get_by_text("Write two numbers").wait_for()
        page.get_by_role("combobox", name="change language").press("Enter")
        page.get_by_role("option", name=re.compile("Shqip")).click()
        page.get_by_text("Kur dhe ku").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1
        assert page.locator("h1:visible").count() == 1
        picture(page, "web-form-phone")
    assert notes.everything() == []
