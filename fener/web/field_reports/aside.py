"""What was sent but did not fit, for the coordinator who decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fener.actions.field.settle_quarantined import compare_quarantined, settle_quarantined
from fener.queries.field_report_quarantine import quarantined_for
from fener.records.base.models import Member
from fener.web.requests import member_of


@require_http_methods(["GET", "POST"])
def quarantine(request: HttpRequest) -> HttpResponse:
    """The list; POST compares one part with what was kept, or settles it."""
    member, given = member_of(request), request.POST
    part = given.get("part", "")
    part_id = int(part) if part.isdecimal() and len(part) < 18 else 0
    if request.method == "POST" and given.get("verdict") in {"keep", "dispose"}:
        settle_quarantined(member, part_id, disposes=given["verdict"] == "dispose", why=given.get("why", ""))
        messages.success(request, "Decided.")
        return redirect("quarantine")
    return _page(request, member, part_id if request.method == "POST" else 0)


def _page(request: HttpRequest, member: Member, compared: int) -> HttpResponse:
    context: dict[str, object] = {
        "lines": quarantined_for(member),
        "settled": quarantined_for(member, settled=True),
        "compared": compared,
    }
    if compared:
        _, context["changes"] = compare_quarantined(member, compared)
    return render(request, "field_reports/quarantine.html", context)
