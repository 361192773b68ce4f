"""Open a legal ground that waits for a decision: its reasons speak of a person, so that reading them is noted."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.holding import record_audit_on
from fener.queries.protection.case_list import GroundToDecide, ground_to_decide
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.keys import number_of_key


def read_ground(actor: Member, name: str | int) -> GroundToDecide:
    """The ground and its reasons. UnknownTerm FEN-2780 where none of that key waits for the actor's decision."""
    may_take_step(actor.role, "approve_disclosure").enforce()
    with transaction.atomic():
        found = ground_to_decide(actor, number_of_key(name, "LG"))
        if found is None:
            raise UnknownTerm("there is no such request", remedy="See what waits for you.", number="FEN-2780")
        record_audit_on(actor, "read_ground", found.ground.case_file, ground=found.ground.key)
    return found
