"""The golden table: what a phone is answered, row by row, and what is kept."""

from __future__ import annotations

import base64
import hashlib

import pytest
from lxml import etree

from fener.actions.field.collector_keys import revoke_collector_key
from fener.actions.field.publish_questionnaire import close_questionnaire
from fener.queries.sealed import desk_seal, desk_store
from fener.records.base.models import AuditEntry
from fener.records.field.models import (
    CollectorKey,
    FieldReport,
    FieldReportVersion,
    QuarantinedPart,
    ReceivedFile,
    SealedOriginal,
)
from tests.phones import Phone, multipart, new_id, phone_of, small

pytestmark = pytest.mark.django_db


def reports() -> list[FieldReport]:
    return list(FieldReport.objects.unscoped("tests look at everything").order_by("pk"))


def said(answer) -> str:  # type: ignore[no-untyped-def]
    """The message a phone shows; the answer is well formed OpenRosa."""
    tree = etree.fromstring(answer.content)
    assert tree.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return str(tree[0].text)


def test_form_list_and_post_without_the_version_header_are_taken(client, phone) -> None:
    assert client.get(f"{phone.base}/formList").status_code == 200
    body, kind = multipart(small())
    assert client.post(f"{phone.base}/submission", data=body, content_type=kind).status_code == 201


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_nobody_and_a_malformed_key_are_asked_to_sign_in(client, questionnaires, method: str) -> None:
    path = "formList" if method == "get" else "submission"
    for base in ("/openrosa", "/openrosa/key/short", "/openrosa/key/" + "!" * 64):
        answer = getattr(client, method)(f"{base}/{path}")
        assert answer.status_code == 401
        challenges = [value for name, value in answer.items() if name == "WWW-Authenticate"]
        assert challenges[0].startswith("Digest ") and challenges[1].startswith("Basic ")
        assert answer.headers["X-OpenRosa-Version"] == "1.0"


def test_head_says_that_posting_is_possible(client, phone) -> None:
    answer = client.head(f"{phone.base}/submission")
    assert answer.status_code == 204
    assert int(answer.headers["X-OpenRosa-Accept-Content-Length"]) >= 10_000_000
    assert answer.headers["Date"] and answer.headers["Content-Language"] == "en"


def test_a_new_submission_is_received_whole(phone, monitor) -> None:
    instance, xml, photo = new_id(), small(seen="two groups near the station", photo="place.jpg"), b"\xff\xd8 bytes"
    xml = small(
        instance, seen="two groups near the station", photo="place.jpg", prices=[("100", "EUR"), ("250.5", "EUR")]
    )
    answer = phone.send(xml, {"place.jpg": photo})
    assert answer.status_code == 201
    (report,) = reports()
    version = report.versions.get()
    assert (report.root_instance_id, report.recorded_by, report.territory) == (instance, monitor, "RS")
    assert version.answers["seen"] == "two groups near the station"
    assert [price["low"] for price in version.answers["prices"]] == [100, 250.5]
    assert version.digest == hashlib.sha256(xml).hexdigest()
    assert desk_seal().open(bytes(version.original.content)) == xml
    assert desk_store().open(version.files.get(name="place.jpg").digest) == photo
    assert b"station" not in bytes(version.original.content)


def test_the_receipt_stands_in_the_audit_chain(phone) -> None:
    xml = small(photo="a.jpg")
    phone.send(xml, {"a.jpg": b"picture"})
    entry = AuditEntry.objects.get(action="receive_submission")
    assert entry.details["digest"] == hashlib.sha256(xml).hexdigest()
    assert entry.details["files"] == [[hashlib.sha256(b"picture").hexdigest(), 7]]
    assert "a.jpg" not in str(entry.details)


def test_files_may_follow_in_further_posts(phone) -> None:
    xml = small(photo="late.jpg")
    first = phone.send(xml, incomplete=True)
    assert first.status_code == 201
    assert ReceivedFile.objects.count() == 0
    assert phone.send(xml, {"late.jpg": b"at last"}).status_code == 201
    assert len(reports()) == 1
    assert ReceivedFile.objects.get().name == "late.jpg"


def test_the_same_again_is_welcome_and_makes_no_new_row(phone) -> None:
    xml = small(photo="a.jpg")
    for _ in range(3):
        assert phone.send(xml, {"a.jpg": b"picture"}).status_code == 201
    assert len(reports()) == FieldReportVersion.objects.count() == ReceivedFile.objects.count() == 1
    assert QuarantinedPart.objects.count() == 0


def test_other_bytes_under_a_known_id_are_refused_and_both_are_kept(phone) -> None:
    instance = new_id()
    first, other = small(instance, seen="one"), small(instance, seen="another", photo="b.jpg")
    phone.send(first)
    answer = phone.send(other, {"b.jpg": b"with it"})
    assert answer.status_code == 409
    assert "coordinator" in said(answer)
    assert reports()[0].versions.get().answers["seen"] == "one"
    kept = {desk_store().open(part.digest) for part in QuarantinedPart.objects.all()}
    assert kept == {other, b"with it"}
    phone.send(other, {"b.jpg": b"with it"})
    assert QuarantinedPart.objects.count() == 2


def test_a_file_nobody_declared_is_taken_and_put_aside(phone) -> None:
    assert phone.send(small(), {"stray.jpg": b"what is this"}).status_code == 201
    assert ReceivedFile.objects.count() == 0
    assert QuarantinedPart.objects.get().reason == "undeclared_file"


def test_other_bytes_under_a_known_file_name_are_refused_and_both_are_kept(phone) -> None:
    xml = small(photo="a.jpg")
    phone.send(xml, {"a.jpg": b"first"})
    assert phone.send(xml, {"a.jpg": b"second"}).status_code == 409
    assert desk_store().open(ReceivedFile.objects.get().digest) == b"first"
    assert desk_store().open(QuarantinedPart.objects.get().digest) == b"second"


@pytest.mark.parametrize("ways", [{"form": "unheard_of"}, {"version": "1999.1.0"}])
def test_unknown_forms_and_versions_are_not_found(phone, ways) -> None:
    answer = phone.send(small(**ways))
    assert answer.status_code == 404
    assert "FEN-254" in said(answer)
    assert reports() == []


@pytest.mark.parametrize(
    "xml",
    [
        b"<data",
        b"",
        b"<data><meta><instanceID>uuid:1</instanceID></meta></data>",
        b'<data id="small" version="2026.1.0"><seen>no id</seen></data>',
        b'<!DOCTYPE data [<!ENTITY a "b">]><data id="small" version="2026.1.0"><seen>&a;</seen></data>',
        b'<data id="small" version="2026.1.0">' + b"<a>" * 5000 + b"</a>" * 5000 + b"</data>",
    ],
    ids=["cut", "empty", "no root id", "no instance id", "entities", "too deep"],
)
def test_xml_that_cannot_be_read_is_a_bad_request(phone, xml: bytes) -> None:
    answer = phone.send(xml)
    assert answer.status_code == 400
    assert "FEN-25" in said(answer)
    assert reports() == []


def test_a_missing_xml_part_is_a_bad_request(phone) -> None:
    assert phone.send(None, {"a.jpg": b"alone"}).status_code == 400


def test_a_body_that_is_cut_is_a_bad_request_and_keeps_nothing(client, phone) -> None:
    body, kind = multipart(small(photo="a.jpg"), {"a.jpg": b"x" * 5000})
    answer = client.post(f"{phone.base}/submission", data=body[:-2000], content_type=kind)
    assert answer.status_code == 400
    assert reports() == []


def test_a_correction_joins_the_report_it_corrects(phone) -> None:
    first, second = new_id(), new_id()
    phone.send(small(first, seen="wrong"))
    assert phone.send(small(second, seen="right", replaces=first)).status_code == 201
    (report,) = reports()
    assert [version.answers["seen"] for version in report.versions.all()] == ["wrong", "right"]


def test_a_correction_of_nothing_is_not_found(phone) -> None:
    assert phone.send(small(replaces=new_id())).status_code == 404


def test_a_correction_of_an_older_version_is_a_conflict(phone) -> None:
    first = new_id()
    phone.send(small(first))
    phone.send(small(new_id(), replaces=first))
    assert phone.send(small(new_id(), replaces=first)).status_code == 409
    assert FieldReportVersion.objects.count() == 2


def test_a_form_the_key_does_not_open_is_refused(client, coordinator, monitor, questionnaires) -> None:
    narrow = phone_of(client, coordinator, monitor, questionnaires=["sealed"])
    assert narrow.send(small()).status_code == 403
    assert "small" not in narrow.get("formList").content.decode()


def test_who_may_not_fill_anything_is_refused(client, coordinator, monitor, questionnaires) -> None:
    phone = phone_of(client, coordinator, monitor)
    monitor.role = "reader"
    monitor.save(update_fields=["role"])
    assert phone.send(small()).status_code == 403
    assert phone.get("formList").content.count(b"<xform>") == 0


def test_a_deleted_report_does_not_come_back(phone) -> None:
    xml = small()
    phone.send(xml)
    FieldReport.objects.unscoped("as a deletion does").update(deleted_at="2026-01-01T00:00:00Z")
    answer = phone.send(xml)
    assert answer.status_code == 409
    assert FieldReportVersion.objects.count() == 1


def test_a_closed_form_takes_nothing_new_and_knows_what_it_has(phone, coordinator) -> None:
    xml = small()
    phone.send(xml)
    close_questionnaire(coordinator, "small", why="the cycle is over")
    assert phone.send(small()).status_code == 409
    assert phone.send(xml).status_code == 201
    assert b"<formID>small</formID>" not in phone.get("formList").content


def test_a_revoked_key_is_refused_without_a_password_prompt(phone, coordinator) -> None:
    revoke_collector_key(coordinator, CollectorKey.objects.get().public_id, why="phone lost")
    answer = phone.send(small())
    assert answer.status_code == 403
    assert reports() == []
    dead = Phone(phone.client, "/openrosa/key/" + "a" * 64)
    assert dead.get("formList").status_code == 403


def test_plain_text_is_refused_where_encryption_is_asked(phone) -> None:
    from fener.records.field.models import QuestionnaireVersion

    version = QuestionnaireVersion.objects.get(questionnaire__key="sealed").version
    answer = phone.send(small(form="sealed", version=version))
    assert answer.status_code == 400
    assert reports() == []
    assert SealedOriginal.objects.count() == 0


def test_basic_sign_in(client, phone, monitor) -> None:
    key = phone.base.rpartition("/")[2]
    token = base64.b64encode(f"{monitor.username}:{key}".encode()).decode()
    assert client.get("/openrosa/formList", headers={"Authorization": f"Basic {token}"}).status_code == 200
    wrong = base64.b64encode(b"somebody:" + key.encode()).decode()
    assert client.get("/openrosa/formList", headers={"Authorization": f"Basic {wrong}"}).status_code == 401


def test_digest_sign_in_as_collect_does(client, phone, monitor) -> None:
    key = phone.base.rpartition("/")[2]
    challenge = client.get("/openrosa/formList").headers["WWW-Authenticate"]
    nonce = challenge.split('nonce="')[1].split('"')[0]

    def header(uri: str, password: str) -> str:
        def md5(text: str) -> str:
            return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

        first, second = md5(f"{monitor.username}:Fener:{password}"), md5(f"GET:{uri}")
        response = md5(f"{first}:{nonce}:00000001:0a4f113b:auth:{second}")
        return (
            f'Digest username="{monitor.username}", realm="Fener", nonce="{nonce}", uri="{uri}", qop=auth, '
            f'nc=00000001, cnonce="0a4f113b", response="{response}", algorithm=MD5, opaque="fener"'
        )

    uri = "/openrosa/formList?deviceID=collect%3Aabc"
    assert client.get(uri, headers={"Authorization": header(uri, key)}).status_code == 200
    assert client.get(uri, headers={"Authorization": header(uri, "wrong")}).status_code == 401
    assert client.get("/openrosa/formList", headers={"Authorization": header(uri, key)}).status_code == 401


def test_the_form_list_names_what_a_phone_needs(phone) -> None:
    answer = phone.get("formList")
    assert answer.headers["Content-Type"].startswith("text/xml")
    tree = etree.fromstring(answer.content)
    ns = {"x": "http://openrosa.org/xforms/xformsList"}
    entry = tree.xpath("x:xform[x:formID='small']", namespaces=ns)[0]
    address = entry.findtext("x:downloadUrl", namespaces=ns)
    form = phone.client.get(address)
    assert entry.findtext("x:hash", namespaces=ns) == "md5:" + hashlib.md5(form.content).hexdigest()
    manifest = phone.client.get(entry.findtext("x:manifestUrl", namespaces=ns))
    listed = etree.fromstring(manifest.content)
    m = {"m": "http://openrosa.org/xforms/xformsManifest"}
    file = listed.find("m:mediaFile", namespaces=m)
    assert file.get("type") == "entityList"
    content = phone.client.get(file.findtext("m:downloadUrl", namespaces=m)).content
    assert file.findtext("m:hash", namespaces=m) == "md5:" + hashlib.md5(content).hexdigest()
    integrity = phone.client.get(file.findtext("m:integrityUrl", namespaces=m) + "?id=a,b")
    assert integrity.content.count(b"<deleted>true</deleted>") == 2
    assert etree.fromstring(phone.get("formList?formID=sealed").content).xpath("count(x:xform)", namespaces=ns) == 1


def test_what_a_phone_has_is_not_sent_again(phone) -> None:
    first = phone.get("formList")
    again = phone.get("formList", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-OpenRosa-Version"] == "1.0"


def test_answers_come_in_the_monitors_language(phone, monitor) -> None:
    monitor.language = "sq"
    monitor.save(update_fields=["language"])
    answer = phone.send(b"<data")
    assert answer.headers["Content-Language"].startswith("sq")
    assert "FEN-25" in said(answer)


def test_names_of_files_keep_their_letters_and_lose_their_folders(phone) -> None:
    assert phone.send(small(photo="Бујановац é.jpg"), {"Бујановац é.jpg": b"p"}).status_code == 201
    assert ReceivedFile.objects.get().name == "Бујановац é.jpg"
    phone.send(small(photo="passwd"), {"../../etc/passwd": b"q"})
    assert ReceivedFile.objects.filter(name="passwd").exists()


def test_a_full_disk_is_answered_so_that_the_phone_tries_again(phone, monkeypatch) -> None:
    import errno

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    xml = small(photo="a.jpg")
    monkeypatch.setattr("fener.gateways.vault.store.os.fsync", full)
    answer = phone.send(xml, {"a.jpg": b"picture"})
    assert answer.status_code == 507
    assert reports() == []
    monkeypatch.undo()
    assert phone.send(xml, {"a.jpg": b"picture"}).status_code == 201


def test_too_much_at_once_is_refused_before_it_is_read(phone, settings) -> None:
    settings.SUBMISSION_LIMIT = 1000
    assert phone.send(small(seen="x" * 2000)).status_code == 413


def test_chunked_bodies_are_taken(rf, phone) -> None:
    from django.urls import resolve

    body, kind = multipart(small(photo="a.jpg"), {"a.jpg": b"p" * 200_000})
    request = rf.post(f"{phone.base}/submission", data=body, content_type=kind)
    del request.META["CONTENT_LENGTH"]
    request.META["HTTP_TRANSFER_ENCODING"] = "chunked"
    request.environ = request.META | {"wsgi.input": _Endless(body)}
    found = resolve(f"{phone.base}/submission")
    assert found.func(request, *found.args, **found.kwargs).status_code == 201


class _Endless:
    """A stream that ends when it ends, as a server gives for a chunked body."""

    def __init__(self, body: bytes) -> None:
        import io

        self._body = io.BytesIO(body)

    def read(self, size: int = -1) -> bytes:
        return self._body.read(size)
