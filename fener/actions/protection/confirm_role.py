"""Confirm in writing what one side takes on; once both did, the request is agreed (R23, Annex I, 3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from fener.actions.protection.urgent_moves import (
    clean_words,
    move,
    must_live,
    record_audit_on,
    speaking_for,
    taken_up,
    write_step,
)
from fener.queries.protection.sealed import seal_for
from fener.records.base.models import Member
from fener.records.protection.models import RoleConfirmation, UrgentRequest
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import StateRefused, UnreadableMaterial
from fener.terms.protection import UrgentState
from fener.terms.urgent import HeardThrough, UrgentSide, UrgentStepKind


def confirm_role(
    actor: Member,
    key: str,
    role_kinds: Sequence[str],
    text: str = "",
    *,
    heard_through: HeardThrough = HeardThrough.DESK,
    looked_at: bool = False,
) -> UrgentRequest:
    """One side's roles (role_kinds) and its words. A helper who confirms has thereby acknowledged.

    StateRefused FEN-2823 where the side has confirmed already: what changes later is said in a message.
    """
    may_take_step(actor.role, "ask_urgent_help").enforce()
    kinds = [code_list("role_kinds")[code].code for code in dict.fromkeys(role_kinds)]
    if not kinds:
        raise UnreadableMaterial("no role is named", remedy="Choose at least one.", number="FEN-2827")
    with transaction.atomic():
        urgent = taken_up(actor, key)
        must_live(urgent)
        words = clean_words([text], urgent.territory, [urgent.to_provider.municipality], looked_at=looked_at)[0]
        side = speaking_for(actor, urgent, heard_through, *UrgentSide)
        _store(actor, urgent, side, kinds, words, heard_through)
        if side is UrgentSide.HELPER and urgent.state == UrgentState.ASKED:
            move(urgent, UrgentState.ACKNOWLEDGED, next_escalation_at=urgent.needed_by)
        if urgent.state == UrgentState.ACKNOWLEDGED and urgent.roles.count() == len(UrgentSide):
            move(urgent, UrgentState.AGREED)
        step = write_step(actor, urgent, UrgentStepKind.ROLE_CONFIRMED, side, heard_through)
        record_audit_on(step, role_kinds=kinds)
    return urgent


def _store(
    actor: Member, urgent: UrgentRequest, side: UrgentSide, kinds: list[str], words: str, heard_through: HeardThrough
) -> None:
    _, made = RoleConfirmation.objects.get_or_create(
        urgent=urgent,
        side=side,
        defaults={
            "role_kinds": kinds,
            "sealed": seal_for(urgent.record_key, RoleConfirmation, {"text": words}) if words else None,
            "by": actor,
            "heard_through": heard_through,
        },
    )
    if not made:
        raise StateRefused(
            f"the {side} of {urgent.key} has confirmed its role already",
            remedy="Write what changed as a message.",
            number="FEN-2823",
        )
