"""A phone's side of an encrypted submission, written from ODK's description and apart from the code it tests.

``python -m tests.gateways.odk.encrypting`` writes ``fixtures/encrypted`` anew.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

FIXTURE = Path(__file__).parent / "fixtures" / "encrypted"
COLLECT_NAMESPACE = "http://www.opendatakit.org/xforms/encrypted"
SPECIFICATION_NAMESPACE = "http://opendatakit.org/submissions"
PASSPHRASE = "four small grey stones"
INSTANCE_ID = "uuid:5b7f0c1e-7a55-4a06-9b0e-2f6f4b1d9a31"
XML = (
    '<?xml version=\'1.0\' ?><data id="respondent_interview" version="2026.1" xmlns:orx="http://openrosa.org/xforms">'
    f"<orx:meta><orx:instanceID>{INSTANCE_ID}</orx:instanceID></orx:meta>"
    "<consent>yes</consent><place>Šid</place><sketch>sketch.png</sketch><note_file>note.txt</note_file></data>"
).encode()
MEDIA = {"sketch.png": b"\x89PNG not a real picture " * 20, "note.txt": "Ništa se nije dogodilo.\n".encode()}


@dataclass(frozen=True)
class Sealed:
    """What a phone posts: the manifest and the files by name."""

    manifest: bytes
    files: Mapping[str, bytes]
    key: bytes


def encrypt_as_collect_does(
    public_key_base64: str,
    *,
    form_id: str,
    version: str | None,
    instance_id: str,
    xml: bytes,
    media: Mapping[str, bytes],
    namespace: str = COLLECT_NAMESPACE,
) -> Sealed:
    """Seal one submission the way ODK Collect does."""
    public_key = load_der_public_key(base64.b64decode(public_key_base64))
    assert isinstance(public_key, rsa.RSAPublicKey)
    oaep = padding.OAEP(mgf=padding.MGF1(SHA256()), algorithm=SHA256(), label=None)
    key = secrets.token_bytes(32)
    sealed_key = base64.b64encode(public_key.encrypt(key, oaep)).decode()
    vector = bytearray(hashlib.md5(instance_id.encode() + key).digest())
    lines = [form_id] + ([version] if version is not None else []) + [sealed_key, instance_id]
    files = {}
    for place, (name, content) in enumerate([*media.items(), ("submission.xml", xml)]):
        vector[place % 16] = (vector[place % 16] + 1) & 0xFF
        encryptor = Cipher(AES256(key), CFB(bytes(vector))).encryptor()
        length = 16 - len(content) % 16
        files[f"{name}.enc"] = encryptor.update(content + bytes([length]) * length) + encryptor.finalize()
        lines.append(f"{name}::{hashlib.md5(content).hexdigest()}")
    digest = hashlib.md5("".join(line + "\n" for line in lines).encode()).digest()
    signature = base64.b64encode(public_key.encrypt(digest, oaep)).decode()
    listed = "".join(f"<file>{escape(name)}.enc</file>" for name in media)
    written = f" version={quoteattr(version)}" if version is not None else ""
    manifest = (
        f'<data id={quoteattr(form_id)}{written} encrypted="yes" xmlns="{namespace}">'
        f"<base64EncryptedKey>{sealed_key}</base64EncryptedKey>"
        f'<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>{instance_id}</orx:instanceID></orx:meta>'
        f"<media>{listed}</media><encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
        f"<base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature></data>"
    )
    return Sealed(manifest.encode(), files, key)


def write_fixture() -> None:
    """A key pair and one sealed submission, as received from a phone."""
    from fener.gateways.odk.encryption import make_key_pair

    FIXTURE.mkdir(parents=True, exist_ok=True)
    pair = make_key_pair(PASSPHRASE)
    sealed = encrypt_as_collect_does(
        pair.public_key_base64,
        form_id="respondent_interview",
        version="2026.1",
        instance_id=INSTANCE_ID,
        xml=XML,
        media=MEDIA,
    )
    (FIXTURE / "private-key-for-tests-only.pem").write_text(pair.sealed_private_pem, encoding="utf-8")
    (FIXTURE / "public-key.txt").write_text(pair.public_key_base64 + "\n", encoding="utf-8")
    (FIXTURE / "submission.xml").write_bytes(sealed.manifest)
    for name, content in sealed.files.items():
        (FIXTURE / name).write_bytes(content)


if __name__ == "__main__":
    write_fixture()
