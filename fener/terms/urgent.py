"""Urgent requests and access to facilities: the two sides, how an answer was heard, and which state may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fener.terms.protection import AccessRequestState, UrgentState


class _Labelled(StrEnum):
    @property
    def label(self) -> str:
        """The word a screen shows."""
        return self.value.replace("_", " ").capitalize()


class UrgentSide(_Labelled):
    """Who stands where in an urgent request."""

    ASKER = "asker"
    HELPER = "helper"

    @property
    def other(self) -> UrgentSide:
        """The side across."""
        return UrgentSide.HELPER if self is UrgentSide.ASKER else UrgentSide.ASKER


class HeardThrough(_Labelled):
    """How what one side says came to the desk. Only DESK is that side's own hand."""

    DESK = "desk"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"


class UrgentStepKind(_Labelled):
    """What happened in an urgent request."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    ROLE_CONFIRMED = "role_confirmed"
    MESSAGE = "message"
    ESCALATED = "escalated"
    CHAIN_ENDED = "chain_ended"  # the clock passed and there is no further office to call
    DELIVERED = "delivered"
    REFUSED = "refused"
    CALLED_OFF = "called_off"

    @property
    def is_last(self) -> bool:
        """Whether nothing follows it."""
        return self in (UrgentStepKind.DELIVERED, UrgentStepKind.REFUSED, UrgentStepKind.CALLED_OFF)


_U = UrgentState
# Help that came before its paper is still help: it may be delivered from every living state.
_NEXT_URGENT: Mapping[UrgentState, tuple[UrgentState, ...]] = {
    _U.ASKED: (_U.ACKNOWLEDGED, _U.DELIVERED, _U.REFUSED, _U.CALLED_OFF),
    _U.ACKNOWLEDGED: (_U.AGREED, _U.DELIVERED, _U.REFUSED, _U.CALLED_OFF),
    _U.AGREED: (_U.DELIVERED, _U.REFUSED, _U.CALLED_OFF),
    _U.DELIVERED: (),
    _U.REFUSED: (),
    _U.CALLED_OFF: (),
}
LIVING_URGENT_STATES = tuple(state for state in UrgentState if not state.is_over)


def next_urgent_states(state: str) -> tuple[UrgentState, ...]:
    """What may follow; an unknown state leads nowhere."""
    return _NEXT_URGENT[UrgentState(state)] if state in list(UrgentState) else ()


_A = AccessRequestState
# An answer after the clock is still an answer; that it came late stays to be seen.
_NEXT_ACCESS: Mapping[AccessRequestState, tuple[AccessRequestState, ...]] = {
    _A.ASKED: (_A.GRANTED, _A.REFUSED, _A.UNANSWERED, _A.CALLED_OFF),
    _A.UNANSWERED: (_A.GRANTED, _A.REFUSED, _A.CALLED_OFF),
    _A.GRANTED: (),
    _A.REFUSED: (),
    _A.CALLED_OFF: (),
}


def next_access_states(state: str) -> tuple[AccessRequestState, ...]:
    """What may follow; an unknown state leads nowhere."""
    return _NEXT_ACCESS[AccessRequestState(state)] if state in list(AccessRequestState) else ()


@dataclass(frozen=True, slots=True)
class UrgentWish:
    """What help is asked for. ``case_key`` and ``fields`` (person_fields) only with a consent or a legal ground.

    ``needed_by`` None: the shortest time of the kinds asked for. ``looked_at``: the asker read the marked words again and they
    identify nobody. ``callback`` is an office's number, never a person's own.
    """

    provider: str
    help_kinds: tuple[str, ...]
    situation: str
    whereabouts: str = ""
    callback: str = ""
    persons: int = 1
    children: int = 0
    needed_by: datetime | None = None
    case_key: str = ""
    purpose: str = "emergency_help"
    fields: tuple[str, ...] = ()
    near_tie_accepted: bool = False
    looked_at: bool = False


@dataclass(frozen=True, slots=True)
class AccessWish:
    """Asking to see people in a centre: which, what for, by how many, when; answered until the end of ``answer_on``."""

    facility: str
    facility_kind: str
    authority: str
    purposes: tuple[str, ...]
    first_day: date
    last_day: date
    answer_on: date
    place: str = ""
    visitors: int = 1


@dataclass(frozen=True, slots=True)
class AccessAnswer:
    """Yes with conditions (access_conditions) or no with a reason (access_refusal_reasons)."""

    granted: bool
    conditions: tuple[str, ...] = ()
    refusal_reason: str = ""
    text: str = ""
    heard_through: HeardThrough = HeardThrough.DESK
