"""Open a legal ground that waits for a decision: its reasons speak of a person, so that reading them is noted."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.holding import record_audit_on
from fener.queries.protection.case_list import GroundToDecide, ground_to_decide
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm


def read_ground(actor: Member, name: str | int) -> GroundToDecide:
    """The ground and its reasons. UnknownTerm FEN-2780 where none of that key waits for the actor's decision."""
    may_take_step(actor.role, "approve_disclosure").enforce()
    number = str(name).upper().removeprefix("LG-")
    with transaction.atomic():
        is_number = number.isascii() and number.isdigit() and len(number) < 18
        found = ground_to_decide(actor, int(number)) if is_number else None
        if found is None:
            raise UnknownTerm("there is no such request", remedy="See what waits for you.", number="FEN-2780")
        record_audit_on(actor, "read_ground", found.ground.case_file, ground=found.ground.key)
    return found
