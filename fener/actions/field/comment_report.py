"""Say something about a report or one of its answers, to its author and its readers; settle what was said."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.queries.field_report_scope import ReportName, newest_version, report_for
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import ReviewComment
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, UnknownTerm, UnreadableMaterial

LONGEST = 1000
LONGEST_PATH = 255


def comment_report(actor: Member, name: ReportName, text: str, *, path: str = "") -> ReviewComment:
    """Everybody who may read the report may comment on it; its author reads every comment."""
    may_take_step(actor.role, "read_field_reports").enforce()
    report = report_for(actor, name)
    said = text.strip()
    if not said or len(said) > LONGEST or len(path) > LONGEST_PATH:
        raise UnreadableMaterial(
            "a comment has between 1 and 1,000 characters", remedy="Shorten it, or say something.", number="FEN-2661"
        )
    with transaction.atomic():
        comment = ReviewComment.objects.create(
            report=report, version_number=newest_version(report).number, path=path, text=said, by=actor
        )
        record_audit("comment_report", actor=actor, subject=("FieldReport", report.key), details={"path": path})
    return comment


def settle_comment(actor: Member, name: ReportName, comment_id: int) -> None:
    """Mark a comment as done: a reviewer, or who wrote it."""
    may_take_step(actor.role, "read_field_reports").enforce()
    report = report_for(actor, name)
    with transaction.atomic():
        comment = ReviewComment.objects.select_for_update().filter(report=report, pk=comment_id).first()
        if comment is None:
            raise UnknownTerm("this comment is not here", remedy="Load the report again.", number="FEN-2672")
        if comment.by_id != actor.pk and not may_take_step(actor.role, "review_field_report").allowed:
            raise NotAllowed("a reviewer settles comments, or who wrote them", remedy="Answer it with a comment.")
        if comment.settled_at is None:
            comment.settled_at = timezone.now()
            comment.save(update_fields=["settled_at"])
            record_audit("settle_comment", actor=actor, subject=("FieldReport", report.key))
