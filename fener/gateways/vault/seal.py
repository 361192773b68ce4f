"""Sealing in the age format (age-encryption.org/v1, X25519): whoever seals needs only the public half of the key."""

from __future__ import annotations

from typing import BinaryIO

import pyrage

from fener.terms.errors import SetUpFault, UnreadableMaterial


def make_identity() -> str:
    """A new private key as age writes it, ``AGE-SECRET-KEY-1…``."""
    return str(pyrage.x25519.Identity.generate())


class Seal:
    """Seals to one recipient; opens where the identity is at hand.

    A desk that keeps its identity elsewhere still receives and seals; it opens nothing. SetUpFault FEN-9030 for a key that is none.
    """

    def __init__(self, *, identity: str = "", recipient: str = "") -> None:
        try:
            self._identity = pyrage.x25519.Identity.from_str(identity) if identity else None
            self._recipient = (
                pyrage.x25519.Recipient.from_str(recipient)
                if recipient
                else self._identity and self._identity.to_public()
            )
        except (pyrage.IdentityError, pyrage.RecipientError) as wrong:
            raise SetUpFault(
                "the desk's sealing key cannot be read",
                remedy="Restore the file FENER_SEAL_KEY names, or FENER_SEAL_RECIPIENT.",
                number="FEN-9030",
            ) from wrong
        if self._recipient is None:
            raise SetUpFault("the desk has no sealing key", remedy="Set FENER_SEAL_KEY.", number="FEN-9030")

    def seal(self, content: bytes) -> bytes:
        """The content sealed; about 300 bytes longer."""
        return bytes(pyrage.encrypt(content, [self._recipient]))

    def open(self, sealed: bytes) -> bytes:
        """The content. UnreadableMaterial where it was sealed to another key or changed since; SetUpFault without the private half."""
        if self._identity is None:
            raise SetUpFault(
                "the private half of the sealing key is not on this desk",
                remedy="Open it where the key is kept, or set FENER_SEAL_KEY.",
                number="FEN-9031",
            )
        try:
            return bytes(pyrage.decrypt(sealed, [self._identity]))
        except pyrage.DecryptError as wrong:
            raise UnreadableMaterial(
                "what was sealed cannot be opened: it was changed, or sealed to another key",
                remedy="Restore it from a backup, or bring the key it was sealed to.",
                number="FEN-2640",
            ) from wrong

    def seal_stream(self, reader: BinaryIO, writer: BinaryIO) -> None:
        """Seal what ``reader`` gives, in pieces of 64 KiB."""
        pyrage.encrypt_io(reader, writer, [self._recipient])
