"""Forms of compensation claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone

from fener.actions.protection.keep_claim import ClaimWish, DamageItem
from fener.queries.protection.claims import ClaimPage, damage_kinds
from fener.queries.protection.harm import harm_records
from fener.records.base.models import Member
from fener.terms.codelists import code_list
from fener.terms.territories import region_members, territory
from fener.terms.translations import language_names

BLANK_LINES = 3
STATES = [
    ("preparing", "In preparation"),
    ("handed_in", "Handed in"),
    ("decided", "Decided"),
    ("given_up", "Given up by the person"),
]
_EVIDENCE = [("missing", "Missing"), ("asked_for", "Asked for"), ("there", "There"), ("not_needed", "Not needed")]


class ClaimForm(forms.Form):
    """Everything of a claim but its damage lines."""

    territory = forms.ChoiceField(label="Where it is to be claimed")
    authority = forms.CharField(
        label="Authority", required=False, max_length=300, help_text="Court or prosecutor the claim goes to."
    )
    state = forms.ChoiceField(label="Where it stands", choices=STATES)
    harm = forms.TypedChoiceField(label="Harm record", required=False, coerce=int, empty_value=None)
    facts = forms.CharField(
        label="What happened",
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text="Printed on the form. No more than the claim needs; no route, nobody else’s name.",
    )

    def __init__(self, member: Member, case_file: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("territory", [(code, territory(code).label) for code in region_members()])
        records = [(str(row.pk), row.key) for row in harm_records(member).filter(case_file=case_file)]
        self._choose("harm", [("", "None"), *records])
        for one in code_list("claim_evidence"):
            self.fields[f"proof_{one.code}"] = forms.ChoiceField(
                label=one.label, choices=_EVIDENCE, initial="missing", help_text=one.definition
            )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """Fields above the damage lines."""
        return [self[name] for name in ("territory", "authority", "state", "harm", "facts")]

    @property
    def proof_fields(self) -> list[forms.BoundField]:
        """One field for each kind of evidence."""
        return [self[name] for name in self.fields if name.startswith("proof_")]

    def wish(self, items: Sequence[DamageItem]) -> ClaimWish:
        """What was entered."""
        given = self.cleaned_data
        proofs = {name.removeprefix("proof_"): said for name, said in given.items() if name.startswith("proof_")}
        return ClaimWish(
            territory=given["territory"],
            items=items,
            evidence=proofs,
            facts=given["facts"],
            authority=given["authority"],
            state=given["state"],
            harm=given["harm"],
        )


class ItemForm(forms.Form):
    """One damage. A line without an amount is left out."""

    kind = forms.ChoiceField(label="Damage", required=False)
    amount = forms.DecimalField(label="Amount", required=False, min_value=0, max_digits=12, decimal_places=2)
    currency = forms.CharField(label="Currency", required=False, max_length=3, initial="EUR")
    on = forms.DateField(
        label="Valued on", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    note = forms.CharField(label="Note", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "–"), *((one.code, one.label) for one in damage_kinds())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("amount") is not None and not given.get("kind"):
            self.add_error("kind", "Say what damage this is.")
        if given.get("kind") and given.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", "Give an amount, or choose no damage.")
        if len(given.get("currency") or "EUR") != 3:
            self.add_error("currency", "Three letters, for example EUR.")
        return given


_Lines = forms.formset_factory(ItemForm, extra=BLANK_LINES, max_num=60, absolute_max=80)


class ItemForms(_Lines):  # type: ignore[misc, valid-type]
    """The damage lines, some of them blank."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="items", **kwargs)

    def wishes(self) -> list[DamageItem]:
        """The lines that name a damage."""
        given = [form.cleaned_data for form in self.forms if form.cleaned_data.get("kind")]
        today = timezone.localdate()
        return [
            DamageItem(one["kind"], one["amount"], one["currency"] or "EUR", one["on"] or today, one["note"])
            for one in given
        ]


def initial_of(page: ClaimPage) -> dict[str, Any]:
    """The form's values for what a claim says now."""
    return {
        "territory": page.claim.territory,
        "authority": page.authority,
        "state": page.claim.state,
        "harm": page.claim.harm_id or "",
        "facts": page.facts,
        **{f"proof_{line.code}": line.answer for line in page.evidence},
    }


def initial_items(page: ClaimPage) -> list[dict[str, Any]]:
    """The damage lines as they stand."""
    return [
        {"kind": item.kind, "amount": item.amount, "currency": item.currency, "on": item.on, "note": item.note}
        for item in page.items
    ]


class PaperForm(forms.Form):
    """In which languages the claim is printed."""

    receiver_language = forms.ChoiceField(label="The authority’s language")
    person_language = forms.ChoiceField(label="The person’s language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(one.code, one.name) for one in language_names()]
        for name in ("receiver_language", "person_language"):
            self.fields[name].choices = names  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("print", "Make the PDF", css_class="btn btn-primary"))
