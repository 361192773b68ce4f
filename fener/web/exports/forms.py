"""The export form."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from fener.queries.cycles import cycles_for
from fener.queries.questionnaires import all_questionnaires
from fener.records.base.models import Member


class ExportForm(forms.Form):
    """Which answers, in what form, how much of them."""

    questionnaire = forms.ChoiceField(label="Questionnaire")
    cycle = forms.ChoiceField(label="Cycle", required=False)
    form = forms.ChoiceField(
        label="File", choices=[("csv", "CSV, one file a table, zipped"), ("xlsx", "Excel workbook, one sheet a table")]
    )
    deidentified = forms.BooleanField(
        label="De-identified",
        required=False,
        initial=True,
        help_text="Keys become pseudonyms of this file, dates are moved, free text, media and fine positions stay here.",
    )
    sensitive = forms.BooleanField(
        label="With sensitive answers",
        required=False,
        help_text="Harm, health, status. Closed answers only when de-identified.",
    )
    why = forms.CharField(
        label="What for",
        required=False,
        max_length=500,
        help_text="Needed for sensitive answers and for an export that is not de-identified. The audit keeps it.",
    )

    def __init__(self, member: Member, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["questionnaire"].choices = all_questionnaires()  # type: ignore[attr-defined]
        cycles = [(line.cycle.pk, line.cycle.title) for line in cycles_for(member)]
        self.fields["cycle"].choices = [("", "All"), *cycles]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("export", "Export", css_class="btn btn-primary"))
