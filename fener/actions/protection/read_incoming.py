"""Open a referral that came: reading the values given with it leaves an audit entry at the recipient's."""

from __future__ import annotations

from django.db import transaction

from fener.queries.protection.incoming import Received, received
from fener.queries.protection.incoming_page import incoming_referral
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.protection import data_classes_of


def read_incoming(actor: Member, name: str | int) -> Received:
    """What the recipient sees. The entry is written before anything is shown; where no value is given, none is written."""
    may_take_step(actor.role, "read_cases").enforce()
    with transaction.atomic():
        found = received(actor, incoming_referral(actor, name))
        if found.values:
            classes = sorted(data_classes_of(list(found.values)))
            record_audit(
                "read_incoming",
                actor=actor,
                subject=("ReferralRequest", found.referral.key),
                details={"classes": classes},
            )
    return found
