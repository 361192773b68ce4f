"""Protection: access levels, states of a case, of a referral, of urgent help and of access to facilities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fener.terms.codelists import code_list


class _Labelled(StrEnum):
    @property
    def label(self) -> str:
        """The word a screen shows."""
        return self.value.replace("_", " ").capitalize()


class AccessLevel(_Labelled):
    """How closely a class of data is held; in rising order (DHIS2 Tracker's four levels, kept per data class)."""

    OPEN = "open"  # read by the organisation's caseworkers of the territory
    AUDITED = "audited"  # as open; every reading leaves an audit entry
    PROTECTED = "protected"  # read by the case's team; by others for a few hours with a reason, the approver told
    CLOSED = "closed"  # read by the case's team alone

    @property
    def rank(self) -> int:
        """0 for OPEN to 3 for CLOSED."""
        return list(AccessLevel).index(self)


class AgeBand(_Labelled):
    """Whether somebody is a child. Where age is in doubt the person is treated as one."""

    ADULT = "adult"
    CHILD = "child"
    PRESUMED_CHILD = "presumed_child"

    @property
    def is_child(self) -> bool:
        """Whether the safeguards for children apply."""
        return self is not AgeBand.ADULT


class RiskLevel(_Labelled):
    """How soon somebody must act."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for LOW to 3 for CRITICAL."""
        return list(RiskLevel).index(self)


class ProtectionState(_Labelled):
    """Of a ProtectionCase."""

    OPEN = "open"
    CLOSURE_ASKED = "closure_asked"
    CLOSED = "closed"
    DISPOSED = "disposed"


class ReferralKind(_Labelled):
    """One record for every way in which another takes part in a case."""

    REFERRAL = "referral"  # a provider is asked for a service; the case stays here
    TRANSFER = "transfer"  # another organisation is asked to take the case over
    REQUEST = "request"  # another organisation asks this one to hand the case over; carries no data of the person
    ASSIGNMENT = "assignment"  # a member of this organisation is asked to join the case's team

    @property
    def leaves_the_organisation(self) -> bool:
        """Whether data of the person go out with it."""
        return self in (ReferralKind.REFERRAL, ReferralKind.TRANSFER)


class ReferralState(_Labelled):
    """Of a ReferralRequest."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    LAPSED = "lapsed"  # nobody answered in time
    STOPPED = "stopped"  # consent was withdrawn, or the asker took it back

    @property
    def is_over(self) -> bool:
        """Nothing more happens to it."""
        return not _NEXT_REFERRAL[self]


_R = ReferralState
_NEXT_REFERRAL: Mapping[ReferralState, tuple[ReferralState, ...]] = {
    _R.ASKED: (_R.ACCEPTED, _R.DECLINED, _R.LAPSED, _R.STOPPED),
    _R.ACCEPTED: (_R.DONE, _R.DECLINED, _R.LAPSED, _R.STOPPED),
    _R.DECLINED: (),
    _R.DONE: (),
    _R.LAPSED: (),
    _R.STOPPED: (),
}


def next_referral_states(state: str) -> tuple[ReferralState, ...]:
    """What may follow; an unknown state leads nowhere."""
    return _NEXT_REFERRAL[ReferralState(state)] if state in list(ReferralState) else ()


class RecallState(_Labelled):
    """What became of data already given out, after the consent behind it was withdrawn."""

    NONE = "none"
    ASKED = "asked"  # the recipient was told to use it no more and to destroy it
    CONFIRMED = "confirmed"  # a disposal receipt came
    REFUSED = "refused"  # the recipient keeps it, and says on what ground


class UrgentState(_Labelled):
    """Of an UrgentRequest."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    AGREED = "agreed"  # both sides confirmed their roles in writing
    DELIVERED = "delivered"
    REFUSED = "refused"
    CALLED_OFF = "called_off"

    @property
    def is_over(self) -> bool:
        """Nothing more happens to it."""
        return self in (UrgentState.DELIVERED, UrgentState.REFUSED, UrgentState.CALLED_OFF)


class AccessRequestState(_Labelled):
    """Of a FacilityAccessRequest."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class PersonField:
    """One thing that may be known of a person: its data class decides who reads it and what consent it needs."""

    code: str
    label: str
    data_class: str
    kind: str


def person_field(code: str) -> PersonField:
    """The field of that code; UnknownTerm where there is none."""
    found = code_list("person_fields")[code]
    return PersonField(found.code, found.label, str(found.extra["data_class"]), str(found.extra["kind"]))


def data_classes_of(fields: frozenset[str] | tuple[str, ...] | list[str]) -> frozenset[str]:
    """Data classes that these person fields belong to."""
    return frozenset(person_field(code).data_class for code in fields)


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """What a person (or a child's guardian) agreed to, as the safeguards see it.

    ``subject`` is the case's key, ``recipient`` the provider's; ``given_by`` is "person" or "guardian".
    """

    subject: str
    purpose: str
    data_classes: frozenset[str]
    recipient: str
    given_by: str
    capacity: str
    interpretation: str
    given_at: datetime
    valid_until: datetime
    withdrawn_at: datetime | None = None

    def is_live(self, at: datetime) -> bool:
        """Given, not run out, not withdrawn."""
        return self.given_at <= at < self.valid_until and (self.withdrawn_at is None or at < self.withdrawn_at)


@dataclass(frozen=True, slots=True)
class GroundTerms:
    """A legal ground to disclose without consent. ``asked_by``/``approved_by`` are members' ids."""

    subject: str
    code: str
    purpose: str
    data_classes: frozenset[str]
    recipient: str
    asked_by: int
    approved_by: int | None
    approved_at: datetime | None
    valid_until: datetime | None

    def is_live(self, at: datetime) -> bool:
        """Approved and not run out."""
        if self.approved_at is None or self.valid_until is None:
            return False
        return self.approved_at <= at < self.valid_until


@dataclass(frozen=True, slots=True)
class PersonSituation:
    """What the safeguards must know about the person: never who it is."""

    age_band: AgeBand
    has_guardian: bool = False
    assessed_purposes: frozenset[str] = frozenset()  # purposes a live best-interests assessment covers


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would receive. ``kind`` is a provider_kinds code; keys tie units of one body together."""

    key: str
    kind: str
    organisation: str = ""
    territory: str = ""
    municipality: str = ""

    @property
    def is_authority(self) -> bool:
        """Whether it is an authority."""
        return bool(code_list("provider_kinds")[self.kind].extra.get("is_authority"))


@dataclass(frozen=True, slots=True)
class AllegedTie:
    """Where somebody works whom the person names as an offender: a provider, an organisation, or a kind of body somewhere."""

    provider: str = ""
    organisation: str = ""
    kind: str = ""
    territory: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureWish:
    """Who wants to give which classes of data to whom, what for, and when."""

    subject: str
    purpose: str
    data_classes: frozenset[str]
    recipient: Recipient
    at: datetime
    near_tie_accepted: bool = False  # a caseworker weighed a possible, not a certain, conflict of interest
