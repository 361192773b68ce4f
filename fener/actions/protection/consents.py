"""Record a consent, withdraw it, and hear from those who hold what was given out on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from fener.actions.follow_up import queue_job
from fener.actions.protection.holding import held_case, record_audit_on, text_given
from fener.queries.protection.cases import recipient_of, situation_of
from fener.queries.protection.sealed import seal_for
from fener.records.base.models import Member
from fener.records.protection.models import (
    Consent,
    Disclosure,
    ProtectionCase,
    ReferralRequest,
    ReferralStep,
    ServiceProvider,
)
from fener.safeguards.consent import may_be_consent, may_serve_purpose
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm
from fener.terms.protection import ConsentTerms, DisclosureWish, RecallState, ReferralState


def record_consent(
    actor: Member,
    name: str | int,
    *,
    purpose: str,
    data_classes: Sequence[str],
    recipient: ServiceProvider,
    given_by: str,
    capacity: str,
    interpretation: str,
    language: str,
    valid_until: datetime,
    manner: str = "spoken",
    notes: dict[str, str] | None = None,
) -> Consent:
    """What the person or the guardian agreed to. ``notes``: guardian, interpreter, explained (sealed).

    NotAllowed FEN-2773 where what is described would be no consent: nobody able to give it, not understood, more than needed.
    """
    at = timezone.now()
    with transaction.atomic():
        case_file = held_case(actor, name)
        terms = ConsentTerms(
            subject=case_file.key,
            purpose=purpose,
            data_classes=frozenset(data_classes),
            recipient=recipient.key,
            given_by=given_by,
            capacity=capacity,
            interpretation=interpretation,
            given_at=at,
            valid_until=valid_until,
        )
        _must_be_sound(case_file, terms, recipient)
        consent = Consent.objects.create(
            case_file=case_file,
            purpose=purpose,
            data_classes=sorted(terms.data_classes),
            recipient=recipient,
            given_by=given_by,
            capacity=capacity,
            interpretation=interpretation,
            language=language[:12],
            manner=manner,
            given_at=at,
            valid_until=valid_until,
            recorded_by=actor,
            sealed=seal_for(case_file.record_key, Consent, notes or {}),
        )
        record_audit_on(actor, "record_consent", case_file, consent=consent.key)
    return consent


def _must_be_sound(case_file: ProtectionCase, terms: ConsentTerms, recipient: ServiceProvider) -> None:
    wish = DisclosureWish(
        case_file.key,
        terms.purpose,
        terms.data_classes,
        recipient_of(recipient),
        terms.given_at,
        near_tie_accepted=True,
    )
    situation = situation_of(case_file)
    reasons = [
        reason
        for decision in (may_be_consent(terms), may_serve_purpose(wish))
        if not decision.allowed
        for reason in decision.reasons
    ]
    if situation.age_band.is_child and (terms.given_by != "guardian" or not situation.has_guardian):
        reasons.append("for a child the guardian consents; without a guardian ask for a legal ground")
    if not situation.age_band.is_child and terms.given_by != "person":
        reasons.append("an adult consents in person")
    if reasons:
        raise NotAllowed("; ".join(reasons), remedy="Correct what is recorded, or do not record it.", number="FEN-2773")


def withdraw_consent(actor: Member, name: str | int, consent_id: int, *, way: str, said: str = "") -> Consent:
    """From now on nothing rests on it: pending referrals stop, and everybody who received is asked to destroy and confirm.

    One transaction; letters go out after it, and again by ``fener protection clocks`` until each has left. Twice changes nothing.
    """
    code_list("withdrawal_ways")[way]
    with transaction.atomic():
        case_file = held_case(actor, name, also_closed=True)
        consent = _consent_of(case_file, consent_id)
        if consent.withdrawn_at is None:
            consent.withdrawn_at = timezone.now()
            consent.withdrawal_way = way
            consent.withdrawal_recorded_by = actor
            consent.save(update_fields=["withdrawn_at", "withdrawal_way", "withdrawal_recorded_by"])
            stopped = [stop(case_file, referral, actor, said) for referral in _pending(consent)]
            recalled = recall(consent.disclosures.all())
            record_audit_on(
                actor, "withdraw_consent", case_file, consent=consent.key, stopped=len(stopped), recalled=recalled
            )
    return consent


def end_expired_consents(now: datetime | None = None) -> int:
    """Consents that ran out: what is pending on them stops, and what was given is recalled. Safe to run twice, or at once."""
    at = now or timezone.now()
    held = Q(disclosures__recall=RecallState.NONE) & Q(valid_until__lte=at)
    over = Consent.objects.filter(held).distinct()
    return sum(_end(pk, case_id) for pk, case_id in over.values_list("pk", "case_file_id"))


def _end(pk: int, case_id: int) -> bool:
    with transaction.atomic():
        rows = ProtectionCase.objects.unscoped("the clock takes its turn").select_for_update()
        case_file = rows.select_related("record_key").get(pk=case_id)
        consent = Consent.objects.filter(pk=pk).first()
        if consent is None or not consent.disclosures.filter(recall=RecallState.NONE).exists():
            return False
        stopped = [stop(case_file, referral, None) for referral in _pending(consent)]
        recalled = recall(consent.disclosures.all())
        record_audit_on(None, "end_consent", case_file, consent=consent.key, stopped=len(stopped), recalled=recalled)
    return True


def stop(case_file: ProtectionCase, referral: ReferralRequest, actor: Member | None, said: str = "") -> ReferralRequest:
    """End a referral that waits or runs, inside the caller's transaction."""
    referral.state, referral.state_at = ReferralState.STOPPED, timezone.now()
    referral.save(update_fields=["state", "state_at"])
    sealed = seal_for(case_file.record_key, ReferralStep, {"said": said}) if said else None
    ReferralStep.objects.create(referral=referral, to_state=ReferralState.STOPPED, by=actor, sealed=sealed)
    return referral


def recall(disclosures: QuerySet[Disclosure]) -> int:
    """Ask every holder to destroy what was given; how many are asked. Inside the caller's transaction."""
    waiting = disclosures.filter(recall=RecallState.NONE)
    asked = int(waiting.update(recall=RecallState.ASKED, recall_asked_at=timezone.now()))
    if asked:
        queue_job("tell_recipients")
    return asked


def record_disposal_receipt(
    actor: Member, name: str | int, disclosure_id: int, *, destroyed: bool, said: str
) -> Disclosure:
    """What the holder answered: destroyed, or kept and on what ground. ``said`` is sealed."""
    words = text_given(said, "What the recipient said")
    with transaction.atomic():
        case_file = held_case(actor, name, also_closed=True)
        found = case_file.disclosures.filter(pk=disclosure_id).first()
        if found is None:
            raise UnknownTerm(
                "there is no such disclosure in this case", remedy="Choose one from its list.", number="FEN-2774"
            )
        answer_recall(case_file, found, destroyed=destroyed, said=words)
        record_audit_on(actor, "record_disposal_receipt", case_file, disclosure=found.key, destroyed=destroyed)
    return found


def answer_recall(case_file: ProtectionCase, disclosure: Disclosure, *, destroyed: bool, said: str) -> None:
    """Keep a holder's answer, inside the caller's transaction. StateRefused FEN-2775 where nobody asked for it."""
    if disclosure.recall == RecallState.NONE:
        raise StateRefused(
            f"nobody asked for {disclosure.key} to be destroyed",
            remedy="Withdraw the consent first.",
            number="FEN-2775",
        )
    disclosure.recall = RecallState.CONFIRMED if destroyed else RecallState.REFUSED
    disclosure.recall_answered_at = timezone.now()
    # Of an erased file the words are not kept: there is no key to seal them under. That the holder confirmed is kept.
    is_erased = case_file.record_key.destroyed_at is not None
    disclosure.sealed_receipt = None if is_erased else seal_for(case_file.record_key, disclosure, {"said": said})
    disclosure.save(update_fields=["recall", "recall_answered_at", "sealed_receipt"])


def _consent_of(case_file: ProtectionCase, consent_id: int) -> Consent:
    found = case_file.consents.filter(pk=consent_id).first()
    if found is None:
        raise UnknownTerm(
            "there is no such consent in this case", remedy="Choose one from its list.", number="FEN-2776"
        )
    return found


def _pending(consent: Consent) -> list[ReferralRequest]:
    rows = ReferralRequest.objects.filter(disclosure__consent=consent)
    return list(rows.filter(state__in=[ReferralState.ASKED, ReferralState.ACCEPTED]))
