"""Ask for a case to be closed, approve or send back, reopen."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.holding import held_case, record_audit_on, text_given
from fener.queries.protection.sealed import seal_for
from fener.records.base.models import Member
from fener.records.protection.models import CaseNote, ProtectionCase
from fener.safeguards.retention import file_ends_on
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, StateRefused
from fener.terms.protection import ProtectionState, ReferralKind, ReferralState


def ask_closure(actor: Member, name: str | int, *, reason: str, summary: str) -> ProtectionCase:
    """With a reason (closure_reasons) and what was reached. StateRefused FEN-2802 while a referral still runs."""
    code_list("closure_reasons")[reason]
    words = text_given(summary, "Summary", least=10)
    with transaction.atomic():
        case_file = held_case(actor, name)
        _nothing_runs(case_file)
        case_file.closure_asked_by, case_file.closure_reason = actor, reason
        _move(case_file, ProtectionState.CLOSURE_ASKED, "closure_asked_by", "closure_reason")
        _note(actor, case_file, f"Closure asked: {words}")
        record_audit_on(actor, "ask_closure", case_file)
    return case_file


def decide_closure(actor: Member, name: str | int, *, approve: bool, said: str = "") -> ProtectionCase:
    """Another member than the one who asked closes the case, and its clock begins; or sends it back to work."""
    may_take_step(actor.role, "work_on_cases").enforce()
    with transaction.atomic():
        case_file = held_case(actor, name)
        if case_file.state != ProtectionState.CLOSURE_ASKED:
            raise StateRefused("nobody asked for closure", remedy="Ask for it first.", number="FEN-2803")
        if case_file.closure_asked_by_id == actor.pk:
            raise NotAllowed("who asks for closure does not approve it", remedy="Ask a colleague.", number="FEN-2804")
        if approve:
            _nothing_runs(case_file)
            classes = [code.code for code in code_list("data_classes")]
            case_file.keep_until = file_ends_on(classes, timezone.localdate())
        _move(case_file, ProtectionState.CLOSED if approve else ProtectionState.OPEN, "keep_until")
        if said.strip():
            _note(actor, case_file, said)
        record_audit_on(actor, "decide_closure", case_file, approved=approve)
    return case_file


def reopen_case(actor: Member, name: str | int, *, why: str) -> ProtectionCase:
    """A closed case is worked on again; its clock stops."""
    words = text_given(why, "Why it is reopened")
    with transaction.atomic():
        case_file = held_case(actor, name, also_closed=True)
        if case_file.state != ProtectionState.CLOSED:
            raise StateRefused(
                f"{case_file.key} is {case_file.state}", remedy="Only a closed case is reopened.", number="FEN-2805"
            )
        case_file.keep_until = None
        _move(case_file, ProtectionState.OPEN, "keep_until")
        _note(actor, case_file, f"Reopened: {words}")
        record_audit_on(actor, "reopen_case", case_file)
    return case_file


def _nothing_runs(case_file: ProtectionCase) -> None:
    # A colleague who joined stays joined, and what others ask of the case does not keep it open.
    leaving = case_file.referrals.filter(kind__in=[kind for kind in ReferralKind if kind.leaves_the_organisation])
    waiting = leaving.filter(state__in=[ReferralState.ASKED, ReferralState.ACCEPTED])
    if waiting.exists():
        raise StateRefused(
            "a referral still waits or runs",
            remedy="Wait for it, report it done, or take it back.",
            number="FEN-2802",
        )


def _move(case_file: ProtectionCase, state: ProtectionState, *also: str) -> None:
    case_file.state, case_file.state_at = state, timezone.now()
    case_file.save(update_fields=["state", "state_at", *also])


def _note(actor: Member, case_file: ProtectionCase, text: str) -> None:
    CaseNote.objects.create(
        case_file=case_file, by=actor, sealed=seal_for(case_file.record_key, CaseNote, {"text": text.strip()})
    )
