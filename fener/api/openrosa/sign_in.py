"""Who speaks: a key in the address, Basic, or Digest. Phones carry no cookie."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest

from fener.gateways.odk.credentials import (
    BasicCredentials,
    DigestCredentials,
    challenge,
    is_fresh,
    make_nonce,
    nonce_age,
    read_authorization,
)
from fener.queries.collector_keys import REALM, key_in_address, key_of_digest, key_of_password
from fener.records.field.models import CollectorKey
from fener.terms.errors import SignInNeeded

NONCE_SECONDS = 600


class StaleNonce(SignInNeeded):
    """The digest is right but its nonce is old: the phone may try again at once with a new one."""


def key_of(request: HttpRequest, token: str, purpose: str = "collect") -> CollectorKey:
    """The key this request is signed in with; SignInNeeded or NotAllowed where there is none."""
    if token:
        return key_in_address(token, purpose)
    given = read_authorization(request.headers.get("Authorization", ""))
    if isinstance(given, BasicCredentials):
        return key_of_password(given.username, given.password, purpose)
    if isinstance(given, DigestCredentials):
        return _digest(request, given, purpose)
    raise SignInNeeded("nobody is signed in")


def _digest(request: HttpRequest, given: DigestCredentials, purpose: str) -> CollectorKey:
    if given.realm != REALM:
        raise SignInNeeded("the digest is for another realm")
    age = nonce_age(_secret(), given.nonce, time.time())
    if age is None:
        raise SignInNeeded("the nonce is not ours")
    record = key_of_digest(given, request.method or "", request.get_full_path(), purpose)
    if not is_fresh(age, NONCE_SECONDS):
        raise StaleNonce("the nonce is old")
    return record


def challenges(stale: bool = False) -> list[str]:
    """What a 401 says in its ``WWW-Authenticate`` headers."""
    return challenge(REALM, make_nonce(_secret(), time.time()), opaque="fener", stale=stale)


def _secret() -> bytes:
    return b"digest nonces:" + settings.SECRET_KEY.encode()
