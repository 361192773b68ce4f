"""Every page in a real browser, and the main path from a login to a finished report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fener.actions.base.demo_members import ensure_demo_members
from fener.actions.field.demo_cycle import demo_pair, ensure_demo_cycle
from fener.actions.field.load_reference_base import load_reference_base
from fener.actions.field.publish_questionnaire import publish_questionnaires
from fener.actions.reporting.compile_report import start_report
from fener.records.base.models import Member
from fener.records.field.models import FieldReport, MonitoringCycle
from tests.iom import file_of, row
from tests.stories.browser import DESKTOP, PHONE, Notes, chromium, open_page, picture, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/", "/territory/RS/", "/territory/XK/", "/map/", "/prices/", "/methods/", "/payments/", "/harms/", "/nationalities/", "/digital/",
    "/facilitators/", "/institutions/", "/figures/", "/incidents/", "/observations/", "/open-questions/", "/questions/",
    "/figures/imports/", "/reports/", "/about/", "/audit/",
]  # fmt: skip

CYCLE_PAGES = {
    "coordinator": [
        "/cycles/", "/cycles/{cycle}/", "/field-reports/", "/field-reports/{report}/", "/field-reports/quarantine/",
        "/field-reports/workspace/", "/coding/", "/coding/agreement/", "/questionnaires/", "/phones/", "/phones/new/", "/exports/",
    ],
    "monitor": ["/my-plan/", "/field-reports/", "/field-reports/{report}/", "/questionnaires/"],
}  # fmt: skip


@pytest.fixture
def logins(tmp_path: Path) -> dict[str, str]:
    load_reference_base(None)
    return ensure_demo_members(tmp_path / "demo.json")


@pytest.mark.parametrize(("size", "dark"), [("desktop", False), ("phone", True)])
def test_every_page_is_calm(live_server, logins, size: str, dark: bool) -> None:
    """No console error, no request off the machine, one main heading, nothing wider than the window."""
    administrator = Member.objects.get(username="administrator")
    report = start_report(administrator, "national", "ME", date(2019, 1, 1), date(2025, 12, 31))
    notes = Notes()
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=DESKTOP if size == "desktop" else PHONE, dark=dark)
        sign_in(page, "administrator", logins["administrator"])
        for path in [*PAGES, f"/reports/{report.pk}/"]:
            answer = page.goto(path)
            assert answer.status == 200, path
            page.wait_for_load_state("networkidle")
            assert page.locator("h1").count() == 1, path
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 1, f"{path} is {wide} pixels wider than the window"
            assert page.evaluate("[...document.images].every(i => i.alt !== null && i.hasAttribute('alt'))"), path
            picture(page, f"{size}-{'dark' if dark else 'light'}-{path.strip('/').replace('/', '-') or 'overview'}")
    assert notes.everything() == []


@pytest.mark.parametrize(("size", "dark"), [("desktop", False), ("phone", True)])
def test_every_page_of_the_cycle_is_calm(live_server, logins, tmp_path: Path, size: str, dark: bool) -> None:
    """The same for the rooms of the monitoring cycle, as coordinator and monitor of the practice cycle."""
    publish_questionnaires(None)
    ensure_demo_cycle(*demo_pair(), tmp_path / "passphrase")
    cycle = MonitoringCycle.objects.unscoped("its address").get()
    report = FieldReport.objects.unscoped("its address").order_by("pk")[0]
    notes = Notes()
    with chromium() as browser:
        for who, pages in CYCLE_PAGES.items():
            page = open_page(
                browser, live_server.url, notes, viewport=DESKTOP if size == "desktop" else PHONE, dark=dark
            )
            sign_in(page, who, logins[who])
            for path in pages:
                address = path.format(cycle=cycle.pk, report=report.key)
                assert page.goto(address).status == 200, address
                page.wait_for_load_state("networkidle")
                assert page.locator("h1").count() == 1, address
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 1, f"{address} is {wide} pixels wider than the window"
                picture(page, f"cycle-{who}-{size}-{address.strip('/').replace('/', '-')}")
    assert notes.everything() == []


def test_the_main_path(live_server, logins, tmp_path: Path) -> None:
    """Log in, import a partly bad file, read the verdicts, fill a report, have it reviewed, publish it, take it home."""
    good, bad = tmp_path / "incidents.csv", tmp_path / "bad.csv"
    rows = [row(number, on=f"2022-0{number}-01") for number in (1, 2, 3)]
    good.write_text(file_of(*rows), encoding="utf-8")
    bad.write_text(file_of(*rows, row(9, on="the day before")), encoding="utf-8")
    notes = Notes()
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=DESKTOP)
        sign_in(page, "coordinator", logins["coordinator"])

        page.goto("/figures/imports/")
        _import(page, bad)
        assert "Incident date" in page.content()
        assert "FEN-22" in page.content()
        _import(page, good)
        assert "3" in page.locator("main").inner_text()

        page.goto("/figures/?year=2022")
        assert "IOM" in page.locator("main").inner_text()

        page.goto("/reports/new/")
        page.get_by_label("Regional comparative report").check()
        page.locator("input[name=first_on]").fill("2019-01-01")
        page.locator("input[name=last_on]").fill("2025-12-31")
        page.get_by_role("button", name="Start the draft").click()
        page.wait_for_url("**/reports/*/")
        address = page.url
        assert "No information" in page.locator("main").inner_text()

        reviewer = open_page(browser, live_server.url, notes, viewport=DESKTOP)
        sign_in(reviewer, "analyst", logins["analyst"])
        reviewer.goto(address)
        _step(reviewer, "Mark as reviewed")

        page.goto(address)
        _step(page, "Publish")
        assert "ublished" in page.locator("main").inner_text()
        with page.expect_download(timeout=120_000) as download:
            page.get_by_role("link", name="PDF").first.click()
        saved = Path(download.value.path()).read_bytes()
        assert saved.startswith(b"%PDF-")
    # The refused file answers 400, which Chromium writes into the console; nothing else may stand there.
    assert [line for line in notes.everything() if "400 (Bad Request)" not in line] == []


def _import(page, path: Path) -> None:
    page.goto("/figures/imports/new/")
    page.locator("select[name=kind]").select_option("missing-migrants")
    page.locator("input[type=file]").set_input_files(str(path))
    page.locator("main form input[type=submit], main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def _step(page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state("networkidle")
