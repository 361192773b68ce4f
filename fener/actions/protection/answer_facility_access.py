"""Answer a request for access to a facility: yes with conditions, or no with a reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.tell_urgent_step import send_key
from fener.actions.protection.urgent_moves import clean_words
from fener.queries.protection.facility_access import facility_access
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import FacilityAccessRequest
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import StateRefused, UnreadableMaterial
from fener.terms.protection import AccessRequestState
from fener.terms.urgent import AccessAnswer, HeardThrough, next_access_states


def answer_facility_access(
    actor: Member, key: str, answer: AccessAnswer, *, looked_at: bool = False
) -> FacilityAccessRequest:
    """By the authority at the desk, or by whoever asked as heard by phone, on paper or in person. Also after the clock.

    StateRefused FEN-2833 where it was answered or called off already.
    """
    may_take_step(actor.role, "answer_facility_access").enforce()
    line = facility_access(actor, key)
    if line.is_ours is (answer.heard_through is HeardThrough.DESK):
        raise UnreadableMaterial(
            "the authority answers at the desk; what you heard from it you record as heard",
            remedy="Say how the answer came.",
            number="FEN-2824",
        )
    text = clean_words([answer.text], line.asked.territory, [line.asked.place], looked_at=looked_at)[0]
    values = _values(answer) | {
        "answer_text": text[:1000],
        "answered_at": timezone.now(),
        "answered_by": actor,
        "heard_through": answer.heard_through,
    }
    with transaction.atomic():
        row = move_access(line.asked, values)
        told = {"state": values["state"], "heard_through": str(answer.heard_through)}
        told |= {"reason": values["refusal_reason"], "conditions": values["conditions"]}
        record_audit("answer_facility_access", actor=actor, subject=("FacilityAccessRequest", row.key), details=told)
        if answer.heard_through is HeardThrough.DESK:
            transaction.on_commit(lambda: _tell(row))
    return row


def move_access(row: FacilityAccessRequest, values: dict[str, Any]) -> FacilityAccessRequest:
    """Move a request on from the state it was seen in, inside the caller's transaction."""
    rows = FacilityAccessRequest.objects.filter(pk=row.pk, state=row.state)
    if values["state"] not in next_access_states(row.state) or not rows.update(**values):
        now = FacilityAccessRequest.objects.get(pk=row.pk)
        raise StateRefused(
            f"{now.key} is already {AccessRequestState(now.state).label.lower()}",
            remedy="Open it again and see how it stands.",
            number="FEN-2833",
        )
    row.refresh_from_db()
    return row


def _values(answer: AccessAnswer) -> dict[str, Any]:
    if answer.granted:
        conditions = [code_list("access_conditions")[code].code for code in dict.fromkeys(answer.conditions)]
        return {"state": AccessRequestState.GRANTED, "conditions": conditions, "refusal_reason": ""}
    reason = code_list("access_refusal_reasons")[answer.refusal_reason].code
    return {"state": AccessRequestState.REFUSED, "conditions": [], "refusal_reason": reason}


def _tell(row: FacilityAccessRequest) -> None:
    if row.asked_by.email:
        send_key(row.key, "facility-access", [row.asked_by.email])
