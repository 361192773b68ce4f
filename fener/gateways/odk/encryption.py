"""ODK's encrypted submissions: the key pair of a questionnaire, and opening what a phone sealed with it.

A phone makes 32 random bytes, seals them with the questionnaire's RSA-2048 key (OAEP, SHA-256 for both digest and MGF1) and
encrypts every file with AES-256-CFB128, PKCS#7-padded, under an initial vector of its own per file. Nothing in this
proves who sent it, and CFB does not notice changes: the “signature” is made with the public key and only tells accidents
apart from intact files. What a phone sent is proved by the receipt, not by this.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7

from fener.gateways.odk.submission import SubmissionEnvelope, read_submission, sealed_file_names
from fener.terms.errors import FenerError, UnreadableMaterial
from fener.terms.questionnaires import AnswerIssue

PASSPHRASE_LENGTH: Final = 12
SEALED_SUFFIX: Final = ".enc"
_OAEP = padding.OAEP(mgf=padding.MGF1(SHA256()), algorithm=SHA256(), label=None)
# OpenSSL stretches a PKCS#8 passphrase with 2,048 rounds only; scrypt (64 MB) does it before.
_STRETCH = (2**16, 8, 1)
_HEADER = re.compile(r"Fener-Key: scrypt n=(\d{1,7}) r=(\d{1,2}) p=(\d) salt=([A-Za-z0-9+/=]{22,64})\s+(?=-----BEGIN)")


class PassphraseTooShort(FenerError):
    """The passphrase of a questionnaire's key is too short."""

    number = "FEN-2520"
    remedy = f"Take at least {PASSPHRASE_LENGTH} characters; four or five unrelated words are easy to keep."


class KeyNotOpened(FenerError):
    """The private key cannot be opened with this passphrase."""

    number = "FEN-2521"
    remedy = "Type the passphrase again; without it nobody can read the encrypted submissions."


class SubmissionNotOpened(UnreadableMaterial):
    """An encrypted submission cannot be opened."""

    number = "FEN-2522"
    remedy = "Take the key that belonged to the questionnaire when the monitor loaded it."


@dataclass(frozen=True, slots=True)
class KeyPair:
    """``public_key_base64`` goes into the form (SPKI, DER, base64); ``sealed_private_pem`` is kept and opens with the passphrase."""

    public_key_base64: str
    sealed_private_pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DecryptedSubmission:
    """The XML and the media by their names without ``.enc``. ``issues`` tell when something inside does not agree."""

    xml: bytes = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    issues: tuple[AnswerIssue, ...] = ()


def make_key_pair(passphrase: str) -> KeyPair:
    """A new RSA-2048 pair as ODK wants it. The passphrase has at least 12 characters and is kept nowhere."""
    if len(passphrase.strip()) < PASSPHRASE_LENGTH:
        raise PassphraseTooShort(f"the passphrase has fewer than {PASSPHRASE_LENGTH} characters")
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private_key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return KeyPair(base64.b64encode(public).decode("ascii"), _seal(private_key, passphrase))


def open_private_key(sealed_private_pem: str, passphrase: str) -> rsa.RSAPrivateKey:
    """The private key. A PKCS#8 PEM made elsewhere opens too. Raises ``KeyNotOpened``."""
    header = _HEADER.match(sealed_private_pem)
    secret = _plain(passphrase)
    pem = sealed_private_pem
    try:
        if header:
            n, r, p = (int(header[place]) for place in (1, 2, 3))
            secret, pem = _stretch(passphrase, base64.b64decode(header[4]), (n, r, p)), pem[header.end() :]
        private_key = serialization.load_pem_private_key(pem.encode("utf-8", "replace"), secret)
    except (ValueError, TypeError, MemoryError, UnsupportedAlgorithm):
        raise KeyNotOpened("the private key does not open with this passphrase") from None
    if not isinstance(private_key, rsa.RSAPrivateKey):
        raise KeyNotOpened("the private key is not an RSA key")
    return private_key


def decrypt_submission(
    private_key: rsa.RSAPrivateKey, envelope: SubmissionEnvelope, files: Mapping[str, bytes]
) -> DecryptedSubmission:
    """Open a submission whose files have all arrived.

    ``files`` are the received bytes by the names in the manifest (``….enc``). Raises ``SubmissionNotOpened``: no manifest
    (FEN-2525), files missing (FEN-2523), another key (FEN-2522), a damaged file (FEN-2524); ``UnreadableSubmission`` if
    what is inside is no submission. A file that was changed but still opens is told in ``issues``.
    """
    names = sealed_file_names(envelope)
    sealed_key = _child_text(envelope, "base64EncryptedKey")
    if not envelope.is_encrypted or not sealed_key or not names:
        raise SubmissionNotOpened(
            "the submission is not an encrypted one, or its list of files is broken", number="FEN-2525"
        )
    _refuse_missing(names, files)
    key = _unwrap(private_key, sealed_key)
    vectors = initial_vectors(envelope.instance_id, key)
    opened = [_open_file(name, files[name], key, next(vectors)) for name in names]
    plain = dict(zip((name.removesuffix(SEALED_SUFFIX) for name in names), opened, strict=True))
    xml = opened[-1]
    media = dict(list(plain.items())[:-1])
    return DecryptedSubmission(xml, media, tuple(_issues(private_key, envelope, sealed_key, plain, xml)))


def initial_vectors(instance_id: str, key: bytes) -> Iterator[bytes]:
    """The initial vector of the first file, the second, …: each adds one to the next byte of md5(instance id + key)."""
    seed = bytearray(hashlib.md5(instance_id.encode() + key, usedforsecurity=False).digest())
    place = 0
    while True:
        seed[place % 16] = (seed[place % 16] + 1) % 256
        place += 1
        yield bytes(seed)


def signature_digest(
    form_id: str, version: str | None, sealed_key: str, instance_id: str, digests: Mapping[str, str]
) -> bytes:
    """The MD5 a phone seals as its “signature”; ``digests`` is file name → MD5 hex of the plain bytes, in the order sealed."""
    lines = [form_id, *([] if version is None else [version]), sealed_key, instance_id]
    lines += [f"{name}::{digest}" for name, digest in digests.items()]
    return hashlib.md5("".join(f"{line}\n" for line in lines).encode(), usedforsecurity=False).digest()


def _seal(private_key: rsa.RSAPrivateKey, passphrase: str) -> str:
    salt = secrets.token_bytes(16)
    pem = private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_stretch(passphrase, salt, _STRETCH)),
    )
    n, r, p = _STRETCH
    return f"Fener-Key: scrypt n={n} r={r} p={p} salt={base64.b64encode(salt).decode('ascii')}\n{pem.decode('ascii')}"


def _stretch(passphrase: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    """A secret for the PEM, in base64 so that it holds no NUL. Raises ValueError for costs nobody wrote."""
    n, r, p = cost
    if n > 2**18 or r > 16 or p > 4:
        raise ValueError
    return base64.b64encode(Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(_plain(passphrase)))


def _plain(passphrase: str) -> bytes:
    # Two keyboards may write the same letter in two ways.
    return unicodedata.normalize("NFKC", passphrase.strip()).encode("utf-8", "surrogatepass")


def _child_text(envelope: SubmissionEnvelope, name: str) -> str:
    found = next(envelope.root.iterchildren("{*}" + name), None)
    return "".join((found.text or "").split()) if found is not None else ""


def _refuse_missing(names: tuple[str, ...], files: Mapping[str, bytes]) -> None:
    missing = [name for name in names if name not in files]
    if missing:
        raise SubmissionNotOpened(
            f"files of the submission have not arrived: {', '.join(missing)}",
            remedy="Ask the monitor to send the form again from the phone; what arrived is kept.",
            number="FEN-2523",
        )
    if len({name.removesuffix(SEALED_SUFFIX) for name in names}) < len(names):
        raise SubmissionNotOpened(
            "the submission is not an encrypted one, or its list of files is broken", number="FEN-2525"
        )


def _unwrap(private_key: rsa.RSAPrivateKey, sealed_key: str) -> bytes:
    try:
        key = private_key.decrypt(base64.b64decode(sealed_key, validate=True), _OAEP)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != 32:
        raise SubmissionNotOpened("the submission was sealed with another key", number="FEN-2522")
    return key


def _open_file(name: str, sealed: bytes, key: bytes, vector: bytes) -> bytes:
    decryptor = Cipher(AES256(key), CFB(vector)).decryptor()
    unpadder = PKCS7(128).unpadder()
    try:
        padded = decryptor.update(sealed) + decryptor.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise SubmissionNotOpened(
            f"the file “{name}” is damaged",
            remedy="Ask the monitor to send the form again; if it stays damaged the answers are lost, the bytes are kept.",
            number="FEN-2524",
        ) from None


def _issues(
    private_key: rsa.RSAPrivateKey,
    envelope: SubmissionEnvelope,
    sealed_key: str,
    plain: Mapping[str, bytes],
    xml: bytes,
) -> Iterator[AnswerIssue]:
    if not _is_as_signed(private_key, envelope, sealed_key, plain):
        yield AnswerIssue(
            number="FEN-2526",
            path="",
            message="the files are not those the phone listed when it sealed them, or it listed none",
            remedy="Compare with the monitor; do not count what cannot be explained.",
        )
    inner = read_submission(xml)
    if (inner.instance_id, inner.form_id) != (envelope.instance_id, envelope.form_id):
        yield AnswerIssue(
            number="FEN-2527",
            path="meta/instanceID",
            message="the submission inside is another than the one it was sent as",
            remedy="Keep it out of the counts and ask the monitor which form was sent.",
        )


def _is_as_signed(
    private_key: rsa.RSAPrivateKey, envelope: SubmissionEnvelope, sealed_key: str, plain: Mapping[str, bytes]
) -> bool:
    try:
        signature = base64.b64decode(_child_text(envelope, "base64EncryptedElementSignature"), validate=True)
        given = private_key.decrypt(signature, _OAEP)
    except (ValueError, binascii.Error):
        return False
    digests = {name: hashlib.md5(content, usedforsecurity=False).hexdigest() for name, content in plain.items()}
    # A form without a version is signed without the line, or with an empty one by some clients.
    versions: tuple[str | None, ...] = (envelope.version,) if envelope.version else (None, "")
    wanted = (
        signature_digest(envelope.form_id, version, sealed_key, envelope.instance_id, digests) for version in versions
    )
    return any(hmac.compare_digest(given, digest) for digest in wanted)
