"""The planning pages: who enters, what a form keeps, what a refusal says, and what a calendar carries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from fener.actions.field.cancel_planned import cancel_planned
from fener.actions.field.start_cycle import start_cycle
from fener.records.base.models import Organisation
from fener.records.field.models import Interview, MonitoringCycle, MonitoringVisit, Questionnaire, QuestionnaireVersion
from tests.actions.cycle_parts import interview_in, monitor_of, reported, visit_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def cycle(coordinator):
    first, last = TODAY - timedelta(days=60), TODAY + timedelta(days=60)
    return start_cycle(coordinator, "RS", "Around now", first, last)


def _plan(coordinator, cycle, days=0, **changes):
    return visit_in(coordinator, cycle, planned_on=TODAY + timedelta(days=days), **changes)


def test_every_page_has_one_heading_and_its_scripts_a_nonce(client, coordinator, cycle, reference_base):
    monitor = monitor_of(coordinator)
    visit = _plan(coordinator, cycle, -20, members=(monitor.pk,))
    interview = interview_in(coordinator, cycle, planned_on=TODAY)
    client.force_login(coordinator)
    pages = [
        reverse("cycles"), reverse("cycle_new"), reverse("cycle", args=[cycle.pk]), reverse("visit_new", args=[cycle.pk]),
        reverse("interview_new", args=[cycle.pk]), reverse("plan_many", args=[cycle.pk]),
        reverse("platform_join", args=[cycle.pk]), reverse("cycle_close", args=[cycle.pk]),
        reverse("visit_edit", args=[visit.key]), reverse("interview_edit", args=[interview.key]),
        reverse("planned_cancel", args=[visit.key]), reverse("my_plan"),
    ]  # fmt: skip
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert page.count("<h1") == 1, address
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        for tag in re.findall(r"<script[^>]*>", page):
            assert f'nonce="{nonce}"' in tag or "application/json" in tag, (address, tag)


def test_a_cycle_is_started_on_screen(client, coordinator):
    client.force_login(coordinator)
    given = {
        "territory": "RS", "title": "", "first_on": "2026-01-01", "last_on": "2026-06-30",
        "visits_target": 15, "interviews_target": 10,
    }  # fmt: skip
    answer = client.post(reverse("cycle_new"), given, follow=True)
    assert "Serbia, 2026-01-01" in answer.content.decode()
    answer = client.post(reverse("cycle_new"), given)
    assert answer.status_code == 400
    assert "FEN-2602" in answer.content.decode()
    assert client.post(reverse("cycle_new"), given | {"territory": "AL"}).status_code == 200
    assert MonitoringCycle.objects.unscoped("test").count() == 1


def _wish(coordinator, **changes):
    return {
        "place": "u Subotici", "site_kind": "station", "planned_on": TODAY.isoformat(), "due_on": "",
        "organisation": coordinator.organisation_id, "segment": "", "note": "", **changes,
    }  # fmt: skip


def test_a_visit_is_planned_changed_and_cancelled_on_screen(client, coordinator, cycle):
    monitor = monitor_of(coordinator)
    client.force_login(coordinator)
    answer = client.post(reverse("visit_new", args=[cycle.pk]), _wish(coordinator, members=[monitor.pk]), follow=True)
    assert "is kept: Subotica" in answer.content.decode()
    visit = MonitoringVisit.objects.unscoped("test").get()
    page = client.get(reverse("visit_edit", args=[visit.key])).content.decode()
    assert 'value="Subotica"' in page
    assert f'value="{visit.due_on.isoformat()}"' in page
    client.post(reverse("visit_edit", args=[visit.key]), _wish(coordinator, place="Sombor"))
    visit.refresh_from_db()
    assert (visit.place, visit.monitor_links.count()) == ("sombor", 0)
    cancelled = reverse("planned_cancel", args=[visit.key])
    assert "FEN-2610" in client.post(cancelled, {"why": " "}).content.decode()
    assert "road closed" in client.post(cancelled, {"why": "road closed"}, follow=True).content.decode()
    assert client.post(cancelled, {"why": "again"}).status_code == 403


def test_an_interview_is_planned_on_screen(client, coordinator, cycle):
    client.force_login(coordinator)
    given = _wish(coordinator, with_whom="key_informant", stakeholder_kind="", interviewer="", visit="")
    answer = client.post(reverse("interview_new", args=[cycle.pk]), given)
    assert answer.status_code == 400
    assert "FEN-2616" in answer.content.decode()
    client.post(reverse("interview_new", args=[cycle.pk]), given | {"stakeholder_kind": "court"})
    interview = Interview.objects.unscoped("test").get()
    assert interview.stakeholder_kind == "court"
    client.post(reverse("interview_edit", args=[interview.key]), given | {"with_whom": "respondent"})
    interview.refresh_from_db()
    assert (interview.with_whom, interview.stakeholder_kind) == ("respondent", "")
    assert client.get(reverse("visit_edit", args=[interview.key])).status_code == 302


def test_an_unknown_place_stands_beside_its_field(client, coordinator, cycle):
    client.force_login(coordinator)
    answer = client.post(reverse("visit_new", args=[cycle.pk]), _wish(coordinator, place="Nowhere at all"))
    assert answer.status_code == 400
    assert "FEN-2607" in answer.content.decode()
    assert 'value="Nowhere at all"' in answer.content.decode()


def test_a_table_is_pasted_or_uploaded(client, coordinator, cycle):
    client.force_login(coordinator)
    address = reverse("plan_many", args=[cycle.pk])
    head = "place;site_kind;planned_on;organisation\n"
    bad = client.post(address, {"table": f"{head}Nowhere at all;station;{TODAY};Platform of Serbia"})
    assert bad.status_code == 400
    assert "FEN-2607" in bad.content.decode()
    assert "FEN-2613" in client.post(address, {"table": "one line"}).content.decode()
    assert "one of the two" in client.post(address, {"table": ""}).content.decode()
    rows = f"{head}Sombor;station;{TODAY};Platform of Serbia\nSubotica;station;{TODAY};Platform of Serbia\n"
    file = SimpleUploadedFile("plan.csv", rows.encode())
    assert "2 visits are planned" in client.post(address, {"file": file}, follow=True).content.decode()


def test_closing_lists_what_is_open(client, coordinator, cycle):
    _plan(coordinator, cycle)
    client.force_login(coordinator)
    address = reverse("cycle_close", args=[cycle.pk])
    key = MonitoringVisit.objects.unscoped("test").get().key
    assert key in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 403
    assert "is closed" in client.post(address, {"even_so": "on", "why": "it is over"}, follow=True).content.decode()
    page = client.get(reverse("cycle", args=[cycle.pk])).content.decode()
    assert reverse("visit_new", args=[cycle.pk]) not in page


def test_an_organisation_is_taken_into_the_platform(client, coordinator, cycle):
    other = Organisation.objects.create(name="Second organisation", territory="RS", kind="cso")
    client.force_login(coordinator)
    address = reverse("platform_join", args=[cycle.pk])
    assert "Second organisation" in client.get(address).content.decode()
    assert "takes part" in client.post(address, {"organisation": other.pk}, follow=True).content.decode()
    assert client.post(address, {"organisation": "x"}).status_code == 404


def test_who_may_not_plan_reads_and_who_may_not_read_stays_outside(
    client, coordinator, analyst, reader, stranger, cycle
):
    visit = _plan(coordinator, cycle)
    client.force_login(analyst)
    page = client.get(reverse("cycle", args=[cycle.pk])).content.decode()
    assert visit.key in page
    assert reverse("visit_edit", args=[visit.key]) not in page
    for address in (
        reverse("cycle_new"),
        reverse("visit_edit", args=[visit.key]),
        reverse("plan_many", args=[cycle.pk]),
    ):
        assert client.get(address).status_code == 403
    client.force_login(reader)
    assert client.get(reverse("cycles")).status_code == 403
    assert client.get(reverse("my_plan")).status_code == 403
    client.force_login(stranger)
    assert client.get(reverse("cycle", args=[cycle.pk])).status_code == 404
    assert client.get(reverse("cycle_calendar", args=[cycle.pk])).status_code == 404
    assert client.get(reverse("visit_edit", args=[visit.key])).status_code == 404
    assert "Around now" not in client.get(reverse("cycles")).content.decode()


def test_a_monitor_sees_what_is_to_be_done_by_urgency(client, coordinator, cycle):
    monitor = monitor_of(coordinator)
    form = Questionnaire.objects.create(key="visit", kind="visit_report", title="Report of a visit")
    QuestionnaireVersion.objects.create(questionnaire=form, version="1", xml=b"", md5="", digest="", definition={})
    late = _plan(coordinator, cycle, -30, members=(monitor.pk,))
    soon = _plan(coordinator, cycle, -5, members=(monitor.pk,))
    later = _plan(coordinator, cycle, 20, members=(monitor.pk,))
    free = _plan(coordinator, cycle, 10)
    gone = _plan(coordinator, cycle, 12, members=(monitor.pk,))
    cancel_planned(coordinator, gone.key, "not needed")
    back = _plan(coordinator, cycle, -40, members=(monitor.pk,))
    reported(back, "returned")
    sent = _plan(coordinator, cycle, -41, members=(monitor.pk,))
    reported(sent, "approved")
    client.force_login(monitor)
    page = client.get(reverse("my_plan")).content.decode()
    shown = re.findall(r'class="task-key">([^<]+)<', page)
    assert shown == [late.key, back.key, soon.key, later.key, free.key, sent.key], "by urgency, what is sent at the end"
    assert "4 reports to send" in page
    assert "Report of a visit" in page


def test_calendars_carry_keys_and_days_and_no_person_or_place(client, coordinator, cycle):
    monitor = monitor_of(coordinator)
    visit = _plan(coordinator, cycle, 3, members=(monitor.pk,), note="ask for the miller")
    other = _plan(coordinator, cycle, 5)
    cancel_planned(coordinator, other.key, "not needed")
    client.force_login(coordinator)
    answer = client.get(reverse("cycle_calendar", args=[cycle.pk]))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [str(event["status"]) for event in events] == ["CONFIRMED"] * 2 + ["CANCELLED"] * 2
    assert events[0].decoded("dtstart") == visit.planned_on
    for word in (b"Subotica", b"miller", monitor.username.encode(), b"Serbia"):
        assert word not in answer.content
    client.force_login(monitor)
    mine = Calendar.from_ical(client.get(reverse("my_calendar")).content)
    assert {str(event["uid"]) for event in mine.walk("VEVENT")} == {str(event["uid"]) for event in events[:2]}


def test_navigation_shows_the_rooms_to_those_who_enter(client, coordinator, reader):
    client.force_login(coordinator)
    assert 'href="/my-plan/"' in client.get("/account/").content.decode()
    client.force_login(reader)
    page = client.get("/account/").content.decode()
    assert 'href="/cycles/"' not in page
    assert 'href="/my-plan/"' not in page
