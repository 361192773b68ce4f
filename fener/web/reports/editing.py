"""Starting a report, writing its sections, moving it on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fener.actions.reporting.advance_report import advance_report
from fener.actions.reporting.compile_report import start_report
from fener.actions.reporting.write_narrative import write_narrative
from fener.queries.reports import report_document, report_for, section_choices
from fener.queries.reports.numbering import numbers
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused, UnknownTerm
from fener.web.reports.forms import NewReportForm, SectionForm
from fener.web.reports.outline import insertables
from fener.web.reports.preview import preview_paragraphs
from fener.web.requests import member_of


@require_http_methods(["GET", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    """Start a draft; it fills itself from the records."""
    member = member_of(request)
    may_take_step(member.role, "compile_report").enforce()
    form = NewReportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/new.html", {"form": form})
    given = form.cleaned_data
    report = start_report(member, given["kind"], given["territory"], given["first_on"], given["last_on"])
    messages.success(request, "The draft is there. Sections fill themselves from the records; add what you know.")
    return redirect("report", report.pk)


@require_http_methods(["GET", "POST"])
def edit_section(request: HttpRequest, report_id: int, section: str) -> HttpResponse:
    """Write one section of a draft."""
    member = member_of(request)
    if request.method == "POST":
        write_narrative(member, report_id, section, request.POST.get("text", ""))
        messages.success(request, "The section is kept.")
        return redirect("report", report_id)
    return _editor(request, member, report_id, section)


def _editor(request: HttpRequest, member: Member, report_id: int, section: str) -> HttpResponse:
    may_take_step(member.role, "write_narrative").enforce()
    report = report_for(member, report_id)
    headings = dict(section_choices(report.kind))
    if section not in headings:
        raise UnknownTerm(f"“{section}” is not a section of this report", number="FEN-3011")
    if report.state != "draft":
        raise StateRefused("the report is no longer a draft", remedy="Take it back to draft first.")
    written = report.narratives.filter(section=section).first()
    context = {
        "report": report,
        "section": section,
        "heading": headings[section],
        "form": SectionForm(initial={"text": written.text if written else ""}),
        "written": written,
        "insertables": insertables(report_document(member, report_id)),
    }
    return render(request, "reports/section.html", context)


@require_POST
def preview(request: HttpRequest, report_id: int, section: str) -> HttpResponse:
    """The text as a reader will see it, references resolved; a fragment, nothing is stored."""
    document = report_document(member_of(request), report_id)
    paragraphs = preview_paragraphs(request.POST.get("text", ""), numbers(document.sections))
    return render(request, "reports/preview.html", {"paragraphs": paragraphs})


@require_POST
def take_step(request: HttpRequest, report_id: int) -> HttpResponse:
    """Move the report on, or back."""
    report = advance_report(
        member_of(request), report_id, request.POST.get("to_state", ""), why=request.POST.get("why", "")[:500]
    )
    messages.success(request, f"The report is now: {report.get_state_display()}.")
    return redirect("report", report_id)
