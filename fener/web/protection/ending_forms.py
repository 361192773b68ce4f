"""Joining files, breaking glass, closing, reopening, erasing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from fener.actions.protection.case_closing import ask_closure, decide_closure, reopen_case
from fener.actions.protection.case_links import judge_duplicate, link_cases
from fener.actions.protection.dispose_cases import erase_case
from fener.queries.protection.case_sharing import erasure_effect
from fener.web.protection.fields import code, line, text
from fener.web.protection.steps import StepForm


class LinkForm(StepForm):
    """Files of people who belong together; nothing is merged."""

    title = "Link another file"
    lead = "People who belong together. Both files show it; nothing moves between them."
    part = "family"

    other = line("Key of the other case", "For example PC-17.", most=20)
    kind = code("The other person is, to this one", "link_kinds")

    def send(self) -> str:
        given = self.cleaned_data
        link_cases(self.asked.member, self.asked.key, given["other"], given["kind"])
        return "The files are linked."


class JudgeForm(StepForm):
    """Whether two files speak of one person."""

    title = "One person or two?"
    lead = "Both files show the answer. Nothing is ever merged by it; unsure is an answer."
    part = "family"

    other = forms.CharField(widget=forms.HiddenInput)
    judgement = forms.ChoiceField(
        label="They are",
        widget=forms.RadioSelect,
        choices=[("same", "The same person"), ("not_same", "Not the same"), ("unsure", "Unsure")],
    )

    def send(self) -> str:
        given = self.cleaned_data
        judge_duplicate(self.asked.member, self.asked.key, given["other"], given["judgement"])
        return "The judgement is kept on both files."


class CloseForm(StepForm):
    """Ask for closure; a colleague approves."""

    title = "Close the case"
    lead = "A colleague approves it, and the clocks of keeping begin. A referral that still runs is ended first."
    button = "Ask for closure"
    part = "closure"

    reason = code("Reason", "closure_reasons")
    summary = text("What was reached and what is left", "At least a sentence.")

    def send(self) -> str:
        given = self.cleaned_data
        ask_closure(self.asked.member, self.asked.key, reason=given["reason"], summary=given["summary"])
        return "Closure is asked for. A colleague decides."


class DecideClosureForm(StepForm):
    """Approve a closure, or send the case back to work."""

    title = "Decide on closure"
    lead = "Is what the person was promised done, and does nothing open remain? Who asked does not decide."
    button = "Decide"
    part = "closure"

    decision = forms.ChoiceField(
        label="Decision",
        widget=forms.RadioSelect,
        choices=[("approve", "Close it"), ("back", "Send it back to work")],
    )
    said = text("Why", required=False, rows=2)

    def send(self) -> str:
        given = self.cleaned_data
        approve = given["decision"] == "approve"
        decide_closure(self.asked.member, self.asked.key, approve=approve, said=given["said"])
        return "The case is closed; its clocks begin." if approve else "The case goes back to work."


class ReopenForm(StepForm):
    """Work goes on in a closed case."""

    title = "Reopen the case"
    lead = "Its clock stops, and work goes on."
    button = "Reopen it"
    also_closed = True

    why = text("Why", rows=2)

    def send(self) -> str:
        reopen_case(self.asked.member, self.asked.key, why=self.cleaned_data["why"])
        return "The case is open again."


class EraseForm(StepForm):
    """At the person's demand, at once and for good."""

    title = "Erase the file"
    button = "Erase it for good"
    part = "closure"
    also_closed = True
    is_grave = True
    template = "protection/erase.html"

    way = code("How the person asked for it", "withdrawal_ways")
    typed_key = line("Type the key of the case to confirm", most=20)

    def clean_typed_key(self) -> str:
        typed = str(self.cleaned_data["typed_key"]).strip().upper()
        if typed != self.asked.key:
            raise forms.ValidationError("This is not the key of the case. Nothing was erased.")
        return typed

    def context(self) -> dict[str, Any]:
        return {"effect": erasure_effect(self.asked.case_file)}

    def send(self) -> str:
        erase_case(self.asked.member, self.asked.key, why=self.cleaned_data["way"])
        return f"{self.asked.key} is erased. Whoever still holds something of it is asked to destroy it."

    def address(self) -> str:
        return reverse("protection")
