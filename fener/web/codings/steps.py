"""Writing: begin, keep a statement, take one out, finish."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fener.actions.field.code_report import drop_statement, finish_coding, put_statement, start_coding
from fener.records.field.models import Coding
from fener.terms.errors import FenerError, StateRefused
from fener.web.codings.addresses import Where, address, is_sample, read_where, written
from fener.web.codings.forms import ReasonForm, StatementForm
from fener.web.codings.page import Desk
from fener.web.codings.views import desk_of, show
from fener.web.requests import member_of

_REFUSED = 400


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, report_id: int) -> HttpResponse:
    """Begin, go on, or begin a new revision for a reason. Who reloads a refused form comes back to the desk."""
    if request.method != "POST":
        return redirect("coding", report_id)
    member, sample = member_of(request), is_sample(request)
    try:
        start_coding(member, report_id, sample=sample, why=request.POST.get("why", "")[:300])
    except FenerError as refusal:
        if refusal.number != "FEN-2681":
            raise
        return show(
            request,
            desk_of(request, report_id),
            None,
            refusal=refusal,
            reason=ReasonForm(request.POST),
            status=_REFUSED,
        )
    return redirect(address("coding", report_id, sample))


@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, report_id: int) -> HttpResponse:
    """Keep a statement; a refusal comes back with everything that was typed."""
    if request.method != "POST":
        return redirect("coding", report_id)
    desk = desk_of(request, report_id)
    coding = _coding(desk)
    form = StatementForm(desk.member, desk.page.report.territory, desk.kept, request.POST)
    where = read_where(request.POST.get("at", ""))
    if where is None or (where != desk.here):
        form.add_error("at", "The sentence is no longer in the report: choose one and save again.")
    if not form.is_valid() or where is None:
        return show(request, desk, form, status=_REFUSED)
    try:
        row = put_statement(desk.member, coding.pk, form.draft(*where), line=form.cleaned_data["line"])
    except FenerError as refusal:
        return show(request, desk, form, refusal=refusal, status=_REFUSED)
    messages.success(request, f"Statement {row.line} is kept.")
    return redirect(_next_address(request, desk, where))


@require_POST
def drop(request: HttpRequest, report_id: int, line: int) -> HttpResponse:
    """Take a statement out."""
    desk = desk_of(request, report_id)
    drop_statement(desk.member, _coding(desk).pk, line)
    messages.success(request, f"Statement {line} is taken out.")
    return redirect(address("coding", report_id, desk.sample, at=written(desk.here) if desk.here else ""))


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, report_id: int) -> HttpResponse:
    """Say what will become of the coding; on POST close it."""
    desk = desk_of(request, report_id)
    coding = _coding(desk)
    if request.method == "POST":
        finish_coding(desk.member, coding.pk)
        messages.success(request, "The coding is finished.")
        return redirect(address("coding", report_id, desk.sample))
    if not desk.may_write:
        return redirect(address("coding", report_id, desk.sample))
    return render(request, "codings/finish.html", {"desk": desk, "report": desk.page.report, "sample": desk.sample})


def _coding(desk: Desk) -> Coding:
    if desk.page.coding is None:
        raise StateRefused("nobody has begun to code this report", remedy="Begin first.", number="FEN-2689")
    return desk.page.coding


def _next_address(request: HttpRequest, desk: Desk, where: Where) -> str:
    following = desk.following() if "next" in request.POST else None
    return desk.address_of(following or where)
