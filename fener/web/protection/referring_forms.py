"""Steps of a referral once it is asked, transfers, and colleagues who join the team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from fener.actions.protection.case_team import leave_team, make_responsible
from fener.actions.protection.referrals import answer_referral, assign_member, stop_referral
from fener.queries.members import member_by_id
from fener.queries.protection.case_circle import team_of, who_may_join
from fener.safeguards.roles import may_take_step
from fener.terms.protection import ReferralState
from fener.web.protection.fields import code, text
from fener.web.protection.steps import StepForm


class AssignForm(StepForm):
    """A colleague is asked to join; they read nothing before they accept."""

    title = "Ask a colleague to join the team"
    lead = "A caseworker or lawyer of your organisation. They read nothing before they accept."
    button = "Ask"
    part = "history"

    member = forms.TypedChoiceField(label="Colleague", coerce=int)

    def fill(self) -> None:
        self.choose("member", [(one.pk, str(one)) for one in who_may_join(self.asked.case_file)])

    def send(self) -> str:
        given = self.cleaned_data
        assign_member(self.asked.member, self.asked.key, member_by_id(given["member"]))
        return "The colleague is asked."


class ResponsibleForm(StepForm):
    """Responsibility goes to another caseworker of the team."""

    title = "Hand over the responsibility"
    lead = "To a caseworker of the team. Letters about broken glass then go to them."
    button = "Hand it over"
    part = "now"

    member = forms.TypedChoiceField(label="To", coerce=int)

    def fill(self) -> None:
        holders = [one for one in team_of(self.asked.case_file) if may_take_step(one.role, "work_on_cases").allowed]
        self.choose("member", [(one.pk, str(one)) for one in holders if one.pk != self.asked.case_file.responsible_id])

    def send(self) -> str:
        make_responsible(self.asked.member, self.asked.key, member_by_id(self.cleaned_data["member"]))
        return "The responsibility is handed over."


class LeaveForm(StepForm):
    """Somebody leaves the team, oneself or a colleague."""

    title = "Leave the team"
    lead = "From then on they read no more of this case than any colleague. Whoever is responsible hands over first."
    button = "Leave the team"
    part = "now"
    is_grave = True

    member = forms.TypedChoiceField(label="Who leaves", coerce=int)

    def fill(self) -> None:
        rest = [one for one in team_of(self.asked.case_file) if one.pk != self.asked.case_file.responsible_id]
        self.choose("member", [(one.pk, str(one)) for one in rest])

    def send(self) -> str:
        leave_team(self.asked.member, self.asked.key, member_by_id(self.cleaned_data["member"]))
        return "They are no longer on the team."

    def address(self) -> str:
        return reverse("case", args=[self.asked.key])


class StopForm(StepForm):
    """Take a referral back; what was given is recalled."""

    title = "Take the referral back"
    lead = "The recipient is asked to destroy what it received, and to confirm it."
    button = "Take it back"
    part = "services"
    is_grave = True

    said = text("Why", rows=2)

    def send(self) -> str:
        stop_referral(
            self.asked.member, self.asked.key, self.asked.numbers["referral_id"], said=self.cleaned_data["said"]
        )
        return "The referral is taken back."


class HeardForm(StepForm):
    """An answer heard by telephone, on paper or by mail."""

    title = "Keep the answer you heard"
    lead = "Where the provider does not use this desk."
    part = "services"

    to_state = forms.ChoiceField(
        label="They",
        widget=forms.RadioSelect,
        choices=[("accepted", "Accept"), ("declined", "Decline"), ("done", "Say that it is done")],
    )
    decline_reason = code("If they decline: why", "decline_reasons", empty="None", required=False)
    heard_through = forms.ChoiceField(
        label="Heard", choices=[("phone", "By telephone"), ("paper", "On paper"), ("mail", "By mail")]
    )
    said = text("What they said", required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        return reason_for_declining(self, super().clean() or {})

    def send(self) -> str:
        given = self.cleaned_data
        answer_referral(
            self.asked.member,
            self.asked.numbers["referral_id"],
            ReferralState(given["to_state"]),
            heard_through=given["heard_through"],
            decline_reason=given["decline_reason"] if given["to_state"] == "declined" else "",
            said=given["said"],
        )
        return "The answer is kept."


class IncomingAnswerForm(forms.Form):
    """The recipient's own answer."""

    to_state = forms.ChoiceField(label="Your answer", widget=forms.RadioSelect)
    decline_reason = code("If you decline: why", "decline_reasons", empty="None", required=False)
    said = text("Message to the caseworker", required=False, rows=2)

    def __init__(self, states: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_state"].choices = states  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return reason_for_declining(self, super().clean() or {})


def reason_for_declining(form: forms.Form, given: dict[str, Any]) -> dict[str, Any]:
    """A decline names its reason, so that the caseworker knows whether to try another."""
    if given.get("to_state") == "declined" and not given.get("decline_reason"):
        form.add_error("decline_reason", "Say why, so that the caseworker knows whether to ask another.")
    return given
