"""Forms of requests for access to facilities."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone

from fener.queries.protection.cases import recipient_of
from fener.queries.protection.providers import authorities_to_ask
from fener.records.base.models import Member
from fener.terms.codelists import code_list
from fener.terms.territories import territory
from fener.terms.urgent import AccessAnswer, AccessWish, HeardThrough
from fener.web.directory.forms import codes_of

_DAYS_TO_ANSWER = 3
_HEARD = [
    (HeardThrough.PHONE.value, "They told us by phone"),
    (HeardThrough.PAPER.value, "They told us on paper"),
    (HeardThrough.IN_PERSON.value, "They told us in person"),
]


def _day(label: str, words: str = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, help_text=words)


def _helper(label: str) -> FormHelper:
    helper = FormHelper()
    helper.add_input(Submit("send", label, css_class="btn btn-primary"))
    return helper


class AskAccessForm(forms.Form):
    """Which house, what for, when."""

    authority = forms.ChoiceField(label="Whose permission is asked")
    facility = forms.CharField(max_length=200, help_text="The house; never the name of a person in it.")
    facility_kind = forms.ChoiceField(label="Kind of facility")
    place = forms.CharField(
        max_length=120, required=False, help_text="The town. A safe house’s address is not written."
    )
    purposes = forms.MultipleChoiceField(
        label="What for", choices=lambda: codes_of("protection_services"), widget=forms.CheckboxSelectMultiple
    )
    visitors = forms.IntegerField(label="How many of you", min_value=1, max_value=50, initial=2)
    first_day = _day("First day")
    last_day = _day("Last day")
    answer_on = _day("Answer asked for by", "At the end of that day it counts as unanswered.")

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("answer_on", today + timedelta(days=_DAYS_TO_ANSWER))
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in authorities_to_ask(member):
            kind = code_list("provider_kinds").label(row.kind).lower()
            told = "" if recipient_of(row).is_authority else ", no authority"
            groups.setdefault(territory(row.territory).label, []).append((row.key, f"{row.name} ({kind}{told})"))
        self.fields["authority"].choices = [("", "Choose"), *groups.items()]  # type: ignore[attr-defined]
        kinds = code_list("facility_kinds")
        by_kind = [
            (parent.label, [(one.code, one.label) for one in kinds if one.parent == parent.code])
            for parent in kinds
            if parent.parent is None
        ]
        self.fields["facility_kind"].choices = [("", "Choose"), *by_kind]  # type: ignore[attr-defined]
        self.helper = _helper("Ask for access")

    def wish(self) -> AccessWish:
        """What was asked for."""
        given = self.cleaned_data
        return AccessWish(**given | {"purposes": tuple(given["purposes"])})


class AnswerForm(forms.Form):
    """Yes with conditions, or no with a reason."""

    heard_through = forms.ChoiceField(label="Who says so")
    granted = forms.TypedChoiceField(
        label="The answer",
        choices=[("yes", "Granted"), ("no", "Refused")],
        widget=forms.RadioSelect,
        coerce=lambda told: told == "yes",
    )
    conditions = forms.MultipleChoiceField(
        label="Conditions, where granted",
        choices=lambda: codes_of("access_conditions"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    refusal_reason = forms.ChoiceField(label="Reason, where refused", required=False)
    text = forms.CharField(
        label="In words", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text="Nobody’s name.",
    )  # fmt: skip
    looked_at = forms.BooleanField(
        label="I looked at the marked words again: they identify nobody", required=False,
        help_text="Needed only where the desk asks for it.",
    )  # fmt: skip

    def __init__(self, is_ours: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = _HEARD if is_ours else [(HeardThrough.DESK.value, "We, the authority asked")]
        self.fields["heard_through"].choices = ways  # type: ignore[attr-defined]
        reasons = [choice for choice in codes_of("access_refusal_reasons", "None") if choice[0] != "no_answer"]
        self.fields["refusal_reason"].choices = reasons  # type: ignore[attr-defined]
        self.helper = _helper("Record the answer" if is_ours else "Answer")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("granted") is False and not given.get("refusal_reason"):
            self.add_error("refusal_reason", "Say why; where none was given, choose “No reason given”.")
        return given

    def answer(self) -> AccessAnswer:
        """What was said."""
        given = self.cleaned_data
        return AccessAnswer(
            granted=given["granted"],
            conditions=tuple(given["conditions"]),
            refusal_reason=given["refusal_reason"],
            text=given["text"],
            heard_through=HeardThrough(given["heard_through"]),
        )


class VisitedForm(forms.Form):
    """When the visit took place."""

    visited_on = _day("Visited on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("visited_on", timezone.localdate())
        self.helper = _helper("Note the visit")


class CountsForm(forms.Form):
    """Between which days."""

    first_on = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}))
