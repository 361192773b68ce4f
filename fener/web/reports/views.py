"""Reports: the list, one report, its files, and what changed between two versions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.actions.reporting.export_report import SUFFIXES, export_report
from fener.queries.reports import (
    period_difference,
    report_difference,
    report_document,
    report_for,
    report_versions,
    reports_for,
)
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnreadableMaterial
from fener.web.reports.outline import outline, section_codes
from fener.web.reports.panels import Panels
from fener.web.reports.steps import steps_for
from fener.web.requests import member_of

PER_PAGE = 25


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Reports the member may read, newest first."""
    member = member_of(request)
    page = Paginator(reports_for(member), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_start": may_take_step(member.role, "compile_report").allowed}
    return render(request, "reports/list.html", context)


@require_GET
def read(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report as it is read now, with the steps the member may take."""
    member = member_of(request)
    report = report_for(member, report_id)
    document = report_document(member, report_id)
    may_write = report.state == "draft" and may_take_step(member.role, "write_narrative").allowed
    context = {
        "report": report,
        "document": document,
        "panels": Panels(document.references),
        "outline": outline(document, section_codes(report.kind) if may_write else {}),
        "steps": steps_for(member.role, report.state),
        "versions": report_versions(member, report_id),
        "suffixes": SUFFIXES if may_take_step(member.role, "export_aggregates").allowed else (),
    }
    return render(request, "reports/read.html", context)


@require_GET
def download(request: HttpRequest, report_id: int, suffix: str) -> FileResponse:
    """The report as a file."""
    path = export_report(member_of(request), report_id, suffix)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """What changed between two frozen versions (``older``, ``newer``) or two reports (``older_report``, ``newer_report``)."""
    member = member_of(request)
    if "older_report" in request.GET or "newer_report" in request.GET:
        found = period_difference(member, _number(request, "older_report"), _number(request, "newer_report"))
    else:
        found = report_difference(member, _number(request, "older"), _number(request, "newer"))
    return render(request, "reports/difference.html", {"difference": found})


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    if not given.isdecimal():
        raise UnreadableMaterial(
            f"“{name}” names no version", remedy="Choose two versions on the report’s page.", number="FEN-2025"
        )
    return int(given)
