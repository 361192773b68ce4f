"""The audit chain, for administrators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.queries.audit import audit_check, audit_entries
from fener.web.requests import member_of

PER_PAGE = 50


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Entries, newest first; ``action`` narrows them to one action."""
    found = audit_entries(member_of(request))
    actions = found.order_by("action").values_list("action", flat=True).distinct()
    chosen = request.GET.get("action", "")
    page = Paginator(found.filter(action=chosen) if chosen else found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/entries.html", {"page_obj": page, "actions": list(actions), "chosen_action": chosen})


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Whether the whole chain still fits; a fragment."""
    return render(request, "audit/check.html", {"check": audit_check(member_of(request))})
