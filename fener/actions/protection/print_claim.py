"""Print a compensation claim as a paper form. It is handed to the person; the desk sends it nowhere."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fener.actions.protection.holding import held_case
from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.paper_forms import ClaimSheet, DamageLine, claim_form_pdf
from fener.queries.protection.claims import ClaimPage, claim_in, claim_page, must_read_claims
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import ProtectionCase

# Left empty: the person writes these by hand, so no paper of the desk says who claims.
CLAIMANT = ("family_name", "given_name", "date_of_birth", "safe_contact")


def print_claim(
    actor: Member, case: str | int, claim: int, *, person_language: str, receiver_language: str
) -> tuple[str, bytes]:
    """(file name, PDF). Kept nowhere; the audit entry names claim, case and languages."""
    with transaction.atomic():
        case_file = held_case(actor, case, also_closed=True)
        must_read_claims(actor, case_file)
        page = claim_page(case_file, claim_in(case_file, claim))
        made = claim_form_pdf(
            _sheet(case_file, page, person_language, receiver_language), AssetFolder(settings.NODE_MODULES)
        )
        record_audit(
            "print_claim",
            actor=actor,
            subject=("DamageClaim", page.claim.key),
            details={"case": case_file.key, "languages": [receiver_language, person_language]},
        )
    return f"{page.claim.key}.pdf", made


def _sheet(case_file: ProtectionCase, page: ClaimPage, person: str, receiver: str) -> ClaimSheet:
    return ClaimSheet(
        reference=page.claim.key,
        day=timezone.localdate(),
        person_language=person,
        receiver_language=receiver,
        authority=page.authority,
        claimant=tuple((code, "") for code in CLAIMANT),
        facts=page.facts,
        items=tuple(DamageLine(item.label, item.amount, item.currency, item.on, item.note) for item in page.items),
        totals=page.totals,
        evidence=tuple((line.label, line.answer == "there") for line in page.evidence if line.answer != "not_needed"),
        is_invented=case_file.is_invented,
    )
