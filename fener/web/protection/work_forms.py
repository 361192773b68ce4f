"""Steps of daily work: screening, concerns, the pathway, the service plan, tasks, notes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from fener.actions.protection.case_work import (
    add_task,
    move_planned_service,
    plan_service,
    raise_concern,
    screen_person,
    settle_concern,
    take_pathway_step,
    write_note,
)
from fener.queries.members import member_by_id
from fener.queries.protection.case_circle import team_of
from fener.terms.codelists import code_list
from fener.terms.pathways import pathway
from fener.terms.protection import RiskLevel
from fener.web.protection.fields import code, day, line, moment, text
from fener.web.protection.steps import StepForm

_ANSWERS = [("yes", "Yes"), ("no", "No"), ("not_known", "Not known")]
_OUTCOMES = [("done", "Done"), ("not_needed", "Not needed"), ("not_possible", "Not possible")]


class ScreeningForm(StepForm):
    """A screening: leave out what was not asked. Every yes raises its concern with its clock."""

    title = "Screening"
    lead = "Ask in private, in a language the person chose. Nothing has to be answered. An urgent yes: stop, and help first."
    button = "Keep the screening"
    part = "screening"
    template = "protection/screening.html"

    def fill(self) -> None:
        for entry in code_list("screening_items"):
            self.fields[entry.code] = forms.ChoiceField(
                label=str(entry.extra["question"]), choices=_ANSWERS, required=False, widget=forms.RadioSelect
            )
        self.fields["note"] = text("Note", "What a colleague must know. No names of others.", required=False)

    def context(self) -> dict[str, Any]:
        groups: dict[str, list[Any]] = {}
        for entry in code_list("screening_items"):
            groups.setdefault(str(entry.extra["group"]), []).append((entry, self[entry.code]))
        return {"groups": list(groups.items())}

    def send(self) -> str:
        given = self.cleaned_data
        answers = {entry.code: given[entry.code] for entry in code_list("screening_items") if given[entry.code]}
        screen_person(self.asked.member, self.asked.key, answers, note=given["note"])
        return "The screening is kept. What was said yes to stands among the concerns, with its time."

    def address(self) -> str:
        return super().address().replace("#screening", "#now")


class ConcernForm(StepForm):
    """A concern, with its own time for a first step."""

    title = "Raise a concern"
    lead = "Each concern has a time by which somebody must act first."
    button = "Raise it"
    part = "screening"

    concern = code("Concern", "protection_concerns")
    risk = forms.ChoiceField(
        label="Risk",
        required=False,
        choices=[("", "As usual for this concern"), *((level.value, level.label) for level in RiskLevel)],
    )
    note = text("What is known", required=False)

    def send(self) -> str:
        given = self.cleaned_data
        risk = RiskLevel(given["risk"]) if given["risk"] else None
        raise_concern(self.asked.member, self.asked.key, given["concern"], note=given["note"], risk=risk)
        return "The concern is raised; its clock runs."


class SettleForm(StepForm):
    """What was done about a concern."""

    title = "Settle a concern"
    lead = "The first outcome stays. If the concern comes back, raise it anew."
    button = "Settle it"
    part = "screening"

    outcome = text("What was done, and how it stands")

    def send(self) -> str:
        settle_concern(
            self.asked.member, self.asked.key, self.asked.numbers["concern_id"], outcome=self.cleaned_data["outcome"]
        )
        return "The concern is settled."


class PathwayStepForm(StepForm):
    """An answer to a step of the pathway; answering again replaces it."""

    title = "A step of the pathway"
    lead = "Not possible is an answer too: it shows where the pathway fails people."
    part = "pathway"

    step = forms.ChoiceField(label="Step")
    outcome = forms.ChoiceField(label="How it stands", choices=_OUTCOMES, widget=forms.RadioSelect)
    note = text("Note", required=False, rows=2)

    def fill(self) -> None:
        self.choose("step", [(one.code, one.title) for one in pathway(self.asked.case_file.territory)])

    def send(self) -> str:
        given = self.cleaned_data
        take_pathway_step(
            self.asked.member, self.asked.key, given["step"], outcome=given["outcome"], note=given["note"]
        )
        return "The step is marked."


class PlanForm(StepForm):
    """A line of the service plan."""

    title = "Plan a service"
    lead = "With the person: what they want to reach, and by when."
    part = "services"

    service = code("Service", "protection_services")
    goal = text("Goal, in the person’s own sense", rows=2)
    due_on = day("By", ahead=14)

    def send(self) -> str:
        plan_service(self.asked.member, self.asked.key, **self.cleaned_data)
        return "The plan has a new line."


class PlanMoveForm(StepForm):
    """How a line of the plan stands."""

    title = "How the planned service stands"
    part = "services"

    to_state = forms.ChoiceField(
        label="It is",
        widget=forms.RadioSelect,
        choices=[("under_way", "Under way"), ("done", "Done"), ("dropped", "Dropped"), ("planned", "Planned still")],
    )
    outcome = text("What came of it", required=False, rows=2)

    def send(self) -> str:
        given, line_id = self.cleaned_data, self.asked.numbers["line_id"]
        move_planned_service(
            self.asked.member, self.asked.key, line_id, to_state=given["to_state"], outcome=given["outcome"]
        )
        return "The plan is brought up to date."


class TaskForm(StepForm):
    """Something to do by a time."""

    title = "Add a task"
    part = "notes"

    what = line("What is to be done", most=500)
    due_at = moment("By", ahead=timedelta(days=1))
    assigned_to = forms.TypedChoiceField(label="Who", coerce=int)

    def fill(self) -> None:
        team = team_of(self.asked.case_file)
        self.choose("assigned_to", [(one.pk, str(one)) for one in team])
        if any(one.pk == self.asked.member.pk for one in team):
            self.fields["assigned_to"].initial = self.asked.member.pk

    def send(self) -> str:
        given = self.cleaned_data
        holder = member_by_id(given["assigned_to"])
        add_task(self.asked.member, self.asked.key, what=given["what"], due_at=given["due_at"], assigned_to=holder)
        return "The task is there."


class NoteForm(StepForm):
    """A note, or what a follow-up found."""

    title = "Write a note"
    lead = "What a colleague needs to know to go on. Other people are named by their part, not by their name."
    part = "notes"

    note = text("Note", rows=6, most=20000)
    is_follow_up = forms.BooleanField(label="This is what a follow-up found", required=False)

    def send(self) -> str:
        given = self.cleaned_data
        write_note(self.asked.member, self.asked.key, given["note"], is_follow_up=given["is_follow_up"])
        return "The note is kept."
