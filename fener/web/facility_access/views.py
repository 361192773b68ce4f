"""Access to facilities: the list, asking, answering, visits, counts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fener.actions.protection.answer_facility_access import answer_facility_access
from fener.actions.protection.ask_facility_access import ask_facility_access
from fener.actions.protection.note_facility_visit import call_off_facility_access, note_facility_visit
from fener.queries.protection.facility_access import facility_access, facility_access_lines
from fener.queries.protection.facility_statistics import (
    facility_statistics,
    may_read_facility_statistics,
    total_of,
)
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError, NotAllowed
from fener.web.directory.forms import takes
from fener.web.facility_access.forms import AnswerForm, AskAccessForm, CountsForm, VisitedForm
from fener.web.requests import member_of

_FIELD_OF = {
    "FEN-2824": "heard_through", "FEN-2825": "authority", "FEN-2826": "", "FEN-2830": "authority", "FEN-2832": "",
    "FEN-2833": "",
}  # fmt: skip


@require_GET
def access_list(request: HttpRequest) -> HttpResponse:
    """Requests the member's organisation made or was asked; those without an answer first."""
    member = member_of(request)
    may_ask = may_take_step(member.role, "ask_facility_access").allowed
    if not may_ask:
        may_take_step(member.role, "answer_facility_access").enforce()
    context = {"lines": facility_access_lines(member), "may_ask": may_ask}
    return render(request, "facility_access/list.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Access is asked for."""
    member = member_of(request)
    may_take_step(member.role, "ask_facility_access").enforce()
    form = AskAccessForm(member, request.POST or None, initial={"authority": request.GET.get("authority", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_facility_access(member, form.wish())
        except FenerError as refusal:
            if not takes(form, refusal, _FIELD_OF):
                raise
        else:
            messages.success(request, f"{made.key} is asked.")
            return redirect("facility_access_request", made.key)
    context = {"form": form, "title": "Ask for access"}
    return render(request, "facility_access/form.html", context, status=400 if form.errors else 200)


@require_GET
def one_request(request: HttpRequest, key: str) -> HttpResponse:
    """One request and its answer."""
    member = member_of(request)
    line = facility_access(member, key)
    may_answer = line.may_answer and may_take_step(member.role, "answer_facility_access").allowed
    context = {"line": line, "asked": line.asked, "may_answer": may_answer}
    return render(request, "facility_access/request.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """The authority answers, or what it said elsewhere is written down."""
    member = member_of(request)
    may_take_step(member.role, "answer_facility_access").enforce()
    line = facility_access(member, key)
    form = AnswerForm(line.is_ours, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_facility_access(member, key, form.answer(), looked_at=form.cleaned_data["looked_at"])
        except FenerError as refusal:
            if not takes(form, refusal, _FIELD_OF):
                raise
        else:
            messages.success(request, "The answer is kept.")
            return redirect("facility_access_request", line.asked.key)
    context = {"form": form, "title": "Answer", "asked": line.asked}
    return render(request, "facility_access/form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def visited(request: HttpRequest, key: str) -> HttpResponse:
    """The visit took place."""
    member = member_of(request)
    line = facility_access(member, key)
    form = VisitedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_facility_visit(member, key, form.cleaned_data["visited_on"])
        except FenerError as refusal:
            if not takes(form, refusal, _FIELD_OF):
                raise
        else:
            messages.success(request, "The visit is noted.")
            return redirect("facility_access_request", line.asked.key)
    context = {"form": form, "title": "The visit", "asked": line.asked}
    return render(request, "facility_access/form.html", context, status=400 if form.errors else 200)


@require_POST
def call_off(request: HttpRequest, key: str) -> HttpResponse:
    """No longer wished."""
    row = call_off_facility_access(member_of(request), key)
    messages.success(request, f"{row.key} is called off.")
    return redirect("facility_access")


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """Permissions and refusals by territory, kind of facility and authority."""
    member = member_of(request)
    if not may_read_facility_statistics(member):
        raise NotAllowed("your role does not read these counts")
    form = CountsForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = facility_statistics(member, first_on=given.get("first_on"), last_on=given.get("last_on"))
    may_list = any(
        may_take_step(member.role, step).allowed for step in ("ask_facility_access", "answer_facility_access")
    )
    context = {"form": form, "rows": rows, "total": total_of(rows), "may_list": may_list}
    return render(request, "facility_access/counts.html", context)
