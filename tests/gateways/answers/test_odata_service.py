"""The feed as its clients meet it: service document, metadata, pages, repeats, selections, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fener.gateways.answers import HeldReports, ODataRequest, ReportAnswers, respond
from fener.gateways.answers.odata_metadata import EDM, EDMX
from fener.terms.questionnaires import Sensitivity

from .sample import ALL, DIRECT, NEW, OLD, OPEN, START, asked, report, reports, version

BASE = "https://desk.example/odata/visit-report.svc"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SMALL = HeldReports(reports(5), now=NOW)


class Client:
    """Asks as a client does, by URL."""

    def __init__(
        self, source: Any = SMALL, include: frozenset[Sensitivity] = ALL, definitions: Any = (NEW, OLD)
    ) -> None:
        self.source, self.include, self.definitions = source, include, definitions

    def get(self, url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url.removeprefix(BASE))
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        request = ODataRequest(unquote(parts.path), parts.query, told, BASE + "/")
        answer = respond(request, self.definitions, self.source, include_sensitivity=self.include)
        return answer.status, dict(answer.headers), b"".join(answer.body)

    def json(self, path: str, **options: str) -> Any:
        query = urlencode({f"${name}": value for name, value in options.items()}, quote_via=quote)
        status, headers, body = self.get(f"{path}?{query}" if query else path)
        assert status == 200, body
        assert headers["OData-Version"] == "4.0" and headers["Content-Type"].startswith("application/json")
        return json.loads(body)

    def pages(self, path: str, **options: str) -> Iterator[Any]:
        page = self.json(path, **options)
        yield page
        while link := page.get("@odata.nextLink"):
            assert link.startswith(BASE + "/")
            status, _, body = self.get(link)
            assert status == 200, body
            page = json.loads(body)
            yield page


def test_the_service_document_names_every_set() -> None:
    told = Client().json("/")
    assert told["@odata.context"] == f"{BASE}/$metadata"
    assert [(each["name"], each["kind"], each["url"]) for each in told["value"]] == [
        (name, "EntitySet", name)
        for name in ("Submissions", "Submissions.site.people", "Submissions.site.people.phones", "Submissions.prices")
    ]


def schemas(client: Client) -> tuple[Any, dict[str, Any]]:
    status, headers, body = client.get("/$metadata", Accept="application/xml")
    assert status == 200 and headers["Content-Type"].startswith("application/xml")
    root = etree.fromstring(body)
    assert root.tag == f"{{{EDMX}}}Edmx" and root.get("Version") == "4.0"
    return root, {schema.get("Namespace"): schema for schema in root.iter(f"{{{EDM}}}Schema")}


def test_metadata_describes_every_type_it_names() -> None:
    root, by_namespace = schemas(Client())
    assert set(by_namespace) == {"org.opendatakit.submission", "org.opendatakit.user.visit_report"}
    declared = {
        f"{namespace}.{each.get('Name')}"
        for namespace, schema in by_namespace.items()
        for each in schema
        if each.tag.endswith("Type")
    }
    named = {
        each.get(attribute).removeprefix("Collection(").removesuffix(")")
        for each in root.iter(f"{{{EDM}}}*")
        for attribute in ("Type", "EntityType")
        if each.get(attribute)
    }
    assert {name for name in named if not name.startswith("Edm.")} <= declared
    for each in root.iter(f"{{{EDM}}}EntityType", f"{{{EDM}}}ComplexType"):
        members = [member.get("Name") for member in each if member.get("Name")]
        assert len(members) == len(set(members)), each.get("Name")


def test_metadata_and_rows_have_the_same_members() -> None:
    client = Client()
    _, by_namespace = schemas(client)
    schema = by_namespace["org.opendatakit.user.visit_report"]
    for entity in schema.iter(f"{{{EDM}}}EntityType"):
        properties = {each.get("Name") for each in entity.findall(f"{{{EDM}}}Property")}
        links = {f"{each.get('Name')}@odata.navigationLink" for each in entity.findall(f"{{{EDM}}}NavigationProperty")}
        assert set(client.json(f"/{entity.get('Name')}", top="1")["value"][0]) == properties | links


def test_what_identifies_a_person_is_neither_in_the_metadata_nor_in_the_rows() -> None:
    for include in (ALL, frozenset({DIRECT, OPEN})):
        client = Client(include=include)
        told = b"".join(
            client.get(path)[2] for path in ("/$metadata", "/Submissions?$expand=*", "/Submissions.site.people")
        )
        for word in (b"told_by", b"a name", b"a handle", b"contacts", b"imei"):
            assert word not in told


def test_without_a_word_only_open_answers_are_served() -> None:
    answer = respond(ODataRequest("Submissions", "", {}, BASE), (NEW,), SMALL)
    (row, *_) = json.loads(b"".join(answer.body))["value"]
    assert "age" not in row and "remarks" not in row and "where" not in row["site"] and row["site"]["count"] == 12


def test_a_row_has_the_shape_of_odk_central() -> None:
    row = Client().json("/Submissions", filter="__id eq 'uuid:00003'")["value"][0]
    link = "Submissions('uuid:00003')"
    assert row == {
        "__id": "uuid:00003",
        "__system": {
            "submissionDate": "2026-01-01T00:03:00.000Z", "updatedAt": None, "deletedAt": None, "submitterId": None,
            "submitterName": None, "attachmentsPresent": 0, "attachmentsExpected": 0, "status": None,
            "reviewState": "approved", "deviceId": None, "edits": 0, "formVersion": "2",
        },
        "place": "sid",
        "site": {
            "count": 12, "methods": "foot rail", "where": {"type": "Point", "coordinates": [19.23, 45.13]}, "day": "2026-01-05",
            "people@odata.navigationLink": f"{link}/site/people",
        },
        "remarks": "=HYPERLINK(\"http://example.org\")",
        "age": 31,
        "age_v1": None,
        "weather": None,
        "prices@odata.navigationLink": f"{link}/prices",
    }  # fmt: skip


def test_navigation_links_lead_to_the_rows_of_a_repeat() -> None:
    client = Client()
    row = client.json("/Submissions", top="1")["value"][0]
    people = client.json("/" + row["site"]["people@odata.navigationLink"])
    assert people["@odata.context"] == f"{BASE}/$metadata#Submissions.site.people"
    assert [each["role"] for each in people["value"]] == ["driver", "guide"]
    assert {each["__Submissions-id"] for each in people["value"]} == {row["__id"]}
    first, second = people["value"]
    phones = client.json("/" + first["phones@odata.navigationLink"])["value"]
    assert [each["network"] for each in phones] == ["A", "B"]
    assert {each["__Submissions-site-people-id"] for each in phones} == {first["__id"]}
    assert client.json("/" + second["phones@odata.navigationLink"])["value"] == []
    one = client.json(f"/Submissions('{row['__id']}')/site/people('{second['__id']}')")["value"]
    assert one == [second]


def test_sets_of_repeats_have_the_same_rows_as_links_and_expansion() -> None:
    client = Client()
    flat = client.json("/Submissions.site.people.phones")["value"]
    full = client.json("/Submissions", expand="*")["value"]
    nested = [phone for row in full for person in row["site"]["people"] for phone in person["phones"]]
    assert flat == nested and len(flat) == 10
    assert len({each["__id"] for each in flat}) == 10


def test_points_come_as_well_known_text_when_asked() -> None:
    row = Client().json("/Submissions", top="1", wkt="true")["value"][0]
    assert row["site"]["where"] == "POINT (19.23 45.13)"


def test_lines_and_areas_are_geography_too() -> None:
    line = "45.12345 19.2 90 3;45.2 19.30001 0 0;"
    form = version(
        "1", asked("t", "geotrace", decimals=2), asked("s", "geoshape"), asked("u", "dateTime"), asked("n", "integer")
    )
    answers = {"t": line, "s": "1 2;3 4;1 2", "u": "2026-01-05T10:00:00.000+01:00", "n": "many"}
    client = Client(HeldReports([report(1, answers, version="1")], now=NOW), definitions=(form,))
    (row,) = client.json("/Submissions")["value"]
    assert row["t"] == {"type": "LineString", "coordinates": [[19.2, 45.12], [19.3, 45.2]]}
    assert row["s"] == {"type": "Polygon", "coordinates": [[[2.0, 1.0], [4.0, 3.0], [2.0, 1.0]]]}
    assert (row["u"], row["n"]) == ("2026-01-05T10:00:00.000+01:00", None)
    assert client.json("/Submissions", wkt="true")["value"][0]["s"] == "POLYGON ((2.0 1.0,4.0 3.0,2.0 1.0))"


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("place", {"__id", "place"}),
        ("__id,age", {"__id", "age"}),
        ("__system", {"__id", "__system"}),
        ("site/count, weather", {"__id", "site", "weather"}),
        (
            "*",
            {"__id", "__system", "place", "site", "remarks", "age", "age_v1", "weather", "prices@odata.navigationLink"},
        ),
    ],
)
def test_only_what_is_selected_comes(select: str, expected: set[str]) -> None:
    row = Client().json("/Submissions", select=select)["value"][0]
    assert set(row) == expected
    if select.startswith("site/count"):
        assert row["site"] == {"count": 12}


def test_members_of_the_system_can_be_selected_and_parents_too() -> None:
    client = Client()
    (row, *_) = client.json("/Submissions", select="__system/reviewState")["value"]
    assert row["__system"] == {"reviewState": "approved"}
    assert set(client.json("/Submissions.prices", select="low")["value"][0]) == {"__id", "low"}
    assert set(client.json("/Submissions.prices", select="__Submissions-id")["value"][0]) == {
        "__id",
        "__Submissions-id",
    }


def test_newest_come_first_and_another_order_can_be_asked() -> None:
    client = Client()
    ids = [row["__id"] for row in client.json("/Submissions")["value"]]
    assert ids == sorted(ids, reverse=True)
    turned = client.json("/Submissions", orderby="__system/submissionDate asc")["value"]
    assert [row["__id"] for row in turned] == sorted(ids)


def test_counting_is_of_all_that_is_meant_whatever_the_page() -> None:
    client = Client()
    page = client.json("/Submissions", count="true", top="2", skip="1")
    assert (page["@odata.count"], len(page["value"])) == (5, 2)
    empty = client.json("/Submissions", count="true", top="0")
    assert (empty["@odata.count"], empty["value"]) == (5, []) and "@odata.nextLink" not in empty
    assert client.json("/Submissions.site.people", count="true", top="3")["@odata.count"] == 10
    assert client.get("/Submissions/$count?$filter=__id%20eq%20'uuid:00001'")[2] == b"1"
    assert client.get("/Submissions.prices/$count")[2] == b"5"


def many(number: int) -> ReportAnswers:
    answers = {"place": "sid", "prices": [{"low": low} for low in range(number % 4)]}
    return report(number, answers, version="12"[number % 2], edits=number % 3)


MANY = HeldReports(map(many, range(10_000)), now=NOW)


def test_a_whole_session_reads_every_report_once() -> None:
    client = Client(MANY)
    client.json("/")
    client.get("/$metadata", Accept="application/xml")
    pages = list(client.pages("/Submissions", top="999", count="true", filter="__system/edits lt 2"))
    ids = [row["__id"] for page in pages for row in page["value"]]
    assert len(ids) == len(set(ids)) == 6_667 and len(pages) == 7
    assert {page["@odata.count"] for page in pages} == {6_667}
    assert [len(page["value"]) for page in pages] == [999] * 6 + [673]


def test_paging_with_filter_order_and_dates_tells_the_same_as_one_answer() -> None:
    asked_for = {
        "filter": "__system/submissionDate ge 2026-01-03 and not (__system/formVersion eq '1') or __system/edits eq 2",
        "orderby": "__system/edits desc,__system/submissionDate",
        "select": "__id,__system/edits",
    }
    client = Client(MANY)
    whole = client.json("/Submissions", **asked_for)["value"]
    paged = [row for page in client.pages("/Submissions", top="700", **asked_for) for row in page["value"]]
    assert whole == paged and len(whole) > 1_000


def test_rows_of_repeats_page_across_and_within_reports() -> None:
    client = Client(HeldReports(list(MANY.held)[:200], now=NOW))
    whole = client.json("/Submissions.prices")["value"]
    paged = [row for page in client.pages("/Submissions.prices", top="7", skip="0") for row in page["value"]]
    assert whole == paged and len(whole) == 300
    assert client.json("/Submissions.prices", skip="290", top="20")["value"] == whole[290:]


def test_what_arrives_between_two_pages_moves_nothing() -> None:
    source = HeldReports(reports(50), now=NOW)
    client, seen = Client(source), list[str]()
    for number, page in enumerate(client.pages("/Submissions", top="10")):
        seen += [row["__id"] for row in page["value"]]
        source.held.append(report(1_000 + number, received_at=START + timedelta(days=1, minutes=number)))
        source.held = [each for each in source.held if each.instance_id != seen[-1]]  # and the last one read goes
    assert seen == [f"uuid:{number:05d}" for number in reversed(range(50))]


def test_reports_without_a_time_keep_their_place_in_the_pages() -> None:
    held = [replace(each, updated_at=None if number % 3 else START) for number, each in enumerate(reports(20))]
    client = Client(HeldReports(held, now=NOW))
    for order in ("__system/updatedAt", "__system/updatedAt desc"):
        ids = [row["__id"] for page in client.pages("/Submissions", top="3", orderby=order) for row in page["value"]]
        assert sorted(ids) == sorted(each.instance_id for each in held)


def test_the_first_bytes_come_before_the_second_report_is_read() -> None:
    read = list[int]()

    class Slow(HeldReports):
        def reports(self, *asked: Any) -> Iterator[ReportAnswers]:
            for number in range(1_000_000):
                read.append(number)
                yield report(number)

    answer = respond(ODataRequest("Submissions", "", {}, BASE), (NEW,), Slow([], now=NOW), include_sensitivity=ALL)
    assert len(next(answer.body)) >= 30_000
    assert len(read) < 100
    list(islice(answer.body, 3))
    assert len(read) < 400


@pytest.mark.parametrize(
    ("url", "headers", "status"),
    [
        ("/Submissions?$search=x", {}, 501),
        ("/Submissions?$apply=aggregate(x)", {}, 501),
        ("/Submissions?top=1", {}, 501),
        ("/Submissions?$expand=prices", {}, 501),
        ("/Submissions?$expand=*&$select=place", {}, 501),
        ("/Submissions?$filter=age%20eq%201", {}, 501),
        ("/Submissions?$orderby=age", {}, 501),
        ("/Submissions?$format=xml", {}, 406),
        ("/$metadata?$format=json", {}, 406),
        ("/Submissions", {"Accept": "application/xml"}, 406),
        ("/$metadata", {"Accept": "application/json"}, 406),
        ("/Submissions", {"OData-MaxVersion": "3.0"}, 404),
        ("/Submissions", {"odata-maxversion": "nonsense"}, 404),
        ("/Nothing", {}, 404),
        ("/Submissions.nothing", {}, 404),
        ("/Submissions.site", {}, 404),
        ("/Submissions.site.told_by", {}, 404),
        ("/Submissions('none')", {}, 404),
        ("/Submissions('uuid:00001')/place", {}, 404),
        ("/Submissions('uuid:00001')/site/people('x')", {}, 404),
        ("/Submissions('uuid:00001'", {}, 404),
        ("/Submissions/../$metadata", {}, 404),
        ("/Submissions?$filter=__id%20eq", {}, 400),
        ("/Submissions?$top=-1", {}, 400),
        ("/Submissions?$top=x", {}, 400),
        ("/Submissions?$skip=1.5", {}, 400),
        ("/Submissions?$top=99999999999999999999", {}, 400),
        ("/Submissions?$count=maybe", {}, 400),
        ("/Submissions?$select=nothing", {}, 400),
        ("/Submissions?$select=told_by,site/told_by", {}, 400),
        ("/Submissions?$select=prices/low", {}, 400),
        ("/Submissions?$orderby=__id%20sideways", {}, 400),
        ("/Submissions?$top=1&$top=2", {}, 400),
        ("/Submissions?$skiptoken=abc", {}, 400),
        ("/Submissions?$skiptoken=%FF%00", {}, 400),
        ("/Submissions?$filter=%FF", {}, 400),
    ],
)
def test_refusals_have_the_status_clients_know(url: str, headers: dict[str, str], status: int) -> None:
    made, told, body = Client().get(url, **headers)
    assert made == status, body
    assert told["OData-Version"] == "4.0"
    error = json.loads(body)["error"]
    assert error["code"].startswith("FEN-259") and error["message"].startswith(error["code"])


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "",
        "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ],
)
def test_spreadsheet_programs_and_browsers_are_served_both_documents(accept: str) -> None:
    for url in ("/", "/$metadata", "/Submissions"):
        assert Client().get(url, Accept=accept, OData_MaxVersion="4.0")[0] == 200


def test_a_token_of_one_order_is_refused_in_another() -> None:
    link = Client().json("/Submissions", top="2")["@odata.nextLink"]
    assert Client().get(link + "&$orderby=__id")[0] == 400


@given(st.text() | st.binary().map(lambda value: value.decode("latin-1")))
def test_any_token_is_read_or_refused(token: str) -> None:
    for path in ("/Submissions", "/Submissions.prices"):
        assert Client().get(f"{path}?{urlencode({'$skiptoken': token}, errors='replace')}")[0] in {200, 400}


@given(
    st.text(alphabet="Submissions.$metadata()'/_ prices%\x00é", max_size=40),
    st.text(alphabet="$topskipfilter=&%1'() ", max_size=30),
)
def test_any_url_is_answered(path: str, query: str) -> None:
    answer = respond(ODataRequest(path, query, {}, BASE), (NEW,), SMALL)
    assert answer.status in {200, 400, 404, 406, 501}
    b"".join(answer.body)


def test_ids_with_odd_signs_are_led_back_to() -> None:
    odd = replace(report(1), instance_id="uuid:it's é%2F?#&")
    client = Client(HeldReports([odd, report(2)], now=NOW))
    row = next(row for row in client.json("/Submissions")["value"] if row["__id"] == odd.instance_id)
    prices = client.json("/" + row["prices@odata.navigationLink"])["value"]
    assert [each["__Submissions-id"] for each in prices] == [odd.instance_id]


def test_names_that_odata_does_not_allow_are_changed_and_stay_apart() -> None:
    form = version(
        "1",
        asked("a-b", "text"),
        asked("a.b", "text"),
        asked("1c", "text"),
        asked("__id", "text"),
        asked("Submissions", "group"),
        asked("Submissions/x", "text"),
    )
    client = Client(
        HeldReports([report(1, {"a-b": "1", "a.b": "2", "1c": "3", "__id": "4"}, version="1")], now=NOW),
        definitions=(form,),
    )
    (row,) = client.json("/Submissions")["value"]
    assert {name: row[name] for name in row if name != "__system"} == {
        "__id": "uuid:00001", "a_b": "1", "a_b_2": "2", "_1c": "3", "__id_2": "4", "Submissions_2": {"x": None},
    }  # fmt: skip
