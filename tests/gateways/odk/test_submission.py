"""The envelope of a submission: what is read, and what is refused with which number."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.odk.submission import UnreadableSubmission, read_submission, sealed_file_names
from tests.gateways.odk.phone_xml import INSTANCE_ID, submission_xml

META = f"<meta><instanceID>{INSTANCE_ID}</instanceID></meta>"


def _data(body: str = META, attributes: str = 'id="visit" version="2026.1"', before: str = "") -> bytes:
    return f"{before}<data {attributes}>{body}</data>".encode()


def _number(xml: bytes, **settings: int) -> str:
    with pytest.raises(UnreadableSubmission) as refused:
        read_submission(xml, **settings)
    assert refused.value.remedy
    return refused.value.number


def test_everything_the_record_says_of_itself_is_read() -> None:
    meta = (
        "<orx:deprecatedID>uuid:before</orx:deprecatedID><orx:instanceName>Šid, 22.11.</orx:instanceName>"
        "<orx:deviceID>collect:abc</orx:deviceID><orx:userID>m1</orx:userID><rootUuid>uuid:first</rootUuid>"
        "<orx:timeStart>2026-11-22T14:00:00.000+01:00</orx:timeStart><orx:timeEnd>later</orx:timeEnd><audit>audit.csv</audit>"
    )
    envelope = read_submission(submission_xml({}, meta=meta))
    assert (envelope.form_id, envelope.version, envelope.instance_id) == ("visit", "2026.1", INSTANCE_ID)
    assert (envelope.deprecated_id, envelope.root_uuid) == ("uuid:before", "uuid:first")
    assert (envelope.instance_name, envelope.device_id, envelope.user_id) == ("Šid, 22.11.", "collect:abc", "m1")
    assert (envelope.time_start, envelope.time_end) == ("2026-11-22T14:00:00.000+01:00", "later")
    assert envelope.audit_file == "audit.csv"
    assert not envelope.is_encrypted


@pytest.mark.parametrize("attributes", ['id="visit"', 'id="visit" version=""', 'id="visit" version="  "'])
def test_a_blank_version_is_no_version(attributes: str) -> None:
    assert read_submission(_data(attributes=attributes)).version == ""


@pytest.mark.parametrize(
    "meta",
    [
        META,
        f'<meta xmlns="http://openrosa.org/xforms"><instanceID>{INSTANCE_ID}</instanceID></meta>',
        f'<x:meta xmlns:x="http://openrosa.org/xforms"><x:instanceID> {INSTANCE_ID}\n</x:instanceID></x:meta>',
        f'<meta xmlns="urn:another"><instanceID>{INSTANCE_ID}</instanceID></meta>',
        f"<meta><instanceID/></meta>{META}",
    ],
)
def test_meta_is_found_in_any_namespace(meta: str) -> None:
    assert read_submission(_data(meta)).instance_id == INSTANCE_ID


@pytest.mark.parametrize(
    "instance_id", ["uuid:1", "urn:x:1", "https://example.org/1", "1b3c", "uuid:" + "a" * 244, "uuid:ш"]
)
def test_sane_ids_of_any_kind_are_taken(instance_id: str) -> None:
    assert read_submission(submission_xml({}, instance_id=instance_id)).instance_id == instance_id


@pytest.mark.parametrize(
    "instance_id", ["uuid:", "uuid:a b", "uuid:" + "a" * 245, "uuid:a\tb", "uuid:a\x9fb", "uuid:\u00a0x"]
)
def test_other_ids_are_refused(instance_id: str) -> None:
    assert _number(submission_xml({}, instance_id=instance_id)) == "FEN-2510"


def test_two_different_ids_in_one_record_are_refused() -> None:
    assert _number(_data(META + META.replace("9</inst", "8</inst"))) == "FEN-2510"
    assert read_submission(_data(META + META)).instance_id == INSTANCE_ID


@pytest.mark.parametrize(
    ("xml", "number"),
    [
        (b"", "FEN-2501"),
        (b"hello", "FEN-2501"),
        (_data()[:-3], "FEN-2501"),
        (_data("<a>&nbsp;</a>" + META), "FEN-2501"),
        (_data() + _data(), "FEN-2501"),
        (_data("<a>\x01</a>" + META), "FEN-2506"),
        (_data("<a>&#1;</a>" + META), "FEN-2501"),
        (_data("<a>&#0;</a>" + META), "FEN-2501"),
        (_data().replace(b"2026.1", b"\xff\xfe"), "FEN-2501"),
        (_data(before="<!DOCTYPE data>"), "FEN-2502"),
        (_data(before='<?xml version="1.0"?><!-- x --><?y z?>\n<!DOCTYPE data [<!ENTITY a "b">]>'), "FEN-2502"),
        (_data(before='<?xml version="1.0" encoding="UTF-16"?>'), "FEN-2507"),
        (_data(before="<?xml version='1.0' encoding='windows-1250'?>"), "FEN-2507"),
        (_data().decode().encode("utf-16"), "FEN-2507"),
        (_data(attributes=""), "FEN-2508"),
        (_data(attributes='id=" "'), "FEN-2508"),
        (_data("<a>1</a>"), "FEN-2509"),
        (_data("<meta><instanceID> </instanceID></meta>"), "FEN-2509"),
        (_data("<g>" * 64 + "</g>" * 64 + META), "FEN-2503"),
        (_data("<g>" * 5000 + "</g>" * 5000 + META), "FEN-2503"),
        (_data("<g/>" * 200_001 + META), "FEN-2504"),
    ],
    ids=lambda value: value if isinstance(value, str) else "xml",
)
def test_what_cannot_be_taken_is_refused_with_its_number(xml: bytes, number: str) -> None:
    assert _number(xml) == number


def test_depth_and_size_are_taken_up_to_the_limit() -> None:
    assert read_submission(_data("<g>" * 63 + "</g>" * 63 + META)).instance_id == INSTANCE_ID
    assert read_submission(_data(), limit=len(_data())).instance_id == INSTANCE_ID
    assert _number(_data(), limit=len(_data()) - 1) == "FEN-2505"


def test_an_entity_bomb_is_refused_before_it_grows() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    assert _number(_data(f"<a>&a11;</a>{META}", before=f'<!DOCTYPE data [<!ENTITY a0 "x">{levels}]>')) == "FEN-2502"
    outside = '<!DOCTYPE data [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    assert _number(_data(f"<a>&a;</a>{META}", before=outside)) == "FEN-2502"


def test_words_that_look_like_a_document_type_are_only_words() -> None:
    envelope = read_submission(_data(f"<a><![CDATA[<!DOCTYPE x>]]></a>{META}", before="<!-- <!DOCTYPE y> -->"))
    assert envelope.instance_id == INSTANCE_ID


@pytest.mark.parametrize("declared", ["utf-8", "UTF-8", "us-ascii"])
def test_declared_encodings_that_are_utf8_are_taken(declared: str) -> None:
    before = f'<?xml version="1.0" encoding="{declared}"?>'
    assert read_submission(b"\xef\xbb\xbf" + _data(META + "<a>ш</a>", before=before)).instance_id == INSTANCE_ID


def test_long_words_about_the_phone_are_cut() -> None:
    envelope = read_submission(submission_xml({}, meta=f"<deviceID>{'d' * 1000}</deviceID>"))
    assert len(envelope.device_id) == 249


def test_a_refusal_knows_the_text_for_the_monitor() -> None:
    with pytest.raises(UnreadableSubmission) as refused:
        read_submission(_data("<a/>"))
    assert refused.value.message_key == "no_instance_id"
    with pytest.raises(UnreadableSubmission) as refused:
        read_submission(b"<")
    assert refused.value.message_key == "not_readable"


@pytest.mark.parametrize(
    "namespace", ["http://opendatakit.org/submissions", "http://www.opendatakit.org/xforms/encrypted"]
)
def test_an_encrypted_manifest_lists_its_files(namespace: str) -> None:
    body = f"{META}<media><file>b.jpg.enc</file><file>a.jpg.enc</file></media><encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
    envelope = read_submission(_data(body, attributes=f'id="visit" encrypted="yes" xmlns="{namespace}"'))
    assert envelope.is_encrypted
    assert sealed_file_names(envelope) == ("b.jpg.enc", "a.jpg.enc", "submission.xml.enc")


@given(st.binary(max_size=400))
def test_any_bytes_give_an_envelope_or_a_refusal(content: bytes) -> None:
    with suppress(UnreadableSubmission):
        assert read_submission(content).instance_id


@given(st.data())
def test_a_damaged_record_gives_an_envelope_or_a_refusal(data: st.DataObject) -> None:
    xml = bytearray(submission_xml({"a": "1", "b": "ш"}))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(xml) - 1))
        xml[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    with suppress(UnreadableSubmission):
        assert read_submission(bytes(xml)).instance_id
