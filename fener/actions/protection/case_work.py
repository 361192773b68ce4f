"""Work on a case: screening, concerns, pathway steps, service plan, tasks, notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.holding import held_case, record_audit_on, text_given
from fener.queries.protection.sealed import seal_for, unseal
from fener.records.base.models import Member
from fener.records.protection.models import (
    CaseNote,
    CaseTask,
    PathwayStepTaken,
    PlannedService,
    ProtectionCase,
    ProtectionConcern,
    Screening,
)
from fener.terms.codelists import code_list
from fener.terms.errors import StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.pathways import pathway
from fener.terms.protection import RiskLevel

ANSWERS = ("yes", "no", "not_known")
STEP_OUTCOMES = ("done", "not_needed", "not_possible")
PLAN_STATES = ("planned", "under_way", "done", "dropped")


def screen_person(actor: Member, name: str | int, answers: Mapping[str, str], *, note: str = "") -> Screening:
    """Keep a screening and raise the concern behind every telling answer that is not raised yet. What is not answered stays unknown."""
    items = code_list("screening_items")
    for code, answer in answers.items():
        items[code]
        if answer not in ANSWERS:
            raise UnreadableMaterial(
                f"“{answer[:20]}” is no answer", remedy=f"Answer {', '.join(ANSWERS)}.", number="FEN-2788"
            )
    with transaction.atomic():
        case_file = held_case(actor, name)
        content = {"answers": dict(answers), "note": note.strip()}
        screening = Screening.objects.create(
            case_file=case_file, by=actor, sealed=seal_for(case_file.record_key, Screening, content)
        )
        raised = _raise_from(
            actor,
            case_file,
            [items[code].extra for code, said in answers.items() if said == items[code].extra.get("raises_on", "yes")],
        )
        record_audit_on(actor, "screen_person", case_file, answered=len(answers), raised=raised)
    return screening


def _raise_from(actor: Member, case_file: ProtectionCase, telling: list[Mapping[str, object]]) -> int:
    there = {str(unseal(case_file.record_key, row).get("concern")) for row in _unsettled(case_file)}
    new = dict.fromkeys(str(extra["concern"]) for extra in telling if extra.get("concern"))
    for code in new:
        if code not in there:
            _new_concern(actor, case_file, code, note="")
    return len(set(new) - there)


def raise_concern(
    actor: Member, name: str | int, code: str, *, note: str = "", risk: RiskLevel | None = None
) -> ProtectionConcern:
    """A concern with its risk and the time by which somebody must act first."""
    with transaction.atomic():
        case_file = held_case(actor, name)
        concern = _new_concern(actor, case_file, code, note=note, risk=risk)
        record_audit_on(actor, "raise_concern", case_file)
    return concern


def _new_concern(
    actor: Member, case_file: ProtectionCase, code: str, *, note: str, risk: RiskLevel | None = None
) -> ProtectionConcern:
    entry = code_list("protection_concerns")[code]
    level = risk or RiskLevel(str(entry.extra["risk"]))
    concern = ProtectionConcern.objects.create(
        case_file=case_file,
        by=actor,
        risk=level,
        due_at=timezone.now() + timedelta(hours=float(entry.extra["first_action_hours"])),
        sealed=seal_for(case_file.record_key, ProtectionConcern, {"concern": code, "note": note.strip()}),
    )
    _weigh_again(case_file)
    return concern


def settle_concern(actor: Member, name: str | int, concern_id: int, *, outcome: str) -> ProtectionConcern:
    """What was done about it. Settling twice is refused: the first outcome stays."""
    words = text_given(outcome, "What was done")
    with transaction.atomic():
        case_file = held_case(actor, name)
        concern = case_file.concerns.filter(pk=concern_id).first()
        if concern is None:
            raise UnknownTerm("there is no such concern in this case", remedy="Choose one of it.", number="FEN-2789")
        if concern.settled_at is not None:
            raise StateRefused("this concern is settled", remedy="Raise it anew if it is back.", number="FEN-2790")
        concern.settled_at = timezone.now()
        content = unseal(case_file.record_key, concern) | {"outcome": words}
        concern.sealed = seal_for(case_file.record_key, concern, content)
        concern.save(update_fields=["settled_at", "sealed"])
        _weigh_again(case_file)
        record_audit_on(actor, "settle_concern", case_file)
    return concern


def _unsettled(case_file: ProtectionCase) -> list[ProtectionConcern]:
    return list(case_file.concerns.filter(settled_at__isnull=True))


def _weigh_again(case_file: ProtectionCase) -> None:
    """The case stands at the highest risk of what is not settled."""
    levels = [RiskLevel(row.risk) for row in _unsettled(case_file)]
    case_file.risk = max(levels, key=lambda level: level.rank, default=RiskLevel.LOW)
    case_file.save(update_fields=["risk"])


def take_pathway_step(actor: Member, name: str | int, step: str, *, outcome: str, note: str = "") -> PathwayStepTaken:
    """Mark a step of the national pathway; marking it again replaces the answer."""
    if outcome not in STEP_OUTCOMES:
        raise UnreadableMaterial(
            f"“{outcome[:20]}” is no outcome of a step",
            remedy=f"Use {', '.join(STEP_OUTCOMES)}.",
            number="FEN-2791",
        )
    with transaction.atomic():
        case_file = held_case(actor, name)
        if step not in {known.code for known in pathway(case_file.territory)}:
            raise UnknownTerm(
                f"the pathway has no step “{step[:40]}”", remedy="Choose one of its steps.", number="FEN-2792"
            )
        taken, _ = PathwayStepTaken.objects.update_or_create(
            case_file=case_file,
            step=step,
            defaults={
                "by": actor,
                "at": timezone.now(),
                "outcome": outcome,
                "sealed": seal_for(case_file.record_key, PathwayStepTaken, {"note": note.strip()}),
            },
        )
        record_audit_on(actor, "take_pathway_step", case_file)
    return taken


def plan_service(actor: Member, name: str | int, *, service: str, goal: str, due_on: date) -> PlannedService:
    """A line of the service plan."""
    code_list("protection_services")[service]
    words = text_given(goal, "Goal")
    with transaction.atomic():
        case_file = held_case(actor, name)
        content = {"service": service, "goal": words}
        line = PlannedService.objects.create(
            case_file=case_file, by=actor, due_on=due_on, sealed=seal_for(case_file.record_key, PlannedService, content)
        )
        record_audit_on(actor, "plan_service", case_file)
    return line


def move_planned_service(
    actor: Member, name: str | int, line_id: int, *, to_state: str, outcome: str = ""
) -> PlannedService:
    """Under way, done or dropped, with what came of it."""
    if to_state not in PLAN_STATES:
        raise UnreadableMaterial(
            f"“{to_state[:20]}” is no state of a planned service",
            remedy=f"Use {', '.join(PLAN_STATES)}.",
            number="FEN-2793",
        )
    with transaction.atomic():
        case_file = held_case(actor, name)
        line = case_file.plan.filter(pk=line_id).first()
        if line is None:
            raise UnknownTerm("there is no such line in the plan", remedy="Choose one of it.", number="FEN-2794")
        line.state = to_state
        content = unseal(case_file.record_key, line) | ({"outcome": outcome.strip()} if outcome.strip() else {})
        line.sealed = seal_for(case_file.record_key, line, content)
        line.save(update_fields=["state", "sealed"])
        record_audit_on(actor, "move_planned_service", case_file)
    return line


def add_task(
    actor: Member, name: str | int, *, what: str, due_at: datetime, assigned_to: Member | None = None
) -> CaseTask:
    """Something to do by a time, for the actor or another member of the team."""
    words = text_given(what, "What is to be done", most=500)
    with transaction.atomic():
        case_file = held_case(actor, name)
        holder = assigned_to or actor
        if not case_file.team.filter(member=holder, until__isnull=True).exists():
            raise UnknownTerm(
                "tasks go to members of the case's team", remedy="Ask them to join the team first.", number="FEN-2795"
            )
        task = CaseTask.objects.create(
            case_file=case_file,
            by=actor,
            assigned_to=holder,
            due_at=due_at,
            sealed=seal_for(case_file.record_key, CaseTask, {"what": words}),
        )
        record_audit_on(actor, "add_task", case_file)
    return task


def finish_task(actor: Member, name: str | int, task_id: int) -> CaseTask:
    """Done. Twice changes nothing."""
    with transaction.atomic():
        case_file = held_case(actor, name)
        task = case_file.tasks.filter(pk=task_id).first()
        if task is None:
            raise UnknownTerm("there is no such task in this case", remedy="Choose one of it.", number="FEN-2796")
        if task.done_at is None:
            task.done_at = timezone.now()
            task.save(update_fields=["done_at"])
            record_audit_on(actor, "finish_task", case_file)
    return task


def write_note(actor: Member, name: str | int, text: str, *, is_follow_up: bool = False) -> CaseNote:
    """A note, or what a follow-up found."""
    words = text_given(text, "Note", most=20000)
    with transaction.atomic():
        case_file = held_case(actor, name)
        note = CaseNote.objects.create(
            case_file=case_file,
            by=actor,
            kind="follow_up" if is_follow_up else "note",
            sealed=seal_for(case_file.record_key, CaseNote, {"text": words}),
        )
        record_audit_on(actor, "write_case_note", case_file, kind=note.kind)
    return note
