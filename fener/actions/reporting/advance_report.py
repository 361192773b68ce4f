"""Move a report between draft, reviewed and published; each step forward freezes what was seen."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from fener.actions.follow_up import queue_job
from fener.queries.reports import live_document, report_to_change
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.reporting.models import MonitoringReport, ReportSnapshot
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused
from fener.terms.frozen import freeze

State = MonitoringReport.State
_STEPS: Mapping[tuple[str, str], str] = {
    (State.DRAFT, State.REVIEWED): "review_report",
    (State.REVIEWED, State.PUBLISHED): "publish_report",
    (State.REVIEWED, State.DRAFT): "compile_report",
    (State.PUBLISHED, State.DRAFT): "publish_report",
}


def next_states(state: str) -> tuple[str, ...]:
    """States that may follow."""
    return tuple(after for before, after in _STEPS if before == state)


def step_for(state: str, to_state: str) -> str:
    """The step a role must be allowed to take for this move; empty where the move is not known."""
    return _STEPS.get((state, to_state), "")


def advance_report(actor: Member, report_id: int, to_state: str, *, why: str = "") -> MonitoringReport:
    """Take one step. Four eyes: whoever reviewed a report last does not publish it. Forward steps freeze a snapshot."""
    report = report_to_change(actor, report_id)
    step = step_for(report.state, to_state)
    if not step:
        raise StateRefused(
            f"a {report.state} report does not become {to_state}",
            remedy=f"From {report.state} it may become: {', '.join(next_states(report.state)) or 'nothing'}.",
        )
    may_take_step(actor.role, step).enforce()
    if to_state == State.PUBLISHED:
        _must_be_other_eyes(actor, report)
    with transaction.atomic():
        changed = (
            MonitoringReport.objects.unscoped("checked above")
            .filter(pk=report.pk, state=report.state, revision=report.revision)
            .update(state=to_state)
        )
        if not changed:
            raise StateRefused("the report changed meanwhile", remedy="Read it again, then take the step.")
        report.state = to_state
        digest = "" if to_state == State.DRAFT else _freeze(actor, report).digest
        record_audit(
            "advance_report",
            actor=actor,
            subject=("MonitoringReport", str(report.pk)),
            why=why,
            details={"to": to_state, "digest": digest},
        )
        if to_state == State.PUBLISHED:
            queue_job("write_report_files", report_id=report.pk, member_id=actor.pk)
    return report


def _must_be_other_eyes(actor: Member, report: MonitoringReport) -> None:
    reviewed = report.snapshots.filter(state=State.REVIEWED).first()
    if reviewed is not None and reviewed.taken_by_id == actor.pk:
        raise NotAllowed(
            "whoever reviewed a report does not publish it",
            remedy="Ask another coordinator or administrator.",
            number="FEN-1005",
        )


def _freeze(actor: Member, report: MonitoringReport) -> ReportSnapshot:
    document = live_document(actor, report)
    newest = report.snapshots.aggregate(newest=Max("version"))["newest"] or 0
    content = freeze(document) | {"version": newest + 1}
    return ReportSnapshot.objects.create(
        report=report,
        version=newest + 1,
        state=report.state,
        content=content,
        digest=document.digest,
        taken_by=actor,
    )
