"""OpenRosa answers byte for byte, and the texts a monitor reads."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.odk.openrosa import (
    MESSAGES_FILE,
    FormListEntry,
    IncompleteListing,
    ManifestFile,
    form_list,
    integrity,
    known_language,
    manifest,
    md5_of,
    message,
    message_keys,
    message_languages,
    open_rosa_response,
    response_headers,
)
from fener.terms.codelists import read_yaml
from fener.terms.errors import UnknownTerm

MD5 = md5_of(b"form")
KEYS = """
received received_awaiting_files already_received other_content form_unknown version_unknown form_closed not_your_form key_revoked
sign_in not_readable no_instance_id deleted replaced_unknown replaced_not_current must_be_encrypted too_large server_busy disk_full
file_conflict
""".split()  # noqa: SIM905


def test_a_form_list_is_these_bytes() -> None:
    entries = [
        FormListEntry(
            "visit", "Visit & <report>", "2026.1", MD5, "https://h/f/visit.xml?a=1&b=2", "https://h/f/visit/manifest"
        ),
        FormListEntry("price", "Cijena", "", MD5, "https://h/f/price.xml"),
    ]
    assert form_list(entries).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xforms xmlns="http://openrosa.org/xforms/xformsList">\n'
        "  <xform><formID>visit</formID><name>Visit &amp; &lt;report&gt;</name><version>2026.1</version>"
        f"<hash>md5:{MD5}</hash><downloadUrl>https://h/f/visit.xml?a=1&amp;b=2</downloadUrl>"
        "<manifestUrl>https://h/f/visit/manifest</manifestUrl></xform>\n"
        f"  <xform><formID>price</formID><name>Cijena</name><version></version><hash>md5:{MD5}</hash>"
        "<downloadUrl>https://h/f/price.xml</downloadUrl></xform>\n"
        "</xforms>\n"
    )


def test_a_manifest_is_these_bytes() -> None:
    files = [
        ManifestFile("sites.csv", MD5, "https://h/sites.csv", "entityList", "https://h/integrity"),
        ManifestFile("знак.png", MD5, "https://h/z"),
    ]
    assert manifest(files).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest xmlns="http://openrosa.org/xforms/xformsManifest">\n'
        f'  <mediaFile type="entityList"><filename>sites.csv</filename><hash>md5:{MD5}</hash>'
        "<downloadUrl>https://h/sites.csv</downloadUrl><integrityUrl>https://h/integrity</integrityUrl></mediaFile>\n"
        f"  <mediaFile><filename>знак.png</filename><hash>md5:{MD5}</hash><downloadUrl>https://h/z</downloadUrl></mediaFile>\n"
        "</manifest>\n"
    )
    assert len(ElementTree.fromstring(manifest([]))) == 0


def test_an_integrity_answer_and_a_response_are_these_bytes() -> None:
    assert integrity({"a": True, "b&": False}).decode().split("\n", 1)[1] == (
        '<data>\n  <entities>\n    <entity id="a"><deleted>true</deleted></entity>\n'
        '    <entity id="b&amp;"><deleted>false</deleted></entity>\n  </entities>\n</data>\n'
    )
    assert open_rosa_response("Primljeno < & >").decode().split("\n", 1)[1] == (
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">'
        '<message nature="submit_success">Primljeno &lt; &amp; &gt;</message></OpenRosaResponse>\n'
    )


@given(st.text(), st.text())
def test_any_text_gives_xml_a_phone_can_read(name: str, nature: str) -> None:
    entry = FormListEntry("visit", "x" + name, name, MD5, "https://h/" + name)
    listed = ElementTree.fromstring(form_list([entry]))
    namespace = "{http://openrosa.org/xforms/xformsList}"
    written = listed.findtext(f"{namespace}xform/{namespace}name") or ""
    assert written == "x" + "".join(char for char in name if _is_xml(char))
    ElementTree.fromstring(open_rosa_response(name, nature))
    ElementTree.fromstring(integrity({name: True}))


def _is_xml(char: str) -> bool:
    return char in "\t\n\r" or (
        ord(char) >= 32 and not 0xD800 <= ord(char) <= 0xDFFF and ord(char) not in {0xFFFE, 0xFFFF}
    )


@pytest.mark.parametrize("missing", ["form_id", "name", "download_url", "md5"])
def test_a_form_that_lacks_something_cannot_be_listed(missing: str) -> None:
    whole = {"form_id": "visit", "name": "Visit", "version": "1", "md5": MD5, "download_url": "https://h/f"}
    for blank in ("", " ", "\x00"):
        with pytest.raises(IncompleteListing):
            FormListEntry(**{**whole, missing: blank})


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"download_url": ""},
        {"md5": ""},
        {"md5": "md5:" + MD5},
        {"media_type": "csv"},
        {"name": "a/b.csv"},
    ],
    ids=str,
)
def test_a_file_that_lacks_something_cannot_be_listed(wrong: dict[str, str]) -> None:
    with pytest.raises(IncompleteListing):
        ManifestFile(**{"name": "a.csv", "md5": MD5, "download_url": "https://h/a", **wrong})


def test_headers_of_every_answer() -> None:
    assert response_headers("sr", 100_000_000, now=1_795_356_000.0) == {
        "X-OpenRosa-Version": "1.0",
        "X-OpenRosa-Accept-Content-Length": "100000000",
        "Date": "Sun, 22 Nov 2026 14:00:00 GMT",
        "Content-Language": "sr-Latn",
    }
    assert response_headers("fr", 1)["Content-Language"] == "en"


def test_every_message_stands_in_every_language() -> None:
    assert set(message_keys()) == set(KEYS)
    assert message_languages() == ("en", "sq", "bs", "hr", "sr", "sr-Cyrl", "mk", "cnr")
    for key, texts in read_yaml(MESSAGES_FILE)["messages"].items():
        assert tuple(texts) == message_languages(), key
        for language, entry in texts.items():
            assert entry["review"] == ("source" if language == "en" else "draft")
            assert 10 < len(entry["text"]) < 160, (key, language)
            assert message(key, language) == entry["text"]


def test_cyrillic_texts_are_wholly_cyrillic() -> None:
    for language in ("sr-Cyrl", "mk"):
        for key in KEYS:
            assert not [char for char in message(key, language) if char.isascii() and char.isalpha()], (language, key)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("me", "cnr"),
        ("sr_Cyrl", "sr-Cyrl"),
        ("sr-Cyrl-ME", "sr-Cyrl"),
        ("sr-Latn-RS", "sr"),
        ("SQ-XK", "sq"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_languages_are_known_by_any_of_their_tags(tag: str, language: str) -> None:
    assert known_language(tag) == language


def test_a_message_nobody_wrote_is_refused() -> None:
    with pytest.raises(UnknownTerm) as refused:
        message("no_such_text")
    assert refused.value.number == "FEN-2529"
