"""Write a report to a file: PDF, DOCX or single-file HTML."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fener.gateways.charts.render import PrintStudio
from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.pictures import Press
from fener.gateways.documents.write import write_report
from fener.queries.reports import report_document, report_for
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.reporting.models import MonitoringReport
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnreadableMaterial
from fener.terms.reporting import ReportDocument

SUFFIXES = ("pdf", "docx", "html")


def export_report(
    actor: Member, report_id: int, suffix: str, *, folder: Path | None = None, path: Path | None = None
) -> Path:
    """The file's path, written whole or not at all. ``path`` names the file; otherwise one is made in ``folder``."""
    may_take_step(actor.role, "export_aggregates").enforce()
    if suffix not in SUFFIXES:
        raise UnreadableMaterial(
            f"a report is not written as “{suffix}”", remedy=f"Use one of: {', '.join(SUFFIXES)}.", number="FEN-2022"
        )
    report = report_for(actor, report_id)
    document = report_document(actor, report_id)
    target = path or (folder or settings.REPORTS_FOLDER) / _file_name(report, document, suffix)
    if path is None:
        target.parent.mkdir(parents=True, exist_ok=True)
    # A name says state and content: a file of that name is this very report, drawn before.
    if path is not None or not target.is_file():
        write_report(document, target, _press())
        _drop_older(report, target, suffix)
    with transaction.atomic():
        record_audit(
            "export_report",
            actor=actor,
            subject=("MonitoringReport", str(report.pk)),
            details={"suffix": suffix, "digest": document.digest},
        )
    return target


def _stem(report: MonitoringReport) -> str:
    return f"{report.kind}-{report.territory.lower()}-{report.pk}"


def _file_name(report: MonitoringReport, document: ReportDocument, suffix: str) -> str:
    return f"{_stem(report)}-{document.state}-{document.digest[:12]}.{suffix}"


def _drop_older(report: MonitoringReport, target: Path, suffix: str) -> None:
    for older in target.parent.glob(f"{_stem(report)}-*.{suffix}"):
        if older != target:
            older.unlink(missing_ok=True)


@cache
def _press() -> Press:
    assets = AssetFolder(settings.NODE_MODULES)
    return Press(assets, PrintStudio(assets.font_paths()))
