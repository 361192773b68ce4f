"""Nobody answers, the request goes up twice, help arrives; in a real browser, on a desk screen and on a telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from fener.actions.base.demo_members import ensure_demo_members
from fener.actions.protection.answer_facility_access import answer_facility_access
from fener.actions.protection.ask_facility_access import ask_facility_access
from fener.actions.protection.demo_directory import make_demo_directory
from fener.actions.protection.escalate_urgent import escalate_urgent
from fener.actions.protection.keep_provider import change_provider
from fener.queries.protection.providers import entry_of
from fener.records.base.models import Member, MemberTerritory, Organisation
from fener.records.protection.models import ServiceProvider, UrgentRequest
from fener.terms.urgent import AccessAnswer, AccessWish
from tests.stories.browser import DESKTOP, PHONE, Notes, chromium, open_page, picture, press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
_PASSWORD = "four small grey stones"


def _member(name: str, role: str, organisation: str) -> Member:
    home, _ = Organisation.objects.get_or_create(name=organisation, defaults={"territory": "RS", "kind": "cso"})
    made = Member(username=name, role=role, organisation=home, email=f"{name}@example.invalid", is_demo=True)
    made.set_password(_PASSWORD)
    made.save()
    MemberTerritory.objects.create(member=made, territory="RS")
    return made


@pytest.fixture
def people(tmp_path, settings) -> dict[str, Any]:
    settings.SECOND_FACTOR = "optional"
    ensure_demo_members(tmp_path / "demo.json")
    keeper = _member("keeper", "coordinator", "Help on the Drina (invented)")
    worker = _member("worker", "caseworker", "Help on the Drina (invented)")
    officer = _member("officer", "liaison", "Example border police (invented)")
    make_demo_directory({"RS": keeper})
    station = ServiceProvider.objects.get(kind="police", municipality="Loznica")
    tied = entry_of(station)
    values = {name: getattr(tied, name) for name in tied.__dataclass_fields__}
    change_provider(keeper, station.key, type(tied)(**values | {"organisation_id": officer.organisation_id}))
    return {"keeper": keeper, "worker": worker, "officer": officer, "station": station}


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_nobody_answers_it_goes_up_twice_and_help_arrives(live_server, people, size: str) -> None:
    notes, viewport = Notes(), DESKTOP if size == "desktop" else PHONE
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=viewport)
        sign_in(page, "worker", _PASSWORD)
        _look(page, "/directory/", f"{size}-directory")
        _look(page, f"/directory/{people['station'].key}/", f"{size}-provider")
        _look(page, "/urgent/new/", f"{size}-ask")
        page.get_by_label("Roof for the night").check()
        page.get_by_label("From whom").select_option(people["station"].key)
        page.get_by_label("What happened").fill("A man called Ali Rahimi and two others are cold.")
        press(page.get_by_role("button", name="Ask now"))
        assert page.locator("mark").inner_text() == "Ali Rahimi"
        _shot(page, f"{size}-found-words")
        page.get_by_label("What happened").fill("Three people are wet and cold, one has a fever.")
        press(page.get_by_role("button", name="Ask now"))
        asked = UrgentRequest.objects.get()
        page.wait_for_url(f"**/urgent/{asked.key}/")
        mail.outbox.clear()
        past = timezone.now() - timedelta(minutes=31)
        UrgentRequest.objects.update(acknowledge_by=past, next_escalation_at=past)
        found = escalate_urgent()
        assert found.escalated == (asked.key, asked.key)
        assert {one.subject for one in mail.outbox} == {asked.key}
        assert all("fever" not in one.body for one in mail.outbox)
        _look(page, f"/urgent/{asked.key}/", f"{size}-late")
        assert "Nobody has answered" in page.content()

        other = open_page(browser, live_server.url, notes, viewport=viewport)
        sign_in(other, "officer", _PASSWORD)
        _look(other, f"/urgent/{asked.key}/", f"{size}-helper")
        press(other.get_by_role("button", name="We look after it"))
        press(other.get_by_role("link", name="Confirm our role"))
        other.get_by_label("Brings to help").check()
        other.get_by_label("In words").fill("A warm car is on its way.")
        _shot(other, f"{size}-role")
        press(other.get_by_role("button", name="Confirm the role"))
        page.goto(f"/urgent/{asked.key}/role/")
        page.get_by_label("Coordinates").check()
        press(page.get_by_role("button", name="Confirm the role"))
        press(page.get_by_role("link", name="Help has arrived"))
        press(page.get_by_role("button", name="Help has arrived"))
        _look(page, f"/urgent/{asked.key}/", f"{size}-delivered")
        page.locator("#roles-title").evaluate("heading => heading.scrollIntoView()")
        picture(page, f"{size}-delivered-below")
        _look(page, "/urgent/?view=over", f"{size}-urgent-list")
    assert UrgentRequest.objects.get().state == "delivered"
    assert notes.outside == []
    assert [told for told in notes.console if "400" not in told] == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_other_pages_are_calm(live_server, people, size: str) -> None:
    today = timezone.localdate()
    worker, officer, station = people["worker"], people["officer"], people["station"]
    given = AccessWish(
        "Centre for foreigners (invented)", "detention_centre", station.key, ("legal_aid", "interpretation"), today,
        today + timedelta(days=10), today + timedelta(days=3), "Loznica",
    )  # fmt: skip
    first, second = (ask_facility_access(worker, given) for _ in range(2))
    answer_facility_access(officer, first.key, AccessAnswer(True, ("hours", "staff_present")))
    answer_facility_access(officer, second.key, AccessAnswer(False, refusal_reason="investigation"))
    ask_facility_access(worker, given)
    notes = Notes()
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=DESKTOP if size == "desktop" else PHONE)
        sign_in(page, "keeper", _PASSWORD)
        for path in ("/directory/new/", f"/directory/{station.key}/offices/", "/directory/import/", "/facility-access/",
                     "/facility-access/new/", f"/facility-access/{first.key}/", f"/facility-access/{second.key}/answer/",
                     "/facility-access/counts/", "/urgent/"):  # fmt: skip
            _look(page, path, f"{size}-{path.strip('/').replace('/', '-')}")
    assert notes.everything() == []


def _look(page: Any, path: str, name: str) -> None:
    assert page.goto(path).status == 200, path
    _shot(page, name)
    assert page.locator("h1").count() == 1, path
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{path} is {wide} pixels wider than the window"


def _shot(page: Any, name: str) -> None:
    page.wait_for_load_state("networkidle")
    picture(page, name)
