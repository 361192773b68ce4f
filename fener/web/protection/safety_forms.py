"""A child's best interests, the safety plan, and where alleged offenders work."""

from __future__ import annotations

from typing import Any

from django import forms

from fener.actions.protection.case_safety import assess_best_interests, note_alleged_tie, plan_safety
from fener.queries.protection.providers import provider_of_key
from fener.queries.protection.recipients import bodies_near
from fener.terms.codelists import code_list
from fener.terms.territories import region_members, territory
from fener.web.protection.fields import code, codes, day, line, text
from fener.web.protection.steps import StepForm

_DONE_BY = {
    "desk": "we do it",
    "person": "the person does it",
    "provider": "through a provider",
    "authority": "asked of the authority",
}


class AssessmentForm(StepForm):
    """Best interests of a child, for another member to approve."""

    title = "Assess best interests"
    lead = "For a child, before anything but emergency help, medical care and the guardian. It counts once a colleague approved it."
    button = "Keep it and ask for approval"
    part = "safety"

    views_of_child = text("What the child says and wishes", "In the child’s words, heard apart from adults.")
    options = text("What could be done, with what is good and bad about it")
    reasons = text("What weighs most, and why")
    conclusion = text("Conclusion", rows=2)
    purposes = codes("It covers these purposes", "consent_purposes")

    def send(self) -> str:
        given = self.cleaned_data
        parts = {name: given[name] for name in ("views_of_child", "options", "reasons", "conclusion")}
        assess_best_interests(self.asked.member, self.asked.key, purposes=given["purposes"], parts=parts)
        return "The assessment is kept and waits for a colleague’s approval."


class SafetyForm(StepForm):
    """Measures against reprisal; the newest plan counts."""

    title = "Safety plan"
    lead = "Made with the person. What was planned before stays in the file; the newest counts."
    button = "Keep the plan"
    part = "safety"

    measures = forms.MultipleChoiceField(label="Measures", widget=forms.CheckboxSelectMultiple)
    triggers = text("What would make it urgent, and what happens then", required=False)
    safe_contact = text("How to reach the person safely", "Who, when, with which words.", required=False, rows=2)
    review_on = day("Look at it again on", ahead=14)

    def fill(self) -> None:
        choices = [
            (one.code, f"{one.label} ({_DONE_BY.get(str(one.extra['done_by']), '')})")
            for one in code_list("safety_measures")
        ]
        self.choose("measures", choices)

    def send(self) -> str:
        given = self.cleaned_data
        plan_safety(
            self.asked.member,
            self.asked.key,
            measures=given["measures"],
            triggers=given["triggers"],
            safe_contact=given["safe_contact"],
            review_on=given["review_on"],
        )
        return "The safety plan is kept."


class TieForm(StepForm):
    """Where somebody works whom the person fears: nothing of this case ever goes there. No name is asked."""

    title = "Whom nothing may reach"
    lead = (
        "Where somebody works whom the person names or fears. Nothing of this case goes there, whoever consents; bodies of the "
        "same kind nearby must be weighed. It is sealed, and shown to the team alone."
    )
    button = "Keep it"
    part = "safety"

    provider = forms.ChoiceField(label="An entry of the directory", required=False)
    kind = code(
        "Or: a kind of body", "provider_kinds", "Where the directory has no such entry.", empty="None", required=False
    )
    municipality = line("In which municipality", "Left empty: anywhere in the territory.", required=False)
    territory = forms.ChoiceField(label="Territory", required=False)
    note = text("What the person said about it", "The name of an accused person is not needed here.", required=False)

    def fill(self) -> None:
        case_file = self.asked.case_file
        self.choose("provider", [("", "None of them"), *bodies_near(self.asked.member, case_file)])
        self.choose("territory", [(one, territory(one).label) for one in region_members()])
        self.fields["territory"].initial = case_file.territory

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("provider") and not given.get("kind"):
            self.add_error("kind", "Choose an entry of the directory, or a kind of body.")
        return given

    def send(self) -> str:
        given = self.cleaned_data
        named = given["provider"]
        note_alleged_tie(
            self.asked.member,
            self.asked.key,
            provider=provider_of_key(named) if named else None,
            kind=given["kind"],
            municipality=given["municipality"],
            territory=given["territory"],
            note=given["note"],
        )
        return "It is kept. Every referral is checked against it."
