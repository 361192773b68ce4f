"""The safe door's bounds: what may come in at once. Generous for a person, narrow for a machine."""

from __future__ import annotations

import re

from fener.safeguards.decision import Decision, allow, deny

MOST_SIGNS = 20_000  # of the message; other fields a twentieth
MOST_FILES = 5
LARGEST_FILE = 10_000_000
LARGEST_SEALED = 30_000_000
MOST_LETTERS = 200  # added to one report
_WAY_IN = re.compile(r"[0-9a-f]{64}")
_HEADER = b"age-encryption.org/v1\n-> X25519 "


def may_come_in(*, sealed: bytes, way_in: str, mark: str) -> Decision:
    """Whether something sealed elsewhere has the shape of a sealed letter; what is in it nobody here can look at."""
    if not sealed.startswith(_HEADER):
        return deny("it is not sealed with age to an X25519 key")
    if len(sealed) > LARGEST_SEALED:
        return deny("it is larger than the door takes")
    if not _WAY_IN.fullmatch(way_in) or not _WAY_IN.fullmatch(mark):
        return deny("its way in or its mark is not 64 hex digits")
    return allow("it is sealed, small enough, and can be found again")
