"""Refer, transfer, assign, ask for a case; answer; stop; let lapse. One record and its steps for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fener.actions.follow_up import queue_job
from fener.actions.protection.consents import recall, stop
from fener.actions.protection.disclosing import disclose
from fener.actions.protection.holding import held_case, must_be_on_team, record_audit_on, text_given
from fener.actions.protection.open_case import new_case
from fener.queries.protection.cases import cases_for
from fener.queries.protection.incoming import incoming_for
from fener.queries.protection.sealed import seal_for, unseal
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import (
    CaseTeamMember,
    Disclosure,
    ProtectionCase,
    ReferralRequest,
    ReferralStep,
    ServiceProvider,
)
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.keys import number_of_key
from fener.terms.protection import AgeBand, ReferralKind, ReferralState, next_referral_states

_RESPOND_TRANSFER = timedelta(hours=72)


def request_referral(
    actor: Member,
    name: str | int,
    *,
    service: str,
    provider: ServiceProvider,
    fields: Sequence[str] | None = None,
    near_tie_accepted: bool = False,
    message: str = "",
) -> ReferralRequest:
    """Ask a provider for a service. Gives the fields of the service's form that are known (or the fewer named), no others.

    NotAllowed FEN-2770 without a basis; UnreadableMaterial FEN-2781 for a field the form does not have.
    """
    entry = code_list("protection_services")[service]
    if service not in provider.services:
        raise UnreadableMaterial(
            f"{provider.key} does not offer this service", remedy="Choose another provider.", number="FEN-2782"
        )
    form = code_list("referral_forms")[str(entry.extra["form"])]
    now = timezone.now()
    with transaction.atomic():
        case_file = held_case(actor, name)
        given = disclose(
            actor,
            case_file,
            provider,
            str(entry.extra["purpose"]),
            _within(form.extra["fields"], fields),
            near_tie_accepted=near_tie_accepted,
        )
        referral = ReferralRequest.objects.create(
            case_file=case_file,
            kind=ReferralKind.REFERRAL,
            service=service,
            form=form.code,
            provider=provider,
            from_organisation=case_file.organisation,
            disclosure=given,
            respond_by=now + timedelta(hours=float(entry.extra["respond_hours"])),
            do_by=now + timedelta(days=float(entry.extra["do_days"])),
            asked_by=actor,
        )
        _step(case_file, referral, actor, ReferralState.ASKED, "desk", message)
        record_audit_on(actor, "request_referral", case_file, referral=referral.key)
        queue_job("tell_recipients")
    return referral


def request_transfer(
    actor: Member,
    name: str | int,
    *,
    provider: ServiceProvider,
    fields: Sequence[str],
    near_tie_accepted: bool = False,
    message: str = "",
) -> ReferralRequest:
    """Ask another organisation to take the case over, with the fields the person agreed to hand on."""
    with transaction.atomic():
        case_file = held_case(actor, name)
        given = disclose(actor, case_file, provider, "case_transfer", fields, near_tie_accepted=near_tie_accepted)
        referral = ReferralRequest.objects.create(
            case_file=case_file,
            kind=ReferralKind.TRANSFER,
            provider=provider,
            from_organisation=case_file.organisation,
            disclosure=given,
            respond_by=timezone.now() + _RESPOND_TRANSFER,
            asked_by=actor,
        )
        _step(case_file, referral, actor, ReferralState.ASKED, "desk", message)
        record_audit_on(actor, "request_transfer", case_file, referral=referral.key)
        queue_job("tell_recipients")
    return referral


def assign_member(actor: Member, name: str | int, member: Member, *, message: str = "") -> ReferralRequest:
    """Ask a colleague (caseworker or lawyer of the organisation) to join the team; they read nothing before they accept."""
    may_take_step(member.role, "read_cases").enforce()
    with transaction.atomic():
        case_file = held_case(actor, name)
        must_be_on_team(actor, case_file)
        if member.organisation_id != case_file.organisation_id or not member.is_active:
            raise NotAllowed(
                "the team is made of members of the organisation",
                remedy="Refer or transfer the case instead.",
                number="FEN-2783",
            )
        referral = ReferralRequest.objects.create(
            case_file=case_file,
            kind=ReferralKind.ASSIGNMENT,
            to_member=member,
            from_organisation=case_file.organisation,
            respond_by=timezone.now() + _RESPOND_TRANSFER,
            asked_by=actor,
        )
        _step(case_file, referral, actor, ReferralState.ASKED, "desk", message)
        record_audit_on(actor, "assign_member", case_file, referral=referral.key)
    return referral


def ask_for_case(actor: Member, key: str, provider: ServiceProvider, *, message: str = "") -> None:
    """Ask the organisation that holds a case to hand it over. Says nothing about whether there is such a case."""
    may_take_step(actor.role, "work_on_cases").enforce()
    if provider.organisation_id is None or provider.organisation_id != actor.organisation_id:
        raise NotAllowed(
            "ask for your own organisation", remedy="Choose its entry in the directory.", number="FEN-2784"
        )
    rows = ProtectionCase.objects.unscoped("a request names a case of another organisation")
    found = rows.filter(pk=number_of_key(key, "PC")).first()
    if found is None or found.organisation_id == actor.organisation_id or found.state != "open":
        return
    with transaction.atomic():
        referral = ReferralRequest.objects.create(
            case_file=found,
            kind=ReferralKind.REQUEST,
            provider=provider,
            from_organisation_id=provider.organisation_id,
            respond_by=timezone.now() + _RESPOND_TRANSFER,
            asked_by=actor,
        )
        _step(found, referral, actor, ReferralState.ASKED, "desk", message)
        record_audit("ask_for_case", actor=actor, subject=("ReferralRequest", referral.key))


def answer_referral(
    actor: Member,
    referral_id: int,
    to_state: ReferralState,
    *,
    heard_through: str = "desk",
    decline_reason: str = "",
    said: str = "",
) -> ReferralRequest:
    """Accepted, declined or done: by the recipient here, or kept by the case's team as heard on the phone or on paper."""
    if to_state not in (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.DONE):
        raise StateRefused(
            f"an answer is not “{to_state}”", remedy="Accept, decline or report it done.", number="FEN-2785"
        )
    if to_state is ReferralState.DECLINED:
        code_list("decline_reasons")[decline_reason]
    with transaction.atomic():
        referral, case_file = _turn_of(actor, referral_id)
        _may_follow(referral, to_state)
        referral.state, referral.state_at = to_state, timezone.now()
        referral.decline_reason = decline_reason
        referral.save(update_fields=["state", "state_at", "decline_reason"])
        _step(case_file, referral, actor, to_state, heard_through, said)
        if to_state is ReferralState.DECLINED and referral.disclosure_id:
            # Who does not act needs the data no longer.
            recall(Disclosure.objects.filter(pk=referral.disclosure_id))
        if to_state is ReferralState.ACCEPTED:
            _when_accepted(referral, case_file, actor)
        record_audit(
            "answer_referral", actor=actor, subject=("ReferralRequest", referral.key), details={"to": to_state.value}
        )
    return referral


def _when_accepted(referral: ReferralRequest, case_file: ProtectionCase, actor: Member) -> None:
    if referral.kind == ReferralKind.ASSIGNMENT and referral.to_member_id:
        CaseTeamMember.objects.get_or_create(case_file=case_file, member_id=referral.to_member_id, until=None)
    takes_over = referral.kind == ReferralKind.TRANSFER and actor.organisation_id != case_file.organisation_id
    if takes_over and referral.disclosure is not None:
        # Only what was agreed goes over, into a new file with a key of its own; the old file closes in its own time.
        values = unseal(case_file.record_key, referral.disclosure)
        mine = new_case(
            actor, case_file.territory, AgeBand(case_file.age_band), values, has_guardian=case_file.has_guardian
        )
        if case_file.access != mine.access:
            mine.access = case_file.access  # what was held closely here is held as closely there
            mine.save(update_fields=["access"])
        record_audit_on(actor, "open_case", mine, referral=referral.key)


def stop_referral(actor: Member, name: str | int, referral_id: int, *, said: str) -> ReferralRequest:
    """Take a referral back before it is done; what was given is recalled."""
    words = text_given(said, "Why it is taken back")
    with transaction.atomic():
        case_file = held_case(actor, name)
        referral = case_file.referrals.filter(pk=referral_id).first()
        if referral is None:
            raise UnknownTerm("there is no such referral", remedy="Choose one from the case.", number="FEN-2786")
        _may_follow(referral, ReferralState.STOPPED)
        stop(case_file, referral, actor, words)
        if referral.disclosure_id:
            recall(Disclosure.objects.filter(pk=referral.disclosure_id))
        record_audit_on(actor, "stop_referral", case_file, referral=referral.key)
    return referral


def lapse_referrals(now: datetime | None = None) -> int:
    """Referrals nobody answered in time lapse, and what was given with them is recalled. Safe to run twice, or at once."""
    at = now or timezone.now()
    late = ReferralRequest.objects.filter(state=ReferralState.ASKED, respond_by__lt=at)
    return sum(_lapse(pk, case_id, at) for pk, case_id in late.values_list("pk", "case_file_id"))


def _lapse(pk: int, case_id: int, at: datetime) -> bool:
    with transaction.atomic():
        # The case takes its turn: an answer that comes at this moment is before or after, never across.
        ProtectionCase.objects.unscoped("lapse").select_for_update().get(pk=case_id)
        referral = ReferralRequest.objects.filter(pk=pk, state=ReferralState.ASKED).first()
        if referral is None:
            return False
        referral.state, referral.state_at = ReferralState.LAPSED, at
        referral.save(update_fields=["state", "state_at"])
        ReferralStep.objects.create(referral=referral, to_state=ReferralState.LAPSED, heard_through="clock")
        if referral.disclosure_id:
            recall(Disclosure.objects.filter(pk=referral.disclosure_id))
        record_audit("lapse_referral", actor=None, subject=("ReferralRequest", referral.key))
    return True


def _turn_of(actor: Member, referral_id: int) -> tuple[ReferralRequest, ProtectionCase]:
    """The referral the actor may answer, its case locked: the recipient, or the team that heard the answer."""
    found = incoming_for(actor).filter(pk=referral_id).first()
    if found is None:
        # Heard on the phone or on paper: the case's own team keeps the answer.
        mine = ReferralRequest.objects.filter(pk=referral_id, case_file__in=cases_for(actor).values("pk"))
        found = mine.exclude(kind=ReferralKind.ASSIGNMENT).first()
        if found is None:
            raise UnknownTerm("there is no such referral", remedy="See what waits for you.", number="FEN-2786")
        held_case(actor, found.case_file_id)
    rows = ProtectionCase.objects.unscoped("the case takes its turn").select_for_update()
    case_file = rows.select_related("record_key").get(pk=found.case_file_id)
    found.refresh_from_db()
    return found, case_file


def _may_follow(referral: ReferralRequest, to_state: ReferralState) -> None:
    if to_state not in next_referral_states(referral.state):
        raise StateRefused(
            f"{referral.key} is {referral.state} and cannot become {to_state}",
            remedy="Look at its present state; somebody may have been faster.",
            number="FEN-2787",
        )


def _step(
    case_file: ProtectionCase,
    referral: ReferralRequest,
    actor: Member | None,
    to_state: ReferralState,
    heard_through: str,
    said: str,
) -> None:
    sealed = seal_for(case_file.record_key, ReferralStep, {"said": said.strip()[:5000]}) if said.strip() else None
    ReferralStep.objects.create(
        referral=referral, to_state=to_state, by=actor, heard_through=heard_through[:20], sealed=sealed
    )


def _within(form_fields: Sequence[str], wanted: Sequence[str] | None) -> list[str]:
    if wanted is None:
        return list(form_fields)
    if more := [code for code in wanted if code not in form_fields]:
        raise UnreadableMaterial(
            f"the form has no field “{more[0][:40]}”",
            remedy=f"It has: {', '.join(form_fields)}.",
            number="FEN-2781",
        )
    return list(wanted)
