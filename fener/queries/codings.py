"""Codings: what a coder reads and has written, where a record comes from, and how far two coders agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from fener.analysis.agreement import Agreement, BinaryAgreement, binary_kappas, cohen_kappa
from fener.analysis.coding import TextUnit, read_context, text_units
from fener.queries.field_report_scope import approved_reports, newest_version, reports_for
from fener.queries.questionnaires import definition_of_version
from fener.records.base.models import Member
from fener.records.field.models import CodedStatement, Coding, FieldReport, FieldReportVersion, Observation
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused
from fener.terms.field import SourceGrading
from fener.terms.questionnaires import QuestionnaireDefinition
from fener.terms.review import ReviewState

NOT_ABOUT = "(not coded)"


@dataclass(frozen=True, slots=True)
class CodingPage:
    """A report beside its coding. ``units`` are the sentences; ``statements`` what was written of them."""

    report: FieldReport
    version: FieldReportVersion
    definition: QuestionnaireDefinition
    coding: Coding | None
    units: tuple[TextUnit, ...]
    statements: tuple[CodedStatement, ...]
    history: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class CodedFrom:
    """Where a record comes from: the report, the question and the sentence."""

    report_key: str
    report_id: int
    question: str
    sentence: str
    coder: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Agreement of the double-coded reports of a cycle or of all. ``topics``: one label a sentence; ``codes``: each code yes or no."""

    reports: int
    sentences: int
    topics: Agreement
    codes: BinaryAgreement


def report_to_code(member: Member, report_id: int) -> tuple[FieldReport, FieldReportVersion]:
    """An approved report and its newest version. A report that is not approved is never coded."""
    may_take_step(member.role, "code_field_report").enforce()
    found = reports_for(member).select_related("questionnaire").filter(pk=report_id).first()
    if found is None:
        raise NotAllowed("there is no such report", remedy="Look at the list of reports.", number="FEN-2686")
    if found.state != ReviewState.APPROVED:
        raise StateRefused(
            f"{found.key} is {found.state.replace('_', ' ')}; only an approved report is coded",
            remedy="Have it approved first.",
            number="FEN-2687",
        )
    return found, newest_version(found)


def coding_for(member: Member, coding_id: int) -> Coding:
    """A coding of a report the member may code."""
    may_take_step(member.role, "code_field_report").enforce()
    coding = Coding.objects.select_related("report", "coder", "version", "version__form").filter(pk=coding_id).first()
    if coding is None or not reports_for(member).filter(pk=coding.report_id).exists():
        raise NotAllowed("there is no such coding", remedy="Open the report and begin to code it.", number="FEN-2686")
    return coding


def coding_page(member: Member, report_id: int, *, sample: bool = False) -> CodingPage:
    """The report's sentences and the newest coding of it."""
    report, version = report_to_code(member, report_id)
    _must_not_be_blind(member, report, sample)
    definition = definition_of_version(version.form)
    codings = list(Coding.objects.filter(report=report, sample=sample).select_related("coder").order_by("-revision"))
    coding = codings[0] if codings else None
    return CodingPage(
        report=report,
        version=version,
        definition=definition,
        coding=coding,
        units=text_units(definition, version.answers or {}),
        statements=tuple(coding.statements.order_by("line")) if coding else (),
        history=tuple(codings),
    )


def _must_not_be_blind(member: Member, report: FieldReport, sample: bool) -> None:
    """Whoever is coding one of the two sees the other only when done: else they would agree by copying."""
    own = Coding.objects.filter(report=report, sample=not sample, coder=member, finished_at__isnull=True)
    others = Coding.objects.filter(report=report, sample=sample).exclude(coder=member)
    if own.exists() and others.exists():
        raise NotAllowed(
            f"you are coding {report.key} independently; the other coder’s statements open when you have finished",
            remedy="Finish your own coding first.",
            number="FEN-2688",
        )


def is_kept_back(member: Member, coding: Coding | None) -> bool:
    """Whether this is another's coding and the member could still code the report blind, which reading would spoil."""
    if coding is None or coding.coder_id == member.pk:
        return False
    other = Coding.objects.filter(report_id=coding.report_id, sample=not coding.sample)
    return not other.filter(finished_at__isnull=False).exists()


def presets(page: CodingPage) -> tuple[date, date, SourceGrading]:
    """First and last day and grading a new statement begins with: what the form says, else the visit, else the day of receipt."""
    answers = page.version.answers or {}
    found = read_context(page.definition, answers, today=timezone.localdate(), resolve=lambda name: None)
    visit = page.report.visit
    received = timezone.localdate(page.version.received_at)
    first = found.first_on or (visit.planned_on if visit else None) or received
    return first, found.last_on or first, found.grading


def revisions(member: Member, report_id: int, *, sample: bool = False) -> list[tuple[Coding, list[CodedStatement]]]:
    """All revisions with their statements, newest first."""
    history = coding_page(member, report_id, sample=sample).history
    return [(coding, list(coding.statements.order_by("line"))) for coding in history]


def published_keys(member: Member, report: FieldReport) -> frozenset[str]:
    """Keys of the observations this report's coding became and that still stand."""
    rows = Observation.objects.for_member(member).filter(key__startswith=f"field-{report.pk}-", entered_as="field")
    return frozenset(rows.values_list("key", flat=True))


def reports_to_code(
    member: Member, cycle_id: int | None = None
) -> list[tuple[FieldReport, Coding | None, Coding | None]]:
    """Approved reports with their newest coding and their newest sample. Three queries."""
    may_take_step(member.role, "code_field_report").enforce()
    rows = approved_reports(member, cycle_id=cycle_id)
    reports = list(rows.select_related("questionnaire", "recorded_by").order_by("-pk")[:500])
    newest: dict[tuple[int, bool], Coding] = {}
    for coding in (
        Coding.objects.filter(report__in=[row.pk for row in reports]).select_related("coder").order_by("revision")
    ):
        newest[coding.report_id, coding.sample] = coding
    return [(row, newest.get((row.pk, False)), newest.get((row.pk, True))) for row in reports]


def coded_from(member: Member, record_key: str) -> CodedFrom | None:
    """The report and sentence behind a record from the field, for those who may read the report; else None."""
    if not may_take_step(member.role, "read_field_reports").allowed or member.role == "monitor":
        return None
    rows = CodedStatement.objects.filter(record_key=record_key, coding__sample=False, coding__finished_at__isnull=False)
    row = (
        rows.select_related("coding__report", "coding__version__form", "coding__coder")
        .order_by("-coding__revision")
        .first()
    )
    if row is None or not reports_for(member).filter(pk=row.coding.report_id).exists():
        return None
    definition = definition_of_version(row.coding.version.form)
    return CodedFrom(
        report_key=row.coding.report.key,
        report_id=row.coding.report_id,
        question=question_of(definition, row.path),
        sentence=_sentence(row, definition),
        coder=str(row.coding.coder),
        finished_at=row.coding.finished_at,
    )


def question_of(definition: QuestionnaireDefinition, path: str) -> str:
    """The wording of the question at a path with positions, ``prices[2]/note``."""
    plain = "/".join(part.partition("[")[0] for part in path.split("/"))
    entry = definition.by_path.get(plain)
    return entry.label() if entry else path


def _sentence(row: CodedStatement, definition: QuestionnaireDefinition) -> str:
    """The words the statement stands on, as they are in the working copy now."""
    for unit in text_units(definition, row.coding.version.answers or {}):
        if unit.path == row.path and row.start is not None and unit.start <= row.start < unit.end:
            return unit.text
    return ""


# --- agreement ---------------------------------------------------------------------------------------------------------


def agreement(member: Member, cycle_id: int | None = None) -> AgreementReport:
    """Cohen's κ over the sentences of reports that two coders coded to the end, independently of each other."""
    pairs = [
        (report, main, second)
        for report, main, second in reports_to_code(member, cycle_id)
        if main and second and main.finished_at and second.finished_at and main.coder_id != second.coder_id
    ]
    first_topics, second_topics, first_codes, second_codes, units = [], [], {}, {}, []
    for _, main, second in pairs:
        page_units = _sentences_of(main)
        one, other = _by_sentence(main), _by_sentence(second)
        for where in page_units:
            unit = f"{main.report_id}:{where[0]}@{where[1]}"
            units.append(unit)
            first_topics.append(_topic(one.get(where, ())))
            second_topics.append(_topic(other.get(where, ())))
            first_codes[unit] = _codes(one.get(where, ()))
            second_codes[unit] = _codes(other.get(where, ()))
    labels = sorted({code for codes in (*first_codes.values(), *second_codes.values()) for code in codes})
    return AgreementReport(
        reports=len(pairs),
        sentences=len(units),
        topics=cohen_kappa(first_topics, second_topics),
        codes=binary_kappas(units, first_codes, second_codes, labels),
    )


def _sentences_of(coding: Coding) -> list[tuple[str, int]]:
    version = coding.version
    return [(unit.path, unit.start) for unit in text_units(definition_of_version(version.form), version.answers or {})]


def _by_sentence(coding: Coding) -> Mapping[tuple[str, int], Sequence[CodedStatement]]:
    """Sentence → what was written of it. Proposals of the form stand on whole answers and are left out: no coder judged there."""
    found: dict[tuple[str, int], list[CodedStatement]] = defaultdict(list)
    for row in coding.statements.all():
        if row.start is not None:
            found[row.path, row.start].append(row)
    return found


def _topic(rows: Sequence[CodedStatement]) -> str:
    return " + ".join(sorted({row.topic for row in rows})) or NOT_ABOUT


def _codes(rows: Iterable[CodedStatement]) -> frozenset[str]:
    return frozenset(f"{name}: {code}" for row in rows for name, codes in row.codes.items() for code in codes)
