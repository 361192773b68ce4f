"""Forms of the reports room."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from fener.terms.territories import region_members, territory


def _day(label: str, words: str = "") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), help_text=words)


class NewReportForm(forms.Form):
    """Kind, territory and period of a report."""

    kind = forms.ChoiceField(
        choices=[("national", "National report"), ("regional", "Regional comparative report")],
        widget=forms.RadioSelect,
        initial="national",
    )
    territory = forms.ChoiceField(required=False, help_text="For a national report; the regional one covers all six.")
    first_on = _day("First day")
    last_on = _day("Last day", "The period decides which observations and figures the report draws on.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", "Choose a territory"), *((code, territory(code).label) for code in region_members())]
        self.fields["territory"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("start", "Start the draft", css_class="btn btn-primary"))

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("kind") == "national" and not given.get("territory"):
            self.add_error("territory", "A national report needs its territory.")
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and first > last:
            self.add_error("last_on", "The period ends before it begins.")
        return given


class SectionForm(forms.Form):
    """What an editor writes for one section."""

    text = forms.CharField(
        required=False,
        label="Text",
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto", "spellcheck": "true"}),
        help_text="Plain paragraphs, separated by an empty line.",
    )
