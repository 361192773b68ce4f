"""What OData clients may filter and order reports by, with the values the feed shows for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fener.gateways.answers.report_answers import ReportAnswers
from fener.terms.review import ReviewState

Scalar = None | bool | int | Decimal | str | date | datetime

REVIEW_STATES: Mapping[str, str | None] = {
    ReviewState.SUBMITTED: None,
    ReviewState.RETURNED: "hasIssues",
    ReviewState.CORRECTED: "edited",
    ReviewState.SECOND_READING: None,
    ReviewState.APPROVED: "approved",
    ReviewState.REJECTED: "rejected",
}
"""Our state of review → the word ODK Central's clients know; what is not looked at yet has none."""


@dataclass(frozen=True, slots=True)
class SystemField:
    """One field: ``kind`` is text, number or time; ``attribute`` is ReportAnswers' (empty: always null)."""

    kind: str
    attribute: str
    get: Callable[[ReportAnswers], Scalar]


FIELDS: Mapping[str, SystemField] = {
    "__id": SystemField("text", "instance_id", lambda report: report.instance_id),
    "__system/submissionDate": SystemField("time", "received_at", lambda report: report.received_at),
    "__system/updatedAt": SystemField("time", "updated_at", lambda report: report.updated_at),
    "__system/deletedAt": SystemField("time", "", lambda report: None),
    "__system/submitterId": SystemField("text", "", lambda report: None),
    "__system/status": SystemField("text", "", lambda report: None),
    "__system/reviewState": SystemField("text", "state", lambda report: REVIEW_STATES.get(report.state)),
    "__system/edits": SystemField("number", "edits", lambda report: report.edits),
    "__system/formVersion": SystemField("text", "version", lambda report: report.version),
    "__system/attachmentsPresent": SystemField("number", "attachments_present", lambda report: report.attachments_present),
    "__system/attachmentsExpected": SystemField("number", "attachments_expected", lambda report: report.attachments_expected),
}  # fmt: skip
"""Filterable fields. Submitter and deletion are there because recipes name them; they are null for every report."""


def field_kind(name: str) -> str:
    """The kind of a field of FIELDS."""
    return FIELDS[name].kind
