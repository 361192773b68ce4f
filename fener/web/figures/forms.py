"""The import form."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from fener.queries.imports import publisher_choices


class ImportForm(forms.Form):
    """Which publisher's file, as of when, and what to do with rows that cannot be taken."""

    kind = forms.ChoiceField(label="Publisher", help_text="The file is read the way this publisher writes it.")
    file = forms.FileField(
        label="File", help_text="As downloaded, not opened and saved again in a spreadsheet program."
    )
    vintage = forms.DateField(
        label="As of",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The day the publisher’s file is as of. Left empty, the day the file itself states is taken.",
    )
    accept_partly = forms.BooleanField(
        label="Take the good rows and report the others",
        required=False,
        help_text="Otherwise one bad row refuses the whole file, and every bad row is named.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = publisher_choices()  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.attrs = {"enctype": "multipart/form-data"}
        self.helper.add_input(Submit("import", "Read and import", css_class="btn btn-primary"))
