"""The register: list, entry, page with checklist, correction, proceedings."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fener.actions.protection.correct_harm import correct_harm
from fener.actions.protection.note_proceedings import note_proceedings
from fener.actions.protection.read_harm import read_harm
from fener.actions.protection.record_harm import record_harm
from fener.queries.protection.harm import harm_for, harm_records
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError
from fener.web.harm.forms import HarmForm, ProceedingsForm, initial_of
from fener.web.requests import member_of

PER_PAGE = 25


@never_cache
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Records the member may know of; none is opened by listing it."""
    member = member_of(request)
    may_take_step(member.role, "record_harm").enforce()
    page = Paginator(harm_records(member), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "harm/list.html", {"page_obj": page})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; a refusal stands above it with what was typed."""
    member = member_of(request)
    may_take_step(member.role, "record_harm").enforce()
    form = HarmForm(member, request.POST or None, initial={"case": request.GET.get("case", "")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "harm/new.html", {"form": form})
    try:
        made = record_harm(member, form.wish(), case=form.cleaned_data["case"] or None)
    except FenerError as refusal:
        return render(request, "harm/new.html", {"form": form, "refusal": refusal}, status=400)
    messages.success(request, f"{made.key} is in the register. See below what is still to be documented.")
    return redirect("harm_record", made.key)


@never_cache
@require_GET
def one(request: HttpRequest, name: str) -> HttpResponse:
    """A record opened; that it was read is noted."""
    page = read_harm(member_of(request), name)
    return render(request, "harm/record.html", {"page": page, "form": ProceedingsForm()})


@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, name: str) -> HttpResponse:
    """The form with what stands there now; what stood there stays beside it."""
    member = member_of(request)
    if request.method == "POST":
        key = harm_for(member, name).key
        form = HarmForm(member, request.POST, is_correction=True)
        if form.is_valid():
            try:
                correct_harm(member, name, form.wish())
            except FenerError as refusal:
                return render(request, "harm/correct.html", {"form": form, "key": key, "refusal": refusal}, status=400)
            messages.success(request, "Corrected. What it said before is kept.")
            return redirect("harm_record", key)
        return render(request, "harm/correct.html", {"form": form, "key": key})
    page = read_harm(member, name)
    form = HarmForm(member, initial=initial_of(page), is_correction=True)
    return render(request, "harm/correct.html", {"form": form, "key": page.record.key})


@never_cache
@require_http_methods(["GET", "POST"])
def proceedings(request: HttpRequest, name: str) -> HttpResponse:
    """Note an outcome as known on a day."""
    member = member_of(request)
    record = harm_for(member, name)
    form = ProceedingsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_proceedings(member, name, **form.cleaned_data)
        except FenerError as refusal:
            context = {"form": form, "key": record.key, "refusal": refusal}
            return render(request, "harm/proceedings.html", context, status=400)
        messages.success(request, "Noted.")
        return redirect("harm_record", record.key)
    return render(request, "harm/proceedings.html", {"form": form, "key": record.key})
