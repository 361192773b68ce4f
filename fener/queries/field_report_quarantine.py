"""What was sent but does not fit, for the coordinator who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fener.gateways.odk.answers import read_answers
from fener.gateways.odk.submission import read_submission
from fener.queries.field_report_difference import Change, changes_between
from fener.queries.field_report_rights import must_be_coordinator
from fener.queries.field_report_scope import reports_for
from fener.queries.questionnaires import definition_of_version
from fener.queries.sealed import desk_store
from fener.queries.workspaces import original_of
from fener.records.base.models import Member
from fener.records.field.models import FieldReportVersion, QuarantinedPart
from fener.terms.errors import FenerError, UnknownTerm

XML_NAME = "submission.xml"
DISPOSED = "disposed"
"""How ``settled_how`` begins once the bytes are gone."""

_REASONS = {
    "other_content": "The same report came again with other content",
    "undeclared_file": "The file is not one of those its report names",
    "file_conflict": "A file of the same name is there with other content",
}


@dataclass(frozen=True, slots=True)
class QuarantineLine:
    """One part. ``kept_size`` is the size of what was kept under the same name, None where there is nothing."""

    id: int
    report: str
    title: str
    reason: str
    name: str
    size: int
    kept_size: int | None
    digest: str
    received_at: datetime
    received_by: str
    keep_until: date
    is_submission: bool
    settled_at: datetime | None
    settled_by: str
    settled_how: str


def quarantined_for(member: Member, *, settled: bool = False) -> list[QuarantineLine]:
    """Parts of reports the coordinator may read, newest first: those to decide on, or the newest 200 decided."""
    must_be_coordinator(member, "what is kept aside")
    rows = QuarantinedPart.objects.filter(report__in=reports_for(member).values("pk"), settled_at__isnull=not settled)
    kept = rows.select_related("report__questionnaire", "received_by", "settled_by").prefetch_related(
        "report__versions__files"
    )
    return [_line(part) for part in (kept[:200] if settled else kept)]


def quarantined_part(member: Member, part_id: int) -> QuarantinedPart:
    """The part, or UnknownTerm where there is none this coordinator may decide on."""
    must_be_coordinator(member, "what is kept aside")
    rows = QuarantinedPart.objects.filter(pk=part_id, report__in=reports_for(member).values("pk"))
    found = rows.select_related("report__questionnaire", "received_by").first()
    if found is None:
        raise UnknownTerm(
            "there is nothing kept aside under this number", remedy="Load the list again.", number="FEN-2665"
        )
    return found


def differing_answers(part: QuarantinedPart) -> list[Change]:
    """What a quarantined submission says otherwise than the one kept, as both came in."""
    version = kept_version(part)
    if version is None or part.name != XML_NAME or version.is_encrypted:
        return []
    definition = definition_of_version(version.form)
    try:
        kept, other = (
            read_answers(read_submission(xml), definition).answers
            for xml in (original_of(version), desk_store().open(part.digest))
        )
    except FenerError:
        return []  # one of them is gone or cannot be read; its size and digest are shown
    return list(changes_between(definition, kept, other))


def kept_version(part: QuarantinedPart) -> FieldReportVersion | None:
    """The version kept under the same instance id."""
    return FieldReportVersion.objects.filter(instance_id=part.instance_id).select_related("form").first()


def _line(part: QuarantinedPart) -> QuarantineLine:
    report = part.report
    return QuarantineLine(
        id=part.pk,
        report=report.key if report else "",
        title=report.questionnaire.title if report else "",
        reason=_REASONS.get(part.reason, part.reason),
        name=part.name,
        size=part.size,
        kept_size=_kept_size(part),
        digest=part.digest,
        received_at=part.received_at,
        received_by=str(part.received_by),
        keep_until=part.keep_until,
        is_submission=part.name == XML_NAME,
        settled_at=part.settled_at,
        settled_by=str(part.settled_by or ""),
        settled_how=part.settled_how,
    )


def _kept_size(part: QuarantinedPart) -> int | None:
    versions = part.report.versions.all() if part.report else ()
    files = (file for version in versions if version.instance_id == part.instance_id for file in version.files.all())
    return next((file.size for file in files if file.name == part.name), None)
