"""Fact sheets: list, open, fill with the result beside it, save as a version. A preview saves nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fener.actions.justice.close_fact_sheet import close_fact_sheet
from fener.actions.justice.open_fact_sheet import open_fact_sheet
from fener.actions.justice.save_facts import save_facts
from fener.analysis.law import DISCLAIMER, vocabulary
from fener.queries.justice.fact_sheets import fact_sheet, fact_sheets
from fener.records.base.models import Member
from fener.records.justice.models import FactSheet, FactSheetVersion
from fener.safeguards.roles import may_take_step
from fener.web.justice.fact_form import GATE_KEYS, FactForm
from fener.web.justice.forms import ORDER_CHOICES, REFUSALS, SheetForm
from fener.web.justice.measured import Measured, chosen_orders, measure
from fener.web.justice.stale import facts_that_differ
from fener.web.requests import member_of

STALE = "FEN-2952"


@never_cache
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Sheets of the member's organisation."""
    member = member_of(request)
    context = {"sheets": fact_sheets(member), "may_keep": _may_keep(member), "disclaimer": DISCLAIMER}
    return render(request, "justice/sheets.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Who is this about? Only then a sheet. What was answered is carried to the form."""
    member = member_of(request)
    may_take_step(member.role, "keep_fact_sheets").enforce()
    form, facts = SheetForm(request.POST or None), FactForm.posted(request.POST)
    stop = measure(facts.sheet, (), _today()).is_only_smuggled
    refusal = None
    if request.method == "POST" and not stop and form.is_valid():
        try:
            made = open_fact_sheet(member, form.wish())
        except REFUSALS as said:
            refusal = said
        else:
            messages.success(request, f"{made.key} is open. State what is known; leave the rest unknown.")
            given = {key: facts.given[key].values[0] for key in GATE_KEYS if facts.given[key].values}
            return redirect(f"{reverse('law_sheet', args=[made.key])}?{urlencode(given)}".rstrip("?"))
    context = {"form": form, "facts": facts, "stop": stop, "refusal": refusal, "disclaimer": DISCLAIMER}
    return render(request, "justice/sheet_new.html", context, status=400 if refusal else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """The form with the result beside it; measuring saves nothing, saving makes a version."""
    member = member_of(request)
    found = fact_sheet(member, key)
    if request.method != "POST":
        return _page(request, member, found, _first_form(request, found))
    may_take_step(member.role, "keep_fact_sheets").enforce()
    form = FactForm.posted(request.POST)
    match request.POST.get("do"):
        case "save":
            return _saved(request, member, found, form)
        case "side":
            return _side_by_side(request, found, form)
    return _page(request, member, found, form)


@never_cache
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The result for the form as it stands: a fragment, nothing is saved."""
    may_take_step(member_of(request).role, "keep_fact_sheets").enforce()
    form = FactForm.posted(request.POST)
    context = _result(form, chosen_orders(request.POST.getlist("states")), _day(request.POST))
    return render(request, "justice/parts/preview.html", context)


@never_cache
@require_POST
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close the sheet for good, with a reason."""
    try:
        closed = close_fact_sheet(member_of(request), key, request.POST.get("why", ""))
    except REFUSALS as refusal:
        messages.error(request, f"{refusal.message}. {refusal.remedy} ({refusal.number})")
    else:
        messages.success(request, f"{closed.key} is closed. It stays readable.")
    return redirect("law_sheet", key)


def _page(
    request: HttpRequest, member: Member, found: FactSheet, form: FactForm, status: int = 200, **more: Any
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    orders = chosen_orders(given.getlist("states") or found.jurisdictions)
    newest = found.newest
    context = {
        **_result(form, orders, _day(given)),
        "sheet": found,
        "newest": newest,
        "versions": list(found.versions.all()),
        "form": form,
        "orders": [(code, label, code in orders) for code, label in ORDER_CHOICES],
        "may_keep": _may_keep(member) and found.is_open,
        "change_note": request.POST.get("change_note", ""),
        **more,
    }
    return render(request, "justice/sheet.html", context, status=status)


def _result(form: FactForm, orders: tuple[str, ...], on: date) -> dict[str, Any]:
    """The measured facts, or the refusal where dates contradict each other."""
    try:
        measured: Measured | None = measure(form.sheet, orders, on)
        refusal = None
    except REFUSALS as said:
        measured, refusal = None, said
    return {"measured": measured, "refused": refusal, "on": on, "disclaimer": DISCLAIMER, "errors": form.errors}


def _first_form(request: HttpRequest, found: FactSheet) -> FactForm:
    """The facts of the newest version; on an empty sheet, what the gate was told."""
    newest = found.newest
    return FactForm.stored(newest.facts) if newest else FactForm.stored(
        {key: request.GET[key] for key in GATE_KEYS if request.GET.get(key) in ("yes", "no")}
    )  # fmt: skip


def _saved(request: HttpRequest, member: Member, found: FactSheet, form: FactForm) -> HttpResponse:
    """A new version; where somebody saved meanwhile, both stay visible and nothing is lost."""
    if not form.is_valid or measure(form.sheet, (), _today()).is_only_smuggled:
        return _page(request, member, found, form, status=400)
    read = _number(request.POST.get("version", ""))
    facts = {**_described(found, read), **form.facts}
    try:
        made = save_facts(
            member, found.key, facts, change_note=request.POST.get("change_note", ""), expected_version=read
        )
    except REFUSALS as refusal:
        newest = found.newest
        differing = facts_that_differ(newest.facts, form.facts) if newest and refusal.number == STALE else ()
        return _page(
            request, member, found, form, status=409 if differing else 400, refusal=refusal, differing=differing
        )
    messages.success(request, f"Version {made.number} of {found.key} is kept.")
    return redirect("law_sheet_version", found.key, made.number)


def _described(found: FactSheet, number: int | None) -> dict[str, Any]:
    """Circumstances described beside the vocabulary have no field; they are carried on."""
    base: FactSheetVersion | None = next((each for each in found.versions.all() if each.number == number), None)
    known = vocabulary().terms
    return {key: fact for key, fact in base.facts.items() if key not in known} if base else {}


def _side_by_side(request: HttpRequest, found: FactSheet, form: FactForm) -> HttpResponse:
    orders = chosen_orders(request.POST.getlist("states") or found.jurisdictions)
    context = {**_result(form, orders, _day(request.POST)), "sheet": found, "is_unsaved": True}
    return render(request, "justice/side.html", context)


def _may_keep(member: Member) -> bool:
    return may_take_step(member.role, "keep_fact_sheets").allowed


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and said != "0" else None


def _day(given: QueryDict) -> date:
    """The day of reading; today where none, or none that can be read, is given."""
    try:
        return min(date.fromisoformat(given.get("on", "")), _today())
    except ValueError:
        return _today()


def _today() -> date:
    return timezone.localdate()
