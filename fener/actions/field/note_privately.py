"""A reader's note to themselves about a report. Nobody else reads it; it leaves no text in the audit trail."""

from __future__ import annotations

from django.db import transaction

from fener.queries.field_report_scope import ReportName, report_for
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import PrivateNote
from fener.safeguards.roles import may_take_step

LONGEST = 2000


def note_privately(actor: Member, name: ReportName, text: str) -> None:
    """Keep the note, in place of the one before; an empty text takes it away."""
    may_take_step(actor.role, "read_field_reports").enforce()
    report = report_for(actor, name)
    note = text.strip()[:LONGEST]
    with transaction.atomic():
        rows = PrivateNote.objects.filter(report=report, by=actor)
        if not note:
            rows.delete()
        elif not rows.update(text=note):
            PrivateNote.objects.create(report=report, by=actor, text=note)
        record_audit("note_privately", actor=actor, subject=("FieldReport", report.key))
