"""Forms of the harm register."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.utils import timezone

from fener.actions.protection.harm_content import HarmWish, WorkplaceTie
from fener.queries.protection.cases import cases_for, is_open
from fener.queries.protection.harm import HarmPage, workplaces
from fener.records.base.models import Member
from fener.terms.codelists import code_list
from fener.terms.territories import region_members, territory

_ANSWERS = [
    ("", "Missing"),
    ("documented", "Documented"),
    ("not_possible", "Not possible"),
    ("not_applicable", "Does not apply"),
]
_PARTS = {"injury": "Injuries: what to record", "conditions": "Conditions: what to record"}


def codes_of(name: str) -> list[tuple[str, str]]:
    """Choices from a code list, in its order, each with its definition."""
    return [(one.code, f"{one.label}: {one.definition}" if one.definition else one.label) for one in code_list(name)]


def _ticks(label: str, name: str, *, required: bool = False, words: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=required,
        choices=codes_of(name),
        widget=forms.CheckboxSelectMultiple,
        help_text=words,
    )


def _text(label: str, rows: int, words: str = "", most: int = 20000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, help_text=words)


class HarmForm(forms.Form):
    """One occurrence. The questions are about what happened, never about what the person did."""

    case = forms.ChoiceField(
        label="Case", required=False, help_text="Only your own cases. Without one, the record stands for itself."
    )
    territory = forms.ChoiceField(label="Where it happened")
    month = forms.CharField(
        label="Month",
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"}),
        help_text="Year and month, for example 2026-03. Empty where nobody knows: it is then counted in no table.",
    )
    persons = forms.IntegerField(label="Persons harmed", min_value=1, max_value=10000, initial=1)
    children = forms.IntegerField(label="Of them children", min_value=0, max_value=10000, initial=0)
    offences = _ticks(
        "What was done", "harm_offences", required=True, words="Kinds of conduct. What it is in law says a lawyer."
    )
    offender_kinds = _ticks("By whom, as told", "offender_kinds", required=True)
    circumstances = _ticks("Circumstances of transport and stay", "transport_stay_circumstances")
    place = forms.CharField(
        label="Place", required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    account = _text("Account", 6, "In the person’s own words where you have them, marked as told. Sealed.")
    remarks = _text("Where the documents lie", 2, "Who holds certificates and pictures. Sealed.", 5000)
    workplace_provider = forms.ChoiceField(
        label="An alleged offender works for",
        required=False,
        help_text="Nothing of the person will be sent there. It is compared with nothing else.",
    )
    workplace_kind = forms.ChoiceField(label="Or for a body of this kind", required=False)
    workplace_municipality = forms.CharField(label="In the municipality", required=False, max_length=120)

    def __init__(self, member: Member, *args: Any, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("territory", [(code, territory(code).label) for code in region_members()])
        own = [code for code in region_members() if code in member.territory_codes()]
        self.fields["territory"].initial = own[0] if own else None
        open_cases = [row for row in cases_for(member) if is_open(row)]
        self._choose("case", [("", "None"), *((row.key, f"{row.key} {row.pseudonym}") for row in open_cases)])
        self._choose("workplace_provider", [("", "Not known"), *workplaces(region_members())])
        kinds = [(one.code, one.label) for one in code_list("provider_kinds")]
        self._choose("workplace_kind", [("", "Not known"), *kinds])
        if is_correction:
            del self.fields["case"]
        for one in code_list("documentation_checklist"):
            self.fields[f"check_{one.code}"] = forms.ChoiceField(
                label=one.label, required=False, choices=_ANSWERS, help_text=one.definition
            )
        self.helper = self._laid_out("Keep the correction" if is_correction else "Keep the record")

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _laid_out(self, button: str) -> FormHelper:
        helper = FormHelper()
        first = [name for name in ("case", "territory", "month", "persons", "children") if name in self.fields]
        checks = [
            Fieldset(
                title,
                Div(*(f"check_{one.code}" for one in code_list("documentation_checklist") if one.extra["applies_to"] == kind),
                    css_class="harm-checks"),
            )
            for kind, title in _PARTS.items()
        ]  # fmt: skip
        helper.layout = Layout(
            Fieldset("When and where", Div(*first, css_class="harm-pairs"), "place"),
            Fieldset("What happened", Div("offences", css_class="harm-ticks"), "account"),
            Fieldset("By whom", Div("offender_kinds", css_class="harm-ticks"),
                     Div("workplace_provider", "workplace_kind", "workplace_municipality", css_class="harm-pairs")),
            Fieldset("Circumstances", Div("circumstances", css_class="harm-ticks")),
            *checks,
            "remarks",
        )  # fmt: skip
        helper.add_input(Submit("keep", button, css_class="btn btn-primary"))
        return helper

    def clean_month(self) -> date | None:
        """The first day of the month typed."""
        typed = str(self.cleaned_data["month"]).strip()
        if not typed:
            return None
        try:
            return date.fromisoformat(f"{typed}-01")
        except ValueError:
            raise forms.ValidationError("Write year and month, for example 2026-03.") from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        persons, children = given.get("persons"), given.get("children")
        if persons is not None and children is not None and children > persons:
            self.add_error("children", "Children are part of the persons harmed.")
        return given

    def wish(self) -> HarmWish:
        """What was entered."""
        given = self.cleaned_data
        checklist = {
            name.removeprefix("check_"): answer
            for name, answer in given.items()
            if name.startswith("check_") and answer
        }
        return HarmWish(
            territory=given["territory"],
            happened_in=given["month"],
            offences=given["offences"],
            offender_kinds=given["offender_kinds"],
            circumstances=given["circumstances"],
            persons=given["persons"],
            children=given["children"],
            place=given["place"],
            account=given["account"],
            remarks=given["remarks"],
            checklist=checklist,
            workplace=self._workplace(),
        )

    def _workplace(self) -> WorkplaceTie | None:
        given = self.cleaned_data
        if given["workplace_provider"]:
            return WorkplaceTie(provider=int(given["workplace_provider"]))
        if given["workplace_kind"]:
            return WorkplaceTie(kind=given["workplace_kind"], municipality=given["workplace_municipality"])
        return None


def initial_of(page: HarmPage) -> dict[str, Any]:
    """The form's values for what a record says now."""
    content, tie = page.content, page.content.get("workplace") or {}
    names = ("offences", "offender_kinds", "circumstances", "persons", "children", "place", "account", "remarks")
    return {
        **{name: content.get(name) for name in names},
        **{f"check_{code}": answer for code, answer in content.get("checklist", {}).items()},
        "territory": page.record.territory,
        "month": page.record.month.strftime("%Y-%m") if page.record.month else "",
        "workplace_provider": str(tie.get("provider", "")).removeprefix("SP-"),
        "workplace_kind": "" if tie.get("provider") else tie.get("kind", ""),
        "workplace_municipality": "" if tie.get("provider") else tie.get("municipality", ""),
    }


class ProceedingsForm(forms.Form):
    """An outcome as known on a day."""

    outcome = forms.ChoiceField(label="Outcome as known")
    known_on = forms.DateField(
        label="Known on", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), initial=timezone.localdate
    )
    authority = forms.CharField(label="Authority", required=False, max_length=200)
    reference = forms.CharField(label="Its reference", required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = codes_of("proceedings_outcomes")  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("note", "Note it", css_class="btn btn-primary"))
