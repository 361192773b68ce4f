"""Add to a report that lies at the door, with its receipt code. No ``record_audit()``: see ``receive_door_report``."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError
from django.utils import timezone

from fener.queries.protection.door import door_taking
from fener.records.protection.door import DoorLetter, DoorReport
from fener.safeguards.door import MOST_LETTERS
from fener.terms.door import SealedArrival
from fener.terms.errors import StateRefused, UnknownTerm


def add_to_door_report(slug: str, arrival: SealedArrival) -> int:
    """The id of the report it was added to; the same content again changes nothing.

    Its time begins anew. Longer first, letter after: a process killed in between keeps a report longer, it loses nothing.
    UnknownTerm FEN-2738 where no report has this way in, StateRefused FEN-2739 where more was added than anybody writes.
    """
    door = door_taking(slug, arrival)
    today = timezone.localdate()
    row = DoorReport.objects.filter(door=door, locator=arrival.locator).only("pk", "mark").first()
    if row is None:
        raise _gone()
    if row.mark == arrival.mark:
        return row.pk
    if row.letters.count() >= MOST_LETTERS:
        raise StateRefused("much was added already", remedy="Write a new report.", number="FEN-2739")
    DoorReport.objects.filter(pk=row.pk).update(keep_until=today + timedelta(days=door.keep_days))
    letter = DoorLetter(
        report=row, is_answer=False, mark=arrival.mark, sealed=arrival.sealed, sealed_in=arrival.sealed_in,
        sealed_to=arrival.sealed_to, on=today,
    )  # fmt: skip
    try:
        DoorLetter.objects.bulk_create([letter], ignore_conflicts=True)
    except IntegrityError as erased:
        raise _gone() from erased
    return row.pk


def _gone() -> UnknownTerm:
    return UnknownTerm(
        "nothing lies here under this code", remedy="Compare it with what was written down.", number="FEN-2738"
    )
