"""The Zvornik facts of the digitization report, entered from scratch in a real browser: result read, saved, reviewed, printed.

Facts as R25 p. 21 tells them. What it does not say (how many people, which provisions, what sentences, on which day) stays
unknown: the year alone is given, so no day is stated.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from fener.actions.base.demo_members import ensure_demo_members
from fener.records.base.models import Member
from fener.records.justice.models import FactSheet, FactSheetVersion
from tests.stories.browser import DESKTOP, PHONE, Notes, chromium, open_page, picture, press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SOURCE = "R25 p. 21"
YES = (
    "act.enables_transit", "act.recruits_transports_hides", "act.organises", "mens.knows_irregular",
    "mens.intent_benefit", "benefit.exists", "migrants.foreigner", "group.organised", "digital.D6",
    "digital.platform_recruitment", "digital.encrypted_communication", "digital.D2", "geo.transnational",
    "evidence.electronic", "evidence.abroad",
)  # fmt: skip
TICKS = {"actor.role": ("organiser", "recruiter"), "benefit.kind": ("money",), "geo.states": ("BA", "RS")}


@pytest.fixture
def logins(tmp_path: Path) -> dict[str, str]:
    made = ensure_demo_members(tmp_path / "demo.json")
    # The demonstration's lawyer sits with its organisations; here the prosecution has one of its own.
    home = Member.objects.get(username="investigator").organisation
    Member.objects.filter(username="lawyer").update(organisation=home)
    return made


def _open_sheet(page: Any) -> str:
    page.goto("/law/sheets/new/")
    page.locator("input[name='actor.is_object_of_smuggling'][value=yes]").check()
    page.locator("input[name='actor.acts_for_others'][value=no]").check()
    assert page.locator(".law-stop").is_visible() and not page.locator("input[name=title]").is_visible()
    assert page.locator(".law-stop a", has_text="their rights").get_attribute("href") == "/rights/"
    page.locator("input[name='actor.is_object_of_smuggling'][value=no]").check()
    page.locator("input[name='actor.acts_for_others'][value=yes]").check()
    assert not page.locator(".law-stop").is_visible()
    page.locator("input[name=title]").fill("Zvornik 2023, as the report tells it")
    page.locator("input[name=actor_label]").fill("Organiser 1")
    page.locator("input[name=is_invented]").check()
    press(page.get_by_role("button", name="Open the sheet"))
    return str(re.search(r"FS-\d+", page.url)[0])  # type: ignore[index]


def _state(page: Any) -> None:
    """Every fact the report gives, with its source."""
    page.evaluate("document.querySelectorAll('details.law-group, details.law-proof').forEach(part => part.open = true)")
    for key in YES:
        page.locator(f"input[name='{key}'][value=yes]").check()
        page.locator(f"input[name='{key}:source']").fill(SOURCE)
    for key, codes in TICKS.items():
        for code in codes:
            page.locator(f"input[name='{key}'][value={code}]").check()
    page.locator("select[name='geo.ba_level']").select_option("BA-SRP")
    page.locator("input[name='group.size']").fill("5")
    page.locator("input[name='group.size']").blur()
    page.locator("input[name='actor.coerced'][value=no]").check()


def _status(page: Any, place: str, state: str) -> str:
    return str(page.locator(f"{place} li", has_text=state).locator(".law-status").inner_text()).strip()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_zvornik_facts_from_scratch(live_server, logins, viewport: dict[str, int]) -> None:
    notes, name = Notes(), "desktop" if viewport is DESKTOP else "phone"
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=viewport)
        sign_in(page, "investigator", logins["investigator"])
        key = _open_sheet(page)
        assert _status(page, "#law-summary", "Serbia") == "Open", "nothing is known yet"
        questions = page.locator("#law-result .law-questions li").count()
        _state(page)
        page.locator("#law-summary", has_text="Supported").wait_for()
        page.locator("#law-result .law-glance", has_text="BA.CC.189a").wait_for()
        assert FactSheetVersion.objects.count() == 0, "the result came, nothing was saved"
        assert (
            _status(page, "#law-summary", "Serbia") == _status(page, "#law-summary", "Republika Srpska") == "Supported"
        )
        assert _status(page, "#law-summary", "Montenegro") in ("Open", "Excluded"), "nothing happened there"
        assert page.locator("#law-result .law-questions li").count() < questions
        result = page.locator("#law-state-RS")
        assert "never an offence by themselves" in result.inner_text()
        assert "Nobody is charged here" in page.locator(".law-disclaimer").first.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        picture(page, f"law-sheet-{name}")

        page.locator("input[name=change_note]").fill("As the report tells it")
        press(page.get_by_role("button", name="Save as a version"))
        page.wait_for_url("**/versions/1/")
        assert SOURCE in page.locator("#facts").inner_text()
        assert page.locator(".law-side > .law-state").count() == 3
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        picture(page, f"law-version-{name}")
        for suffix, begin in (("PDF", b"%PDF"), ("DOCX", b"PK")):
            with page.expect_download() as waiting:
                page.get_by_role("link", name=suffix).click()
            assert Path(waiting.value.path()).read_bytes().startswith(begin)

        lawyer = open_page(browser, live_server.url, notes, viewport=viewport)
        sign_in(lawyer, "lawyer", logins["lawyer"])
        lawyer.goto(f"/law/sheets/{key}/versions/1/")
        offence = lawyer.locator("#law-RS-rscc3502")
        offence.locator("> summary").click()
        offence.get_by_text("Confirm or reject").click()
        offence.locator("textarea[name=reasons]").fill("Each element rests on the report alone; no exhibit was seen.")
        press(offence.get_by_role("button", name="Reject"))
        assert "no exhibit was seen" in lawyer.locator("#law-RS-rscc3502").text_content()
    assert FactSheet.objects.unscoped("story").get().newest.reviews.get().outcome == "rejected"  # type: ignore[union-attr]
    assert notes.everything() == []


def test_without_script_the_facts_are_measured_and_saved(live_server, logins) -> None:
    """The same form, script switched off: a button measures."""
    notes = Notes()
    with chromium() as browser:
        context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
        page = context.new_page()
        sign_in(page, "investigator", logins["investigator"])
        key = _open_sheet(page)
        for name in ("act.enables_transit", "mens.knows_irregular", "mens.intent_benefit"):
            page.locator(f"input[name='{name}'][value=yes]").check()
        page.get_by_role("button", name="Measure").click()
        assert (
            "4 facts stated" in page.locator("#law-result").inner_text()
            or "5 facts stated" in page.locator("#law-result").inner_text()
        )
        assert FactSheetVersion.objects.count() == 0
        page.get_by_role("button", name="Save as a version").click()
        page.wait_for_url(f"**/{key}/versions/1/")
    assert FactSheetVersion.objects.count() == 1
    assert notes.everything() == []
