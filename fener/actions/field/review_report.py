"""Lead a report to its next state.

1. The role reviews, the state permits the step, the member wrote no version, the second reader is not the first.
2. Approval: every mark is decided (see ``safeguards.minimisation``). Where the questionnaire or an answer asks for two
   readers, the first approval leads to the second reading.
3. One transaction: the state is changed only if it and the newest version are still those that were read, so that of two
   reviewers one wins; working copies are minimised; step; audit. The original stays sealed with its own clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from fener.actions.field.placing import placing_of
from fener.actions.field.publication import withdraw_records
from fener.queries.field_report_contents import readable_answers
from fener.queries.field_report_marks import decisions_on, marks_in
from fener.queries.field_report_rights import may_review, readers_of
from fener.queries.field_report_scope import ReportName, newest_version, report_for
from fener.queries.questionnaires import definition_of_version
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import FieldReport, FieldReportVersion, ReviewStep
from fener.safeguards.four_eyes import needs_second_reader
from fener.safeguards.minimisation import Mark, MarkDecision, Verdict, apply_marks, may_approve
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused, UnreadableMaterial
from fener.terms.questionnaires import Answers, QuestionnaireDefinition
from fener.terms.review import ReviewState, next_review_states

LONGEST_COMMENT = 1000


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the reviewer decides about, as it was read."""

    actor: Member
    report: FieldReport
    version: FieldReportVersion
    definition: QuestionnaireDefinition
    to_state: ReviewState
    comment: str
    answers: Answers | None = None
    marks: tuple[Mark, ...] = ()
    decisions: Mapping[str, MarkDecision] | None = None


def review_report(
    actor: Member,
    name: ReportName,
    to_state: str,
    *,
    comment: str = "",
    version: int | None = None,
    workspace_key: str = "",
) -> FieldReport:
    """The report in its new state.

    ``version`` is the number the reviewer read; StateRefused where a newer one came meanwhile, or another reviewer was
    quicker. Returning needs a comment. ``workspace_key`` opens an encrypted report.
    """
    may_take_step(actor.role, "review_field_report").enforce()
    report = report_for(actor, name)
    reading = _read(actor, report, to_state, comment, version, workspace_key)
    with transaction.atomic():
        _claim(reading)
        ReviewStep.objects.create(
            report=report,
            version_number=reading.version.number,
            from_state=reading.report.state,
            to_state=reading.to_state,
            by=actor,
            comment=reading.comment,
        )
        if report.state == ReviewState.APPROVED:
            # What no longer counts leaves the counts at once; its codings stay.
            withdraw_records(report)
        _minimise(reading)
        _record(reading)
    return report_for(actor, report.pk)


def _read(
    actor: Member, report: FieldReport, to_state: str, comment: str, number: int | None, workspace_key: str
) -> _Reading:
    """Everything that is decided before anything is written."""
    version = newest_version(report)
    if number is not None and number != version.number:
        raise _moved_on(report)
    _must_follow(report, to_state)
    decision = may_review(actor, report, to_state, readers_of(report))
    if not decision.allowed:
        raise NotAllowed(
            "; ".join(decision.reasons), remedy="Ask another reviewer of this territory.", number="FEN-2648"
        )
    said = comment.strip()[:LONGEST_COMMENT]
    if to_state == ReviewState.RETURNED and not said:
        raise UnreadableMaterial(
            "a report is returned without saying why",
            remedy="Write to its author what to correct.",
            number="FEN-2647",
        )
    reading = _Reading(actor, report, version, definition_of_version(version.form), ReviewState(to_state), said)
    return _with_marks(reading, workspace_key) if to_state in _APPROVING else reading


_APPROVING = frozenset({ReviewState.APPROVED, ReviewState.SECOND_READING})


def _must_follow(report: FieldReport, to_state: str) -> None:
    if to_state not in next_review_states(report.state):
        raise StateRefused(
            f"{report.key} is {report.state.replace('_', ' ')} and cannot become “{to_state[:20]}”",
            remedy="Load its page again and take one of the steps it offers.",
            number="FEN-2646",
        )


def _with_marks(reading: _Reading, workspace_key: str) -> _Reading:
    """The reading with its answers and marks, every one decided; the state is the one that this approval leads to."""
    report, version = reading.report, reading.version
    answers = readable_answers(reading.actor, report, version, workspace_key)
    marks = marks_in(reading.definition, answers, report.territory)
    decisions = decisions_on(version, marks)
    verdict = may_approve(marks, decisions)
    if not verdict.allowed:
        raise NotAllowed(
            f"{report.key} still holds what may identify a person ({len(verdict.reasons)}: {verdict.reasons[0]})",
            remedy="Decide on every mark of the report, then approve it.",
            number="FEN-2650",
        )
    is_first = report.state != ReviewState.SECOND_READING and needs_second_reader(reading.definition, answers)
    state = ReviewState.SECOND_READING if is_first else reading.to_state
    return _Reading(
        reading.actor, report, version, reading.definition, state, reading.comment, answers, marks, decisions
    )


def _claim(reading: _Reading) -> None:
    """Believe only the count of rows changed; a correction that came meanwhile shows in the newest version."""
    rows = FieldReport.objects.unscoped("the reader was checked").filter(
        pk=reading.report.pk, state=reading.report.state, deleted_at__isnull=True
    )
    changed = rows.update(state=reading.to_state, state_at=timezone.now())
    if changed != 1 or newest_version(reading.report).pk != reading.version.pk:
        raise _moved_on(reading.report)


def _moved_on(report: FieldReport) -> StateRefused:
    return StateRefused(
        f"{report.key} has changed since you read it",
        remedy="Load its page again; another reviewer was quicker, or its author sent a correction.",
        number="FEN-2651",
    )


def _minimise(reading: _Reading) -> None:
    """Approved: the working copies lose what was decided to go. Rejected: they lose every mark; nobody needs them."""
    if reading.to_state is ReviewState.APPROVED:
        assert reading.answers is not None and reading.decisions is not None
        kept = apply_marks(reading.answers, reading.marks, reading.decisions)
        _keep_minimised(reading.version, kept)
        stays = frozenset((m.kind.value, m.text) for m in reading.marks if _stays(reading.decisions[m.key]))
        _minimise_others(reading, reading.version.pk, stays)
        _place_opened(reading)
    elif reading.to_state is ReviewState.REJECTED:
        _minimise_others(reading, None, frozenset())


def _stays(decision: MarkDecision) -> bool:
    return decision.verdict is not Verdict.REMOVE


def _minimise_others(reading: _Reading, but: int | None, stays: frozenset[tuple[str, str]]) -> None:
    """Other versions lose every mark, except what the newest was decided to keep word for word."""
    for version in reading.report.versions.filter(answers__isnull=False).select_related("form"):
        if version.pk == but:
            continue
        answers: Answers = version.answers or {}
        marks = marks_in(definition_of_version(version.form), answers, reading.report.territory)
        gone = [mark for mark in marks if (mark.kind.value, mark.text) not in stays]
        removed = {mark.key: MarkDecision(Verdict.REMOVE) for mark in gone}
        _keep_minimised(version, apply_marks(answers, gone, removed))


def _keep_minimised(version: FieldReportVersion, answers: Mapping[str, object]) -> None:
    version.answers = dict(answers)
    version.minimised_at = timezone.now()
    # An issue may quote the answer it is about; what it was about is in the number.
    version.issues = [{**issue, "message": _unquoted(issue["message"])} for issue in version.issues]
    version.save(update_fields=["answers", "minimised_at", "issues"])


def _unquoted(message: str) -> str:
    before, quote, rest = message.partition("“")
    return f"{before}…{rest.rpartition('”')[2]}" if quote else message


def _place_opened(reading: _Reading) -> None:
    """An encrypted report named its visit to nobody before it was opened; it takes its place in the plan now."""
    report = reading.report
    if not reading.version.is_encrypted or report.visit_id or report.interview_id or report.recorded_by is None:
        return
    placing = placing_of(report.recorded_by, reading.definition, reading.answers)
    if placing.territory == report.territory and (placing.visit_id or placing.interview_id):
        FieldReport.objects.unscoped("the reader was checked").filter(pk=report.pk).update(
            visit=placing.visit_id, interview=placing.interview_id, cycle=placing.cycle_id
        )


def _record(reading: _Reading) -> None:
    """States and counts; never an answer, never the comment."""
    decisions: Sequence[MarkDecision] = list((reading.decisions or {}).values())
    kept = sum(_stays(decision) for decision in decisions)
    record_audit(
        "review_field_report",
        actor=reading.actor,
        subject=("FieldReport", reading.report.key),
        details={
            "from": reading.report.state,
            "to": reading.to_state.value,
            "version": reading.version.number,
            "digest": reading.version.digest,
            "marks_removed": len(decisions) - kept,
            "marks_kept": kept,
        },
    )
