"""What the reading pages are asked for: words, state, kind, mark, binding. All of it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from fener.actions.justice.open_fact_sheet import FactSheetWish
from fener.analysis.law import INSIDE_BA, STATES, vocabulary
from fener.analysis.law.holdings import Kind, Mark
from fener.terms.errors import StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.justice import Progress
from fener.terms.territories import territory

REFUSALS = (UnreadableMaterial, UnknownTerm, StateRefused)
"""What stands above a form with what was typed; what a role may not do gets the page of refusals."""
_STATE_CHOICES = [(code, territory(code).label) for code in STATES]
_ORDERS = [*_STATE_CHOICES, ("INT", "International")]
_PARTS = vocabulary().terms["geo.ba_level"].codes
ORDER_CHOICES = [*_STATE_CHOICES, *((code, f"{_PARTS[code]} (BA)") for code in INSIDE_BA)]
"""Every legal order facts can be measured under."""
_ANY = ("", "All")


class SearchForm(forms.Form):
    """Words and filters of the reading view."""

    words = forms.CharField(label="Words", required=False, max_length=120)
    state = forms.ChoiceField(label="Legal order", required=False, choices=[_ANY, *_ORDERS])
    kind = forms.ChoiceField(label="About", required=False, choices=[_ANY, *((one.value, one.label) for one in Kind)])
    mark = forms.ChoiceField(label="Mark", required=False, choices=[_ANY, *((one.value, one.label) for one in Mark)])


class StatesForm(forms.Form):
    """Which states stand side by side; all where none is ticked."""

    states = forms.MultipleChoiceField(
        label="States", required=False, choices=_STATE_CHOICES, widget=forms.CheckboxSelectMultiple
    )

    def chosen(self) -> tuple[str, ...]:
        """Codes in the order of the books."""
        given = self.cleaned_data.get("states", []) if self.is_valid() else []
        return tuple(code for code in STATES if code in given) or STATES


class GapForm(forms.Form):
    """Gaps of one state, of one degree of binding."""

    state = forms.ChoiceField(label="State", required=False, choices=[_ANY, *_STATE_CHOICES])
    binding = forms.ChoiceField(label="How binding", required=False)

    def __init__(self, given: MultiValueDict[str, str], bindings: Iterable[str]) -> None:
        super().__init__(given)
        choices = [_ANY, *((one, one.replace("_", " ").capitalize()) for one in bindings)]
        self.fields["binding"].choices = choices  # type: ignore[attr-defined]


def asked(form: forms.Form, name: str) -> str:
    """What was asked for, or nothing where the form or the field is not valid."""
    form.is_valid()
    return str(form.cleaned_data.get(name, ""))


class SheetForm(forms.Form):
    """A new fact sheet: a working title, a role for the actor, legal orders."""

    title = forms.CharField(
        label="Working title", max_length=200, help_text="For example “Drina crossings, autumn”. No name of a person."
    )
    actor_label = forms.CharField(
        label="Whom it is about, by role",
        max_length=40,
        help_text="“Driver A”, “Organiser 1”. Identities belong in the case file of the authority.",
    )
    jurisdictions = forms.MultipleChoiceField(
        label="Legal orders to measure under",
        choices=ORDER_CHOICES,
        initial=["RS", "BA", "ME"],
        widget=forms.CheckboxSelectMultiple,
        help_text="Up to six; they can be changed while reading.",
    )
    is_invented = forms.BooleanField(label="An exercise: everything here is invented", required=False)

    def wish(self) -> FactSheetWish:
        """What was entered."""
        given = self.cleaned_data
        return FactSheetWish(
            given["title"], given["actor_label"], tuple(given["jurisdictions"][:6]), given["is_invented"]
        )


class ProgressForm(forms.Form):
    """How far a state got with a recommendation, by which source."""

    state = forms.ChoiceField(label="State")
    progress = forms.ChoiceField(label="How far", choices=[(one.value, one.label) for one in Progress])
    as_of = forms.DateField(label="As of", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    source = forms.CharField(
        label="Source", max_length=500, help_text="The gazette, the draft, the statement, with its date."
    )
    note = forms.CharField(
        label="Note", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def __init__(self, states: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(code, territory(code).label) for code in states]  # type: ignore[attr-defined]
