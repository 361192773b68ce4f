"""What a member does with a report: lead it on, say something, decide on marks, move it, delete it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fener.actions.field.comment_report import comment_report, settle_comment
from fener.actions.field.decide_mark import decide_mark, remove_binding_marks
from fener.actions.field.delete_report import delete_report
from fener.actions.field.move_report import move_report
from fener.actions.field.note_privately import note_privately
from fener.actions.field.review_report import review_report
from fener.queries.field_reports import report_page
from fener.terms.review import ReviewState
from fener.web.field_reports.cookies import key_for
from fener.web.requests import member_of

_DONE = {
    ReviewState.RETURNED: "The report went back to its author.",
    ReviewState.SECOND_READING: "Approved once; it waits for a second reader.",
    ReviewState.APPROVED: "Approved. What was marked for removal is gone from the working copy.",
    ReviewState.REJECTED: "Rejected; it counts nowhere.",
}


@require_POST
def take_step(request: HttpRequest, report: str) -> HttpResponse:
    """Lead the report to its next state."""
    member = member_of(request)
    done = review_report(
        member,
        report,
        request.POST.get("to_state", ""),
        comment=request.POST.get("comment", ""),
        version=_number(request.POST.get("version", "")),
        workspace_key=key_for(request, member, report),
    )
    messages.success(request, _DONE[ReviewState(done.state)])
    return redirect("field_report", report)


@require_POST
def say(request: HttpRequest, report: str) -> HttpResponse:
    """A comment (on ``path``), the settling of one, or a private note."""
    member, given = member_of(request), request.POST
    if settled := _number(given.get("settle", "")):
        settle_comment(member, report, settled)
        return _back(report, "said")
    if "note" in given:
        note_privately(member, report, given["note"])
        messages.success(request, "Your note is kept; nobody else sees it.")
        return _back(report, "note")
    comment = comment_report(member, report, given.get("text", ""), path=given.get("path", ""))
    return _back(report, f"said-{comment.pk}")


@require_POST
def decide(request: HttpRequest, report: str) -> HttpResponse:
    """Keep or remove what a mark points at, or remove all that must go; then on to the next mark."""
    member, given = member_of(request), request.POST
    key = key_for(request, member, report)
    if given.get("verdict") == "remove_binding":
        count = remove_binding_marks(member, report, workspace_key=key)
        messages.success(request, f"{count} mark{'' if count == 1 else 's'} will be removed with the approval.")
    else:
        keeps = given.get("verdict") == "keep"
        decide_mark(member, report, given.get("mark", ""), keeps=keeps, why=given.get("why", ""), workspace_key=key)
    page = report_page(member, report, None, key)
    return _back(report, page.undecided[0].anchor if page.undecided else "review")


@require_POST
def move(request: HttpRequest, report: str) -> HttpResponse:
    """Put the report where it belongs."""
    given = request.POST
    move_report(
        member_of(request),
        report,
        planned=given.get("planned", "").strip(),
        territory=given.get("territory", ""),
        cycle_id=_number(given.get("cycle", "")),
        why=given.get("why", ""),
    )
    messages.success(request, "The report was moved.")
    return redirect("field_report", report)


@require_POST
def delete(request: HttpRequest, report: str) -> HttpResponse:
    """Delete the report."""
    given = request.POST
    delete_report(member_of(request), report, why=given.get("why", ""), original_too="original_too" in given)
    messages.success(request, "The report was deleted.")
    return redirect("field_reports")


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) < 18 else None


def _back(report: str, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('field_report', args=[report])}#{anchor}")
