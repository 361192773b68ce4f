"""Filters as forms. They are sent with GET, so that every result has an address that can be passed on."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms

from fener.queries.areas import switch_choices
from fener.queries.figures import FigureFilters
from fener.queries.incidents import IncidentFilters, route_label
from fener.queries.observations import ObservationFilters
from fener.terms.codelists import code_list
from fener.terms.reporting import Verdict
from fener.terms.territories import REGION

Choices = list[tuple[str, Any]]
# Code lists an observation's codes come from; the other lists belong to figures, reports and the protection desk.
FOR_OBSERVATIONS = (
    "age_gender", "compensation_kinds", "crossing_methods", "digital_phases", "digital_tools", "document_faults",
    "documents", "evidence_kinds", "facilitator_roles", "harm_perpetrators", "harms", "lodging", "nationalities",
    "payment_methods", "prevention_activities", "proceedings_kinds", "protection_measures", "recruitment_channels",
    "site_kinds", "vehicles",
)  # fmt: skip
VERDICT_WORDS = {
    Verdict.EQUAL: "The same",
    Verdict.WITHIN_REVISION: "Within revision",
    Verdict.DIFFERENT_MEASURE: "Another measure",
    Verdict.CONFLICT: "In conflict",
    Verdict.MISSING: "A gap",
}


def _codes(name: str, empty: str) -> Choices:
    return [("", empty), *((entry.code, entry.label) for entry in code_list(name))]


def _territories() -> Choices:
    return [
        ("", "All"),
        *(choice for choice in switch_choices() if choice[0] != REGION),
        (REGION, "Region as a whole"),
    ]


def _code_choices() -> Choices:
    lists = [code_list(name) for name in FOR_OBSERVATIONS]
    groups = [
        (entries.title, [(f"{entries.name}:{entry.code}", entry.label) for entry in entries]) for entries in lists
    ]
    return [("", "All"), *groups]


class FilterForm(forms.Form):
    """A form in one grid, sent with GET and swapped in place where htmx is there."""

    wide: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.disable_csrf = True
        self.helper.attrs = {
            "hx-get": "",
            "hx-target": "#results",
            "hx-select": "#results",
            "hx-swap": "outerHTML",
            "hx-push-url": "true",
            "hx-trigger": "change, submit",
            "hx-indicator": "#busy",
        }
        fields = [Field(name, wrapper_class="wide-2" if name in self.wide else "") for name in self.fields]
        foot = Div(
            Submit("", "Show", css_class="btn-primary"),
            HTML('<a class="btn btn-outline-primary" href="?">All filters off</a>'),
            HTML('<span id="busy" class="htmx-indicator text-body-secondary" role="status">Looking …</span>'),
            css_class="filter-foot",
        )
        self.helper.layout = Layout(Div(*fields, css_class="filters"), foot)


class ObservationForm(FilterForm):
    """Filters of the list of observations."""

    wide = ("text", "question")
    text = forms.CharField(label="Words", required=False, max_length=100)
    territory = forms.ChoiceField(label="Territory", required=False, choices=_territories)
    topic = forms.ChoiceField(label="Topic", required=False, choices=lambda: _codes("observation_topics", "All"))
    code = forms.ChoiceField(label="Code", required=False, choices=_code_choices)
    place = forms.CharField(label="Place (key)", required=False, max_length=80)
    source = forms.ChoiceField(label="Source", required=False)
    reliability = forms.ChoiceField(
        label="Source at least", required=False, choices=[("", "All"), *((letter, letter) for letter in "ABCDEF")]
    )
    credibility = forms.TypedChoiceField(
        label="Statement at least",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "All"), *((str(digit), str(digit)) for digit in range(1, 7))],
    )
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    question = forms.ChoiceField(
        label="Guiding question",
        required=False,
        choices=lambda: [
            ("", "All"),
            *((one.code, f"{one.code} {one.label}") for one in code_list("guiding_questions")),
        ],
    )

    def __init__(self, *args: Any, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "All"), *sources]  # type: ignore[attr-defined]

    def filters(self) -> ObservationFilters:
        """What was asked; a field that cannot be read counts as not asked, and the form says so."""
        self.is_valid()
        given = self.cleaned_data
        list_name, _, code = given.get("code", "").partition(":")
        rest = {name: given[name] for name in given if name != "code" and given[name] not in ("", None)}
        return ObservationFilters(list_name=list_name, code=code, **rest)


class FigureForm(FilterForm):
    """Filters of the comparison of figures."""

    territory = forms.ChoiceField(label="Territory", required=False, choices=_territories)
    route = forms.CharField(label="Route", required=False, max_length=80)
    measure = forms.ChoiceField(label="Measure", required=False, choices=lambda: _codes("figure_measures", "All"))
    year = forms.IntegerField(label="Year", required=False, min_value=1900, max_value=2200)
    source = forms.ChoiceField(label="Source", required=False)
    verdict = forms.ChoiceField(
        label="Verdict",
        required=False,
        choices=[("", "All"), *((one.value, word) for one, word in VERDICT_WORDS.items())],
    )
    with_parts = forms.BooleanField(label="Also by nationality and other parts", required=False)

    def __init__(self, *args: Any, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "All"), *sources]  # type: ignore[attr-defined]

    def filters(self) -> FigureFilters:
        """What was asked."""
        self.is_valid()
        return FigureFilters(**{name: value for name, value in self.cleaned_data.items() if value not in ("", None)})


class IncidentForm(FilterForm):
    """Filters of the list of incidents."""

    wide = ("text",)
    text = forms.CharField(label="Words of the place", required=False, max_length=100)
    territory = forms.ChoiceField(label="Territory", required=False, choices=_territories)
    route = forms.ChoiceField(label="Route", required=False)
    year = forms.IntegerField(label="Year", required=False, min_value=1900, max_value=2200)
    cause = forms.ChoiceField(label="Cause", required=False)

    def __init__(self, *args: Any, routes: list[str], causes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = [("", "All"), *((route, route_label(route)) for route in routes)]  # type: ignore[attr-defined]
        self.fields["cause"].choices = [("", "All"), *((cause, cause[:70]) for cause in causes)]  # type: ignore[attr-defined]

    def filters(self) -> IncidentFilters:
        """What was asked."""
        self.is_valid()
        return IncidentFilters(**{name: value for name, value in self.cleaned_data.items() if value not in ("", None)})
