"""The recipient's side: what came, the answer, and what must be destroyed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fener.actions.protection.confirm_disposal import confirm_disposal
from fener.actions.protection.read_incoming import read_incoming
from fener.actions.protection.referrals import answer_referral, ask_for_case
from fener.queries.protection.incoming_page import asked_to_destroy, incoming_lists
from fener.queries.protection.providers import provider_of_key
from fener.queries.protection.recipients import own_entries
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError
from fener.terms.protection import ReferralState, next_referral_states
from fener.web.protection.fields import line, text
from fener.web.protection.referring_forms import IncomingAnswerForm
from fener.web.requests import member_of

_ANSWERS = {
    ReferralState.ACCEPTED: "Accept",
    ReferralState.DECLINED: "Decline",
    ReferralState.DONE: "It is done",
}


@require_GET
def referrals(request: HttpRequest) -> HttpResponse:
    """What came to the member's organisation."""
    member = member_of(request)
    may_take_step(member.role, "read_cases").enforce()
    return render(request, "protection/referrals.html", {"lists": incoming_lists(member)})


@require_http_methods(["GET", "POST"])
def referral(request: HttpRequest, referral_key: str) -> HttpResponse:
    """One referral; reading the values is noted. A recalled one shows nothing but the duty to destroy."""
    member = member_of(request)
    found = read_incoming(member, referral_key)
    states = [
        (state.value, _ANSWERS[state]) for state in next_referral_states(found.referral.state) if state in _ANSWERS
    ]
    form = IncomingAnswerForm(states, request.POST or None)
    refusal: FenerError | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        state = ReferralState(given["to_state"])
        reason = given["decline_reason"] if state is ReferralState.DECLINED else ""
        try:
            answer_referral(member, found.referral.pk, state, decline_reason=reason, said=given["said"])
        except FenerError as wrong:
            refusal = wrong
        else:
            messages.success(request, f"The answer to {found.referral.key} is kept.")
            return redirect(reverse("referral", args=[found.referral.key]))
    context = {"found": found, "row": found.referral, "form": form, "may_answer": bool(states), "refusal": refusal}
    return render(request, "protection/referral.html", context, status=400 if refusal else 200)


class DestroyForm(forms.Form):
    """Destroyed, or kept and on what ground."""

    destroyed = forms.ChoiceField(
        label="We",
        widget=forms.RadioSelect,
        choices=[("yes", "have destroyed it, copies and notes included"), ("no", "must keep it, on the ground below")],
    )
    said = text("If you keep it: on what ground, until when", required=False, rows=2)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("destroyed") == "no" and len(str(given.get("said", "")).strip()) < 3:
            self.add_error("said", "Name the ground; the person is told.")
        return given


@require_http_methods(["GET", "POST"])
def destroy(request: HttpRequest, disclosure_key: str) -> HttpResponse:
    """The duty to destroy, and the receipt."""
    member = member_of(request)
    found = asked_to_destroy(member, disclosure_key)
    form = DestroyForm(request.POST or None)
    refusal: FenerError | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            confirm_disposal(member, found.pk, destroyed=given["destroyed"] == "yes", said=given["said"])
        except FenerError as wrong:
            refusal = wrong
        else:
            messages.success(request, f"Your answer about {found.key} is kept. Thank you.")
            return redirect("referrals")
    context = {"found": found, "form": form, "refusal": refusal}
    return render(request, "protection/destroy.html", context, status=400 if refusal else 200)


class AskForm(forms.Form):
    """Which case, for which of the own organisation's entries."""

    key = line("Key of the case", "As the other organisation or the person told you, for example PC-17.", most=20)
    provider = forms.ChoiceField(label="For")
    message = text("Message to its team", "Nothing that says who the person is.", required=False, rows=2, most=500)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask another organisation to hand a case over. The answer is the same whether there is such a case or not."""
    member = member_of(request)
    may_take_step(member.role, "work_on_cases").enforce()
    form = AskForm(request.POST or None)
    form.fields["provider"].choices = own_entries(member)  # type: ignore[attr-defined]
    refusal: FenerError | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ask_for_case(member, given["key"], provider_of_key(given["provider"]), message=given["message"])
        except FenerError as wrong:
            refusal = wrong
        else:
            messages.success(request, "If there is such a case, its team sees your request.")
            return redirect("protection")
    return render(request, "protection/ask.html", {"form": form, "refusal": refusal}, status=400 if refusal else 200)
