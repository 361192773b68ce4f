"""Note that a version leaves the desk on paper: its facts are for the organisation alone."""

from __future__ import annotations

from django.db import transaction

from fener.queries.justice.fact_sheets import fact_sheet, fact_sheet_version
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.justice.models import FactSheetVersion
from fener.safeguards.roles import may_take_step


def note_printing(actor: Member, key: str | int, number: int, suffix: str) -> FactSheetVersion:
    """The version to print, with an audit entry that somebody did. FEN-2951 and FEN-2955 for what is not there."""
    may_take_step(actor.role, "read_fact_sheets").enforce()
    sheet = fact_sheet(actor, key)
    version = fact_sheet_version(actor, key, number)
    with transaction.atomic():
        details = {"number": version.number, "format": suffix}
        record_audit("print_fact_sheet", actor=actor, subject=("FactSheet", sheet.key), details=details)
    return version
