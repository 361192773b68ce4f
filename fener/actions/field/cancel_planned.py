"""Cancel a planned visit or interview; it keeps its key and stands as cancelled."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.actions.field.planning import hold, open_cycle, required
from fener.queries.planned import planned_for, progress_of_planned
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringVisit
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused


def cancel_planned(actor: Member, key: str, why: str) -> MonitoringVisit | Interview:
    """Refused without a reason, when it is cancelled already, and when a report about it is there."""
    may_take_step(actor.role, "plan_cycle").enforce()
    planned = planned_for(actor, key)
    cycle = open_cycle(actor, planned.cycle_id)
    reason = required(why, "a cancellation")
    with transaction.atomic():
        hold(cycle)
        if progress_of_planned(planned).is_reported:
            raise StateRefused(
                f"{key} is reported on already", remedy="Reject the report first, with a reason.", number="FEN-2617"
            )
        rows = type(planned).objects.unscoped("checked above")
        planned.cancelled_at, planned.cancelled_why = timezone.now(), reason
        changed = rows.filter(pk=planned.pk, cancelled_at__isnull=True).update(
            cancelled_at=planned.cancelled_at, cancelled_why=reason
        )
        if not changed:
            raise StateRefused(f"{key} is cancelled already", remedy="Plan a new one.", number="FEN-2617")
        record_audit("cancel_planned", actor=actor, subject=(type(planned).__name__, key), why=reason)
    return planned
