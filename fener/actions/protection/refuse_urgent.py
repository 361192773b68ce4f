"""The helper cannot help, and says why, so that another is asked at once."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.urgent_moves import clean_words, move, record_audit_on, speaking_for, taken_up, write_step
from fener.records.base.models import Member
from fener.records.protection.models import UrgentRequest
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.protection import UrgentState
from fener.terms.urgent import HeardThrough, UrgentSide, UrgentStepKind


def refuse_urgent(
    actor: Member,
    key: str,
    reason: str,
    text: str = "",
    *,
    heard_through: HeardThrough = HeardThrough.DESK,
    looked_at: bool = False,
) -> UrgentRequest:
    """``reason`` is a code of decline_reasons; UnknownTerm where it is none."""
    may_take_step(actor.role, "ask_urgent_help").enforce()
    code = code_list("decline_reasons")[reason].code
    with transaction.atomic():
        urgent = taken_up(actor, key)
        words = clean_words([text], urgent.territory, [urgent.to_provider.municipality], looked_at=looked_at)[0]
        side = speaking_for(actor, urgent, heard_through, UrgentSide.HELPER)
        move(urgent, UrgentState.REFUSED, refusal_reason=code)
        step = write_step(actor, urgent, UrgentStepKind.REFUSED, side, heard_through, text=words)
        record_audit_on(step, reason=code)
    return urgent
