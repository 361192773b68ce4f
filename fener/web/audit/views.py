"""The audit chain, for administrators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from fener.actions.base.export_audit import export_audit
from fener.queries.audit import audit_check, audit_entries, newest_checkpoint
from fener.web.requests import member_of

PER_PAGE = 50


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Entries, newest first; ``action`` narrows them to one action."""
    member = member_of(request)
    found = audit_entries(member)
    actions = found.order_by("action").values_list("action", flat=True).distinct()
    chosen = request.GET.get("action", "")
    page = Paginator(found.filter(action=chosen) if chosen else found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "actions": list(actions),
        "chosen_action": chosen,
        "checkpoint": newest_checkpoint(member),
    }
    return render(request, "audit/entries.html", context)


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Whether the whole chain still fits; a fragment."""
    return render(request, "audit/check.html", {"check": audit_check(member_of(request))})


@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole chain as a file, while it is made; asking for it is an entry of its own, hence POST."""
    made = export_audit(member_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(made.lines, content_type="application/x-ndjson", headers=headers)
