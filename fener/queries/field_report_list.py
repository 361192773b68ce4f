"""Reports in a list, with what is to do about each; a constant number of questions however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from fener.queries.areas import label_of
from fener.queries.field_report_scope import reports_for
from fener.records.base.models import Member
from fener.records.field.models import (
    FieldReport,
    FieldReportVersion,
    MonitoringCycle,
    Questionnaire,
    ReceivedFile,
    ReviewComment,
    ReviewStep,
)
from fener.safeguards.roles import may_take_step
from fener.terms.review import WAITING_FOR_A_READER, ReviewState


class JSONLength(Func):
    """How many entries a JSON list has."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL keeps ``jsonb``."""
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **extra)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a list is narrowed to. ``state`` is a state, ``waiting`` for a reader, or empty for all."""

    state: str = ""
    questionnaire: str = ""
    cycle_id: int | None = None
    mine: bool = False
    awaiting_files: bool = False
    with_issues: bool = False


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in a list. ``said`` is what its reader wrote when they returned it."""

    key: str
    title: str
    state: str
    state_label: str
    state_at: datetime
    territory: str
    planned: str
    author: str
    is_mine: bool
    versions: int
    files_missing: int
    issues: int
    open_comments: int
    said: str
    is_encrypted: bool
    is_invented: bool


@dataclass(frozen=True, slots=True)
class ReportCounts:
    """How many of the readable reports are in which state; ``returned_to_me`` wait for this member's correction."""

    by_state: Mapping[str, int]
    returned_to_me: int

    @property
    def waiting(self) -> int:
        """Reports that wait for a reader."""
        return sum(self.by_state.get(state, 0) for state in WAITING_FOR_A_READER)

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.by_state.values())


def listed_reports(member: Member, wanted: ReportFilter) -> QuerySet[FieldReport]:
    """Readable reports that fit, with what a line shows: what was returned to the member first, then the newest."""
    rows = _narrowed(_annotated(reports_for(member)), member, wanted)
    mine_first = Case(When(state=ReviewState.RETURNED, recorded_by=member, then=0), default=1)
    return rows.select_related("questionnaire", "recorded_by", "visit", "interview").order_by(mine_first, "-pk")


def report_line(member: Member, row: FieldReport) -> ReportLine:
    """A row of ``listed_reports`` in words."""
    found = vars(row)  # what was annotated stands beside the fields
    planned = row.interview or row.visit
    return ReportLine(
        key=row.key,
        title=row.questionnaire.title,
        state=row.state,
        state_label=ReviewState(row.state).label,
        state_at=row.state_at,
        territory=label_of(row.territory),
        planned=planned.key if planned else "",
        author=str(row.recorded_by or ""),
        is_mine=row.recorded_by_id == member.pk,
        versions=found["version_number"] or 0,
        files_missing=max(0, (found["files_wanted"] or 0) - found["files_here"]),
        issues=found["issue_count"] or 0,
        open_comments=found["comment_count"],
        said=found["said"] or "" if row.state == ReviewState.RETURNED else "",
        is_encrypted=row.questionnaire.requires_encryption,
        is_invented=row.is_invented,
    )


def report_counts(member: Member) -> ReportCounts:
    """For the tabs of the list and the notice “2 returned to you”."""
    rows = reports_for(member).order_by().values_list("state").annotate(count=Count("pk"))
    return ReportCounts(dict(rows), returned_to(member))


def returned_to(member: Member) -> int:
    """How many reports wait for this member's correction."""
    return reports_for(member).filter(recorded_by=member, state=ReviewState.RETURNED).count()


def filter_choices(member: Member) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """(key, title) of the questionnaires and (id, title) of the cycles that readable reports have."""
    rows = reports_for(member).order_by()
    questionnaires = Questionnaire.objects.filter(pk__in=rows.values("questionnaire")).values_list("key", "title")
    cycles = MonitoringCycle.objects.unscoped("titles of cycles whose reports the member reads")
    return list(questionnaires), list(cycles.filter(pk__in=rows.values("cycle")).values_list("pk", "title"))


def reviews(member: Member) -> bool:
    """Whether the member's role reads reports of others in order to decide on them."""
    return may_take_step(member.role, "review_field_report").allowed


def _annotated(rows: QuerySet[FieldReport]) -> QuerySet[FieldReport]:
    newest = FieldReportVersion.objects.filter(report=OuterRef("pk")).order_by("-number")
    returned = ReviewStep.objects.filter(report=OuterRef("pk"), to_state=ReviewState.RETURNED).order_by("-pk")
    comments = ReviewComment.objects.filter(report=OuterRef("pk"), settled_at__isnull=True)
    files = ReceivedFile.objects.filter(version__report=OuterRef("pk"), version__number=OuterRef("version_number"))
    return rows.annotate(
        version_number=Subquery(newest.values("number")[:1]),
        files_wanted=Subquery(newest.values(length=JSONLength("files_expected"))[:1]),
        issue_count=Subquery(newest.values(length=JSONLength("issues"))[:1]),
        said=Subquery(returned.values("comment")[:1]),
        comment_count=_count(comments, "report"),
        files_here=_count(files, "version"),
    )


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


def _narrowed(rows: QuerySet[FieldReport], member: Member, wanted: ReportFilter) -> QuerySet[FieldReport]:
    if wanted.state == "waiting":
        rows = rows.filter(state__in=WAITING_FOR_A_READER)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.questionnaire:
        rows = rows.filter(questionnaire__key=wanted.questionnaire)
    if wanted.cycle_id:
        rows = rows.filter(cycle_id=wanted.cycle_id)
    if wanted.mine:
        rows = rows.filter(recorded_by=member)
    if wanted.awaiting_files:
        rows = rows.filter(Q(files_wanted__gt=F("files_here")))
    if wanted.with_issues:
        rows = rows.filter(Q(issue_count__gt=0))
    return rows
