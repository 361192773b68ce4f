"""Forms of the directory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone

from fener.queries.protection.providers import (
    ProviderFilters,
    kept_territories,
    municipalities_of,
    organisation_choices,
)
from fener.records.base.models import Member
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError
from fener.terms.people import Role
from fener.terms.providers import LANGUAGE_NAMES, ContactEntry, ProviderClosure, ProviderEntry
from fener.terms.territories import territory
from fener.web.observations.forms import FilterForm

_LONGEST_TABLE = 1_000_000
_LANGUAGES: list[tuple[str, str]] = sorted(LANGUAGE_NAMES.items(), key=lambda one: one[1])


def codes_of(name: str, empty: str = "") -> list[tuple[str, str]]:
    """Choices of a code list, with an empty one first where it is named."""
    first = [("", empty)] if empty else []
    return [*first, *((entry.code, entry.label) for entry in code_list(name))]


def form_helper(label: str, style: str = "btn btn-primary") -> FormHelper:
    """One button, the form's own tag."""
    helper = FormHelper()
    helper.add_input(Submit("send", label, css_class=style))
    return helper


def takes(form: forms.Form, refusal: FenerError, fields: dict[str, str] | None = None) -> bool:
    """Show the refusal at the field it is about, or over the whole form; False where it is of another kind."""
    column = (refusal.location.column if refusal.location else None) or (fields or {}).get(refusal.number, "")
    if not column and refusal.number not in (fields or {}):
        return False
    name = column if column in form.fields else None
    form.add_error(name, f"{refusal.message}. {refusal.remedy} ({refusal.number})")
    return True


class DirectoryForm(FilterForm):
    """Filters of the directory."""

    wide = ("words", "service")
    words = forms.CharField(label="Name", required=False, max_length=80)
    service = forms.ChoiceField(label="Service", required=False, choices=lambda: codes_of("protection_services", "All"))
    territory = forms.ChoiceField(label="Territory", required=False)
    municipality = forms.ChoiceField(label="Municipality", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=lambda: codes_of("provider_kinds", "All"))
    language = forms.ChoiceField(label="Language", required=False, choices=[("", "All"), *_LANGUAGES])
    always_open = forms.BooleanField(label="Open at every hour", required=False)
    free_today = forms.BooleanField(label="Places free today", required=False)
    stale = forms.BooleanField(label="Not checked for half a year", required=False)
    closed = forms.BooleanField(label="Closed ones", required=False)

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = sorted(member.territory_codes(), key=lambda code: territory(code).label)
        towns = municipalities_of(member)
        self.fields["territory"].choices = [("", "All of yours"), *((code, territory(code).label) for code in own)]  # type: ignore[attr-defined]
        self.fields["municipality"].choices = [("", "All"), *((town, town) for town in towns)]  # type: ignore[attr-defined]

    def filters(self) -> ProviderFilters:
        """What was asked; a field that cannot be read counts as not asked."""
        self.is_valid()
        return ProviderFilters(**{name: value for name, value in self.cleaned_data.items() if value})


class ProviderForm(forms.Form):
    """What the directory holds of a provider."""

    name = forms.CharField(max_length=200, help_text="Of the office or service; never of a person.")
    body = forms.CharField(
        label="Belongs to", max_length=200, required=False,
        help_text="The ministry, directorate or association. Units of one body count as one when interests conflict.",
    )  # fmt: skip
    kind = forms.ChoiceField(choices=lambda: codes_of("provider_kinds", "Choose"))
    territory = forms.ChoiceField()
    municipality = forms.CharField(max_length=120, required=False)
    services = forms.MultipleChoiceField(
        choices=lambda: codes_of("protection_services"), widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        choices=_LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    opening = forms.CharField(label="Opening hours", max_length=200, required=False)
    is_always_open = forms.BooleanField(label="Open at every hour", required=False)
    capacity = forms.IntegerField(
        min_value=0, max_value=100_000, required=False, help_text="Places, or persons a week, as they say."
    )
    contact = forms.CharField(
        label="How to reach the office", max_length=300, required=False,
        help_text="An office’s address and telephone. Leave it empty where the address is secret.",
    )  # fmt: skip
    email = forms.EmailField(
        label="E-mail of the office", required=False, help_text="Notices go there: a key and an address, no data of anybody."
    )  # fmt: skip
    source = forms.CharField(label="Where this is known from", max_length=300, required=False)
    checked_on = forms.DateField(
        label="Last checked on", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    organisation_id = forms.TypedChoiceField(
        label="Organisation on this desk", coerce=int, empty_value=None, required=False,
        help_text="Its members read what is asked of the provider. Set by a coordinator.",
    )  # fmt: skip

    def __init__(self, member: Member, before: ProviderEntry | None = None, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(before) if before else {"checked_on": timezone.localdate()}
        super().__init__(*args, **kwargs)
        self._before = before
        own = [(code, territory(code).label) for code in kept_territories(member)]
        self.fields["territory"].choices = own  # type: ignore[attr-defined]
        choices = [("", "None: it does not use this desk"), *organisation_choices(member)]
        self.fields["organisation_id"].choices = choices  # type: ignore[attr-defined]
        if member.role != Role.COORDINATOR:
            del self.fields["organisation_id"]
        self.helper = form_helper("Keep the provider")

    def entry(self) -> ProviderEntry:
        """What was written, over what was there."""
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in self.cleaned_data.items()
        }
        return replace(self._before, **given) if self._before else ProviderEntry(**given)


def _initial(before: ProviderEntry) -> dict[str, Any]:
    return {name: getattr(before, name) for name in ProviderForm.base_fields}


class OfficeForm(forms.Form):
    """One office of the chain."""

    title = forms.CharField(label="Office or function", max_length=120, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(label="Telephone", max_length=40, required=False)
    after_minutes = forms.IntegerField(label="Minutes it has", min_value=1, max_value=1440, required=False, initial=30)

    def contact(self) -> ContactEntry | None:
        """The office; None where the line was left empty."""
        given = self.cleaned_data
        if not given.get("title"):
            return None
        return ContactEntry(given["title"], given["email"], given["phone"], given["after_minutes"] or 30)


OfficeForms = forms.formset_factory(OfficeForm, extra=3, max_num=8)


class PlacesForm(forms.Form):
    """How many places are free today."""

    free = forms.IntegerField(label="Places free today", min_value=0, max_value=100_000)


class CloseForm(forms.Form):
    """Why a provider leaves the pathway."""

    reason = forms.ChoiceField(label="Why", choices=[(one.value, one.label) for one in ProviderClosure])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Close the provider", "btn btn-danger")


class TableForm(forms.Form):
    """A table, pasted or as a file."""

    table = forms.CharField(
        label="Rows",
        required=False,
        max_length=_LONGEST_TABLE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "class": "table-paste", "spellcheck": "false", "dir": "auto"}),
        help_text="Straight from a spreadsheet: the first row names the columns.",
    )
    file = forms.FileField(label="Or a CSV file", required=False, help_text="UTF-8, at most 1 MB.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"enctype": "multipart/form-data"}
        self.helper.add_input(Submit("try", "Try it", css_class="btn btn-primary"))

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if bool((given.get("table") or "").strip()) is bool(given.get("file")):
            self.add_error("table", "Paste rows or choose a file, one of the two.")
        return given

    def content(self) -> str | bytes:
        """What was given; of a file no more than one byte over what is allowed."""
        file = self.cleaned_data.get("file")
        return bytes(file.read(_LONGEST_TABLE + 1)) if file else str(self.cleaned_data["table"])
