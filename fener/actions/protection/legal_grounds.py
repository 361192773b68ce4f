"""Ask for a legal ground to disclose without consent; another member approves or refuses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.holding import held_case, record_audit_on, text_given
from fener.queries.protection.cases import cases_for
from fener.queries.protection.sealed import seal_for
from fener.records.base.models import Member
from fener.records.protection.models import LegalGround, ProtectionCase, ServiceProvider
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm


def ask_legal_ground(
    actor: Member,
    name: str | int,
    *,
    code: str,
    purpose: str,
    data_classes: Sequence[str],
    recipient: ServiceProvider,
    reasons: str,
) -> LegalGround:
    """A ground waiting for its approver. ``reasons`` (why it cannot rest on consent) are sealed."""
    entry = code_list("legal_grounds")[code]
    code_list("consent_purposes")[purpose]
    words = text_given(reasons, "Reasons", least=10)
    if excess := set(data_classes) - set(entry.extra["data_classes"]):
        raise NotAllowed(
            f"{entry.label} does not cover: {', '.join(sorted(excess))}",
            remedy="Leave these out, or ask for consent.",
            number="FEN-2777",
        )
    with transaction.atomic():
        case_file = held_case(actor, name)
        ground = LegalGround.objects.create(
            case_file=case_file,
            code=code,
            purpose=purpose,
            data_classes=sorted(set(data_classes)),
            recipient=recipient,
            asked_by=actor,
            sealed=seal_for(case_file.record_key, LegalGround, {"reasons": words}),
        )
        record_audit_on(actor, "ask_legal_ground", case_file, ground=ground.key)
    return ground


def decide_legal_ground(actor: Member, ground_id: int, *, approve: bool, said: str = "") -> LegalGround:
    """Approve for the days the ground allows, or refuse. NotAllowed FEN-2778 for the member who asked."""
    may_take_step(actor.role, "approve_disclosure").enforce()
    with transaction.atomic():
        ground = _waiting(actor, ground_id)
        if ground.asked_by_id == actor.pk:
            raise NotAllowed(
                "who asks for a legal ground does not approve it", remedy="Ask a colleague.", number="FEN-2778"
            )
        if ground.approved_at or ground.refused_at:
            raise StateRefused(f"{ground.key} was decided already", remedy="Ask anew.", number="FEN-2779")
        now = timezone.now()
        if approve:
            days = int(code_list("legal_grounds")[ground.code].extra["max_days"])
            ground.approved_by, ground.approved_at, ground.valid_until = actor, now, now + timedelta(days=days)
        else:
            ground.refused_at = now
        ground.save(update_fields=["approved_by", "approved_at", "valid_until", "refused_at"])
        record_audit_on(actor, "decide_legal_ground", ground.case_file, ground=ground.key, approved=approve)
    return ground


def _waiting(actor: Member, ground_id: int) -> LegalGround:
    mine = cases_for(actor).values("pk")
    found = LegalGround.objects.select_related("case_file").filter(pk=ground_id, case_file__in=mine).first()
    if found is None:
        raise UnknownTerm("there is no such request", remedy="See what waits for you.", number="FEN-2780")
    # The case takes its turn, so that a decision and a disclosure never cross.
    ProtectionCase.objects.unscoped("lock").select_for_update().get(pk=found.case_file_id)
    found.refresh_from_db()
    return found
