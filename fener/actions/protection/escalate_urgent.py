"""Escalate urgent requests whose clock passed: to the next office of the provider's chain, then back to whoever asked.

1. A request that nobody acknowledged in time, or whose help is not there in time, goes to the next contact. It moves only
   from the step it was seen at, so of two runs at once one moves it. Its next clock counts from the last one, not from the
   run: a run that was missed catches up, and a clock that was set back says nothing twice.
2. Where there is no further office the asker is told, once, to call or to ask somebody else.
3. Mails go by :mod:`tell_urgent_step`; those that could not be handed over are tried again here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.tell_urgent_step import tell_pending
from fener.actions.protection.urgent_moves import record_audit_on, write_step
from fener.queries.protection.urgent import due_for_escalation
from fener.records.protection.models import EscalationContact, UrgentRequest
from fener.terms.protection import UrgentState
from fener.terms.urgent import UrgentStepKind

_CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Escalated:
    """What came of a run, by keys: went to an office, came to the end of the chain; steps told by mail, steps that wait."""

    escalated: tuple[str, ...]
    ended: tuple[str, ...]
    told: int
    waiting: int


def escalate_urgent(now: datetime | None = None) -> Escalated:
    """One run, by cron or the worker; safe to run twice at once and at any distance."""
    at = now or timezone.now()
    _mend_clocks(at)
    escalated: list[str] = []
    ended: list[str] = []
    for pk in due_for_escalation(at):
        while step := _escalate_once(pk, at):
            (escalated if step[1] is UrgentStepKind.ESCALATED else ended).append(step[0])
    told, waiting = tell_pending(timezone.now())
    return Escalated(tuple(escalated), tuple(ended), told, waiting)


def _escalate_once(pk: int, at: datetime) -> tuple[str, UrgentStepKind] | None:
    """One move up the chain, in one transaction; None where the clock has not passed, or another run was faster."""
    with transaction.atomic():
        rows = UrgentRequest.objects.select_for_update(of=("self",)).select_related("record_key", "to_provider")
        urgent = rows.get(pk=pk)
        due = urgent.next_escalation_at
        if UrgentState(urgent.state).is_over or due is None or due > at:
            return None
        contact = urgent.to_provider.escalation.filter(order__gt=urgent.escalated_to).first()
        if not _claim(urgent, contact, due):
            return None
        kind = UrgentStepKind.ESCALATED if contact else UrgentStepKind.CHAIN_ENDED
        order = contact.order if contact else None
        office = contact.title if contact else ""
        step = write_step(None, urgent, kind, None, office=office, contact_order=order)
        record_audit_on(step, order=order)
    return urgent.key, kind


def _claim(urgent: UrgentRequest, contact: EscalationContact | None, due: datetime) -> bool:
    seen = UrgentRequest.objects.filter(
        pk=urgent.pk, state=urgent.state, escalated_to=urgent.escalated_to, next_escalation_at=due
    )
    if contact is None:
        return bool(seen.update(next_escalation_at=None))
    next_at = due + timedelta(minutes=contact.after_minutes)
    return bool(seen.update(escalated_to=contact.order, next_escalation_at=next_at))


def _mend_clocks(at: datetime) -> None:
    """A request asked while the server's clock was ahead must not wait for that time to come."""
    ahead = UrgentRequest.objects.filter(state=UrgentState.ASKED, asked_at__gt=at + _CLOCKS_APART)
    for row in ahead.exclude(next_escalation_at__isnull=True):
        latest = at + (row.acknowledge_by - row.asked_at)
        UrgentRequest.objects.filter(pk=row.pk, escalated_to=0, next_escalation_at__gt=latest).update(
            next_escalation_at=latest
        )
