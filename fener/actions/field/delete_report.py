"""Delete a report: it leaves every list and count, its working copies are emptied, and it never comes back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.actions.field.publication import withdraw_records
from fener.actions.field.reasons import needed
from fener.queries.field_report_rights import must_be_coordinator
from fener.queries.field_report_scope import ReportName, report_for
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import (
    FieldReport,
    FieldReportVersion,
    MarkDecision,
    PrivateNote,
    ReviewComment,
    SealedOriginal,
)
from fener.safeguards.roles import may_take_step


def delete_report(actor: Member, name: ReportName, *, why: str, original_too: bool = False) -> None:
    """The coordinator's decision, with a reason.

    The sealed original stays until its clock runs out; ``original_too`` ends the clock today, as when a person takes back
    what they told. A phone that sends the report again is answered that it was deleted.
    """
    may_take_step(actor.role, "review_field_report").enforce()
    must_be_coordinator(actor, "deleting a report")
    report = report_for(actor, name)
    reason = needed(why, "a report is deleted")
    with transaction.atomic():
        rows = FieldReport.objects.unscoped("the actor was checked").filter(pk=report.pk, deleted_at__isnull=True)
        if not rows.update(deleted_at=timezone.now()):
            return
        FieldReportVersion.objects.filter(report=report).update(answers=None, issues=[])
        _forget_what_was_said(report)
        withdraw_records(report)
        if original_too:
            SealedOriginal.objects.filter(version__report=report).update(keep_until=timezone.localdate())
        record_audit(
            "delete_report",
            actor=actor,
            subject=("FieldReport", report.key),
            why=reason,
            details={"state": report.state, "original_too": original_too},
        )


def _forget_what_was_said(report: FieldReport) -> None:
    """Comments, notes and reasons may repeat what stood in the report; the steps themselves stay."""
    for rows in (ReviewComment, PrivateNote):
        rows.objects.filter(report=report).delete()
    MarkDecision.objects.filter(version__report=report).delete()
    report.steps.update(comment="")
