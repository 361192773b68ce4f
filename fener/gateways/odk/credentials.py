"""What a phone shows to be let in: Basic, Digest (RFC 7616, MD5) or the key in its address. Nothing here knows a member.

Headers come as the server's interface gives them, bytes read as Latin-1. Comparisons take constant time. Digest with MD5 is
what Collect and Tella speak; it hides the password on the wire, and https protects it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from fener.terms.errors import SetUpFault

HEADER_LIMIT: Final = 8_192
CLOCK_TOLERANCE: Final = 60.0
PUBLIC_ID_LENGTH, KEY_LENGTH = 16, 64

_PARAMETER = re.compile(r'([A-Za-z*]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",]*))[ \t]*(?:,|$)[ \t,]*')
_NEEDED = ("realm", "nonce", "uri", "response")
_PUBLIC_ID = re.compile(rf"[A-Za-z0-9_-]{{{PUBLIC_ID_LENGTH}}}")
_KEY = re.compile(rf"([A-Za-z0-9_-]{{{PUBLIC_ID_LENGTH}}})([0-9a-f]{{{KEY_LENGTH - PUBLIC_ID_LENGTH}}})")
_COUNT = re.compile(r"[0-9a-fA-F]{8}")
_NONCE_TAG, _KEY_TAG = b"fener digest nonce\0", b"fener collector key\0"


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """Name and password as typed."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DigestCredentials:
    """The parameters of a Digest answer. ``username`` is text; all others are as received. ``qop`` is empty (RFC 2069) or ``auth``."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str = field(repr=False)
    qop: str = ""
    nc: str = ""
    cnonce: str = ""
    opaque: str = ""


def read_authorization(header: str) -> BasicCredentials | DigestCredentials | None:
    """The credentials of an ``Authorization`` header; None for what cannot be one of ours, whatever it holds."""
    scheme, _, rest = header.strip().partition(" ")
    if len(header) > HEADER_LIMIT:
        return None
    if scheme.lower() == "basic":
        return _basic(rest.strip())
    return _digest(rest.strip()) if scheme.lower() == "digest" else None


def challenge(realm: str, nonce: str, opaque: str, stale: bool, *, domain: str = "/") -> list[str]:
    """Values of the ``WWW-Authenticate`` headers of a 401: Digest first, then Basic. ``domain`` is the space of addresses."""
    digest = [
        f"realm={_quoted(realm)}",
        f"domain={_quoted(domain)}",
        f"nonce={_quoted(nonce)}",
        f"opaque={_quoted(opaque)}",
        'qop="auth"',
        "algorithm=MD5",
        *(["stale=true"] if stale else []),
    ]
    return ["Digest " + ", ".join(digest), f'Basic realm={_quoted(realm)}, charset="UTF-8"']


def make_nonce(secret: bytes, now: float) -> str:
    """A nonce that needs no store: the time in microseconds and its HMAC. ``now`` in seconds since 1970."""
    stamp = int(now * 1_000_000).to_bytes(8, "big", signed=True)
    return _url_safe(stamp + _mac(secret, _NONCE_TAG + stamp)[:16])


def nonce_age(secret: bytes, nonce: str, now: float) -> float | None:
    """Seconds since the nonce was made, negative if the clock was set back since; None if it is not ours."""
    try:
        raw = base64.urlsafe_b64decode(nonce.encode("ascii"))
    except (ValueError, binascii.Error):
        return None
    stamp, mac = raw[:8], raw[8:]
    if len(raw) != 24 or not hmac.compare_digest(mac, _mac(secret, _NONCE_TAG + stamp)[:16]):
        return None
    return now - int.from_bytes(stamp, "big", signed=True) / 1_000_000


def is_fresh(age: float | None, lifetime: float) -> bool:
    """Whether a nonce of this age may be used: ours, not older than ``lifetime`` seconds, not more than a minute ahead."""
    return age is not None and -CLOCK_TOLERANCE <= age <= lifetime


def digest_ha1(username: str, realm: str, password: str) -> str:
    """MD5 hex of ``username:realm:password`` in UTF-8: all a server needs to keep for Digest. As secret as the password."""
    return _md5(f"{username}:{realm}:{password}".encode("utf-8", "surrogatepass"))


def digest_matches(given: DigestCredentials, *, ha1: str, method: str, target: str | None = None) -> bool:
    """Whether the answer was made by somebody who knows the password, for this method.

    ``target`` is the request target (path and query) as the phone sent it; if given it must be the one signed. The nonce's
    age is not looked at here.
    """
    if target is not None and not _is_same_target(given.uri, target):
        return False
    ha2 = _md5(f"{method}:{given.uri}".encode("latin-1", "replace"))
    middle = [given.nonce, *([given.nc, given.cnonce, given.qop] if given.qop else [])]
    wanted = _md5(":".join([ha1, *middle, ha2]).encode("latin-1", "replace"))
    return hmac.compare_digest(wanted.encode(), given.response.lower().encode("utf-8", "replace"))


def new_public_id() -> str:
    """Sixteen random characters that name a collector key; no secret."""
    return secrets.token_urlsafe(12)


def make_collector_key(secret: bytes, public_id: str, nonce: str) -> str:
    """The 64 characters a phone carries: ``public_id`` and 192 bits of an HMAC-SHA256 in hex.

    It can be made again from ``public_id`` and ``nonce``, so no table keeps it. A new ``nonce`` ends the old key.
    """
    if not _PUBLIC_ID.fullmatch(public_id) or not nonce:
        raise SetUpFault(
            "a collector key needs a public id of 16 letters, digits, _ or - and a nonce",
            remedy="Make the id with new_public_id().",
            number="FEN-2533",
        )
    return public_id + _key_mac(secret, public_id, nonce)


def split_collector_key(token: str) -> tuple[str, str] | None:
    """``(public_id, mac)`` of a well-formed key; None otherwise."""
    found = _KEY.fullmatch(token)
    return (found[1], found[2]) if found else None


def is_collector_key(token: str, secret: bytes, nonce: str) -> bool:
    """Whether the key was made with this secret and nonce."""
    parts = split_collector_key(token)
    if parts is None or not nonce:
        return False
    return hmac.compare_digest(parts[1], _key_mac(secret, parts[0], nonce))


def _basic(encoded: str) -> BasicCredentials | None:
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    username, colon, password = _decoded(raw).partition(":")
    return BasicCredentials(username, password) if colon and _is_name(username) else None


def _digest(text: str) -> DigestCredentials | None:
    values = _parameters(text)
    username = _digest_username(values) if values else ""
    if values is None or not _is_name(username) or not all(values.get(name) for name in _NEEDED):
        return None
    qop = values.get("qop", "").lower()
    counts = bool(_COUNT.fullmatch(values.get("nc", "")) and values.get("cnonce"))
    if values.get("algorithm", "MD5").upper() != "MD5" or qop not in {"", "auth"} or (qop and not counts):
        return None
    # The client hashed the word as it sent it.
    rest = {name: values.get(name, "") for name in ("qop", "nc", "cnonce", "opaque")}
    return DigestCredentials(username, *(values[name] for name in _NEEDED), **rest)


def _parameters(text: str) -> dict[str, str] | None:
    """Name in lower case → value; None if anything is left over or stands twice."""
    values: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _PARAMETER.match(text, at)
        if not found or found[1].lower() in values:
            return None
        values[found[1].lower()] = re.sub(r"\\(.)", r"\1", found[2]) if found[2] is not None else found[3]
        at = found.end()
    return values


def _digest_username(values: Mapping[str, str]) -> str:
    extended = values.get("username*", "")
    if extended.lower().startswith("utf-8''"):
        return unquote_to_bytes(extended[7:]).decode("utf-8", "replace")
    return _decoded(values.get("username", "").encode("latin-1", "replace"))


def _decoded(raw: bytes) -> str:
    """UTF-8 where it is, else Latin-1."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _is_name(username: str) -> bool:
    return bool(username) and username.isprintable()


def _is_same_target(signed: str, target: str) -> bool:
    """Some clients sign the absolute address; only path and query count."""
    if signed == target:
        return True
    try:
        parts = urlsplit(signed)
    except ValueError:
        return False
    return bool(parts.netloc) and target == (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _quoted(text: str) -> str:
    kept = "".join(char for char in text if char.isprintable()).encode("ascii", "replace").decode("ascii")
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key_mac(secret: bytes, public_id: str, nonce: str) -> str:
    tagged = _KEY_TAG + public_id.encode() + b"\0" + nonce.encode()
    return _mac(secret, tagged).hex()[: KEY_LENGTH - PUBLIC_ID_LENGTH]


def _mac(secret: bytes, message: bytes) -> bytes:
    return hmac.digest(secret, message, "sha256")


def _url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii")


def _md5(raw: bytes) -> str:
    return hashlib.md5(raw, usedforsecurity=False).hexdigest()
