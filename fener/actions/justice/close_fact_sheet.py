"""Close a fact sheet: it stays readable, nothing is added any more."""

from __future__ import annotations

from django.db import transaction

from fener.actions.justice.held_sheet import must_be_open, sheet_to_change
from fener.actions.justice.sheet_words import must_identify_nobody, must_say
from fener.queries.justice.fact_sheets import fact_sheet
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.justice.models import FactSheet
from fener.safeguards.roles import may_take_step
from fener.terms.justice import SheetState


def close_fact_sheet(actor: Member, key: str | int, why: str) -> FactSheet:
    """Closed for good, with a reason that names nobody (FEN-2950, FEN-2953). FEN-2954 where it is closed already."""
    may_take_step(actor.role, "keep_fact_sheets").enforce()
    sheet = fact_sheet(actor, key)
    must_be_open(sheet)
    said = must_say("why", why, 500)
    must_identify_nobody({"why": said}, sheet.jurisdictions)
    with transaction.atomic():
        locked = sheet_to_change(sheet)
        locked.state, locked.closed_why = SheetState.CLOSED, said
        locked.save(update_fields=["state", "closed_why"])
        newest = locked.newest
        details = {"versions": newest.number if newest else 0}
        record_audit("close_fact_sheet", actor=actor, subject=("FactSheet", locked.key), details=details)
    return locked
