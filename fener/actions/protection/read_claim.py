"""Read a compensation claim: who read it stays in the audit trail."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.holding import held_case
from fener.queries.protection.claims import ClaimPage, claim_in, claim_page, must_read_claims
from fener.records.base.audit import record_audit
from fener.records.base.models import Member


def read_claim(actor: Member, case: str | int, claim: int) -> ClaimPage:
    """The claim's content, with an audit entry that names claim and case alone."""
    with transaction.atomic():
        case_file = held_case(actor, case, also_closed=True)
        must_read_claims(actor, case_file)
        page = claim_page(case_file, claim_in(case_file, claim))
        record_audit(
            "read_claim", actor=actor, subject=("DamageClaim", page.claim.key), details={"case": case_file.key}
        )
    return page
