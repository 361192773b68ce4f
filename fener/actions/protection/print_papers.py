"""Put a referral or a consent on paper: made in memory, noted as a reading, kept nowhere."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from fener.actions.protection.holding import held_case, record_audit_on
from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.paper_forms import consent_pdf, referral_form_pdf
from fener.queries.protection.paper import consent_sheet, referral_sheet
from fener.records.base.models import Member


def print_consent(actor: Member, name: str | int, consent_id: int) -> bytes:
    """The statement the person signs or keeps, as PDF in the person's language and the offices'."""
    with transaction.atomic():
        case_file = held_case(actor, name, also_closed=True)
        sheet = consent_sheet(case_file, consent_id)
        record_audit_on(actor, "print_paper", case_file, consent=sheet.reference)
    return consent_pdf(sheet, AssetFolder(settings.NODE_MODULES))


def print_referral(actor: Member, name: str | int, referral_id: int) -> bytes:
    """The interagency form of a referral that waits or runs, as PDF: the values given with it and no others."""
    with transaction.atomic():
        case_file = held_case(actor, name)
        sheet = referral_sheet(case_file, referral_id)
        record_audit_on(actor, "print_paper", case_file, referral=sheet.reference)
    return referral_form_pdf(sheet, AssetFolder(settings.NODE_MODULES))
