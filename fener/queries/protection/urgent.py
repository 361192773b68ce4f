"""Urgent requests: which a member may know of, on which side the member stands, and what the page of one shows.

Seen by the members of the asking organisation and of the organisation asked who may take the step, and by nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from fener.queries.protection.cases import cases_for
from fener.queries.protection.providers import contacts_of
from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.models import RoleConfirmation, UrgentRequest, UrgentStep
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import UnknownTerm
from fener.terms.keys import number_of_key
from fener.terms.protection import RecallState, UrgentState, person_field
from fener.terms.providers import ContactEntry
from fener.terms.urgent import LIVING_URGENT_STATES, HeardThrough, UrgentSide, UrgentStepKind, next_urgent_states

VIEWS = ("open", "asked_of_us", "asked_by_us", "over")


@dataclass(frozen=True, slots=True)
class UrgentLine:
    """One request in a list. ``late`` says which clock passed; empty where none did."""

    urgent: UrgentRequest
    side: UrgentSide
    kinds: tuple[str, ...]
    late: str

    @property
    def state(self) -> UrgentState:
        """Where it stands."""
        return UrgentState(self.urgent.state)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as the page shows it, oldest first. ``who``: a member, or what did it."""

    kind: UrgentStepKind
    side: str
    at: datetime
    who: str
    heard_through: HeardThrough
    text: str
    office: str


@dataclass(frozen=True, slots=True)
class RoleLine:
    """What one side takes on; ``kinds`` empty where it has not said yet."""

    side: UrgentSide
    organisation: str
    kinds: tuple[str, ...]
    text: str
    at: datetime | None
    who: str


@dataclass(frozen=True, slots=True)
class UrgentPage:
    """Everything the page of one request shows. ``person`` (label, value): what was disclosed, while it may be held."""

    line: UrgentLine
    situation: str
    whereabouts: str
    callback: str
    roles: tuple[RoleLine, ...]
    steps: tuple[StepLine, ...]
    contacts: tuple[tuple[int, ContactEntry], ...]
    person: tuple[tuple[str, str], ...]
    is_recalled: bool
    case_key: str
    may_become: tuple[UrgentState, ...]
    helper_uses_desk: bool


def urgent_for(member: Member) -> QuerySet[UrgentRequest]:
    """Requests the member may know of, newest first."""
    rows = UrgentRequest.objects.select_related(
        "from_organisation", "to_provider", "to_organisation", "record_key", "asked_by"
    )
    home = member.organisation_id
    if home is None or not may_take_step(member.role, "ask_urgent_help").allowed:
        return rows.none()
    return rows.filter(Q(from_organisation_id=home) | Q(to_organisation_id=home))


def urgent_request(member: Member, name: str | int) -> UrgentRequest:
    """The request of that key (``UR-8`` or 8). UnknownTerm FEN-2822 where there is none the member may know of."""
    found = urgent_for(member).filter(pk=number_of_key(name, "UR")).first()
    if found is None:
        raise UnknownTerm(
            f"there is no urgent request “{str(name)[:20]}” that you may open",
            remedy="Choose one from your list.",
            number="FEN-2822",
        )
    return found


def side_of(member: Member, urgent: UrgentRequest) -> UrgentSide:
    """On which side the member stands; for requests that :func:`urgent_for` gave."""
    return UrgentSide.ASKER if member.organisation_id == urgent.from_organisation_id else UrgentSide.HELPER


def urgent_lines(member: Member, view: str = "open") -> list[UrgentLine]:
    """Requests of one view (``VIEWS``), what is late first."""
    rows = urgent_for(member)
    living = Q(state__in=LIVING_URGENT_STATES)
    if view == "over":
        rows = rows.exclude(living)
    else:
        rows = rows.filter(living)
    if view == "asked_of_us":
        rows = rows.filter(to_organisation_id=member.organisation_id)
    elif view == "asked_by_us":
        rows = rows.filter(from_organisation_id=member.organisation_id)
    lines = [_line(member, row) for row in rows[:500]]
    return sorted(lines, key=lambda line: not line.late)


def overdue_count(member: Member) -> int:
    """How many living requests of the member's have a clock that passed."""
    return sum(bool(line.late) for line in urgent_lines(member))


def urgent_page(member: Member, name: str | int) -> UrgentPage:
    """The page of one request. Opening one that carries data of a person goes through ``actions.protection.open_urgent``."""
    row = urgent_request(member, name)
    line = _line(member, row)
    held = unseal(row.record_key, row)
    return UrgentPage(
        line=line,
        situation=str(held.get("situation", "")),
        whereabouts=str(held.get("whereabouts", "")),
        callback=str(held.get("callback", "")),
        roles=_roles(row),
        steps=tuple(_step(row, step) for step in row.steps.select_related("by")),
        contacts=tuple(enumerate(contacts_of(row.to_provider), 1)),
        person=_person(row, line.side),
        is_recalled=row.disclosure is not None and row.disclosure.recall != RecallState.NONE,
        case_key=_case_key(member, row),
        may_become=next_urgent_states(row.state),
        helper_uses_desk=row.to_organisation_id is not None,
    )


def _person(row: UrgentRequest, side: UrgentSide) -> tuple[tuple[str, str], ...]:
    """What was disclosed; nothing once it was recalled, or no help comes of it. The helper reads values; the asking side
    only what was given."""
    given = row.disclosure
    if given is None or given.recall != RecallState.NONE or row.state in (UrgentState.REFUSED, UrgentState.CALLED_OFF):
        return ()
    if side is UrgentSide.ASKER:
        return tuple((person_field(code).label, "") for code in given.fields)
    values = unseal(given.case_file.record_key, given)
    return tuple((person_field(code).label, _plain(value)) for code, value in values.items())


def _case_key(member: Member, row: UrgentRequest) -> str:
    if row.case_file_id is None or side_of(member, row) is UrgentSide.HELPER:
        return ""
    found = cases_for(member).filter(pk=row.case_file_id).first()
    return found.key if found else ""


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _line(member: Member, row: UrgentRequest) -> UrgentLine:
    kinds = tuple(code_list("urgent_help_kinds").label(code) for code in row.help_kinds)
    return UrgentLine(row, side_of(member, row), kinds, late_words(row, timezone.now()))


def late_words(row: UrgentRequest, now: datetime) -> str:
    """Which clock passed: nobody acknowledged in time, or help is not there in time."""
    if row.state not in LIVING_URGENT_STATES:
        return ""
    if now > row.needed_by:
        return "help is late"
    return "nobody has answered" if row.state == UrgentState.ASKED and now > row.acknowledge_by else ""


def _roles(row: UrgentRequest) -> tuple[RoleLine, ...]:
    said = {one.side: one for one in row.roles.select_related("by")}
    names = {UrgentSide.ASKER: str(row.from_organisation.name), UrgentSide.HELPER: str(row.to_provider.name)}
    return tuple(_role(row, side, names[side], said.get(side.value)) for side in UrgentSide)


def _role(row: UrgentRequest, side: UrgentSide, name: str, said: RoleConfirmation | None) -> RoleLine:
    if said is None:
        return RoleLine(side, name, (), "", None, "")
    labels = tuple(code_list("role_kinds").label(code) for code in said.role_kinds)
    text = str(unseal(row.record_key, said).get("text", ""))
    return RoleLine(side, name, labels, text, said.at, str(said.by))


def _step(row: UrgentRequest, step: UrgentStep) -> StepLine:
    held = unseal(row.record_key, step)
    return StepLine(
        kind=UrgentStepKind(step.kind),
        side=step.side,
        at=step.at,
        who=str(step.by) if step.by else "The clock",
        heard_through=HeardThrough(step.heard_through),
        text=str(held.get("text", "")),
        office=str(held.get("office", "")),
    )


def pending_steps(now: datetime, claimed_before: datetime, *, only: int | None = None) -> Sequence[int]:
    """Ids of steps (or of the one asked about) whose mail has not gone: never taken up, or so long ago that the taker is gone."""
    free = Q(mail_claimed_at__isnull=True) | Q(mail_claimed_at__lt=claimed_before) | Q(mail_claimed_at__gt=now)
    rows = UrgentStep.objects.filter(free, wants_mail=True, told_by_mail_at__isnull=True)
    if only is not None:
        rows = rows.filter(pk=only)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:500])


def due_for_escalation(now: datetime) -> Sequence[int]:
    """Ids of living requests whose clock has passed, oldest first."""
    rows = UrgentRequest.objects.filter(state__in=LIVING_URGENT_STATES, next_escalation_at__lte=now)
    return list(rows.order_by("next_escalation_at", "pk").values_list("pk", flat=True))
