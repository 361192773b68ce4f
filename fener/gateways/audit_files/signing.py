"""Ed25519 signatures (RFC 8032) of the desk's audit key; keys and signatures are written as lower-case hex."""

from __future__ import annotations

import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fener.terms.errors import SetUpFault, UnreadableMaterial

_KEY = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


def make_audit_key() -> str:
    """A new private key: 32 bytes, as hex."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


class AuditSigner:
    """Signs for the desk. SetUpFault FEN-2755 where the key is none."""

    def __init__(self, key: str) -> None:
        if not _KEY.fullmatch(key):
            raise SetUpFault(
                "the desk's audit key cannot be read",
                remedy="Restore the file FENER_AUDIT_KEY names: 64 digits 0–9 and a–f.",
                number="FEN-2755",
            )
        self._private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
        self.public_key = self._private.public_key().public_bytes_raw().hex()

    def sign(self, text: str) -> str:
        """The signature of the text's UTF-8 bytes."""
        return self._private.sign(text.encode()).hex()


def read_public_key(text: str) -> str:
    """The key without blanks. UnreadableMaterial FEN-2752 where it is none."""
    key = "".join(text.split()).lower()
    if not _KEY.fullmatch(key):
        raise UnreadableMaterial(
            "this is no public audit key",
            remedy="Give the 64 digits 0–9 and a–f that “fener audit checkpoint” prints after “key=”.",
            number="FEN-2752",
        )
    return key


def fits_signature(text: str, signature: str, public_key: str) -> bool:
    """Whether the holder of the key signed exactly this text; False also for what is no key or signature at all."""
    if not (_KEY.fullmatch(public_key) and _SIGNATURE.fullmatch(signature)):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
