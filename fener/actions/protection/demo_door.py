"""An invented door for trying the desk out, with its private key beside it: for practice only.

A real door's private half never lies on the desk's machine; here it does, so that somebody who tries Fener can open what they sent.
"""

from __future__ import annotations

import os
from pathlib import Path

from fener.actions.protection.open_safe_door import open_safe_door
from fener.actions.protection.receive_door_report import receive_door_report, seal_on_arrival
from fener.gateways.vault import make_identity
from fener.gateways.vault.door_container import DoorContent
from fener.gateways.vault.receipt_codes import new_code, receipt_keys, recipient_of
from fener.queries.protection.door import door_at, own_door
from fener.records.base.models import Member

SLUG = "demo"
_WARNING = (
    "# DEMO ONLY. The private key of an invented safe door. Whoever reads this file opens everything sent through it.\n"
    "# A real door's private half is made in a caseworker's browser and never lies on the machine of the desk.\n"
)


def ensure_demo_door(caseworker: Member, keep_in: Path) -> bool:
    """Whether it was made now. ``keep_in`` holds the demo's private key; for a demo member with an organisation only."""
    if not caseworker.is_demo or caseworker.organisation is None or own_door(caseworker) is not None or door_at(SLUG):
        return False
    identity = _identity(keep_in)
    title = f"{caseworker.organisation} (demo)"
    open_safe_door(caseworker, slug=SLUG, title=title, recipient=recipient_of(identity), is_invented=True)
    door = door_at(SLUG)
    assert door is not None
    keys = receipt_keys(new_code())
    words = {
        "kind": "report",
        "message": "Invented for the demo: two men near the station took our telephones.",
        "language": "en",
    }
    receive_door_report(SLUG, seal_on_arrival(door, keys, DoorContent(words), mark=keys.mark(b"demo"), language="en"))
    return True


def _identity(path: Path) -> str:
    """The demo's private half, made once; readable by its owner only."""
    if path.exists():
        return path.read_text(encoding="utf-8").splitlines()[-1].strip()
    identity = make_identity()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(f"{_WARNING}# public key: {recipient_of(identity)}\n{identity}\n")
    return identity
