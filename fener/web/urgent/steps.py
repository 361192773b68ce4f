"""Writing: asking for urgent help, and each step of a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fener.actions.protection.acknowledge_urgent import acknowledge_urgent
from fener.actions.protection.ask_urgent_help import ask_urgent_help
from fener.actions.protection.call_off_urgent import call_off_urgent
from fener.actions.protection.confirm_role import confirm_role
from fener.actions.protection.deliver_urgent import deliver_urgent
from fener.actions.protection.refuse_urgent import refuse_urgent
from fener.actions.protection.write_urgent_message import write_urgent_message
from fener.queries.protection.urgent import side_of, urgent_page, urgent_request
from fener.records.base.models import Member
from fener.safeguards.plain_words import FoundWords, identifying_words
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError
from fener.terms.urgent import HeardThrough
from fener.web.directory.forms import takes
from fener.web.requests import member_of
from fener.web.urgent.forms import STEPS, AskForm, StepForm, initial_from

# Which field a refusal belongs to; "" shows it over the form.
_FIELD_OF = {
    "FEN-2770": "fields_given", "FEN-2821": "", "FEN-2823": "", "FEN-2824": "heard_through", "FEN-2825": "provider",
    "FEN-2826": "", "FEN-2827": "", "FEN-2830": "provider", "FEN-2838": "provider",
}  # fmt: skip
_DONE = {
    "acknowledge": "Acknowledged.",
    "role": "The role stands in writing.",
    "message": "The message is there.",
    "deliver": "Help has arrived. The request is over.",
    "refuse": "Refused. The asking side is told and can ask another.",
    "call-off": "The request is called off.",
}


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; what the desk cannot let go stands beside it, marked for the writer's eyes alone."""
    member = member_of(request)
    may_take_step(member.role, "ask_urgent_help").enforce()
    form = AskForm(member, request.POST or None, initial=_initial(request, member))
    found: tuple[FoundWords, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_urgent_help(member, form.wish())
        except FenerError as refusal:
            if not takes(form, refusal, _FIELD_OF):
                raise
            found = _found(refusal, form.cleaned_data)
        else:
            messages.success(request, f"{made.key} is asked. If you can, call as well.")
            return redirect("urgent_request", made.key)
    return render(request, "urgent/ask.html", {"form": form, "found": found}, status=400 if form.errors else 200)


def _initial(request: HttpRequest, member: Member) -> dict[str, Any]:
    if after := request.GET.get("after"):
        return initial_from(urgent_page(member, after))
    return {"provider": request.GET.get("provider", ""), "case_key": request.GET.get("case", "")}


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, key: str, step: str) -> HttpResponse:
    """One step of a request."""
    member = member_of(request)
    if step not in STEPS:
        raise Http404
    urgent = urgent_request(member, key)
    side = side_of(member, urgent)
    initial = {"heard_through": request.GET.get("heard", "")}
    form = StepForm(step, side, request.POST or None, initial=initial)
    found: tuple[FoundWords, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            _ACTIONS[step](member, key, form.cleaned_data)
        except FenerError as refusal:
            if not takes(form, refusal, _FIELD_OF):
                raise
            found = _found(refusal, form.cleaned_data)
        else:
            messages.success(request, _DONE[step])
            return redirect("urgent_request", urgent.key)
    context = {"form": form, "urgent": urgent, "found": found, "step": step}
    return render(request, "urgent/step.html", context, status=400 if form.errors else 200)


def _found(refusal: FenerError, given: dict[str, Any]) -> tuple[FoundWords, ...]:
    if refusal.number != "FEN-2826":
        return ()
    return identifying_words([given.get(name, "") for name in ("situation", "whereabouts", "text")])


def _heard(given: dict[str, Any]) -> HeardThrough:
    return HeardThrough(given["heard_through"])


_ACTIONS: dict[str, Callable[[Member, str, dict[str, Any]], object]] = {
    "acknowledge": lambda who, key, given: acknowledge_urgent(who, key, heard_through=_heard(given)),
    "role": lambda who, key, given: confirm_role(
        who, key, given["role_kinds"], given["text"], heard_through=_heard(given), looked_at=given["looked_at"]
    ),
    "message": lambda who, key, given: write_urgent_message(
        who, key, given["text"], heard_through=_heard(given), looked_at=given["looked_at"]
    ),
    "deliver": lambda who, key, given: deliver_urgent(
        who, key, given["text"], heard_through=_heard(given), looked_at=given["looked_at"]
    ),
    "refuse": lambda who, key, given: refuse_urgent(
        who, key, given["reason"], given["text"], heard_through=_heard(given), looked_at=given["looked_at"]
    ),
    "call-off": lambda who, key, given: call_off_urgent(
        who, key, given["text"], heard_through=_heard(given), looked_at=given["looked_at"]
    ),
}
