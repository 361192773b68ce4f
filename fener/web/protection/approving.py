"""What waits for a second pair of eyes: legal grounds, assessments of a child's best interests, broken glass."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fener.actions.protection.break_glass import review_break_glass
from fener.actions.protection.case_safety import approve_assessment
from fener.actions.protection.legal_grounds import decide_legal_ground
from fener.actions.protection.read_case import read_case
from fener.actions.protection.read_ground import read_ground
from fener.queries.protection.case_circle import glass_of
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError, UnknownTerm
from fener.web.protection.steps import asked_of
from fener.web.requests import member_of


@require_http_methods(["GET", "POST"])
def ground(request: HttpRequest, ground_key: str) -> HttpResponse:
    """The reasons, then approve or refuse."""
    member = member_of(request)
    found = read_ground(member, ground_key)
    refusal: FenerError | None = None
    if request.method == "POST":
        approve = request.POST.get("decision") == "approve"
        try:
            decide_legal_ground(member, found.ground.pk, approve=approve)
        except FenerError as wrong:
            refusal = wrong
        else:
            messages.success(request, f"{found.ground.key} is {'approved' if approve else 'refused'}.")
            return redirect("protection")
    context = {"found": found, "entry": code_list("legal_grounds")[found.ground.code], "refusal": refusal}
    context["is_mine"] = found.ground.asked_by_id == member.pk
    return render(request, "protection/ground_decision.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, case_key: str, assessment_id: int) -> HttpResponse:
    """The assessment, then the approval."""
    asked = asked_of(request, case_key)
    page = read_case(asked.member, asked.key, for_what="assessment")
    found = next((line for line in page.part("assessments") if line.row.pk == assessment_id), None)
    if found is None:
        raise UnknownTerm("there is no such assessment", remedy="See what waits for you.", number="FEN-2798")

    def approve() -> str:
        approve_assessment(asked.member, assessment_id)
        return "The assessment is approved."

    return _decided(request, asked, approve, "protection/assessment.html", {"found": found})


@require_http_methods(["GET", "POST"])
def glass_review(request: HttpRequest, case_key: str, glass_id: int) -> HttpResponse:
    """Why the glass was broken, then whether it was right."""
    asked = asked_of(request, case_key, also_closed=True)
    found = next((line for line in glass_of(asked.case_file) if line.glass.pk == glass_id), None)
    if found is None:
        raise UnknownTerm("there is no such break-glass access", remedy="See the case.", number="FEN-2807")

    def review() -> str:
        review_break_glass(asked.member, glass_id, was_right=request.POST.get("decision") == "right")
        return "The review is kept."

    return _decided(request, asked, review, "protection/glass_review.html", {"found": found})


def _decided(request: HttpRequest, asked: Any, decide: Any, template: str, context: dict[str, Any]) -> HttpResponse:
    refusal: FenerError | None = None
    if request.method == "POST":
        try:
            messages.success(request, decide())
        except FenerError as wrong:
            refusal = wrong
        else:
            return redirect(f"{reverse('case', args=[asked.key])}")
    context |= {"case_file": asked.case_file, "refusal": refusal}
    return render(request, template, context, status=400 if refusal else 200)
