"""Audit, about, imports and reports on screen."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fener.actions.reporting.compile_report import start_report
from fener.records.reporting.models import FigureImport, MonitoringReport
from fener.terms.codelists import code_list_names

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def report(coordinator, reference_base):
    return start_report(coordinator, "national", "RS", date(2019, 1, 1), date(2025, 12, 31))


def test_every_code_list_has_its_page(client, reader):
    client.force_login(reader)
    for name in code_list_names():
        assert client.get(f"/about/codes/{name}/").status_code == 200, name
    assert client.get("/about/codes/no-such-list/").status_code == 404


def test_sources_are_listed_with_their_licence(client, reader, reference_base):
    client.force_login(reader)
    page = client.get("/about/sources/").content.decode()
    assert 'id="R23"' in page
    assert 'id="R25"' in page


def test_the_audit_trail_is_the_administrators(client, reader, administrator, reference_base):
    client.force_login(reader)
    assert client.get("/audit/").status_code == 403
    client.force_login(administrator)
    assert b"load_reference_base" in client.get("/audit/").content
    assert b"all in place" in client.get("/audit/check/", headers={"HX-Request": "true"}).content


def test_an_import_refused_for_its_format_says_why_and_stores_nothing(client, analyst):
    client.force_login(analyst)
    file = SimpleUploadedFile("not-a-table.csv", b"\x00\x01\x02 nothing")
    answer = client.post(reverse("import_new"), {"kind": "missing-migrants", "file": file})
    page = answer.content.decode()
    if "Select a valid choice" in page:
        kind = answer.context["form"].fields["kind"].choices[0][0]
        file = SimpleUploadedFile("not-a-table.csv", b"\x00\x01\x02 nothing")
        answer = client.post(reverse("import_new"), {"kind": kind, "file": file})
        page = answer.content.decode()
    assert answer.status_code == 400
    assert "nothing of it is stored" in page
    assert "FEN-2" in page
    assert not FigureImport.objects.exists()


def test_a_reader_does_not_import(client, reader):
    client.force_login(reader)
    assert client.get(reverse("import_new")).status_code == 403
    assert client.get(reverse("imports")).status_code == 403


def test_a_report_is_started_read_written_and_reviewed(client, coordinator, analyst, reference_base):
    client.force_login(coordinator)
    given = {"kind": "national", "territory": "RS", "first_on": "2019-01-01", "last_on": "2025-12-31"}
    answer = client.post(reverse("report_new"), given)
    address = answer.headers["Location"]
    report = MonitoringReport.objects.unscoped("test").get()
    assert address == reverse("report", args=[report.pk])

    section = reverse("report_section", args=[report.pk, "national_4_1"])
    assert client.get(section).status_code == 200
    assert client.post(section, {"text": "First paragraph.\n\nSecond <b>one</b>."}).status_code == 302
    page = client.get(address).content.decode()
    assert "First paragraph." in page
    assert "&lt;b&gt;one&lt;/b&gt;" in page

    client.force_login(analyst)
    assert client.post(reverse("report_step", args=[report.pk]), {"to_state": "reviewed"}).status_code == 302
    page = client.get(address).content.decode()
    assert "Frozen versions" in page
    assert client.post(reverse("report_step", args=[report.pk]), {"to_state": "published"}).status_code == 403


def test_every_number_of_a_report_opens_to_what_is_behind_it(client, coordinator, report):
    client.force_login(coordinator)
    page = client.get(reverse("report", args=[report.pk])).content.decode()
    asked = set(re.findall(r'popovertarget="(behind-\d+)"', page))
    assert len(asked) > 20
    assert asked == set(re.findall(r'<aside class="panel" id="(behind-\d+)"', page))
    assert 'href="/observations/' in page


def test_a_preview_resolves_references_and_stores_nothing(client, coordinator, report):
    client.force_login(coordinator)
    address = reverse("report_preview", args=[report.pk, "national_1"])
    page = client.post(address, {"text": "As {fig:nothing} shows.\n\n<script>"}, headers={"HX-Request": "true"})
    text = page.content.decode()
    assert "is not in this report" in text
    assert "<script>" not in text
    assert not report.narratives.exists()


def test_two_versions_are_compared(client, coordinator, analyst, report):
    client.force_login(analyst)
    step = reverse("report_step", args=[report.pk])
    client.post(step, {"to_state": "reviewed"})
    client.force_login(coordinator)
    client.post(step, {"to_state": "draft"})
    client.post(reverse("report_section", args=[report.pk, "national_1"]), {"text": "A sentence that is new."})
    client.force_login(analyst)
    client.post(step, {"to_state": "reviewed"})
    newer, older = report.snapshots.values_list("pk", flat=True)
    page = client.get(reverse("report_difference"), {"older": older, "newer": newer}).content.decode()
    assert "A sentence that is new." in page
    assert client.get(reverse("report_difference"), {"older": "x"}).status_code == 400


def test_a_stranger_reads_no_amber_report_and_a_reader_writes_none(client, stranger, reader, report):
    MonitoringReport.objects.unscoped("test").filter(pk=report.pk).update(marking="amber")
    client.force_login(stranger)
    assert client.get(reverse("report", args=[report.pk])).status_code == 404
    MonitoringReport.objects.unscoped("test").filter(pk=report.pk).update(marking="green")
    client.force_login(reader)
    assert client.get(reverse("report", args=[report.pk])).status_code == 200
    assert client.get(reverse("report_section", args=[report.pk, "national_1"])).status_code == 403
    assert client.get(reverse("report_new")).status_code == 403


@pytest.mark.parametrize("suffix", ["pdf", "docx", "html"])
def test_a_report_is_downloaded(client, coordinator, report, suffix):
    client.force_login(coordinator)
    answer = client.get(reverse("report_download", args=[report.pk, suffix]))
    assert answer.status_code == 200
    assert f".{suffix}" in answer.headers["Content-Disposition"]
    assert len(b"".join(answer.streaming_content)) > 1000


def test_an_unknown_kind_of_file_is_refused(client, coordinator, report):
    client.force_login(coordinator)
    assert client.get(reverse("report_download", args=[report.pk, "exe"])).status_code == 400
