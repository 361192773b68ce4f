"""The recipient confirms that what it had received is destroyed, or says on what ground it keeps it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.consents import answer_recall
from fener.actions.protection.holding import text_given
from fener.queries.protection.incoming_page import asked_to_destroy
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import Disclosure, ProtectionCase
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused
from fener.terms.protection import RecallState


def confirm_disposal(actor: Member, name: str | int, *, destroyed: bool, said: str = "") -> Disclosure:
    """By a caseworker of the organisation that holds it. Who keeps it must say why. StateRefused FEN-2872 when answered."""
    may_take_step(actor.role, "answer_referral").enforce()
    words = said.strip() if destroyed and not said.strip() else text_given(said, "What is said with it")
    with transaction.atomic():
        seen = asked_to_destroy(actor, name)
        rows = ProtectionCase.objects.unscoped("a receipt takes its turn").select_for_update()
        case_file = rows.select_related("record_key").get(pk=seen.case_file_id)
        seen.refresh_from_db()
        if seen.recall != RecallState.ASKED:
            raise StateRefused(f"{seen.key} was answered already", remedy="Nothing is left to do.", number="FEN-2872")
        _keep(case_file, seen, destroyed=destroyed, said=words)
        record_audit(
            "confirm_disposal", actor=actor, subject=("Disclosure", seen.key), details={"destroyed": destroyed}
        )
    return seen


def _keep(case_file: ProtectionCase, seen: Disclosure, *, destroyed: bool, said: str) -> None:
    """Where the file was erased meanwhile there is no key to seal words under: the answer is kept without them."""
    if case_file.record_key.wrapped:
        answer_recall(case_file, seen, destroyed=destroyed, said=said)
        return
    seen.recall = RecallState.CONFIRMED if destroyed else RecallState.REFUSED
    seen.recall_answered_at = timezone.now()
    seen.save(update_fields=["recall", "recall_answered_at"])
