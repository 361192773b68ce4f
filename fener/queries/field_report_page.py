"""One report as its page shows it: answers, marks, what was said, what happened, and what this member may do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fener.queries.field_report_answers import AnswerSheetShown, Remark, shown_answers
from fener.queries.field_report_contents import Contents, FileLine, contents_of, files_of
from fener.queries.field_report_marks import DecidedMark, decided, decisions_on, marks_in
from fener.queries.field_report_rights import may_decide, may_review, readers_of
from fener.queries.field_report_scope import ReportName, report_for, version_of
from fener.queries.questionnaires import definition_of_version
from fener.queries.workspaces import closing_time
from fener.records.base.models import Member
from fener.records.field.models import FieldReport, FieldReportVersion, PrivateNote, ReviewComment, ReviewStep
from fener.safeguards.decision import Decision
from fener.safeguards.four_eyes import Readers, needs_second_reader
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError
from fener.terms.people import Role
from fener.terms.questionnaires import Answers, QuestionnaireDefinition
from fener.terms.review import ReviewState, accepts_corrections, next_review_states

_UNDER_REVIEW = frozenset({ReviewState.SUBMITTED, ReviewState.CORRECTED, ReviewState.SECOND_READING})
_POSITION = re.compile(r"\[\d+\]")
_COMMENT_WANTED = frozenset({ReviewState.RETURNED, ReviewState.REJECTED})


@dataclass(frozen=True, slots=True)
class ReviewChoice:
    """A button: where it leads, its words, and why it is closed where it is. ``wants_comment``: nothing is done without one."""

    to_state: str
    label: str
    decision: Decision
    wants_comment: bool


@dataclass(frozen=True, slots=True)
class MemberMay:
    """What the member may do on this page beside reviewing."""

    decide_marks: Decision
    correct: bool
    comment: bool
    open_original: bool
    move: bool
    delete: bool
    unlock: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the page needs. ``sheet`` is None while the answers are locked; ``locked`` says why."""

    report: FieldReport
    state: ReviewState
    version: FieldReportVersion
    versions: tuple[FieldReportVersion, ...]
    definition: QuestionnaireDefinition
    sheet: AnswerSheetShown | None
    locked: FenerError | None
    issues: list[dict[str, str]]
    marks: list[DecidedMark]
    files: list[FileLine]
    steps: tuple[ReviewStep, ...]
    remarks: tuple[Remark, ...]
    note: str
    wants_second_reader: bool
    choices: tuple[ReviewChoice, ...]
    may: MemberMay
    workspace_closes_at: datetime | None
    quarantined: int

    @property
    def is_newest(self) -> bool:
        """Whether the version shown is the one that counts."""
        return self.version.number == self.versions[0].number

    @property
    def undecided(self) -> list[DecidedMark]:
        """Marks nobody has decided on."""
        return [mark for mark in self.marks if mark.verdict is None]

    @property
    def to_remove_at_once(self) -> int:
        """Undecided marks that must go and need no look at a file."""
        return sum(mark.mark.is_binding and not mark.is_media for mark in self.undecided)

    @property
    def can_step(self) -> bool:
        """Whether any button is open."""
        return any(choice.decision.allowed for choice in self.choices)

    @property
    def closed(self) -> list[tuple[str, list[str]]]:
        """Why buttons are closed: reason and the words of the buttons it closes."""
        found: dict[str, list[str]] = {}
        for choice in self.choices:
            if not choice.decision.allowed:
                found.setdefault("; ".join(choice.decision.reasons), []).append(choice.label)
        return list(found.items())

    @property
    def remarks_on_answers(self) -> list[Remark]:
        """Remarks that stand beside an answer shown."""
        shown = {line.path for line in self.sheet.lines()} if self.sheet else set()
        return [remark for remark in self.remarks if remark.path in shown]

    @property
    def other_remarks(self) -> list[Remark]:
        """Remarks on the whole report, or on an answer this version does not have."""
        beside = self.remarks_on_answers
        return [remark for remark in self.remarks if remark not in beside]

    @property
    def missing(self) -> list[str]:
        """Names of files that have not arrived."""
        return [file.name for file in self.files if file.is_missing]


def report_page(member: Member, name: ReportName, number: int | None = None, workspace_key: str = "") -> ReportPage:
    """The report in its newest version, or the one of that number."""
    report = report_for(member, name)
    version = version_of(report, number)
    versions = tuple(report.versions.select_related("received_by", "form").order_by("-number"))
    contents = contents_of(member, report, version, workspace_key)
    definition = definition_of_version(version.form)
    marks = _marks(report, version, definition, contents.answers)
    remarks = tuple(_remarks(member, report, definition))
    shown = contents.answers
    sheet = None if shown is None else shown_answers(definition, shown, marks, _on_answers(remarks))
    readers = readers_of(report)
    second = shown is not None and needs_second_reader(definition, shown)
    is_newest = version.number == versions[0].number
    return ReportPage(
        report=report,
        state=ReviewState(report.state),
        version=version,
        versions=versions,
        definition=definition,
        sheet=sheet,
        locked=contents.locked,
        issues=contents.issues,
        marks=marks,
        files=files_of(version, contents),
        steps=tuple(report.steps.select_related("by")),
        remarks=remarks,
        note=private_note(member, report),
        wants_second_reader=second,
        choices=tuple(_choices(member, report, readers, second, marks, contents)) if is_newest else (),
        may=_may(member, report, version, readers, contents, is_newest=is_newest),
        workspace_closes_at=closing_time(member, report.questionnaire) if version.is_encrypted else None,
        quarantined=report.quarantined.filter(settled_at__isnull=True).count() if _is_coordinator(member) else 0,
    )


def private_note(member: Member, report: FieldReport) -> str:
    """What the member noted for themselves; nobody else's note is ever read."""
    return PrivateNote.objects.filter(report=report, by=member).values_list("text", flat=True).first() or ""


def _marks(
    report: FieldReport, version: FieldReportVersion, definition: QuestionnaireDefinition, answers: Answers | None
) -> list[DecidedMark]:
    if answers is None or report.state not in _UNDER_REVIEW or version.minimised_at is not None:
        return []
    marks = marks_in(definition, answers, report.territory)
    return decided(marks, decisions_on(version, marks))


def _remarks(member: Member, report: FieldReport, definition: QuestionnaireDefinition) -> Iterator[Remark]:
    reviews = may_take_step(member.role, "review_field_report").allowed
    for row in ReviewComment.objects.filter(report=report).select_related("by"):
        is_settled = row.settled_at is not None
        may_settle = not is_settled and (reviews or row.by_id == member.pk)
        asked = definition.by_path.get(_POSITION.sub("", row.path))
        about = asked.label() if asked else row.path
        yield Remark(row.pk, row.path, about, row.text, str(row.by), row.at, row.version_number, is_settled, may_settle)


def _on_answers(remarks: Sequence[Remark]) -> list[Remark]:
    return [remark for remark in remarks if remark.path]


def _choices(
    member: Member,
    report: FieldReport,
    readers: Readers,
    second: bool,
    marks: Sequence[DecidedMark],
    contents: Contents,
) -> Iterator[ReviewChoice]:
    if not may_take_step(member.role, "review_field_report").allowed:
        return
    is_second = report.state == ReviewState.SECOND_READING
    for state in next_review_states(report.state):
        if state is ReviewState.SECOND_READING and second:
            continue  # approving leads there by itself
        decision = may_review(member, report, state, readers)
        if decision.allowed and state in {ReviewState.APPROVED, ReviewState.SECOND_READING}:
            decision = _may_approve_now(marks, contents) or decision
        yield ReviewChoice(state, _label(state, second, is_second), decision, state in _COMMENT_WANTED)


def _label(state: ReviewState, second: bool, is_second: bool) -> str:
    if state is ReviewState.APPROVED and second:
        return "Approve as second reader" if is_second else "Approve as first reader"
    return {
        ReviewState.APPROVED: "Approve",
        ReviewState.SECOND_READING: "Approve and ask for a second reader",
        ReviewState.RETURNED: "Return to the author",
        ReviewState.REJECTED: "Reject",
    }[state]


def _may_approve_now(marks: Sequence[DecidedMark], contents: Contents) -> Decision | None:
    """A refusal while something stands against it: locked answers, marks nobody decided on."""
    if contents.answers is None:
        return Decision(False, ("the answers are locked; open the workspace first",))
    undecided = sum(mark.verdict is None for mark in marks)
    if undecided:
        plural = "" if undecided == 1 else "s"
        return Decision(False, (f"{undecided} mark{plural} of what may identify a person: nobody has decided yet",))
    return None


def _may(
    member: Member,
    report: FieldReport,
    version: FieldReportVersion,
    readers: Readers,
    contents: Contents,
    *,
    is_newest: bool,
) -> MemberMay:
    is_own = report.recorded_by_id == member.pk
    coordinates = _is_coordinator(member)
    decide = may_decide(member, report, readers)
    if report.state not in _UNDER_REVIEW or not is_newest or contents.answers is None:
        decide = Decision(False, ("marks are decided on the newest version while it is under review",))
    return MemberMay(
        decide_marks=decide,
        correct=(is_own or coordinates) and accepts_corrections(report.state) and not version.is_encrypted,
        comment=True,
        open_original=may_take_step(member.role, "open_original").allowed,
        move=coordinates and report.state != ReviewState.APPROVED,
        delete=coordinates,
        unlock=version.is_encrypted and may_take_step(member.role, "unlock_workspace").allowed,
    )


def _is_coordinator(member: Member) -> bool:
    return member.role == Role.COORDINATOR
