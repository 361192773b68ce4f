"""The safe door: what the public page needs, what a receipt code finds, and what the organisation's caseworkers see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from fener.gateways.vault.receipt_codes import is_recipient
from fener.records.base.models import Member, Organisation
from fener.records.protection.door import DoorLetter, DoorReport, SafeDoor
from fener.safeguards.door import may_come_in
from fener.safeguards.roles import may_take_step
from fener.terms.door import SealedArrival
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.keys import number_of_key


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """What the public page shows of a door."""

    slug: str
    title: str
    recipient: str
    earlier_recipients: tuple[str, ...]
    emergency_number: str
    is_open: bool
    is_invented: bool

    def takes(self, recipient: str) -> bool:
        """Whether something sealed to this key may still come in: the page was open while the key changed."""
        return recipient == self.recipient or recipient in self.earlier_recipients


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """An answer as it lies here; only the receipt code opens it."""

    on: date
    sealed: bytes


@dataclass(frozen=True, slots=True)
class FoundReport:
    """What a way in finds."""

    report_id: int
    answers: tuple[SealedAnswer, ...]


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """One sealed thing of a report, for the organisation: ``number`` 0 is the report itself, else the letter's own number."""

    number: int
    on: date
    is_answer: bool
    sealed_in: str
    sealed_to: str
    size: int
    by: str = ""


def all_doors() -> tuple[DoorFacts, ...]:
    """Doors that are open, by title."""
    return tuple(_facts(row) for row in SafeDoor.objects.filter(closed_at__isnull=True).order_by("title"))


def door_at(slug: str) -> DoorFacts | None:
    """The door of that address, open or closed."""
    row = SafeDoor.objects.filter(slug=slug).first()
    return _facts(row) if row else None


def _facts(row: SafeDoor) -> DoorFacts:
    earlier = tuple(str(one["recipient"]) for one in row.earlier_recipients)
    is_open = row.closed_at is None
    return DoorFacts(row.slug, row.title, row.recipient, earlier, row.emergency_number, is_open, row.is_invented)


def report_behind(slug: str, locator: str) -> FoundReport | None:
    """The report of that door and locator with its answers, oldest first; None where there is none (any more)."""
    row = DoorReport.objects.filter(door__slug=slug, locator=locator).only("pk").first()
    if row is None:
        return None
    letters = DoorLetter.objects.filter(report=row, is_answer=True)
    return FoundReport(row.pk, tuple(SealedAnswer(one.on, bytes(one.sealed)) for one in letters))


def door_taking(slug: str, arrival: SealedArrival) -> SafeDoor:
    """The door, where it is open and the arrival has the right shape.

    UnknownTerm FEN-2733 for no door, StateRefused FEN-2732 for a closed one, UnreadableMaterial FEN-2734 for something odd.
    """
    door = SafeDoor.objects.filter(slug=slug).first()
    if door is None:
        raise UnknownTerm("there is no such door", remedy="Look at the address.", number="FEN-2733")
    if door.closed_at is not None:
        raise StateRefused("this door is closed", remedy="Try another organisation.", number="FEN-2732")
    shape = may_come_in(sealed=arrival.sealed, way_in=arrival.way_in, mark=arrival.mark)
    if not shape.allowed or not _facts(door).takes(arrival.sealed_to) or not is_recipient(arrival.answer_recipient):
        raise UnreadableMaterial(
            "what came is not sealed as this door needs it",
            remedy="Open the page again and send once more.",
            number="FEN-2734",
        )
    return door


def own_door(member: Member) -> SafeDoor | None:
    """The door of the member's organisation; an administrator's organisation has one as well, if it opened it."""
    may_take_step(member.role, "open_safe_door").enforce()
    return SafeDoor.objects.filter(organisation=member.organisation_id).first() if member.organisation_id else None


def door_reports(member: Member) -> QuerySet[DoorReport]:
    """Reports of the organisation's door, newest first, without what is sealed; ``letters_added`` and ``answers_given`` counted."""
    counted = _reports(member).defer("sealed").select_related("taken_by", "door")
    return counted.annotate(
        letters_added=Count("letters", filter=Q(letters__is_answer=False)),
        answers_given=Count("letters", filter=Q(letters__is_answer=True)),
    ).order_by("-pk")


def door_report(member: Member, key: str) -> DoorReport:
    """One of them by its key. UnknownTerm FEN-2730 where there is none that the member may read."""
    found = _reports(member).filter(pk=number_of_key(key, "SD")).select_related("taken_by", "door").first()
    if found is None:
        raise UnknownTerm(
            f"there is no report {key[:20]}",
            remedy="It may have been erased by the person, or its time was over.",
            number="FEN-2730",
        )
    return found


def letters_of(report: DoorReport) -> Sequence[SealedLetter]:
    """The report and everything added to it, in the order they came."""
    first = SealedLetter(0, report.came_on, False, report.sealed_in, report.sealed_to, len(report.sealed))
    rows = DoorLetter.objects.filter(report=report).select_related("by")
    return [first, *(_letter(row) for row in rows)]


def _letter(row: DoorLetter) -> SealedLetter:
    by = str(row.by) if row.by else ""
    return SealedLetter(row.pk, row.on, row.is_answer, row.sealed_in, row.sealed_to, len(row.sealed), by)


def sealed_content(report: DoorReport, number: int) -> bytes:
    """The age file of the report (number 0) or of one letter. UnknownTerm FEN-2730 where there is none."""
    if number == 0:
        return bytes(report.sealed)
    row = DoorLetter.objects.filter(report=report, pk=number).first()
    if row is None:
        raise UnknownTerm("there is no such letter", remedy="Open the report again.", number="FEN-2730")
    return bytes(row.sealed)


def organisation_of(member: Member) -> Organisation:
    """The organisation whose door it is. NotAllowed FEN-2731 for a member of none."""
    if member.organisation is None:
        raise NotAllowed("you belong to no organisation", remedy="Ask the administrator.", number="FEN-2731")
    return member.organisation


def _reports(member: Member) -> QuerySet[DoorReport]:
    may_take_step(member.role, "read_safe_door").enforce()
    return DoorReport.objects.filter(door__organisation=organisation_of(member))
