"""Forms of the planning pages."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from fener.queries.cycles import members_of, organisations_of, segment_choices, typed
from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringCycle, MonitoringVisit
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError
from fener.terms.monitoring import InterviewWish, VisitWish, WithWhom
from fener.terms.territories import region_members, territory

_LONGEST_TABLE = 1_000_000
# Which field a refusal of the plan belongs to; any other refusal gets a page of its own.
_FIELD_OF = {
    "FEN-2604": "planned_on",
    "FEN-2605": "due_on",
    "FEN-2606": "organisation",
    "FEN-2607": "place",
    "FEN-2608": "place",
    "FEN-2609": "segment",
    "FEN-2610": "why",
    "FEN-2611": "members",
    "FEN-2616": "stakeholder_kind",
    "FEN-3002": "place",
}


def takes(form: forms.Form, refusal: FenerError) -> bool:
    """Show the refusal beside the field it is about; False where the form has no such field."""
    name = _FIELD_OF.get(refusal.number, "")
    if name == "members" and "interviewer" in form.fields:
        name = "interviewer"
    if name not in form.fields:
        return False
    form.add_error(name, f"{refusal.message}. {refusal.remedy} ({refusal.number})")
    return True


def _day(label: str, words: str = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, help_text=words, required=required)


def _helper(name: str, label: str) -> FormHelper:
    helper = FormHelper()
    helper.add_input(Submit(name, label, css_class="btn btn-primary"))
    return helper


class CycleForm(forms.Form):
    """Territory, period and targets of a cycle."""

    territory = forms.ChoiceField()
    title = forms.CharField(
        max_length=200, required=False, help_text="Left empty, territory and period make the title."
    )
    first_on = _day("First day")
    last_on = _day("Last day", "Two cycles of one platform share no day.")
    visits_target = forms.IntegerField(
        label="Visits, at least", min_value=0, max_value=1000, initial=15, help_text="Annex II of the 2023 report: 15."
    )
    interviews_target = forms.IntegerField(
        label="Interviews, at least", min_value=0, max_value=1000, initial=10, help_text="The same annex: 10."
    )

    def __init__(self, member: Member, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = [code for code in region_members() if code in member.territory_codes()]
        self.fields["territory"].choices = [(code, territory(code).label) for code in own]  # type: ignore[attr-defined]
        self.helper = _helper("start", "Start the cycle")

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and first > last:
            self.add_error("last_on", "The cycle ends before it begins.")
        return given


class _PlanForm(forms.Form):
    """What visits and interviews share."""

    place = forms.CharField(
        max_length=120,
        widget=forms.TextInput(attrs={"list": "place-names", "autocomplete": "off"}),
        help_text="A town, village, crossing point or centre, in any of its languages.",
    )
    planned_on = _day("Planned on")
    due_on = _day("Report due on", "Left empty: a week after the day, and within the cycle.", required=False)
    organisation = forms.TypedChoiceField(coerce=int)
    segment = forms.ChoiceField(
        label="Route segment", required=False, help_text="The segment this is meant to cover, where one is meant."
    )
    note = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text="For those who go there. No names, and nothing about a person.",
    )

    def __init__(self, member: Member, cycle: MonitoringCycle, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        homes = organisations_of(cycle)
        self._choose("organisation", homes)
        if member.organisation_id in dict(homes):
            self.fields["organisation"].initial = member.organisation_id
        self._choose("segment", [("", "None in particular"), *segment_choices(member, cycle.territory)])
        for name in ("planned_on", "due_on"):
            days = {"min": cycle.first_on.isoformat(), "max": cycle.last_on.isoformat()}
            self.fields[name].widget.attrs.update(days)
        self.fields["planned_on"].help_text = f"From {cycle.first_on:%-d %B %Y} to {cycle.last_on:%-d %B %Y}."

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _shared(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "place": given["place"],
            "planned_on": given["planned_on"],
            "due_on": given["due_on"],
            "organisation_id": given["organisation"],
            "segment": given["segment"],
            "note": given["note"],
        }


class VisitForm(_PlanForm):
    """A visit."""

    site_kind = forms.ChoiceField(label="Kind of site")
    members = forms.TypedMultipleChoiceField(
        label="Who goes", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("place", "site_kind", "planned_on", "due_on", "organisation", "members", "segment", "note")

    def __init__(self, member: Member, cycle: MonitoringCycle, *args: object, **kwargs: object) -> None:
        super().__init__(member, cycle, *args, **kwargs)
        self._choose("site_kind", [("", "Choose"), *((entry.code, entry.label) for entry in code_list("site_kinds"))])
        self._choose("members", _people(cycle))
        self.helper = _helper("keep", "Keep the visit")

    def wish(self) -> VisitWish:
        """What was asked for."""
        given = self.cleaned_data
        return VisitWish(**self._shared(), site_kind=given["site_kind"], members=tuple(given["members"]))


class InterviewForm(_PlanForm):
    """An interview; the form has no field for a name."""

    with_whom = forms.ChoiceField(
        label="With",
        choices=[
            (WithWhom.KEY_INFORMANT.value, "A key informant: somebody of an institution, an organisation or the place"),
            (WithWhom.RESPONDENT.value, "A respondent: a person with experience of being smuggled"),
        ],
        widget=forms.RadioSelect,
        initial=WithWhom.KEY_INFORMANT.value,
    )
    stakeholder_kind = forms.ChoiceField(
        label="Kind of stakeholder", required=False, help_text="For a key informant; leave it empty for a respondent."
    )
    interviewer = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    visit = forms.ChoiceField(label="During the visit", required=False)
    field_order = (
        "with_whom", "stakeholder_kind", "place", "planned_on", "due_on", "organisation", "interviewer", "visit",
        "segment", "note",
    )  # fmt: skip

    def __init__(
        self, member: Member, cycle: MonitoringCycle, visits: list[tuple[str, str]], *args: object, **kwargs: object
    ) -> None:
        super().__init__(member, cycle, *args, **kwargs)
        kinds = [(entry.code, entry.label) for entry in code_list("stakeholder_kinds")]
        self._choose("stakeholder_kind", [("", "None"), *kinds])
        self._choose("interviewer", [("", "Nobody named yet"), *_people(cycle)])
        self._choose("visit", [("", "On its own"), *visits])
        self.helper = _helper("keep", "Keep the interview")

    def wish(self) -> InterviewWish:
        """What was asked for."""
        given = self.cleaned_data
        return InterviewWish(
            **self._shared(),
            with_whom=given["with_whom"],
            stakeholder_kind=given["stakeholder_kind"],
            interviewer=given["interviewer"],
            visit=given["visit"],
        )


class ManyForm(forms.Form):
    """A table, pasted or as a file."""

    table = forms.CharField(
        label="Rows",
        required=False,
        max_length=_LONGEST_TABLE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "table-paste", "spellcheck": "false", "dir": "auto"}),
        help_text="Straight from a spreadsheet: the first row names the columns.",
    )
    file = forms.FileField(label="Or a CSV file", required=False, help_text="UTF-8, at most 1 MB.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = _helper("plan", "Check all and plan")
        self.helper.attrs = {"enctype": "multipart/form-data"}

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if bool((given.get("table") or "").strip()) is bool(given.get("file")):
            self.add_error("table", "Paste rows or choose a file, one of the two.")
        return given

    def content(self) -> str | bytes:
        """What was given; of a file no more than one byte over what is allowed."""
        file = self.cleaned_data.get("file")
        return bytes(file.read(_LONGEST_TABLE + 1)) if file else str(self.cleaned_data["table"])


class ReasonForm(forms.Form):
    """Why something is cancelled."""

    why = forms.CharField(
        label="Why",
        max_length=300,
        required=False,
        help_text="Kept in the audit trail and shown in the plan. No names.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = _helper("cancel", "Cancel it")


def initial_of(planned: MonitoringVisit | Interview) -> dict[str, object]:
    """The form's values for what is planned now."""
    shared: dict[str, object] = {
        "place": typed(planned.place, planned.territory),
        "planned_on": planned.planned_on,
        "due_on": planned.due_on,
        "organisation": planned.organisation_id,
        "segment": planned.segment,
        "note": planned.note,
    }
    if isinstance(planned, MonitoringVisit):
        members = list(planned.monitor_links.values_list("member_id", flat=True))
        return shared | {"site_kind": planned.site_kind, "members": members}
    return shared | {
        "with_whom": planned.with_whom,
        "stakeholder_kind": planned.stakeholder_kind,
        "interviewer": planned.interviewer_id,
        "visit": planned.visit.key if planned.visit else "",
    }


def _people(cycle: MonitoringCycle) -> list[tuple[int, str]]:
    return [(pk, f"{name}, {home}") for pk, name, home in members_of(cycle)]
