"""The OData feed: only approved reports, only for reading keys, page by page."""

from __future__ import annotations

import base64
import json

import pytest
from lxml import etree

from fener.actions.field.collector_keys import new_collector_key, revoke_collector_key
from fener.records.base.models import AuditEntry
from fener.records.field.models import FieldReport, FieldReportVersion
from fener.terms.review import ReviewState
from tests.phones import new_id, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(phone):  # type: ignore[no-untyped-def]
    """Five approved reports with two prices each, and one that waits."""
    for number in range(5):
        phone.send(small(seen=f"seen {number}", paid="cash", prices=[("100", "EUR"), (str(200 + number), "EUR")]))
    FieldReport.objects.unscoped("as a review does").update(state=ReviewState.APPROVED)
    phone.send(small(seen="not yet read"))


@pytest.fixture
def read(client, analyst, coordinator, filled):  # type: ignore[no-untyped-def]
    """GETs below /odata/ with the analyst's reading key."""
    made = new_collector_key(coordinator, analyst, purpose="read")
    token = base64.b64encode(f"{analyst.username}:{made.key}".encode()).decode()

    def get(path: str, **headers: str):  # type: ignore[no-untyped-def]
        answer = client.get(f"/odata/{path}", headers={"Authorization": f"Basic {token}"} | headers)
        answer.body = b"".join(answer) if answer.streaming else answer.content
        return answer

    get.made = made  # type: ignore[attr-defined]
    return get


def rows(answer) -> list[dict]:  # type: ignore[no-untyped-def, type-arg]
    return json.loads(answer.body)["value"]


def test_the_services_are_listed(read) -> None:
    assert {entry["name"] for entry in rows(read(""))} == {"small", "sealed"}


def test_metadata_is_xml_and_names_the_sets(read) -> None:
    answer = read("small.svc/$metadata")
    assert answer.headers["OData-Version"] == "4.0"
    names = etree.fromstring(answer.body).xpath("//*[local-name()='EntitySet']/@Name")
    assert set(names) == {"Submissions", "Submissions.prices"}


def test_only_approved_reports_are_there(read) -> None:
    found = rows(read("small.svc/Submissions?$count=true"))
    assert sorted(row["seen"] for row in found) == [f"seen {number}" for number in range(5)]
    assert all(row["__system"]["submitterName"] is None for row in found)


def test_repeats_are_a_set_of_their_own(read) -> None:
    found = rows(read("small.svc/Submissions.prices"))
    assert len(found) == 10
    assert {row["low"] for row in found} == {100, 200, 201, 202, 203, 204}


def test_pages_follow_each_other_without_gap_or_double(read) -> None:
    seen, path = [], "small.svc/Submissions?$top=2"
    first = json.loads(read("small.svc/Submissions?$top=5").body)["value"]
    answer = json.loads(read("small.svc/Submissions?$skip=1&$top=2").body)
    assert [row["__id"] for row in answer["value"]] == [row["__id"] for row in first[1:3]]
    while path:
        page = json.loads(read(path).body)
        seen += [row["__id"] for row in page["value"]]
        link = page.get("@odata.nextLink", "")
        path = link.partition("/odata/")[2]
        if len(seen) > 10:
            break
    assert len(seen) == len(set(seen))


def test_filters_narrow(read) -> None:
    assert len(rows(read("small.svc/Submissions?$filter=__system/submissionDate lt 2001-01-01T00:00:00Z"))) == 0
    assert len(rows(read("small.svc/Submissions?$filter=__system/reviewState eq 'approved'"))) == 5
    assert read("small.svc/Submissions?$search=x").status_code == 501
    assert read("small.svc/Submissions?$filter=__id eq").status_code == 400


def test_a_correction_counts_as_an_edit(read, phone) -> None:
    version = FieldReportVersion.objects.filter(report__state=ReviewState.SUBMITTED).get()
    phone.send(small(new_id(), seen="better", replaces=version.instance_id))
    FieldReport.objects.unscoped("as a review does").update(state=ReviewState.APPROVED)
    found = rows(read("small.svc/Submissions?$filter=__system/edits gt 0"))
    assert [row["seen"] for row in found] == ["better"]


def test_one_report_by_its_id(read) -> None:
    one = rows(read("small.svc/Submissions"))[0]
    again = rows(read(f"small.svc/Submissions('{one['__id']}')"))
    assert [row["seen"] for row in again] == [one["seen"]]


def test_nobody_and_a_phones_key_are_refused(client, phone, filled, monitor) -> None:
    assert client.get("/odata/small.svc/Submissions").status_code == 401
    key = phone.base.rpartition("/")[2]
    token = base64.b64encode(f"{monitor.username}:{key}".encode()).decode()
    answer = client.get("/odata/small.svc/Submissions", headers={"Authorization": f"Basic {token}"})
    assert answer.status_code == 403


def test_a_revoked_key_reads_nothing(read, coordinator) -> None:
    revoke_collector_key(coordinator, read.made.record.public_id, why="left")
    assert read("small.svc/Submissions").status_code == 403


def test_a_stranger_reads_an_empty_feed(client, coordinator, administrator, stranger, filled) -> None:
    made = new_collector_key(administrator, stranger, purpose="read")
    token = base64.b64encode(f"{stranger.username}:{made.key}".encode()).decode()
    answer = client.get("/odata/small.svc/Submissions", headers={"Authorization": f"Basic {token}"})
    assert json.loads(b"".join(answer))["value"] == []


def test_reading_is_noted_once(read) -> None:
    read("small.svc/Submissions")
    read("small.svc/$metadata")
    assert AuditEntry.objects.filter(action="read_feed").count() == 1
