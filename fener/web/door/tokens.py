"""The form's token: signed, good for a day, about nobody. From its seed follows the receipt code of what is sent without script.

The seed is drawn when the page is made and lies only in the page; the code follows from it and the desk's own secret. So the same form
sent twice (a double click, back and forward, a connection that broke) shows the same code and makes one report, and the code is kept
nowhere: neither the page alone nor the desk alone knows it.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from fener.gateways.vault.receipt_codes import code_from

GOOD_FOR = 24 * 3600
_SALT = "fener.door.form"


def new_token(slug: str) -> str:
    """A token for the form of that door."""
    return signing.dumps([slug, secrets.token_urlsafe(24)], salt=_SALT)


def code_behind(token: str, slug: str) -> str | None:
    """The receipt code that belongs to the token; None where it is not ours, not of this door, or too old."""
    try:
        door, seed = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if door != slug:
        return None
    secret = salted_hmac("fener.door.code", b"", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return code_from(secret, str(seed).encode())
