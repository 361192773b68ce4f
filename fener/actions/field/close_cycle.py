"""Close a monitoring cycle: nothing more is planned in it, nobody is reminded of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.actions.field.planning import hold, open_cycle, required
from fener.queries.planned import open_matters
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import MonitoringCycle
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused


def close_cycle(actor: Member, cycle_id: int, *, even_so: bool = False, why: str = "") -> MonitoringCycle:
    """Refused while reports are undecided or missing, and says which; ``even_so`` closes it all the same and needs a reason."""
    may_take_step(actor.role, "plan_cycle").enforce()
    cycle = open_cycle(actor, cycle_id)
    reason = required(why, "closing a cycle with open matters") if even_so else why
    with transaction.atomic():
        hold(cycle)
        matters = open_matters(cycle)
        if matters and not even_so:
            raise StateRefused(
                f"the cycle still has {matters}",
                remedy="Settle them or cancel what will not take place, or close it even so and say why.",
                number="FEN-2618",
            )
        cycle.closed_at = timezone.now()
        cycle.save(update_fields=["closed_at"])
        record_audit(
            "close_cycle",
            actor=actor,
            subject=("MonitoringCycle", str(cycle.pk)),
            why=reason,
            details={"unreported": len(matters.unreported), "unreviewed": len(matters.unreviewed)},
        )
    return cycle
