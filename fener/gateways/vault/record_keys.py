"""Per-record keys: each record's content is sealed under a key of its own, each key under the desk's protection key.

AES-256-GCM with random 96-bit nonces (NIST SP 800-38D); the record's name is authenticated with the content, so a sealed
content moved to another record does not open. Destroying the wrapped key erases the content wherever copies of it lie.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fener.terms.errors import SetUpFault, UnreadableMaterial

NONCE = 12
_WRAPPED = b"fener record key"


class RecordCipher:
    """Seals and opens records' contents. ``master``: 32 bytes, kept outside the database."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise SetUpFault(
                "the protection key is not 32 bytes long",
                remedy="Restore the file FENER_PROTECTION_KEY names from its backup.",
            )
        self._master = AESGCM(master)

    def new_wrapped_key(self) -> bytes:
        """A new record key, wrapped."""
        return _sealed(self._master, AESGCM.generate_key(256), _WRAPPED)

    def seal(self, wrapped: bytes | None, content: Mapping[str, Any], about: str) -> bytes:
        """The content (plain JSON values) sealed; ``about`` names the record, e.g. ``ProtectionCase:17``."""
        plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return _sealed(self._key(wrapped), plain.encode(), about.encode())

    def open(self, wrapped: bytes | None, sealed: bytes | None, about: str) -> dict[str, Any]:
        """The content. UnreadableMaterial FEN-2760 where the key was destroyed, FEN-2761 where it does not fit."""
        if not sealed:
            return {}
        plain = _opened(self._key(wrapped), bytes(sealed), about.encode())
        found: dict[str, Any] = json.loads(plain)
        return found

    def _key(self, wrapped: bytes | None) -> AESGCM:
        if not wrapped:
            raise UnreadableMaterial(
                "this record was erased: its key was destroyed",
                remedy="Nothing brings it back; the register of disposals says when and why.",
                number="FEN-2760",
            )
        return AESGCM(_opened(self._master, bytes(wrapped), _WRAPPED))


def _sealed(key: AESGCM, plain: bytes, about: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + key.encrypt(nonce, plain, about)


def _opened(key: AESGCM, sealed: bytes, about: bytes) -> bytes:
    try:
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], about)
    except InvalidTag as wrong:
        raise UnreadableMaterial(
            "a sealed record does not open: it was changed, or sealed under another protection key",
            remedy="Restore the record, or the file FENER_PROTECTION_KEY names, from a backup.",
            number="FEN-2761",
        ) from wrong
