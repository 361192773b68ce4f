"""Consent, its withdrawal, legal grounds, and the answers of those who were asked to destroy."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from fener.actions.protection.consents import record_consent, record_disposal_receipt, withdraw_consent
from fener.actions.protection.legal_grounds import ask_legal_ground
from fener.queries.protection.case_sharing import withdrawal_effect
from fener.queries.protection.providers import provider_of_key
from fener.queries.protection.recipients import recipients_for
from fener.terms.codelists import code_list
from fener.terms.protection import AgeBand
from fener.terms.providers import LANGUAGE_NAMES
from fener.web.protection.fields import code, coded, day, line, text
from fener.web.protection.steps import StepForm

CONSENT_DAYS = 90


class _PurposeForm(StepForm):
    """Purpose first; it limits the classes of data and the recipients."""

    purpose = code("What for", "consent_purposes")

    def fill(self) -> None:
        purpose = self._asked_for("purpose")
        if purpose not in code_list("consent_purposes"):
            self.fields = {"purpose": self.fields["purpose"]}
            return
        entry = code_list("consent_purposes")[purpose]
        self.left_out = recipients_for(self.asked.member, self.asked.case_file, purpose)
        classes = [one for one in code_list("data_classes") if one.code in entry.extra["data_classes"]]
        self.choose("data_classes", [(one.code, f"{one.label}: {one.definition}") for one in classes])
        self.choose("recipient", [("", "Choose"), *self.left_out.choices])

    @property
    def has_purpose(self) -> bool:
        """Whether the purpose is chosen, so that the rest is asked."""
        return "recipient" in self.fields

    def _asked_for(self, name: str) -> str:
        return str(self.data.get(name) or self.initial.get(name) or "")

    def _chosen(self, name: str) -> list[str]:
        """What is ticked now, whether posted or handed over by another page."""
        given = self[name].value() if name in self.fields else []
        return [given] if isinstance(given, str) else list(given or [])

    def context(self) -> dict[str, Any]:
        return {"has_purpose": self.has_purpose, "left_out": self.left_out.left_out if self.has_purpose else 0}


class ConsentForm(_PurposeForm):
    """A consent as a record: the words are read out, then what the person said is kept."""

    title = "Record a consent"
    lead = (
        "What the person agrees to, for whom and until when. No is an answer that changes nothing about the help here."
    )
    button = "The person agreed: record it"
    part = "sharing"
    template = "protection/consent.html"

    recipient = forms.ChoiceField(label="Who would receive")
    data_classes = forms.MultipleChoiceField(label="What they would learn", widget=forms.CheckboxSelectMultiple)
    valid_until = day("Until", "Then nothing rests on it any more; ask anew.", ahead=CONSENT_DAYS)
    given_by = forms.ChoiceField(
        label="Who agrees",
        widget=forms.RadioSelect,
        choices=[("person", "The person"), ("guardian", "The guardian of a child; the child was heard too")],
    )
    capacity = code("Able to decide", "capacity_kinds")
    interpretation = code("How it was understood", "interpretation_modes")
    language = forms.ChoiceField(label="In which language")
    manner = forms.ChoiceField(
        label="How it was said",
        choices=[("spoken", "Spoken"), ("written", "Written and signed")],
        widget=forms.RadioSelect,
        initial="spoken",
    )
    interpreter = line("Through whom (interpreter or mediator)", "An office or a function is enough.", required=False)
    guardian = line("Guardian, and on what basis", required=False)
    explained = text("What was explained, asked or left out", required=False, rows=2)
    was_read = forms.BooleanField(
        label="The words above were read to the person, who understood them and may say no",
        error_messages={"required": "Read the words first; without that it is no consent."},
    )

    def fill(self) -> None:
        super().fill()
        if not self.has_purpose:
            return
        self.initial.pop("was_read", None)  # words that changed are read anew
        self.choose("language", [("", "Choose"), *sorted(LANGUAGE_NAMES.items(), key=lambda pair: pair[1])])
        is_child = AgeBand(self.asked.case_file.age_band).is_child
        self.fields["given_by"].initial = "guardian" if is_child else "person"
        for one in code_list("interpretation_modes"):
            if not one.extra["is_allowed"]:
                self._mark("interpretation", one.code, "not for a consent")
        for one in code_list("capacity_kinds"):
            if not one.extra["may_consent"]:
                self._mark("capacity", one.code, "cannot consent now")

    def _mark(self, name: str, value: str, words: str) -> None:
        choices = self.fields[name].choices  # type: ignore[attr-defined]
        self.choose(name, [(key, f"{label} ({words})" if key == value else label) for key, label in choices])

    def context(self) -> dict[str, Any]:
        found = super().context()
        if self.has_purpose:
            known = dict(self.left_out.choices)
            entry = code_list("consent_purposes")[self._asked_for("purpose")]
            classes = code_list("data_classes")
            found |= {
                "purpose": entry,
                "whom": known.get("".join(self._chosen("recipient")[:1]), ""),
                "what": [classes.label(one) for one in self._chosen("data_classes") if one in classes],
                "is_child": AgeBand(self.asked.case_file.age_band).is_child,
            }
        return found

    def send(self) -> str:
        given = self.cleaned_data
        notes = {name: given[name] for name in ("interpreter", "guardian", "explained") if given[name]}
        ends = datetime.combine(given["valid_until"] + timedelta(days=1), time.min, timezone.get_current_timezone())
        names = ("purpose", "data_classes", "given_by", "capacity", "interpretation", "language", "manner")
        made = record_consent(
            self.asked.member,
            self.asked.key,
            recipient=provider_of_key(given["recipient"]),
            valid_until=ends,
            notes=notes,
            **{name: given[name] for name in names},
        )
        return f"{made.key} is recorded. It can be withdrawn at any time, in any way."


class WithdrawForm(StepForm):
    """One question; the page says first what will happen."""

    title = "Withdraw the consent"
    button = "Withdraw it now"
    part = "recalls"
    also_closed = True
    is_grave = True
    template = "protection/withdraw.html"

    way = code("How the person said so", "withdrawal_ways")

    def context(self) -> dict[str, Any]:
        return {"effect": withdrawal_effect(self.asked.case_file, self.asked.numbers["consent_id"])}

    def send(self) -> str:
        made = withdraw_consent(
            self.asked.member, self.asked.key, self.asked.numbers["consent_id"], way=self.cleaned_data["way"]
        )
        return f"{made.key} is withdrawn. From this moment nothing rests on it; whoever received is asked to destroy."


class GroundForm(_PurposeForm):
    """A legal ground to give without consent, for another member to approve."""

    title = "Ask for a legal ground"
    lead = "Only where consent cannot be had, and for as little as possible. A colleague or a lawyer decides."
    button = "Ask for approval"
    part = "sharing"
    template = "protection/ground.html"

    code = forms.ChoiceField(label="Ground", widget=forms.RadioSelect)
    recipient = forms.ChoiceField(label="Who would receive")
    data_classes = forms.MultipleChoiceField(label="What they would learn", widget=forms.CheckboxSelectMultiple)
    reasons = text("Why it cannot rest on consent", "At least a sentence. Read by the approver alone.")

    field_order = ("purpose", "code", "recipient", "data_classes", "reasons")

    def fill(self) -> None:
        super().fill()
        if self.has_purpose:
            self.choose("code", coded(code_list("legal_grounds")))

    def context(self) -> dict[str, Any]:
        return super().context() | {"grounds": list(code_list("legal_grounds"))}

    def send(self) -> str:
        given = self.cleaned_data
        made = ask_legal_ground(
            self.asked.member,
            self.asked.key,
            code=given["code"],
            purpose=given["purpose"],
            data_classes=given["data_classes"],
            recipient=provider_of_key(given["recipient"]),
            reasons=given["reasons"],
        )
        return (
            f"{made.key} waits for the approval of a colleague or lawyer. Tell them by telephone where it cannot wait."
        )


class ReceiptForm(StepForm):
    """What a holder answered, as heard by telephone, on paper or by mail."""

    title = "What the recipient answered"
    part = "recalls"
    also_closed = True

    destroyed = forms.ChoiceField(
        label="They say",
        widget=forms.RadioSelect,
        choices=[("yes", "It is destroyed"), ("no", "They keep it, on a ground they name")],
    )
    said = text("Who said so, how and when; if they keep it, on what ground", rows=2)

    def send(self) -> str:
        given = self.cleaned_data
        made = record_disposal_receipt(
            self.asked.member,
            self.asked.key,
            self.asked.numbers["disclosure_id"],
            destroyed=given["destroyed"] == "yes",
            said=given["said"],
        )
        return f"The answer about {made.key} is kept."
