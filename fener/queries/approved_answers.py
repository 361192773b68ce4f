"""Answers of approved reports for exports and the OData feed: read row by row, never all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import islice
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from fener.gateways.answers import OrderBy, Position, ReportAnswers
from fener.gateways.answers.odata_predicate import predicate
from fener.gateways.answers.odata_tree import Condition
from fener.queries.field_report_scope import approved_reports
from fener.queries.questionnaires import definition_of_version
from fener.records.base.models import Member
from fener.records.field.models import FieldReportVersion, QuestionnaireVersion
from fener.terms.errors import UnknownQuestionnaire
from fener.terms.questionnaires import QuestionnaireDefinition, tagged_value

CHUNK = 500
_COLUMNS = {
    "__id": "report__root_instance_id",
    "__system/submissionDate": "first_received",
    "__system/updatedAt": "received_at",
    "__system/edits": "number",
    "__system/formVersion": "form__version",
    "__system/attachmentsPresent": "files_present",
}
"""What the database can order by. The other fields are the same, or null, for every approved report."""


class ApprovedAnswers:
    """The approved reports of one questionnaire that a member may read."""

    def __init__(self, member: Member, questionnaire: str, *, cycle_id: int | None = None) -> None:
        self._member, self._questionnaire, self._cycle_id = member, questionnaire, cycle_id
        self.definitions = _definitions(questionnaire)
        self._by_version = {definition.version: definition for definition in self.definitions}

    def count(self, condition: Condition | None) -> int:
        """How many are meant."""
        if condition is None:
            return self._rows().count()
        return sum(1 for _ in self.reports(condition, (), None, None))

    def reports(
        self,
        condition: Condition | None,
        order: Sequence[OrderBy],
        after: Position | None,
        limit: int | None,
        skip: int = 0,
    ) -> Iterator[ReportAnswers]:
        """In this order, strictly after a position, without the first ``skip``, ``limit`` at most."""
        keys = [key for key in order if key.field in _COLUMNS] or [OrderBy("__id")]
        rows = self._rows().order_by(*(_ordering(key) for key in keys))
        if after is not None:
            values = {key.field: value for key, value in zip(order, after.values, strict=False)}
            rows = rows.filter(_strictly_after(keys, values))
        is_meant = predicate(condition, now=timezone.now())
        found = (report for row in rows.iterator(CHUNK) if is_meant(report := self._report(row)))
        yield from islice(found, skip, None if limit is None else skip + limit)

    def report(self, instance_id: str) -> ReportAnswers | None:
        """One report, where the member may read it and it is approved."""
        row = self._rows().filter(report__root_instance_id=instance_id).first()
        return self._report(row) if row else None

    def everything(self) -> Iterator[ReportAnswers]:
        """All of them, oldest first."""
        return self.reports(None, (OrderBy("__system/submissionDate"), OrderBy("__id")), None, None)

    def _rows(self) -> QuerySet[FieldReportVersion]:
        """The newest version of each approved report."""
        seen = approved_reports(self._member, questionnaire=self._questionnaire, cycle_id=self._cycle_id)
        siblings = FieldReportVersion.objects.filter(report=OuterRef("report")).order_by()
        newest = siblings.order_by("-number").values("number")[:1]
        first = siblings.values("report").annotate(at=Min("received_at")).values("at")
        rows = FieldReportVersion.objects.filter(report__in=seen.order_by().values("pk"), number=Subquery(newest))
        counted = rows.annotate(first_received=Subquery(first), files_present=Count("files"))
        joined = counted.select_related(
            "report", "report__organisation", "report__cycle", "report__visit", "report__interview"
        )
        return joined.annotate(version_text=F("form__version"))

    def _report(self, row: Any) -> ReportAnswers:
        report, definition = row.report, self._by_version[row.version_text]
        answers = row.answers or {}
        place = tagged_value(definition, answers, "context:place")
        return ReportAnswers(
            report_key=report.key,
            instance_id=report.root_instance_id,
            questionnaire=self._questionnaire,
            version=row.version_text,
            answers=answers,
            territory=report.territory,
            organisation=str(report.organisation) if report.organisation else "",
            cycle=report.cycle.title if report.cycle else "",
            visit=report.visit.key if report.visit else "",
            interview=report.interview.key if report.interview else "",
            place=report.visit.place if report.visit else place if isinstance(place, str) else "",
            submitted_on=row.first_received.astimezone(UTC).date(),
            received_at=row.first_received,
            updated_at=row.received_at if row.number > 1 else None,
            approved_at=report.state_at,
            state=report.state,
            edits=row.number - 1,
            attachments_expected=len(row.files_expected),
            attachments_present=row.files_present,
            is_invented=report.is_invented,
        )


def _definitions(questionnaire: str) -> list[QuestionnaireDefinition]:
    """Newest first."""
    rows = (
        QuestionnaireVersion.objects.filter(questionnaire__key=questionnaire).defer("xml", "definition").order_by("-pk")
    )
    found = [definition_of_version(row) for row in rows]
    if not found:
        raise UnknownQuestionnaire(f"there is no questionnaire “{questionnaire}”")
    return found


def _ordering(key: OrderBy) -> Any:
    column = F(_COLUMNS[key.field])
    return column.desc(nulls_last=True) if key.descending else column.asc(nulls_first=True)


def _strictly_after(keys: Sequence[OrderBy], values: dict[str, Any]) -> Q:
    """Rows behind a position: equal in the first keys and beyond in the next, for each next. None of the columns is null."""
    found, equal = Q(pk__in=[]), Q()
    for key in keys:
        column, value = _COLUMNS[key.field], values.get(key.field)
        # What is shown as edits is one less than the number kept.
        value = value + 1 if key.field == "__system/edits" and value is not None else value
        found |= equal & Q(**{f"{column}__{'lt' if key.descending else 'gt'}": value})
        equal &= Q(**{column: value})
    return found
