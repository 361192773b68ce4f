"""The room of field reports on screen."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from fener.actions.field.receive_submission import receive_submission
from fener.actions.field.review_report import review_report
from fener.records.field.models import FieldReport, QuarantinedPart, Questionnaire
from fener.terms.intake import ReceivedParts
from tests.actions.report_parts import PHONE_NUMBER, again, report_of, sealed_parts, sent, set_down
from tests.phones import new_id, small

pytestmark = pytest.mark.django_db

SECRET = "the quiet woman behind the bakery"


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


def page(client, report: FieldReport, **ways: str) -> str:
    return client.get(reverse("field_report", args=[report.key]), ways).content.decode()


def test_each_role_sees_its_list_and_strangers_nothing(client, questionnaires, monitor, coordinator, stranger) -> None:
    report = sent(monitor)
    for member, expected in ((monitor, True), (coordinator, True), (stranger, False)):
        client.force_login(member)
        assert (report.key in client.get(reverse("field_reports")).content.decode()) is expected
        status = client.get(reverse("field_report", args=[report.key])).status_code
        assert status == (200 if expected else 404)
        assert client.get(reverse("field_report_diff", args=[report.key])).status_code == status


def test_administrators_and_readers_have_no_room_here(client, administrator, reader) -> None:
    for member in (administrator, reader):
        client.force_login(member)
        assert client.get(reverse("field_reports")).status_code == 403
        assert reverse("field_reports") not in client.get(reverse("overview")).content.decode()


def test_a_monitor_reads_what_was_said_first(client, questionnaires, monitor, coordinator) -> None:
    report = sent(monitor)
    sent(monitor)
    review_report(coordinator, report.key, "returned", comment="which station was it?")
    client.force_login(monitor)
    shown = client.get(reverse("field_reports")).content.decode()
    assert "1 report returned to you" in shown
    assert "which station was it?" in shown
    assert f"correct={report.key}" in page(client, report)


def test_the_whole_review_works_without_scripts(client, questionnaires, monitor, coordinator) -> None:
    report = sent(monitor, seen=f"call {PHONE_NUMBER} now")
    client.force_login(coordinator)
    shown = page(client, report)
    assert "1 mark" in shown and "must go" in shown and "nobody has decided yet" in shown
    step = reverse("field_report_step", args=[report.key])
    assert client.post(step, {"to_state": "approved", "version": "1"}).status_code == 403
    mark = reverse("field_report_mark", args=[report.key])
    assert client.post(mark, {"verdict": "remove_binding"}).headers["Location"].endswith("#review")
    assert "Will be removed" in page(client, report)
    assert client.post(step, {"to_state": "approved", "version": "1"}).status_code == 302
    shown = page(client, report)
    assert "[phone removed]" in shown and PHONE_NUMBER not in shown
    assert "it may be coded, and it counts" in shown


def test_four_eyes_is_said_on_the_page(client, questionnaires, coordinator) -> None:
    report = sent(coordinator)
    client.force_login(coordinator)
    assert "You wrote a version of this report" in page(client, report)


def test_comments_and_notes_are_kept_and_shown(client, questionnaires, monitor, coordinator) -> None:
    report = sent(monitor)
    client.force_login(coordinator)
    say = reverse("field_report_comment", args=[report.key])
    client.post(say, {"text": "<b>which</b> station?", "path": "seen"})
    client.post(say, {"note": "only mine"})
    assert "only mine" in page(client, report)
    client.force_login(monitor)
    shown = page(client, report)
    assert "&lt;b&gt;which&lt;/b&gt; station?" in shown
    assert "only mine" not in shown


def test_answers_are_text_and_never_markup(client, questionnaires, monitor, coordinator) -> None:
    report = sent(monitor, seen="&lt;script&gt;alert(1)&lt;/script&gt;")
    client.force_login(coordinator)
    shown = page(client, report)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_attachments_cannot_act_in_the_browser(client, questionnaires, monitor, coordinator, stranger) -> None:
    report = sent(monitor, None, {"a.jpg": io.BytesIO(b"\xff\xd8 road")}, photo="a.jpg")
    other = sent(monitor, None, {"a.html": io.BytesIO(b"<script>1</script>")}, photo="a.html")
    client.force_login(coordinator)
    shown = client.get(reverse("field_report_file", args=[report.key, 1, "a.jpg"]))
    saved = client.get(reverse("field_report_file", args=[other.key, 1, "a.html"]))
    assert shown.content == b"\xff\xd8 road"
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment")
    for answer in (shown, saved):
        assert answer["Content-Security-Policy"].startswith("sandbox;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
    assert client.get(reverse("field_report_file", args=[report.key, 1, "b.jpg"])).status_code == 404
    client.force_login(stranger)
    assert client.get(reverse("field_report_file", args=[report.key, 1, "a.jpg"])).status_code == 404


def test_the_original_opens_with_a_reason_for_the_coordinator(
    client, questionnaires, monitor, coordinator, analyst
) -> None:
    report = sent(monitor, seen="as received")
    address = reverse("field_report_original", args=[report.key])
    client.force_login(coordinator)
    assert client.post(address, {"why": ""}).status_code == 400
    opened = client.post(address, {"why": "a court asks", "version": "1"})
    assert b"as received" in opened.content
    assert opened["Content-Disposition"].startswith("attachment")
    assert client.get(address).status_code == 405
    client.force_login(analyst)
    assert client.post(address, {"why": "a court asks"}).status_code == 403


def test_the_difference_marks_words(client, questionnaires, monitor, coordinator) -> None:
    first = new_id()
    report = sent(monitor, first, seen="two groups")
    sent(monitor, seen="three groups", replaces=first)
    client.force_login(coordinator)
    shown = client.get(reverse("field_report_diff", args=[report.key])).content.decode()
    assert "<del>two</del><ins>three</ins> groups" in shown
    assert client.get(reverse("field_report_diff", args=[report.key]), {"older": "x"}).status_code == 400


def test_what_is_kept_aside_is_compared_and_settled(client, questionnaires, monitor, coordinator, analyst) -> None:
    instance = new_id()
    sent(monitor, instance, seen="one group")
    receive_submission(monitor, ReceivedParts(small(instance, seen="two groups")), through="phone")
    part = QuarantinedPart.objects.get()
    client.force_login(coordinator)
    address = reverse("quarantine")
    assert "other content" in client.get(address).content.decode()
    assert "<del>one</del><ins>two</ins>" in client.post(address, {"part": part.pk}).content.decode()
    assert client.post(address, {"part": part.pk, "verdict": "keep", "why": "asked the monitor"}).status_code == 302
    assert "kept aside: asked the monitor" in client.get(address).content.decode()
    client.force_login(analyst)
    assert client.get(address).status_code == 403


def test_moving_and_deleting_are_the_coordinators(client, questionnaires, monitor, coordinator, analyst) -> None:
    report = sent(monitor)
    move, delete = (reverse(f"field_report_{what}", args=[report.key]) for what in ("move", "delete"))
    client.force_login(analyst)
    assert client.post(delete, {"why": "tidy"}).status_code == 403
    client.force_login(coordinator)
    assert client.post(move, {"territory": "RS", "why": "unplanned"}).status_code == 302
    assert client.post(delete, {"why": "sent twice"}).status_code == 302
    assert again(report).deleted_at is not None
    assert client.get(reverse("field_report", args=[report.key])).status_code == 404


def test_the_workspace_opens_in_this_browser_only(client, questionnaires, monitor, coordinator) -> None:
    public_key = Questionnaire.objects.get(key="sealed").public_key
    version = Questionnaire.objects.get(key="sealed").versions.order_by("-pk")[0].version
    instance = new_id()
    xml = small(instance, form="sealed", version=version, seen=SECRET)
    report = report_of(receive_submission(monitor, sealed_parts(public_key, instance, xml, {}), through="phone"))
    client.force_login(coordinator)
    assert "Open the workspace" in page(client, report)
    assert SECRET not in page(client, report)
    address = reverse("workspace")
    wrong = client.post(address, {"questionnaire": "sealed", "passphrase": "a guess at it"})
    assert wrong.status_code == 400
    assert "FEN-2521" in wrong.content.decode()
    opened = client.post(
        address, {"questionnaire": "sealed", "passphrase": "a passphrase for tests", "report": report.key}
    )
    assert opened.headers["Location"] == reverse("field_report", args=[report.key])
    cookie = opened.cookies["fener_workspace_sealed"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == reverse("field_reports")
    assert 0 < int(cookie["max-age"]) <= 1800
    shown = page(client, report)
    assert SECRET in shown and "Workspace open until" in shown
    key = client.cookies.pop("fener_workspace_sealed")
    assert SECRET not in page(client, report)
    client.cookies["fener_workspace_sealed"] = key.value
    assert client.post(address, {"questionnaire": "sealed", "close": "1"}).status_code == 302
    client.cookies["fener_workspace_sealed"] = key.value
    assert SECRET not in page(client, report)


def test_every_state_has_its_page(client, monitor, coordinator, analyst) -> None:
    for state in ("submitted", "returned", "corrected", "second_reading", "approved", "rejected"):
        report = set_down(monitor, state)
        for member in (monitor, coordinator, analyst):
            client.force_login(member)
            answer = client.get(reverse("field_report", args=[report.key]))
            assert answer.status_code == 200
            assert answer.content.decode().count("<h1") == 1
