"""The books to read: search, one provision with all its versions, the register, the tables of the reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.analysis.law import DISCLAIMER, library
from fener.queries.justice.law_books import provision_list, provision_page
from fener.queries.justice.law_books import register as claims_of_register
from fener.safeguards.roles import may_take_step
from fener.web.justice.forms import SearchForm, asked
from fener.web.justice.reading import around, grouped
from fener.web.requests import member_of

READ = "read_law"


@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """Search the books; without a word, everything in its order."""
    may_take_step(member_of(request).role, READ).enforce()
    form = SearchForm(request.GET)
    found = provision_list(*(asked(form, name) for name in ("words", "state", "kind", "mark")))
    context = {
        "form": form,
        "count": len(found),
        "orders": grouped(found),
        "is_asked": any(asked(form, name) for name in ("words", "state", "kind", "mark")),
        "books": library(),
        "disclaimer": DISCLAIMER,
    }
    return render(request, "justice/books.html", context)


@require_GET
def provision(request: HttpRequest, provision_id: str) -> HttpResponse:
    """One provision with all its versions, newest first, and everything the books say about it."""
    may_take_step(member_of(request).role, READ).enforce()
    page = provision_page(provision_id)
    context = {"page": page, "versions": page.versions[::-1], "around": around(page), "disclaimer": DISCLAIMER}
    return render(request, "justice/provision.html", context)


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every inconsistency of the reports: what the report says, what the text says, what Fener does."""
    may_take_step(member_of(request).role, READ).enforce()
    return render(request, "justice/register.html", {"claims": claims_of_register(), "disclaimer": DISCLAIMER})


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """The tables as the reports give them, with marks and claims."""
    may_take_step(member_of(request).role, READ).enforce()
    context = {"tables": tuple(library().tables.values()), "disclaimer": DISCLAIMER}
    return render(request, "justice/tables.html", context)
