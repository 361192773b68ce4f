"""Compensation claims of a case: list, keep, read, paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fener.actions.protection.keep_claim import keep_claim
from fener.actions.protection.print_claim import print_claim
from fener.actions.protection.read_claim import read_claim
from fener.queries.protection.cases import case_for
from fener.queries.protection.claims import claims_of
from fener.records.base.models import Member
from fener.terms.errors import FenerError, UnreadableMaterial
from fener.web.harm.claim_forms import ClaimForm, ItemForms, PaperForm, initial_items, initial_of
from fener.web.requests import member_of


@never_cache
@require_GET
def claims(request: HttpRequest, case: str) -> HttpResponse:
    """Claims of the case."""
    member = member_of(request)
    case_file = case_for(member, case)
    return render(request, "harm/claims.html", {"case_key": case_file.key, "claims": claims_of(member, case_file)})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, case: str) -> HttpResponse:
    """A new claim."""
    member = member_of(request)
    case_file = case_for(member, case)
    claims_of(member, case_file)
    form = ClaimForm(member, case_file, request.POST or None, initial={"territory": case_file.territory})
    return _kept(request, member, case_file.key, None, form, ItemForms(request.POST or None))


@never_cache
@require_GET
def one(request: HttpRequest, case: str, claim: int) -> HttpResponse:
    """A claim opened; that it was read is noted."""
    page = read_claim(member_of(request), case, claim)
    return render(request, "harm/claim.html", {"page": page, "case_key": page.claim.case_file.key, "form": PaperForm()})


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, case: str, claim: int) -> HttpResponse:
    """The form with what the claim says now."""
    member = member_of(request)
    page = read_claim(member, case, claim)
    case_file = page.claim.case_file
    form = ClaimForm(member, case_file, request.POST or None, initial=initial_of(page))
    items = ItemForms(request.POST or None, initial=initial_items(page))
    return _kept(request, member, case_file.key, claim, form, items)


def _kept(
    request: HttpRequest, member: Member, case: str, claim: int | None, form: ClaimForm, items: ItemForms
) -> HttpResponse:
    context = {"form": form, "items": items, "case_key": case, "claim": claim}
    if request.method != "POST" or not (form.is_valid() and items.is_valid()):
        return render(request, "harm/claim_form.html", context)
    try:
        kept = keep_claim(member, case, form.wish(items.wishes()), claim=claim)
    except UnreadableMaterial as refusal:
        return render(request, "harm/claim_form.html", context | {"refusal": refusal}, status=400)
    messages.success(request, f"{kept.key} is kept.")
    return redirect("harm_claim", case, kept.pk)


@never_cache
@require_POST
def paper(request: HttpRequest, case: str, claim: int) -> HttpResponse:
    """The claim as a paper form in two languages; it is kept nowhere."""
    form = PaperForm(request.POST)
    if not form.is_valid():
        return redirect("harm_claim", case, claim)
    given = form.cleaned_data
    try:
        name, made = print_claim(
            member_of(request),
            case,
            claim,
            person_language=given["person_language"],
            receiver_language=given["receiver_language"],
        )
    except UnreadableMaterial as refusal:
        return _not_set(request, case, claim, refusal)
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _not_set(request: HttpRequest, case: str, claim: int, refusal: FenerError) -> HttpResponse:
    messages.error(request, f"{refusal.message}. {refusal.remedy} ({refusal.number})")
    return redirect("harm_claim", case, claim)
