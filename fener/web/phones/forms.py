"""Forms of the phones room."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from fener.queries.collector_keys import possible_holders
from fener.queries.questionnaires import all_questionnaires
from fener.records.base.models import Member


class NewKeyForm(forms.Form):
    """For whom, for what, how long."""

    holder = forms.ChoiceField(label="For", help_text="The member who will carry the phone. One key, one phone.")
    purpose = forms.ChoiceField(
        label="What it may do",
        choices=[
            ("collect", "Fetch blank forms and send reports"),
            ("read", "Read approved answers (OData: Excel, Power BI)"),
        ],
    )
    label = forms.CharField(
        label="Which phone", required=False, max_length=100, help_text="For example “Pixel, second drawer”."
    )
    questionnaires = forms.MultipleChoiceField(
        label="Questionnaires",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all that the member may fill. Fewer on a phone is safer if it is taken away.",
    )
    days = forms.IntegerField(
        label="Valid for (days)", initial=180, min_value=1, max_value=400, help_text="Then it opens nothing any more."
    )

    def __init__(self, member: Member, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["holder"].choices = possible_holders(member)  # type: ignore[attr-defined]
        self.fields["questionnaires"].choices = all_questionnaires()  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("make", "Make the key", css_class="btn btn-primary"))


class RevokeForm(forms.Form):
    """Why."""

    why = forms.CharField(label="Why", max_length=300, help_text="For example: lost, replaced, left the organisation.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = FormHelper()
        self.helper.add_input(Submit("revoke", "Revoke the key", css_class="btn btn-danger"))
