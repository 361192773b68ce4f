"""Saved versions of a fact sheet: read side by side, compared, reviewed by a lawyer, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fener.actions.justice.note_printing import note_printing
from fener.actions.justice.review_qualification import review_qualification
from fener.analysis.law import DISCLAIMER, StatedFact, read_facts, vocabulary
from fener.gateways.documents.write import FORMATS
from fener.queries.justice.fact_sheets import fact_sheet, fact_sheet_version
from fener.queries.justice.reviews import reviews_of
from fener.queries.justice.version_difference import stated_in, version_difference
from fener.records.base.models import Member
from fener.records.justice.models import FactSheet, FactSheetVersion, LegalReview
from fener.safeguards.four_eyes import may_review_qualification
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnreadableMaterial
from fener.web.justice.forms import ORDER_CHOICES, REFUSALS
from fener.web.justice.measured import Measured, chosen_orders, measure
from fener.web.justice.paper import SheetPaper, printed
from fener.web.requests import member_of

PAPERS = ("pdf", "docx")
Reviews = Mapping[tuple[str, str], Sequence[LegalReview]]


@never_cache
@require_GET
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version with its result side by side, and what lawyers said of it."""
    member = member_of(request)
    found = fact_sheet_version(member, key, number)
    orders = chosen_orders(request.GET.getlist("states") or found.sheet.jurisdictions)
    context = {
        "sheet": found.sheet,
        "version": found,
        "facts": _facts(found),
        "measured": _measured(member, found, orders),
        "orders": [(code, label, code in orders) for code, label in ORDER_CHOICES],
        "chosen": urlencode({"states": orders}, doseq=True),
        "may_review": found.sheet.is_open and may_take_step(member.role, "review_qualification").allowed,
        "may_judge": may_review_qualification(member.role, member.pk, found.saved_by_id).allowed,
        "versions": list(found.sheet.versions.all()),
        "papers": PAPERS,
        "disclaimer": DISCLAIMER,
    }
    return render(request, "justice/version.html", context)


@never_cache
@require_GET
def difference(request: HttpRequest, key: str) -> HttpResponse:
    """What changed from one version to another."""
    member = member_of(request)
    sheet = fact_sheet(member, key)
    older, newer = (_number(request, name) for name in ("older", "newer"))
    context = {
        "sheet": sheet,
        "older": fact_sheet_version(member, key, older),
        "newer": fact_sheet_version(member, key, newer),
        "changes": version_difference(member, key, older, newer),
        "versions": list(sheet.versions.all()),
    }
    return render(request, "justice/difference.html", context)


@never_cache
@require_POST
def review(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A lawyer confirms or rejects one qualification, with reasons."""
    given = request.POST
    wanted = tuple(given.get(name, "") for name in ("jurisdiction", "provision", "outcome", "reasons"))
    try:
        made = review_qualification(member_of(request), key, number, *wanted)
    except REFUSALS as refusal:
        messages.error(request, f"Nothing was kept: {refusal.message}. {refusal.remedy} ({refusal.number})")
    else:
        messages.success(request, f"{made.provision_id}: {made.get_outcome_display().lower()}, with your reasons.")
    back = reverse("law_sheet_version", args=[key, number])
    states = urlencode({"states": given.getlist("states")}, doseq=True)
    return redirect(f"{back}?{states}" if states else back)


@never_cache
@require_GET
def paper(request: HttpRequest, key: str, number: int, suffix: str) -> HttpResponse:
    """A version as PDF or DOCX."""
    if suffix not in PAPERS:
        raise Http404
    member = member_of(request)
    found = note_printing(member, key, number, suffix)
    orders = chosen_orders(request.GET.getlist("states") or found.sheet.jurisdictions)
    sheet = SheetPaper(found, _facts(found), _measured(member, found, orders), timezone.now().replace(microsecond=0))
    headers = {
        "Content-Disposition": f'attachment; filename="{found.sheet.key}-v{found.number}.{suffix}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(printed(sheet, suffix), content_type=FORMATS[f".{suffix}"], headers=headers)


def _facts(found: FactSheetVersion) -> tuple[StatedFact, ...]:
    """Everything stated, in the order it is asked."""
    order = {key: place for place, key in enumerate(vocabulary().terms)}
    return tuple(sorted(stated_in(found).values(), key=lambda fact: (order.get(fact.key, len(order)), fact.key)))


def _measured(member: Member, found: FactSheetVersion, orders: tuple[str, ...]) -> Measured:
    return measure(read_facts(found.facts), orders, timezone.localdate(), _reviews(member, found.sheet, found.number))


def _reviews(member: Member, sheet: FactSheet, number: int) -> Reviews:
    """Reviews of this version by legal order and provision, newest first."""
    found: dict[tuple[str, str], list[LegalReview]] = {}
    for each in reviews_of(member, sheet.key):
        if each.version.number == number:
            found.setdefault((each.jurisdiction, each.provision_id), []).append(each)
    return found


def _number(request: HttpRequest, name: str) -> int:
    given: Any = request.GET.get(name, "")
    if not given.isdecimal():
        raise UnreadableMaterial(
            f"“{name}” names no version", remedy="Choose two versions on the page of the sheet.", number="FEN-2960"
        )
    return int(given)
