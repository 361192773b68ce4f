"""Receive a report through the safe door.

The report is one row, written by one statement: it is there whole or not at all, and its row is the only trace of its coming.
No audit entry is made here, on purpose: an entry carries the instant to the microsecond, and the instant at which somebody asked
for help is a fact about that person. What the chain hears of the door it hears once a day (see ``tell_of_door_days``). That is
why no ``record_audit()`` stands in this file, in ``add_to_door_report`` and in ``erase_door_report``.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from fener.actions.protection.add_to_door_report import add_to_door_report
from fener.gateways.vault import Seal
from fener.gateways.vault.door_container import DoorContent, pack
from fener.gateways.vault.receipt_codes import ReceiptKeys
from fener.queries.protection.door import DoorFacts, door_taking
from fener.records.protection.door import DoorReport
from fener.terms.door import SealedArrival


def seal_on_arrival(
    door: DoorFacts, keys: ReceiptKeys, content: DoorContent, *, mark: str, language: str
) -> SealedArrival:
    """Words and pictures in one container, sealed to the organisation; nothing is written anywhere yet."""
    sealed = Seal(recipient=door.recipient).seal(pack(content))
    return SealedArrival(keys.way_in.hex(), keys.recipient, mark, sealed, "arrival", door.recipient, language)


def receive_door_report(slug: str, arrival: SealedArrival) -> int:
    """The id of the report that now lies here.

    The same code with the same content again (a form sent twice, a connection that broke before the answer came) changes nothing;
    the same code with other content is an addition, so that nothing written after going back in the browser is lost.
    UnknownTerm FEN-2733 for no door, StateRefused FEN-2732 for a closed one, UnreadableMaterial FEN-2734 for something odd.
    """
    door = door_taking(slug, arrival)
    today = timezone.localdate()
    row = DoorReport(
        door=door, locator=arrival.locator, answer_recipient=arrival.answer_recipient, mark=arrival.mark,
        language=arrival.language, sealed=arrival.sealed, sealed_in=arrival.sealed_in, sealed_to=arrival.sealed_to,
        came_on=today, keep_until=today + timedelta(days=door.keep_days),
    )  # fmt: skip
    DoorReport.objects.bulk_create([row], ignore_conflicts=True)
    there = DoorReport.objects.only("pk", "mark").get(door=door, locator=arrival.locator)
    if there.mark != arrival.mark:
        add_to_door_report(slug, arrival)
    return there.pk
