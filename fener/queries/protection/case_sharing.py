"""Who was given what on which basis, and what became of it: the lines of a case's page on sharing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fener.queries.protection.case_page import SharingPage
from fener.queries.protection.sealed import unseal
from fener.records.protection.models import Consent, Disclosure, LegalGround, ProtectionCase, ReferralRequest
from fener.terms.errors import UnknownTerm
from fener.terms.protection import RecallState, ReferralState, next_referral_states


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent and how it stands: live, over or withdrawn."""

    consent: Consent
    standing: str
    notes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GroundLine:
    """A legal ground and how it stands: waits, refused, live or over."""

    ground: LegalGround
    standing: str


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """What was given: its basis (key of a consent or ground), and what the holder answered to a recall."""

    disclosure: Disclosure
    basis: str
    receipt: str


@dataclass(frozen=True, slots=True)
class SaidStep:
    """One move of a referral and what was said with it."""

    to_state: str
    at: datetime
    by: str
    heard_through: str
    said: str


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A referral, its moves, and whether its clock has run out."""

    referral: ReferralRequest
    steps: tuple[SaidStep, ...]
    due: datetime | None
    is_late: bool
    may_be_answered: bool

    @property
    def whom(self) -> str:
        """Who was asked."""
        return str(self.referral.provider or self.referral.to_member or "")


@dataclass(frozen=True, slots=True)
class SharingLines:
    """The four lists, newest first."""

    consents: tuple[ConsentLine, ...]
    grounds: tuple[GroundLine, ...]
    disclosures: tuple[DisclosureLine, ...]
    referrals: tuple[ReferralLine, ...]

    @property
    def recalled(self) -> tuple[DisclosureLine, ...]:
        """What was asked back."""
        return tuple(line for line in self.disclosures if line.disclosure.recall != RecallState.NONE)


def sharing_lines(case_file: ProtectionCase, sharing: SharingPage, now: datetime) -> SharingLines:
    """The lines; for members who may read the case's protected data."""
    return SharingLines(
        consents=tuple(_consent(case_file, row, now) for row in sharing.consents),
        grounds=tuple(GroundLine(row, _standing_of_ground(row, now)) for row in sharing.grounds),
        disclosures=tuple(_disclosure(case_file, row) for row in sharing.disclosures),
        referrals=tuple(_referral(case_file, row, now) for row in sharing.referrals),
    )


def _consent(case_file: ProtectionCase, row: Consent, now: datetime) -> ConsentLine:
    standing = "withdrawn" if row.withdrawn_at else "live" if now < row.valid_until else "over"
    return ConsentLine(row, standing, unseal(case_file.record_key, row))


def _standing_of_ground(row: LegalGround, now: datetime) -> str:
    if row.refused_at:
        return "refused"
    if row.approved_at is None or row.valid_until is None:
        return "waits"
    return "live" if now < row.valid_until else "over"


def _disclosure(case_file: ProtectionCase, row: Disclosure) -> DisclosureLine:
    basis = row.consent.key if row.consent else row.ground.key if row.ground else ""
    receipt = unseal(case_file.record_key, row, bytes(row.sealed_receipt)) if row.sealed_receipt else {}
    return DisclosureLine(row, basis, str(receipt.get("said", "")))


def _referral(case_file: ProtectionCase, row: ReferralRequest, now: datetime) -> ReferralLine:
    steps = tuple(
        SaidStep(
            step.to_state,
            step.at,
            str(step.by or "The clock"),
            step.heard_through,
            str(unseal(case_file.record_key, step).get("said", "")),
        )
        for step in row.steps.select_related("by")
    )
    state = ReferralState(row.state)
    due = row.respond_by if state is ReferralState.ASKED else row.do_by if state is ReferralState.ACCEPTED else None
    runs = bool(next_referral_states(row.state))
    return ReferralLine(row, steps, due, due is not None and due < now, runs)


@dataclass(frozen=True, slots=True)
class WithdrawalEffect:
    """What a withdrawal would do now: how many referrals stop, who would be asked to destroy."""

    consent: Consent
    stops: int
    holders: tuple[str, ...]


def withdrawal_effect(case_file: ProtectionCase, consent_id: int) -> WithdrawalEffect:
    """Told before it is done. UnknownTerm FEN-2776 where the case has no such consent."""
    consent = case_file.consents.select_related("recipient").filter(pk=consent_id).first()
    if consent is None:
        raise UnknownTerm(
            "there is no such consent in this case", remedy="Choose one from its list.", number="FEN-2776"
        )
    given = consent.disclosures.select_related("recipient")
    running = ReferralRequest.objects.filter(
        disclosure__consent=consent, state__in=[ReferralState.ASKED, ReferralState.ACCEPTED]
    )
    held = given.filter(recall=RecallState.NONE)
    return WithdrawalEffect(consent, running.count(), tuple(str(row.recipient) for row in held))


@dataclass(frozen=True, slots=True)
class ErasureEffect:
    """What erasing would do now: referrals that end, and recipients who would be asked to destroy."""

    stops: int
    holders: tuple[str, ...]


def erasure_effect(case_file: ProtectionCase) -> ErasureEffect:
    """Told before it is done."""
    running = case_file.referrals.filter(state__in=[ReferralState.ASKED, ReferralState.ACCEPTED]).count()
    held = case_file.disclosures.filter(recall=RecallState.NONE).select_related("recipient")
    return ErasureEffect(running, tuple(dict.fromkeys(str(row.recipient) for row in held)))
