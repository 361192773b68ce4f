"""What attackers upload, at every form with a file and at the phones' door: bombs, disguises, names that climb, floods.

The desk answers with a refusal or takes what can be taken; it never fails, never writes outside its folders, and never
unpacks what would fill its memory.
"""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as desk_settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings
from lxml import html

from fener.gateways.figures import PUBLISHERS
from fener.records.field.models import FieldReport, ReceivedFile
from fener.records.reporting.models import FigureImport
from fener.terms.people import Role
from tests.crawl_objects import OUR_MARK, Side, build_side
from tests.crawling import FOR_PEOPLE, TOKEN, ask, client_of
from tests.phones import BOUNDARY, multipart, new_id, small

pytestmark = pytest.mark.django_db
MOST_MEMORY = 300_000_000
UPLOADERS = (Role.COORDINATOR, Role.ANALYST, Role.MONITOR, Role.CASEWORKER, Role.ADMINISTRATOR)
# Forms without a page of their own: what scripts and phones post files to.
WITHOUT_PAGE = {"questionnaire_submit": "xml_submission_file", "questionnaire_draft": "xml_submission_file"}


@pytest.fixture(scope="module")
def ours(django_db_setup: None, django_db_blocker: Any) -> Iterator[Side]:
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(SECOND_FACTOR="optional"):
        yield build_side("ours", "RS", OUR_MARK)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR = "optional"
    yield
    cache.clear()


# --- what is uploaded --------------------------------------------------------------------------------------------------
def _zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


_SCHEMA = b"http://schemas.openxmlformats.org/"
_NS = _SCHEMA + b"spreadsheetml/2006/main"
_KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
_LINKS = _SCHEMA + b"officeDocument/2006/relationships"


def _relation(kind: bytes, target: bytes) -> bytes:
    return (
        b'<Relationships xmlns="%spackage/2006/relationships"><Relationship Id="rId1" Type="%s/%s" Target="%s"/></Relationships>'
        % (_SCHEMA, _LINKS, kind, target)
    )


def _workbook(sheet: bytes) -> bytes:
    types = (
        b'<Types xmlns="%spackage/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>'
        b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="%sworksheet+xml"/></Types>'
    ) % (_SCHEMA, _KIND, _KIND)
    book = (
        b'<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
        % (_NS, _LINKS)
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels__.rels": _relation(b"officeDocument", b"xl/workbook.xml"),
        "xl__workbook.xml": book,
        "xl___rels__workbook.xml.rels": _relation(b"worksheet", b"worksheets/sheet1.xml"),
        "xl__worksheets__sheet1.xml": sheet,
    }
    return _zipped(**parts)


_BOMB = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
ENTITY_BOMB = b'<?xml version="1.0"?>' + _BOMB + b"]><data id='small' version='2026.1.0'><seen>&a11;</seen></data>"
FOREIGN_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    b"<data id='small' version='2026.1.0'><seen>&f;</seen><meta><instanceID>uuid:1</instanceID></meta></data>"
)
WORKBOOK_BOMB = _workbook(
    b'<worksheet xmlns="' + _NS + b'"><sheetData>' + b" " * 400_000_000 + b"</sheetData></worksheet>"
)
WORKBOOK_OF_ENTITIES = _workbook(
    b'<?xml version="1.0"?>'
    + _BOMB
    + b']><worksheet xmlns="'
    + _NS
    + b'"><sheetData><row r="1"><c r="A1" t="inlineStr">'
    b"<is><t>&a11;</t></is></c></row></sheetData></worksheet>"
)
DISGUISED = b"GIF89a/*<script>alert(9)</script>*/" + _zipped(a=b"x")
PAYLOADS = {
    "nothing": b"",
    "null bytes": b"\x00" * 2000,
    "half a zip": WORKBOOK_BOMB[:200],
    "workbook bomb": WORKBOOK_BOMB,
    "workbook of entities": WORKBOOK_OF_ENTITIES,
    "entity bomb": ENTITY_BOMB,
    "foreign entity": FOREIGN_ENTITY,
    "disguised": DISGUISED,
    "deep xml": b"<a>" * 200_000,
    "one long line": b"a" * 3_000_000,
    "many columns": b"," * 300_000 + b"\n",
    "broken utf-8": b"\xff\xfe\xfa,\xc3\x28\n",
    "program": b"\x7fELF" + b"\x02" * 500,
}
NAMES = [
    "../../../../etc/cron.d/x",
    "..\\..\\x.csv",
    "a\x00.csv",
    "x" * 10_000 + ".csv",
    "/etc/passwd",
    "\u202evsc.exe",
    "CON",
    ".",
    "",
    "a\r\nX: y.csv",
]


def _files_outside() -> set[Path]:
    """What lies in the desk's folder, without the places made for keeping."""
    kept = {"sealed", "static", "cache", "reports", "uploads"}
    var = desk_settings.VAR
    return {
        path for path in var.rglob("*") if path.relative_to(var).parts[0] not in kept and "sqlite3" not in path.name
    }


# --- every form with a file --------------------------------------------------------------------------------------------
Door = tuple[Role, str, str, dict[str, str]]


@pytest.fixture(scope="module")
def doors(ours: Side) -> list[Door]:
    """(role, address, name of the file field, the form's other fields), found on the pages themselves."""
    found: dict[tuple[str, str], Door] = {}
    for role in UPLOADERS:
        client = client_of(ours.members[role])
        for route in FOR_PEOPLE:
            if field := WITHOUT_PAGE.get(route.name):
                found.setdefault((route.name, field), (role, route.address(ours), field, {}))
                continue
            page = ask(client, "get", route.address(ours))
            if page.status != 200 or not page.headers.get("Content-Type", "").startswith("text/html"):
                continue
            for form in html.fromstring(page.body.encode()).forms:
                for field in form.xpath(".//input[@type='file']/@name"):
                    others = {k: v for k, v in form.form_values() if k not in {"csrfmiddlewaretoken", field}}
                    found.setdefault((route.name, field), (role, form.action or route.address(ours), field, others))
    return list(found.values())


def _upload(ours: Side, door: Door, name: str, content: bytes, **more: Any) -> Any:
    role, address, field, others = door
    file = SimpleUploadedFile("a.bin", content, "application/octet-stream")
    file.__dict__["_name"] = name  # as the wire has it: Django would clean it here already
    return ask(client_of(ours.members[role]), "post", address, data={**others, **more, field: file})


def test_every_upload_is_found(ours: Side, doors: list[Door]) -> None:
    addresses = {address for _, address, _, _ in doors}
    assert {"/figures/imports/new/", f"/cycles/{ours['cycle'].pk}/many/", "/questionnaires/small/submit/"} <= addresses


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_upload_brings_a_form_down_or_fills_the_memory(ours: Side, doors: list[Door], payload: str) -> None:
    before, wrong = _files_outside(), []
    for door in doors:
        kinds = [{"kind": kind} for kind in PUBLISHERS] if "kind" in door[3] else [{}]
        for more in kinds:
            for name in ("a.csv", "a.xlsx", "a.xml"):
                tracemalloc.start()
                answer = _upload(ours, door, name, PAYLOADS[payload], **more)
                peak = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
                if answer.status >= 500 or peak > MOST_MEMORY:
                    wrong.append(f"{door[1]} {more} {name}: {answer.status} {answer.fault}, {peak:,} bytes")
    assert wrong == [], "\n".join(wrong)
    assert _files_outside() == before
    assert not list(desk_settings.FILE_UPLOAD_TEMP_DIR.iterdir())
    assert not FigureImport.objects.filter(kind__in=PUBLISHERS, rows_read__gt=0).exists()


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_name_climbs_out_or_brings_a_form_down(ours: Side, doors: list[Door], name: str) -> None:
    before = _files_outside()
    for door in doors:
        answer = _upload(ours, door, name, b"a,b\n1,2\n")
        assert answer.status < 500, (door[1], answer.fault)
    assert _files_outside() == before


@pytest.mark.parametrize("count", [5_000])
def test_a_flood_of_fields_or_files_is_refused(ours: Side, doors: list[Door], count: int) -> None:
    for role, address, field, _ in doors:
        client = client_of(ours.members[role])
        answer = ask(client, "post", address, data={f"f{n}": "x" for n in range(count)})
        assert answer.status in {400, 413, 422}, address
        many = {f"f{n}": SimpleUploadedFile("a", b"x") for n in range(260)} | {field: SimpleUploadedFile("a", b"x")}
        assert ask(client, "post", address, data=many).status in {400, 413, 422}, address


# --- the phones' door --------------------------------------------------------------------------------------------------
def _post(ours: Side, body: bytes, content_type: str) -> Any:
    client = client_of()
    del client.cookies["csrftoken"]
    address = f"/openrosa/key/{ours['collect_key'].key}/submission"
    headers = {"X-OpenRosa-Version": "1.0"}
    return ask(client, "post", address, token=False, data=body, content_type=content_type, headers=headers)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_submission_brings_the_phones_door_down(ours: Side, payload: str) -> None:
    before = _files_outside()
    tracemalloc.start()
    as_xml = _post(ours, *multipart(PAYLOADS[payload]))
    as_file = _post(ours, *multipart(small(new_id(), photo="photo.jpg"), {"photo.jpg": PAYLOADS[payload]}))
    raw = _post(ours, PAYLOADS[payload], f"multipart/form-data; boundary={BOUNDARY}")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert as_xml.status in {400, 413, 415, 422}, as_xml.body
    assert as_file.status in {201, 202}, as_file.body
    assert 400 <= raw.status < 500, raw.body
    assert peak < MOST_MEMORY
    assert _files_outside() == before


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_attachments_name_climbs_out(ours: Side, name: str) -> None:
    before = _files_outside()
    answer = _post(ours, *multipart(small(new_id()), {name.replace("\r\n", "%0D%0A"): b"x"}))
    assert answer.status < 500, answer.fault
    kept = ReceivedFile.objects.values_list("name", flat=True)
    assert not [one for one in kept if "/" in one or "\\" in one or "\x00" in one or len(one) > 255]
    assert _files_outside() == before


def test_a_flood_of_parts_is_refused_and_leaves_no_report(ours: Side) -> None:
    count = FieldReport.objects.unscoped("counted").count()
    many = _post(ours, *multipart(small(new_id()), {f"{n}.jpg": b"x" for n in range(5_000)}))
    assert 400 <= many.status < 500, many.status
    head = b'--%s\r\nContent-Disposition: form-data; name="a%s"\r\n\r\n'
    endless = _post(ours, head % (BOUNDARY.encode(), b"x" * 3_000_000), f"multipart/form-data; boundary={BOUNDARY}")
    assert 400 <= endless.status < 500
    assert FieldReport.objects.unscoped("counted").count() == count


def test_what_a_phone_sent_is_handed_out_so_that_it_cannot_act(ours: Side) -> None:
    """A picture that is a page: saved or shown as a picture, in a sandbox, never sniffed."""
    client = client_of(ours.members[Role.COORDINATOR])
    route = next(route for route in FOR_PEOPLE if route.name == "field_report_file")
    answer = ask(client, "get", route.address(ours), headers={"X-CSRFToken": TOKEN})
    assert answer.status == 200
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.headers["Content-Type"].startswith(("text/html", "image/svg", "application/xhtml"))
