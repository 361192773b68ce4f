"""Fields that the desk's forms share: moments, days, longer texts, codes of a list, the fields of a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from fener.terms.codelists import Code, code_list

_UNTYPED = {"autocomplete": "off", "spellcheck": "false"}  # what is typed of a person is kept by no browser


def day(label: str, words: str = "", *, required: bool = True, ahead: int | None = None) -> forms.DateField:
    """A day; ``ahead``: so many days from now stand in it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    initial = None if ahead is None else lambda: timezone.localdate() + timedelta(days=ahead)
    return forms.DateField(label=label, widget=widget, help_text=words, required=required, initial=initial)


def moment(label: str, words: str = "", *, ahead: timedelta) -> forms.DateTimeField:
    """A day and time; so far from now stands in it, at a full hour."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(
        label=label,
        widget=widget,
        help_text=words,
        initial=lambda: timezone.localtime(timezone.now() + ahead).replace(minute=0, second=0, microsecond=0),
    )


def text(label: str, words: str = "", *, rows: int = 3, required: bool = True, most: int = 5000) -> forms.CharField:
    """A longer text."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", **_UNTYPED})
    return forms.CharField(label=label, widget=widget, help_text=words, required=required, max_length=most)


def line(label: str, words: str = "", *, required: bool = True, most: int = 200) -> forms.CharField:
    """One line of text."""
    widget = forms.TextInput(attrs={"dir": "auto", **_UNTYPED})
    return forms.CharField(label=label, widget=widget, help_text=words, required=required, max_length=most)


def code(label: str, list_name: str, words: str = "", *, empty: str = "Choose", required: bool = True) -> Any:
    """One code of a list."""
    return forms.ChoiceField(
        label=label, choices=[("", empty), *coded(code_list(list_name))], help_text=words, required=required
    )


def codes(label: str, list_name: str, words: str = "", *, required: bool = True) -> Any:
    """Several codes of a list, as boxes to tick."""
    return forms.MultipleChoiceField(
        label=label,
        choices=coded(code_list(list_name)),
        help_text=words,
        required=required,
        widget=forms.CheckboxSelectMultiple,
    )


def coded(entries: Iterable[Code]) -> list[tuple[str, str]]:
    """Codes as choices."""
    return [(entry.code, entry.label) for entry in entries]


def person_form_field(entry: Code) -> forms.Field:
    """The form field of a person's field; none is ever required."""
    kind, words = str(entry.extra["kind"]), entry.definition
    if kind == "long_text":
        return text(entry.label, words, rows=2, required=False, most=2000)
    if kind == "date":
        return day(entry.label, words, required=False)
    if kind == "number":
        return forms.IntegerField(label=entry.label, help_text=words, required=False, min_value=0, max_value=120)
    if kind == "code":
        return code(entry.label, str(entry.extra["codes"]), words, empty="Not known", required=False)  # type: ignore[no-any-return]
    return line(entry.label, words, required=False)
