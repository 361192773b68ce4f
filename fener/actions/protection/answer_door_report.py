"""Answer somebody who came to the door: sealed to the key that only their receipt code opens, and to the
organisation's own, so that a colleague can read later what was answered."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from fener.gateways.vault.door_container import DoorContent, pack, sealed_to_all
from fener.queries.protection.door import door_report
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.door import DoorLetter
from fener.safeguards.door import MOST_SIGNS, may_come_in
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnreadableMaterial


def answer_door_report(actor: Member, key: str, *, sealed: bytes = b"", words: str = "") -> int:
    """Keep an answer; the number of its letter. ``sealed`` in the caseworker's browser, else ``words`` are sealed here at once.

    UnreadableMaterial FEN-2740 where there is neither, or nothing an age key could open.
    """
    may_take_step(actor.role, "read_safe_door").enforce()
    report = door_report(actor, key)
    sealed_in = "browser" if sealed else "arrival"
    if not sealed and words.strip():
        container = pack(DoorContent({"message": words.strip()[:MOST_SIGNS]}))
        sealed = sealed_to_all(container, report.answer_recipient, report.door.recipient)
    mark = hashlib.sha256(sealed).hexdigest()
    if not may_come_in(sealed=sealed, way_in=mark, mark=mark).allowed:
        raise UnreadableMaterial("there is no answer to keep", remedy="Write a few words.", number="FEN-2740")
    with transaction.atomic():
        letter = DoorLetter.objects.create(
            report=report, is_answer=True, mark=mark, sealed=sealed, sealed_in=sealed_in,
            sealed_to=report.answer_recipient, on=timezone.localdate(), by=actor,
        )  # fmt: skip
        record_audit(
            "answer_door_report", actor=actor, subject=("DoorReport", report.key), details={"sealed_in": sealed_in}
        )
    return letter.pk
