"""Encrypted submissions: ODK's algorithm, a captured record, and everything that can be wrong with one."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import cache
from itertools import islice

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.gateways.odk.encryption import (
    KeyNotOpened,
    KeyPair,
    PassphraseTooShort,
    SubmissionNotOpened,
    decrypt_submission,
    initial_vectors,
    make_key_pair,
    open_private_key,
)
from fener.gateways.odk.submission import UnreadableSubmission, read_submission
from tests.gateways.odk.encrypting import (
    FIXTURE,
    INSTANCE_ID,
    MEDIA,
    PASSPHRASE,
    SPECIFICATION_NAMESPACE,
    XML,
    Sealed,
    encrypt_as_collect_does,
)


@cache
def _pair() -> KeyPair:
    return make_key_pair(PASSPHRASE)


@cache
def _private_key() -> rsa.RSAPrivateKey:
    return open_private_key(_pair().sealed_private_pem, PASSPHRASE)


def _sealed(**changed: object) -> Sealed:
    given = {
        "form_id": "respondent_interview",
        "version": "2026.1",
        "instance_id": INSTANCE_ID,
        "xml": XML,
        "media": MEDIA,
    }
    return encrypt_as_collect_does(_pair().public_key_base64, **{**given, **changed})  # type: ignore[arg-type]


def _refusal(sealed: Sealed, private_key: rsa.RSAPrivateKey | None = None) -> SubmissionNotOpened:
    with pytest.raises(SubmissionNotOpened) as refused:
        decrypt_submission(private_key or _private_key(), read_submission(sealed.manifest), sealed.files)
    assert refused.value.remedy
    return refused.value


def _numbers(sealed: Sealed) -> list[str]:
    opened = decrypt_submission(_private_key(), read_submission(sealed.manifest), sealed.files)
    return [issue.number for issue in opened.issues]


def test_initial_vectors_are_those_of_the_published_example() -> None:
    """The example stands in ODK Central's tests (``test/unit/util/crypto.js``) and comes from ODK's first implementation."""
    key = base64.b64decode("3TJoHf74zHbDwG3Ta+bcvfUr50C6yF/astfu+CdSnQU=")
    vectors = [one.hex() for one in islice(initial_vectors("uuid:22525f8e-4f2d-41ed-94da-4c46a2478448", key), 32)]
    assert vectors[0] == "39bbb0890f3222269da68b172146477a"
    assert vectors[1] == "39bcb0890f3222269da68b172146477a"
    assert vectors[15] == "39bcb18a103323279ea78c182247487b"
    assert vectors[31] == "3abdb28b113424289fa88d192348497c"


def test_the_captured_record_opens() -> None:
    private_key = open_private_key((FIXTURE / "private-key-for-tests-only.pem").read_text(encoding="utf-8"), PASSPHRASE)
    files = {path.name: path.read_bytes() for path in FIXTURE.glob("*.enc")}
    opened = decrypt_submission(private_key, read_submission((FIXTURE / "submission.xml").read_bytes()), files)
    assert opened.xml == XML
    assert opened.files == MEDIA
    assert opened.issues == ()


@pytest.mark.parametrize("media", [{}, {"снимак 1.jpg": b""}, {f"{n}.jpg": bytes([n]) * n for n in range(40)}], ids=len)
@pytest.mark.parametrize("namespace", [SPECIFICATION_NAMESPACE, "http://www.opendatakit.org/xforms/encrypted"])
def test_what_a_phone_seals_opens_again(media: dict[str, bytes], namespace: str) -> None:
    sealed = _sealed(media=media, namespace=namespace)
    opened = decrypt_submission(_private_key(), read_submission(sealed.manifest), sealed.files)
    assert (opened.xml, opened.files, opened.issues) == (XML, media, ())


@pytest.mark.parametrize("version", [None, "", "2026.1"])
def test_a_form_without_a_version_is_signed_in_either_way(version: str | None) -> None:
    assert _numbers(_sealed(version=version)) == []


def test_missing_files_are_named() -> None:
    sealed = _sealed()
    left = {name: content for name, content in sealed.files.items() if name == "submission.xml.enc"}
    refused = _refusal(replace(sealed, files=left))
    assert refused.number == "FEN-2523"
    assert "sketch.png.enc, note.txt.enc" in refused.message


def test_another_key_is_told_as_that() -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert _refusal(_sealed(), other).number == "FEN-2522"
    broken = _sealed()
    manifest = broken.manifest.replace(b"<base64EncryptedKey>", b"<base64EncryptedKey>!!")
    assert _refusal(replace(broken, manifest=manifest)).number == "FEN-2522"


@pytest.mark.parametrize(
    "change", [(b"encrypted=", b"e="), (b"base64EncryptedKey", b"k"), (b"note.txt.enc", b"sketch.png.enc")]
)
def test_a_manifest_that_is_none_is_refused(change: tuple[bytes, bytes]) -> None:
    sealed = _sealed()
    assert _refusal(replace(sealed, manifest=sealed.manifest.replace(*change))).number == "FEN-2525"


def test_a_flipped_byte_is_noticed() -> None:
    sealed = _sealed()
    content = bytearray(sealed.files["sketch.png.enc"])
    content[100] ^= 1
    assert _numbers(replace(sealed, files={**sealed.files, "sketch.png.enc": bytes(content)})) == ["FEN-2526"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["sketch.png.enc", "note.txt.enc", "submission.xml.enc"]), st.integers(0, 319), st.integers(1, 255)
)
def test_no_change_of_a_sealed_file_goes_unnoticed(name: str, at: int, change: int) -> None:
    sealed = _sealed()
    content = bytearray(sealed.files[name])
    content[at % len(content)] ^= change
    try:
        numbers = _numbers(replace(sealed, files={**sealed.files, name: bytes(content)}))
    except (SubmissionNotOpened, UnreadableSubmission):
        return
    assert "FEN-2526" in numbers


def test_swapped_files_are_noticed() -> None:
    sealed = _sealed(media={"a.bin": b"a" * 64, "b.bin": b"b" * 64})
    swapped = {**sealed.files, "a.bin.enc": sealed.files["b.bin.enc"], "b.bin.enc": sealed.files["a.bin.enc"]}
    assert _numbers(replace(sealed, files=swapped)) == ["FEN-2526"]


@pytest.mark.parametrize("length", [0, 1, 31])
def test_a_cut_file_is_damaged(length: int) -> None:
    sealed = _sealed()
    cut = {**sealed.files, "note.txt.enc": sealed.files["note.txt.enc"][:length]}
    refused = _refusal(replace(sealed, files=cut))
    assert refused.number == "FEN-2524"
    assert "note.txt.enc" in refused.message


def test_a_signature_of_something_else_is_noticed() -> None:
    sealed, other = _sealed(), _sealed(version="2026.2")
    start = b"<base64EncryptedElementSignature>"
    manifest = sealed.manifest[: sealed.manifest.index(start)] + other.manifest[other.manifest.index(start) :]
    assert _numbers(replace(sealed, manifest=manifest)) == ["FEN-2526"]
    without = sealed.manifest[: sealed.manifest.index(start)] + b"</data>"
    assert _numbers(replace(sealed, manifest=without)) == ["FEN-2526"]


def test_a_record_inside_that_is_another_is_noticed() -> None:
    assert _numbers(_sealed(xml=XML.replace(b"d9a31", b"d9a32"))) == ["FEN-2527"]


def test_a_record_inside_that_is_none_is_refused() -> None:
    sealed = _sealed(xml=b"<!DOCTYPE x><data/>")
    with pytest.raises(UnreadableSubmission):
        decrypt_submission(_private_key(), read_submission(sealed.manifest), sealed.files)


@pytest.mark.parametrize("passphrase", ["", "short", "eleven char", " " * 20])
def test_a_short_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(PassphraseTooShort):
        make_key_pair(passphrase)


def test_a_key_opens_with_its_passphrase_only() -> None:
    for passphrase in ("", "four small grey stone", PASSPHRASE.upper()):
        with pytest.raises(KeyNotOpened):
            open_private_key(_pair().sealed_private_pem, passphrase)
    for pem in (
        "",
        "no key",
        _pair().sealed_private_pem[:300],
        _pair().sealed_private_pem.replace("n=65536", "n=9999999"),
    ):
        with pytest.raises(KeyNotOpened):
            open_private_key(pem, PASSPHRASE)


def test_the_same_letters_written_in_two_ways_open_the_key() -> None:
    pair = make_key_pair("četiri šume i žito")
    assert open_private_key(pair.sealed_private_pem, "c\u030cetiri s\u030cume i z\u030cito").key_size == 2048


def test_a_key_made_elsewhere_opens_and_one_of_another_kind_does_not() -> None:
    def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
        sealing = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealing).decode()

    assert open_private_key(pem(_private_key()), PASSPHRASE).key_size == 2048
    with pytest.raises(KeyNotOpened):
        open_private_key(pem(ec.generate_private_key(ec.SECP256R1())), PASSPHRASE)


def test_the_public_key_is_what_a_form_carries_and_secrets_are_not_shown() -> None:
    public = serialization.load_der_public_key(base64.b64decode(_pair().public_key_base64))
    assert isinstance(public, rsa.RSAPublicKey) and public.key_size == 2048
    assert "PRIVATE" not in repr(_pair())
