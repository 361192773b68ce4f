"""One step on a case, as a page: shows its form to whoever may take it, sends it, and shows a refusal where it happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fener.queries.protection.case_gate import case_of_form
from fener.records.base.models import Member
from fener.terms.errors import FenerError, NotAllowed, StateRefused
from fener.web.requests import member_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Who takes a step on which case; ``numbers`` are the rows the address names."""

    member: Member
    case_file: Any
    numbers: Mapping[str, int]

    @property
    def key(self) -> str:
        """``PC-17``."""
        return str(self.case_file.key)


class StepForm(forms.Form):
    """A step's form. ``part`` is the section of the case's page to come back to."""

    title: ClassVar[str]
    lead: ClassVar[str] = ""
    button: ClassVar[str] = "Keep"
    part: ClassVar[str] = "now"
    also_closed: ClassVar[bool] = False
    is_grave: ClassVar[bool] = False
    template: ClassVar[str] = "protection/step.html"

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fill()
        self.helper = FormHelper()
        self.helper.form_tag = False
        button = Submit("send", self.button)
        if self.is_grave:
            button.field_classes = "btn btn-danger"
        self.helper.add_input(button)

    def fill(self) -> None:
        """Set choices that depend on the case."""

    def choose(self, name: str, choices: Any) -> None:
        """The choices of one field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def context(self) -> dict[str, Any]:
        """What the template needs beside the form."""
        return {}

    def send(self) -> str:
        """Take the step; what the case's page says then. Raises what the action raises."""
        raise NotImplementedError

    def address(self) -> str:
        """Where it goes on."""
        return f"{reverse('case', args=[self.asked.key])}#{self.part}"


def step(form_class: type[StepForm]) -> Callable[..., HttpResponse]:
    """The view of a step."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, case_key: str, **numbers: int) -> HttpResponse:
        asked = asked_of(request, case_key, numbers, also_closed=form_class.also_closed)
        if request.method != "POST":
            return _page(request, form_class(asked))
        if "send" not in request.POST:
            return _page(request, form_class(asked, initial=_initial(request)))
        form = form_class(asked, request.POST)
        if not form.is_valid():
            return _page(request, form)
        try:
            said = form.send()
        except FenerError as refusal:
            return _page(request, form, refusal)
        messages.success(request, said)
        return redirect(form.address())

    view.__doc__ = form_class.__doc__
    return view


def asked_of(
    request: HttpRequest, case_key: str, numbers: Mapping[str, int] | None = None, *, also_closed: bool = False
) -> Asked:
    """Who asks on which case. NotAllowed FEN-2870 for whoever does not work on it, StateRefused FEN-2875 where it is over."""
    member = member_of(request)
    case_file, decision, is_open = case_of_form(member, case_key)
    if not decision.allowed:
        raise NotAllowed(
            "; ".join(decision.reasons), remedy="Ask the responsible caseworker to join the team.", number="FEN-2870"
        )
    if not is_open and not also_closed:
        raise StateRefused(
            f"{case_file.key} is not worked on any more", remedy="Reopen it first, if it is closed.", number="FEN-2875"
        )
    return Asked(member, case_file, dict(numbers or {}))


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What another page, or the first part of this one, already knows; lists stay lists."""
    return {
        name: values if len(values := request.POST.getlist(name)) > 1 else values[0]
        for name in request.POST
        if name != "csrfmiddlewaretoken"
    }


def _page(request: HttpRequest, form: StepForm, refusal: FenerError | None = None) -> HttpResponse:
    context = {
        "form": form,
        "case_file": form.asked.case_file,
        "title": form.title,
        "lead": form.lead,
        "part": form.part,
        "refusal": refusal,
        **form.context(),
    }
    code = 400 if refusal else 200
    return render(request, form.template, context, status=code)
