"""Opening a case, and what is known of the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from fener.actions.protection.open_case import change_person, open_case
from fener.actions.protection.read_case import read_case
from fener.records.base.models import Member
from fener.terms.codelists import Code, code_list
from fener.terms.protection import AccessLevel, AgeBand
from fener.terms.territories import region_members, territory
from fener.web.protection.fields import person_form_field
from fener.web.protection.steps import StepForm

# What says who somebody is stands folded: a code and the needs are enough to help.
_FOLDED = ("identity", "contact", "family", "journey", "legal", "harm")
_AGES = [
    (AgeBand.PRESUMED_CHILD.value, "Perhaps a child: not sure, so treated as a child"),
    (AgeBand.CHILD.value, "A child (under 18)"),
    (AgeBand.ADULT.value, "An adult"),
]
_LEVELS = [
    (AccessLevel.OPEN.value, "As usual: needs are open to caseworkers of the territory, the rest to the team"),
    (AccessLevel.AUDITED.value, "Audited: every reading leaves an entry"),
    (AccessLevel.PROTECTED.value, "Protected: the team alone; in an emergency others for three hours, with a reason"),
    (AccessLevel.CLOSED.value, "Closed: the team alone, without exception"),
]


def _age_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Age",
        choices=_AGES,
        widget=forms.RadioSelect,
        initial=AgeBand.PRESUMED_CHILD.value,
        help_text="In doubt a child. Nobody has to prove it.",
    )


def _access_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Who reads", choices=_LEVELS, widget=forms.RadioSelect, initial=AccessLevel.OPEN.value
    )


def _guardian_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="A guardian is appointed and answers for the child",
        required=False,
        help_text="Somebody who only says to be family is no guardian.",
    )


class _PersonFields(forms.Form):
    """Fields of a person, by class of data."""

    def add_person_fields(self, classes: Iterable[str]) -> None:
        """One form field for each person field of these classes."""
        wanted = set(classes)
        for entry in code_list("person_fields"):
            if entry.extra["data_class"] in wanted:
                self.fields[entry.code] = person_form_field(entry)

    def groups(self) -> list[tuple[Code, bool, list[BoundField]]]:
        """(data class, whether it begins folded, its fields) in the order of the classes."""
        found: dict[str, list[BoundField]] = {}
        for entry in code_list("person_fields"):
            if entry.code in self.fields:
                found.setdefault(str(entry.extra["data_class"]), []).append(self[entry.code])
        return [(one, _folded(one.code, found[one.code]), found[one.code]) for one in code_list("data_classes")
                if one.code in found]  # fmt: skip

    def person(self) -> dict[str, object]:
        """What was given, empty values included; days as ISO text."""
        return {code: _plain(value) for code, value in self.cleaned_data.items() if code in code_list("person_fields")}


def _folded(code: str, fields: list[BoundField]) -> bool:
    return code in _FOLDED and not any(field.value() or field.errors for field in fields)


def _plain(value: Any) -> object:
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


class NewCaseForm(_PersonFields):
    """A new case. Only territory and age are asked; nothing of the person is needed."""

    territory = forms.ChoiceField(label="Territory")
    age_band = _age_field()
    has_guardian = _guardian_field()
    access = _access_field()

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        own = [code for code in region_members() if code in member.territory_codes()]
        self.fields["territory"].choices = [(code, territory(code).label) for code in own]  # type: ignore[attr-defined]
        self.add_person_fields(entry.code for entry in code_list("data_classes"))

    def send(self) -> str:
        """Open it; its key."""
        given = self.cleaned_data
        made = open_case(
            self.member,
            territory=given["territory"],
            age_band=AgeBand(given["age_band"]),
            person=self.person(),
            has_guardian=given["has_guardian"],
            access=AccessLevel(given["access"]),
        )
        return made.key


class PersonForm(_PersonFields, StepForm):
    """What is known of the person: only classes the member reads; opening the form is noted as a reading."""

    title = "What is known of the person"
    lead = "Nothing is needed. An emptied field is taken away."
    part = "person"
    template = "protection/person.html"

    age_band = _age_field()
    has_guardian = _guardian_field()
    access = _access_field()

    def fill(self) -> None:
        page = read_case(self.asked.member, self.asked.key, for_what="person form")
        self.add_person_fields(page.classes_read)
        self._show(page.person)

    def _show(self, held: Mapping[str, Any]) -> None:
        case_file = self.asked.case_file
        clear = {name: getattr(case_file, name) for name in ("age_band", "has_guardian", "access")}
        self.initial = {**clear, **held, **self.initial}

    def send(self) -> str:
        given = self.cleaned_data
        change_person(
            self.asked.member,
            self.asked.key,
            self.person(),
            age_band=AgeBand(given["age_band"]),
            has_guardian=given["has_guardian"],
            access=AccessLevel(given["access"]),
        )
        return "What is known of the person is brought up to date."
