"""Opening and closing encrypted reports."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fener.actions.field.open_workspace import close_workspace, open_workspace
from fener.queries.workspaces import workspaces_for
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError, NotAllowed
from fener.web.field_reports.cookies import forget_key, keep_key
from fener.web.requests import member_of


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
def workspace(request: HttpRequest) -> HttpResponse:
    """Which encrypted questionnaires there are, which are open and until when."""
    member = member_of(request)
    may_take_step(member.role, "unlock_workspace").enforce()
    if request.method == "GET":
        return _page(request, member)
    questionnaire = request.POST.get("questionnaire", "")
    if "close" in request.POST:
        close_workspace(member, questionnaire)
        messages.success(request, "The workspace is closed; its reports are locked again.")
        answer = redirect("workspace")
        forget_key(answer, questionnaire)
        return answer
    return _open(request, member, questionnaire)


def _open(request: HttpRequest, member: Member, questionnaire: str) -> HttpResponse:
    try:
        opened = open_workspace(member, questionnaire, request.POST.get("passphrase", ""))
    except FenerError as refused:
        return _page(request, member, refused, questionnaire)
    until = timezone.localtime(opened.closes_at)
    messages.success(request, f"The workspace is open until {until:%H:%M}. Close it before you leave the desk.")
    report = request.POST.get("report", "")
    answer = redirect("field_report", report) if report else redirect("workspace")
    keep_key(answer, opened)
    return answer


def _page(
    request: HttpRequest, member: Member, refused: FenerError | None = None, questionnaire: str = ""
) -> HttpResponse:
    context = {
        "lines": workspaces_for(member),
        "refused": refused,
        "tried": questionnaire,
        "report": request.POST.get("report") or request.GET.get("report", ""),
        "wanted": request.GET.get("questionnaire", ""),
    }
    status = 200 if refused is None else 403 if isinstance(refused, NotAllowed) else 400
    return render(request, "field_reports/workspace.html", context, status=status)
