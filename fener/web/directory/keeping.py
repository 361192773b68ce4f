"""Keeping the directory: add, change, offices, free places, checked, close, import."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fener.actions.protection.import_providers import OPTIONAL, REQUIRED, ProviderRowsRefused, import_providers
from fener.actions.protection.keep_provider import (
    add_provider,
    change_provider,
    close_provider,
    confirm_provider,
    name_escalation,
    tell_free_places,
)
from fener.queries.protection.providers import contacts_of, entry_of, provider_for
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError, UnreadableMaterial
from fener.web.directory.forms import CloseForm, OfficeForms, PlacesForm, ProviderForm, TableForm, takes
from fener.web.requests import member_of


@require_http_methods(["GET", "POST"])
def new_provider(request: HttpRequest) -> HttpResponse:
    """A provider is added."""
    member = member_of(request)
    may_take_step(member.role, "keep_directory").enforce()
    form = ProviderForm(member, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_provider(member, form.entry())
        except UnreadableMaterial as refusal:
            if not takes(form, refusal):
                raise
        else:
            messages.success(
                request, f"{made.key} is in the directory. Name the offices that are called when nobody answers."
            )
            return redirect("provider", made.key)
    status = 400 if form.errors else 200
    return render(request, "directory/edit.html", {"form": form, "title": "Add a provider"}, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """What the directory holds of it is changed."""
    member = member_of(request)
    may_take_step(member.role, "keep_directory").enforce()
    row = provider_for(member, key).provider
    form = ProviderForm(member, entry_of(row), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_provider(member, key, form.entry())
        except UnreadableMaterial as refusal:
            if not takes(form, refusal):
                raise
        else:
            messages.success(request, "The directory says so now.")
            return redirect("provider", row.key)
    context = {"form": form, "title": f"Change {row.key}", "provider": row}
    return render(request, "directory/edit.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def offices(request: HttpRequest, key: str) -> HttpResponse:
    """The chain of offices, as a whole."""
    member = member_of(request)
    may_take_step(member.role, "keep_directory").enforce()
    row = provider_for(member, key).provider
    initial = [
        {"title": one.title, "email": one.email, "phone": one.phone, "after_minutes": one.after_minutes}
        for one in contacts_of(row)
    ]
    lines = OfficeForms(request.POST or None, initial=initial)
    if request.method == "POST" and lines.is_valid():
        name_escalation(member, key, [named for form in lines if (named := form.contact())])
        messages.success(request, "The chain is kept. Requests that already run follow it too.")
        return redirect("provider", row.key)
    return render(request, "directory/offices.html", {"lines": lines, "provider": row})


@require_POST
def places(request: HttpRequest, key: str) -> HttpResponse:
    """So many places are free today."""
    form = PlacesForm(request.POST)
    if form.is_valid():
        tell_free_places(member_of(request), key, form.cleaned_data["free"])
        messages.success(request, "Told for today. Tomorrow it counts as not known.")
    else:
        messages.error(request, "Give the number of free places in digits.")
    return redirect("provider", key)


@require_POST
def checked(request: HttpRequest, key: str) -> HttpResponse:
    """The entry was checked today."""
    confirm_provider(member_of(request), key)
    messages.success(request, "Checked today.")
    return redirect("provider", key)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Out of the pathway, with a reason."""
    member = member_of(request)
    may_take_step(member.role, "keep_directory").enforce()
    row = provider_for(member, key).provider
    form = CloseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/close.html", {"form": form, "provider": row})
    close_provider(member, key, form.cleaned_data["reason"])
    messages.success(request, f"{row.key} is closed. Nothing new is asked of it.")
    return redirect("provider", row.key)


@require_http_methods(["GET", "POST"])
def import_table(request: HttpRequest) -> HttpResponse:
    """Tried first; taken only from the page that shows what would happen."""
    member = member_of(request)
    may_take_step(member.role, "keep_directory").enforce()
    form = TableForm(request.POST or None, request.FILES or None)
    context = {
        "form": form, "required": REQUIRED, "optional": OPTIONAL, "kinds": code_list("provider_kinds"),
        "services": code_list("protection_services"),
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/import.html", context)
    table = form.content()
    try:
        read = import_providers(member, table, dry_run="take" not in request.POST)
    except FenerError as refusal:
        rejected = refusal.rejected if isinstance(refusal, ProviderRowsRefused) else ()
        return render(
            request, "directory/import.html", context | {"refusal": refusal, "rejected": rejected}, status=400
        )
    if not read.is_dry_run:
        messages.success(request, f"{len(read.added)} added, {len(read.changed)} changed, {read.unchanged} as before.")
        return redirect("directory")
    shown = table.decode("utf-8-sig") if isinstance(table, bytes) else table
    return render(request, "directory/import.html", context | {"read": read, "tried": shown})
