"""Read reports, their versions and their sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from fener.queries.reports.compile import compile_document
from fener.queries.reports.difference import Difference, difference
from fener.queries.reports.material import Material
from fener.records.base.models import Member
from fener.records.reporting.models import MonitoringReport, ReportNarrative, ReportSnapshot
from fener.terms.codelists import Code, code_list
from fener.terms.errors import NotAllowed, UnknownTerm, UnreadableMaterial
from fener.terms.frozen import thaw
from fener.terms.reporting import ReportDocument
from fener.terms.territories import REGION, territory


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """One frozen version: its number, the state it was frozen in, when, by whom, and the digest of its content."""

    snapshot_id: int
    version: int
    state: str
    taken_at: datetime
    taken_by: str
    digest: str


def reports_for(member: Member) -> QuerySet[MonitoringReport]:
    """Reports the member may read, newest first."""
    return MonitoringReport.objects.for_member(member).select_related("organisation", "recorded_by")


def report_for(member: Member, report_id: int) -> MonitoringReport:
    """One report; UnknownTerm FEN-3010 where there is none the member may read."""
    found = reports_for(member).filter(pk=report_id).first()
    if found is None:
        raise UnknownTerm(
            f"there is no report {report_id} you may read", remedy="Choose one from the list.", number="FEN-3010"
        )
    return found


def report_to_change(member: Member, report_id: int) -> MonitoringReport:
    """A report that the member may write into or take a step with: of their organisation, of a territory they work in, or regional.

    Drafts are read by every member; NotAllowed FEN-1009 for one of other people's territory.
    """
    report = report_for(member, report_id)
    ours = report.organisation_id is not None and report.organisation_id == member.organisation_id
    # The regional report is written by all platforms together.
    if not ours and report.territory != REGION and report.territory not in member.territory_codes():
        raise NotAllowed(
            f"you do not work in {territory(report.territory).label}",
            remedy="Ask the coordinator of that platform.",
            number="FEN-1009",
        )
    return report


def report_document(member: Member, report_id: int) -> ReportDocument:
    """The report as it is read now: the frozen snapshot once published, compiled from the records before."""
    report = report_for(member, report_id)
    if report.state == MonitoringReport.State.PUBLISHED:
        newest = report.snapshots.filter(state=MonitoringReport.State.PUBLISHED).first()
        if newest is not None:
            return thaw(newest.content)
    return live_document(member, report)


def live_document(member: Member, report: MonitoringReport, *, built_at: datetime | None = None) -> ReportDocument:
    """The report compiled from the records and narratives as they are."""
    narratives = dict(ReportNarrative.objects.filter(report=report).values_list("section", "text"))
    return compile_document(
        Material(member, report.territory, report.period),
        title=report.title,
        state=report.state,
        built_at=built_at or timezone.now().replace(microsecond=0),
        narratives=narratives,
        version=report.revision,
    )


def report_versions(member: Member, report_id: int) -> list[ReportVersion]:
    """Frozen versions, newest first."""
    report = report_for(member, report_id)
    return [
        ReportVersion(row.pk, row.version, row.state, row.taken_at, str(row.taken_by or "Fener"), row.digest)
        for row in report.snapshots.select_related("taken_by").defer("content")
    ]


def report_difference(member: Member, older_snapshot_id: int, newer_snapshot_id: int) -> Difference:
    """What changed between two frozen versions, of one report or of two periods."""
    return difference(_snapshot(member, older_snapshot_id), _snapshot(member, newer_snapshot_id))


def period_difference(member: Member, older_report_id: int, newer_report_id: int) -> Difference:
    """What changed from one report to another of the same kind and territory, as both are read now: two periods compared."""
    older, newer = report_for(member, older_report_id), report_for(member, newer_report_id)
    if (older.kind, older.territory) != (newer.kind, newer.territory):
        raise UnreadableMaterial(
            "the two reports are of different kinds or territories",
            remedy="Choose two reports of one territory, or two regional ones.",
            number="FEN-2026",
        )
    return difference(report_document(member, older.pk), report_document(member, newer.pk))


def _snapshot(member: Member, snapshot_id: int) -> ReportDocument:
    found = ReportSnapshot.objects.filter(pk=snapshot_id, report__in=reports_for(member)).first()
    if found is None:
        raise UnknownTerm(
            f"there is no frozen version {snapshot_id} you may read",
            remedy="Choose two from the list.",
            number="FEN-3010",
        )
    return thaw(found.content)


def section_choices(kind: str) -> list[tuple[str, str]]:
    """(code, heading) of every section an editor may write in, in the order of the report."""
    entries = sorted((entry for entry in code_list("report_sections") if entry.extra["kind"] == kind), key=_order)
    return [(entry.code, f"{entry.extra.get('number', '')} {entry.label}".strip()) for entry in entries]


def _order(entry: Code) -> int:
    return int(entry.extra["order"])
