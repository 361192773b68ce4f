"""Receipt codes of the safe door: forty digits that whoever wrote them down comes back with, and what follows from them.

A code is eight groups of five digits: four that are drawn (32 in all, 106 bits) and one check digit (Damm's, which finds every
single wrong digit and every swap of neighbours; it starts from the group's number, so that swapped groups are found as well).
Digits because they are written the same way beside every script, dictated in every language, and typed on any phone; digits
of other scripts are read as well.

From the 32 digits scrypt (N=2^13, r=8, p=1: 8 MiB, some 25 ms; a code has bits enough by itself, this is for the margin) makes
96 bytes: the way in (what travels to find a report; only its SHA-256 is stored), the private half of an X25519 key in age's
notation (answers are sealed to its public half), and a key for marks of contents. ``fener/web/static/door/receipt.js`` does the
same in the browser; a story test holds the two together.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cached_property

import pyrage

from fener.terms.errors import UnreadableMaterial

GROUPS, GROUP = 8, 5
_SALT = b"fener safe door receipt code 1"
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def new_code() -> str:
    """A code nobody had before: eight groups of five digits with spaces between."""
    return _written(f"{secrets.randbelow(10**32):032d}")


def code_from(secret: bytes, seed: bytes) -> str:
    """The one code that follows from a secret and a seed: the same form sent twice shows the same code."""
    drawn = int.from_bytes(hmac.digest(secret, b"receipt code" + seed, "sha256"), "big")
    return _written(f"{drawn % 10**32:032d}")


def read_code(typed: str) -> str:
    """The 32 drawn digits of what somebody typed, in any script's digits, with anything between them. UnreadableMaterial FEN-2725."""
    groups = typed_groups(typed)
    if len(groups) != GROUPS or len(groups[-1]) != GROUP or wrong_groups(typed):
        raise UnreadableMaterial(
            "this is no receipt code",
            remedy="Compare each group of five digits with what was written down.",
            number="FEN-2725",
        )
    return "".join(group[:-1] for group in groups)


def typed_groups(typed: str) -> tuple[str, ...]:
    """What somebody typed, as groups of five plain digits; the last may be short."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in typed if unicodedata.decimal(sign, None) is not None)
    return tuple(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def wrong_groups(typed: str) -> tuple[int, ...]:
    """Numbers (from 0) of the groups whose check digit does not fit, or that are short or too many."""
    groups = enumerate(typed_groups(typed))
    return tuple(
        place
        for place, group in groups
        if place >= GROUPS or len(group) != GROUP or _check_digit(place, group[:-1]) != group[-1]
    )


def groups_of(code: str) -> tuple[str, ...]:
    """The eight groups, for a page."""
    return tuple(code.split())


@dataclass(frozen=True)
class ReceiptKeys:
    """What follows from a code. ``identity`` is age's notation of the private half; nothing of this is ever stored."""

    way_in: bytes
    identity: str
    mark_key: bytes

    @property
    def locator(self) -> str:
        """What is stored to find the report by."""
        return locator_of(self.way_in)

    @cached_property
    def recipient(self) -> str:
        """The public half: answers are sealed to it."""
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())

    def mark(self, content: bytes) -> str:
        """64 hex digits that tell the same content again; without the code nobody can test a guess against it."""
        return hmac.new(self.mark_key, content, "sha256").hexdigest()


def receipt_keys(code: str) -> ReceiptKeys:
    """Everything that follows from a code as shown or as typed; takes 8 MiB for some 25 ms. FEN-2725 where it is none."""
    drawn = hashlib.scrypt(read_code(code).encode(), salt=_SALT, n=2**13, r=8, p=1, dklen=96)
    return ReceiptKeys(drawn[:32], _identity(drawn[32:64]), drawn[64:])


def locator_of(way_in: bytes) -> str:
    """64 hex digits: SHA-256 of the way in, so that a copy of the database opens no report and erases none."""
    return hashlib.sha256(way_in).hexdigest()


def is_recipient(text: str) -> bool:
    """Whether this is the public half of an age key (X25519)."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def recipient_of(identity: str) -> str:
    """The public half of a private one; UnreadableMaterial FEN-2726 where it is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(identity.strip()).to_public())
    except pyrage.IdentityError as wrong:
        raise UnreadableMaterial(
            "this is not the private half of a door's key",
            remedy="It is one line that begins with AGE-SECRET-KEY-1.",
            number="FEN-2726",
        ) from wrong


def _written(drawn: str) -> str:
    parts = [drawn[start : start + GROUP - 1] for start in range(0, len(drawn), GROUP - 1)]
    return " ".join(part + _check_digit(place, part) for place, part in enumerate(parts))


def _check_digit(place: int, digits: str) -> str:
    interim = place
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def _identity(scalar: bytes) -> str:
    """32 bytes as age writes them: Bech32 (BIP 173) in capitals, prefix AGE-SECRET-KEY-."""
    prefix = "age-secret-key-"
    number = int.from_bytes(scalar, "big") << 4  # 256 bits in 52 signs of five: four bits of padding
    signs = [(number >> 5 * place) & 31 for place in reversed(range(52))]
    spread = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    checked = _polymod([*spread, *signs, 0, 0, 0, 0, 0, 0]) ^ 1
    check = [(checked >> 5 * place) & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(_BECH32[sign] for sign in [*signs, *check])}".upper()


def _polymod(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= generator if (top >> place) & 1 else 0
    return found
