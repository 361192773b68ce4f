"""Decide what happens to a mark: what may identify a person is removed, or kept with a reason. Binding marks go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from fener.queries.field_report_contents import contents_of, files_of, readable_answers
from fener.queries.field_report_marks import decisions_on, marks_in, place_of
from fener.queries.field_report_rights import may_decide, readers_of
from fener.queries.field_report_scope import ReportName, newest_version, report_for
from fener.queries.questionnaires import definition_of_version
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import FieldReport, FieldReportVersion
from fener.records.field.models import MarkDecision as MarkDecisionRow
from fener.safeguards.minimisation import Mark, MarkKind
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.review import ReviewState

LONGEST_REASON = 300
_UNDER_REVIEW = frozenset({ReviewState.SUBMITTED, ReviewState.CORRECTED, ReviewState.SECOND_READING})


@dataclass(frozen=True, slots=True)
class _Marked:
    actor: Member
    report: FieldReport
    version: FieldReportVersion
    marks: tuple[Mark, ...]
    workspace_key: str


def decide_mark(
    actor: Member, name: ReportName, mark_key: str, *, keeps: bool, why: str = "", workspace_key: str = ""
) -> None:
    """Keep or remove what one mark points at, in the newest version.

    Keeping needs a reason. A binding mark cannot be kept; of a file, keeping means that a person looked at it and it shows
    nobody, which is refused while the file has not arrived. A later decision replaces the earlier one.
    """
    may_take_step(actor.role, "review_field_report").enforce()
    marked = _marked(actor, name, workspace_key)
    mark = next((mark for mark in marked.marks if mark.key == mark_key), None)
    if mark is None:
        raise UnknownTerm(
            "this mark is not in the newest version",
            remedy="Load the report again; marks change with every version.",
            number="FEN-2659",
        )
    if keeps:
        _must_be_keepable(marked, mark, why)
    _decide(marked, [mark], keeps=keeps, why=why)


def remove_binding_marks(actor: Member, name: ReportName, *, workspace_key: str = "") -> int:
    """Decide to remove every binding mark nobody has decided on; how many. Files are left: each wants a look."""
    may_take_step(actor.role, "review_field_report").enforce()
    marked = _marked(actor, name, workspace_key)
    decided = decisions_on(marked.version, marked.marks)
    binding = [
        mark
        for mark in marked.marks
        if mark.is_binding and mark.kind is not MarkKind.MEDIA_TO_CHECK and mark.key not in decided
    ]
    _decide(marked, binding, keeps=False)
    return len(binding)


def _marked(actor: Member, name: ReportName, workspace_key: str) -> _Marked:
    report = report_for(actor, name)
    decision = may_decide(actor, report, readers_of(report))
    if not decision.allowed:
        raise NotAllowed("; ".join(decision.reasons), remedy="Another reviewer decides on its marks.")
    if report.state not in _UNDER_REVIEW:
        raise StateRefused(
            f"{report.key} is not under review ({report.state.replace('_', ' ')})",
            remedy="Marks are decided between submission and approval.",
            number="FEN-2669",
        )
    version = newest_version(report)
    answers = readable_answers(actor, report, version, workspace_key)
    marks = marks_in(definition_of_version(version.form), answers, report.territory)
    return _Marked(actor, report, version, marks, workspace_key)


def _must_be_keepable(marked: _Marked, mark: Mark, why: str) -> None:
    is_media = mark.kind is MarkKind.MEDIA_TO_CHECK
    if mark.is_binding and not is_media:
        raise NotAllowed(
            f"{mark.kind.label} in {mark.path} identifies a person and cannot be kept",
            remedy="Remove it; the sealed original keeps it for as long as the original is kept.",
            number="FEN-2660",
        )
    if not why.strip():
        raise UnreadableMaterial(
            "what may identify a person is kept without a reason",
            remedy="Say in a few words why it identifies nobody.",
            number="FEN-2656",
        )
    if is_media and mark.text in _missing(marked):
        raise StateRefused(
            f"the file of {mark.path} has not arrived; nobody can have looked at it",
            remedy="Wait for it, or remove the answer that names it.",
            number="FEN-2671",
        )


def _missing(marked: _Marked) -> set[str]:
    contents = contents_of(marked.actor, marked.report, marked.version, marked.workspace_key)
    return {file.name for file in files_of(marked.version, contents) if file.is_missing}


def _decide(marked: _Marked, marks: Iterable[Mark], *, keeps: bool, why: str = "") -> None:
    """Rows name path and place; the text itself is not repeated."""
    decided = list(marks)
    with transaction.atomic():
        for mark in decided:
            path, start, end, kind = place_of(mark)
            MarkDecisionRow.objects.update_or_create(
                version=marked.version,
                path=path,
                start=start,
                end=end,
                kind=kind,
                defaults={"keeps": keeps, "why": why.strip()[:LONGEST_REASON] if keeps else "", "by": marked.actor},
            )
        if decided:
            record_audit(
                "decide_mark",
                actor=marked.actor,
                subject=("FieldReport", marked.report.key),
                details={
                    "version": marked.version.number,
                    "keeps": keeps,
                    "marks": [[mark.path, mark.kind.value] for mark in decided],
                },
            )
