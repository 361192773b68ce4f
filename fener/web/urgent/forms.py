"""Forms of urgent requests: asking, and one form for every step."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone

from fener.queries.protection.cases import cases_for, recipient_of
from fener.queries.protection.providers import providers_to_ask
from fener.queries.protection.urgent import UrgentPage
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.protection import person_field
from fener.terms.territories import territory
from fener.terms.urgent import HeardThrough, UrgentSide, UrgentWish
from fener.web.directory.forms import codes_of

_HEARD = {
    HeardThrough.PHONE: "They told us by phone",
    HeardThrough.PAPER: "They told us on paper",
    HeardThrough.IN_PERSON: "They told us in person",
}
_WORDS = "No names, telephone numbers, document numbers or exact places of a person."
# step → (title, button, sides whose step it is)
STEPS: dict[str, tuple[str, str, tuple[UrgentSide, ...]]] = {
    "acknowledge": ("Acknowledge the request", "Acknowledge", (UrgentSide.HELPER,)),
    "role": ("Confirm a role in writing", "Confirm the role", tuple(UrgentSide)),
    "message": ("Write a message", "Send the message", tuple(UrgentSide)),
    "deliver": ("Help has arrived", "Help has arrived", tuple(UrgentSide)),
    "refuse": ("Help cannot be given", "Refuse", (UrgentSide.HELPER,)),
    "call-off": ("Call the request off", "Call it off", (UrgentSide.ASKER,)),
}


def _text(label: str, words: str = "", rows: int = 3, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=2000, required=required, widget=widget, help_text=words)


def _looked_at() -> forms.BooleanField:
    return forms.BooleanField(
        label="I looked at the marked words again: they identify nobody",
        required=False,
        help_text="Needed only where the desk asks for it.",
    )


class AskForm(forms.Form):
    """What help is needed from whom by when."""

    help_kinds = forms.MultipleChoiceField(
        label="What is needed", choices=lambda: codes_of("urgent_help_kinds"), widget=forms.CheckboxSelectMultiple
    )
    provider = forms.ChoiceField(label="From whom")
    situation = _text("What happened", f"A sentence or two. {_WORDS}", required=True)
    whereabouts = _text("Where", "A town or a part of it, or where to meet; not where a person hides.", 2)
    persons = forms.IntegerField(min_value=1, max_value=10_000, initial=1)
    children = forms.IntegerField(label="Of them children", min_value=0, max_value=10_000, initial=0)
    needed_by = forms.DateTimeField(
        label="Needed by",
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text="Left empty, the shortest time usual for what is needed.",
    )
    callback = forms.CharField(
        label="Call back", max_length=100, required=False, help_text="A telephone of your office, never the person’s."
    )
    case_key = forms.ChoiceField(label="Linked case", required=False, help_text="The other side does not see the link.")
    fields_given = forms.MultipleChoiceField(
        label="Give these data of the person",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only with the person’s live consent to this provider, or an approved legal ground.",
    )
    near_tie_accepted = forms.BooleanField(
        label="A possible conflict of interest was weighed with the person", required=False
    )
    looked_at = _looked_at()

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("provider", [("", "Choose"), *_grouped(member)])
        may_link = may_take_step(member.role, "work_on_cases").allowed
        cases = [(row.key, f"{row.key} {row.pseudonym}") for row in cases_for(member)[:500]] if may_link else []
        if cases:
            self._choose("case_key", [("", "None"), *cases])
            listed = code_list("referral_forms")["emergency"].extra["fields"]
            self._choose("fields_given", [(code, person_field(code).label) for code in listed])
        else:
            for name in ("case_key", "fields_given", "near_tie_accepted"):
                del self.fields[name]
        self.helper = FormHelper()
        self.helper.add_input(Submit("ask", "Ask now", css_class="btn btn-primary"))

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def wish(self) -> UrgentWish:
        """What was asked for."""
        given = self.cleaned_data
        return UrgentWish(
            provider=given["provider"],
            help_kinds=tuple(given["help_kinds"]),
            situation=given["situation"],
            whereabouts=given["whereabouts"],
            callback=given["callback"],
            persons=given["persons"],
            children=given["children"],
            needed_by=given["needed_by"],
            case_key=given.get("case_key", ""),
            fields=tuple(given.get("fields_given", ())),
            near_tie_accepted=given.get("near_tie_accepted", False),
            looked_at=given["looked_at"],
        )


def _grouped(member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    """Providers by territory; authorities are told apart in words."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in providers_to_ask(member):
        town = f", {row.municipality}" if row.municipality else ""
        kind = code_list("provider_kinds").label(row.kind).lower()
        authority = ", authority" if recipient_of(row).is_authority else ""
        groups.setdefault(territory(row.territory).label, []).append((row.key, f"{row.name}{town} ({kind}{authority})"))
    return list(groups.items())


def initial_from(page: UrgentPage) -> dict[str, Any]:
    """The values of an earlier request, to ask somebody else the same."""
    row = page.line.urgent
    return {
        "help_kinds": row.help_kinds,
        "situation": page.situation,
        "whereabouts": page.whereabouts,
        "callback": page.callback,
        "persons": row.persons,
        "children": row.children,
        "needed_by": row.needed_by if row.needed_by > timezone.now() else None,
        "case_key": page.case_key,
    }


class StepForm(forms.Form):
    """One step: who says it, and what belongs to the step."""

    heard_through = forms.ChoiceField(label="Who says so")
    role_kinds = forms.MultipleChoiceField(
        label="What this side takes on", choices=lambda: codes_of("role_kinds"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.ChoiceField(label="Why", choices=lambda: codes_of("decline_reasons", "Choose"))
    text = _text("In words", _WORDS)
    looked_at = _looked_at()

    def __init__(self, step: str, side: UrgentSide, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title, button, sides = STEPS[step]
        own = [(HeardThrough.DESK.value, "We say so")] if side in sides else []
        heard = [(way.value, words) for way, words in _HEARD.items()] if side.other in sides else []
        self.fields["heard_through"].choices = [*own, *heard]  # type: ignore[attr-defined]
        unused = {
            "role": ["reason"],
            "refuse": ["role_kinds"],
            "acknowledge": ["role_kinds", "reason", "text", "looked_at"],
        }
        for name in unused.get(step, ["role_kinds", "reason"]):
            del self.fields[name]
        if step == "message":
            self.fields["text"].required = True
        style = "btn btn-danger" if step in ("refuse", "call-off") else "btn btn-primary"
        self.helper = FormHelper()
        self.helper.add_input(Submit("take", button, css_class=style))
        self.title = title
