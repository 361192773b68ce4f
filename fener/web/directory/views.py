"""Reading the directory: the list with its filters, and one provider."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.queries.protection.providers import contacts_of, provider_for, providers_for
from fener.safeguards.roles import may_take_step
from fener.terms.providers import ProviderClosure
from fener.web.directory.forms import DirectoryForm, PlacesForm
from fener.web.requests import member_of

PER_PAGE = 50


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Providers that fit the filters."""
    member = member_of(request)
    may_take_step(member.role, "read_directory").enforce()
    form = DirectoryForm(member, request.GET)
    lines = providers_for(member, form.filters())
    context = {
        "form": form,
        "page_obj": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "stale": sum(line.is_stale for line in lines),
        "may_keep": may_take_step(member.role, "keep_directory").allowed,
    }
    return render(request, "directory/list.html", context)


@require_GET
def provider(request: HttpRequest, key: str) -> HttpResponse:
    """One provider with its chain of offices."""
    member = member_of(request)
    line = provider_for(member, key)
    row = line.provider
    context = {
        "line": line,
        "provider": row,
        "contacts": contacts_of(row),
        "places": PlacesForm(initial={"free": line.free_today}),
        "closed_because": ProviderClosure(row.closed_reason).label if row.closed_reason else "",
        "may_keep": line.may_keep and row.closed_at is None,
        "may_ask": may_take_step(member.role, "ask_urgent_help").allowed and row.closed_at is None,
    }
    return render(request, "directory/provider.html", context)
