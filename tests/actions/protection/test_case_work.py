"""Work on a case: screening, concerns, steps, plan, tasks, notes, safety, links, closing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fener.actions.protection import case_work as work
from fener.actions.protection.case_closing import ask_closure, decide_closure, reopen_case
from fener.actions.protection.case_links import judge_duplicate, link_cases
from fener.actions.protection.case_safety import (
    ASSESSMENT_PARTS,
    approve_assessment,
    assess_best_interests,
    note_alleged_tie,
    plan_safety,
)
from fener.actions.protection.open_case import change_person, open_case
from fener.actions.protection.referrals import answer_referral, ask_for_case, assign_member, request_referral
from fener.queries.protection.cases import situation_of, ties_of
from fener.queries.protection.sealed import unseal
from fener.records.base.models import AuditEntry, Member
from fener.records.protection.models import CaseLink, ProtectionCase
from fener.safeguards.conflict import Nearness, nearness
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError, NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.pathways import pathway
from fener.terms.protection import AccessLevel, AgeBand, Recipient, ReferralState, RiskLevel
from tests.protection_cast import SECRET, adult_case, agreed, provider

pytestmark = pytest.mark.django_db
SOON = timedelta(days=1)


def fresh(case_file: ProtectionCase) -> ProtectionCase:
    return ProtectionCase.objects.unscoped("test").select_related("record_key").get(pk=case_file.pk)


def said(case_file: ProtectionCase, row: Any) -> dict[str, Any]:
    row.refresh_from_db()
    return unseal(fresh(case_file).record_key, row)


def joined(opener: Member, case_file: ProtectionCase, other: Member) -> Member:
    answer_referral(other, assign_member(opener, case_file.key, other).pk, ReferralState.ACCEPTED)
    return other


def refused(number: str, kind: type[FenerError] = FenerError) -> Any:
    return pytest.raises(kind, match=number)


# --- who may ------------------------------------------------------------------------------------------------------------
STEPS = {
    "screen_person": lambda who, key: work.screen_person(who, key, {}),
    "raise_concern": lambda who, key: work.raise_concern(who, key, next(iter(code_list("protection_concerns"))).code),
    "settle_concern": lambda who, key: work.settle_concern(who, key, 1, outcome="done with it"),
    "take_pathway_step": lambda who, key: work.take_pathway_step(who, key, pathway("RS")[0].code, outcome="done"),
    "plan_service": lambda who, key: work.plan_service(
        who, key, service="medical_care", goal="well", due_on=date(2030, 1, 1)
    ),
    "move_planned_service": lambda who, key: work.move_planned_service(who, key, 1, to_state="done"),
    "add_task": lambda who, key: work.add_task(who, key, what="call", due_at=timezone.now()),
    "finish_task": lambda who, key: work.finish_task(who, key, 1),
    "write_note": lambda who, key: work.write_note(who, key, "a note"),
    "change_person": lambda who, key: change_person(who, key, {"age": 3}),
    "plan_safety": lambda who, key: plan_safety(
        who, key, measures=[], triggers="", safe_contact="", review_on=date(2030, 1, 1)
    ),
    "note_alleged_tie": lambda who, key: note_alleged_tie(who, key, kind="police"),
    "assess_best_interests": lambda who, key: assess_best_interests(
        who, key, purposes=[], parts=dict.fromkeys(ASSESSMENT_PARTS, "weighed")
    ),
    "ask_closure": lambda who, key: ask_closure(who, key, reason="goals_reached", summary="all that was needed"),
    "decide_closure": lambda who, key: decide_closure(who, key, approve=True),
    "reopen_case": lambda who, key: reopen_case(who, key, why="it is back"),
}


@pytest.mark.parametrize("step", sorted(STEPS))
def test_only_the_team_takes_a_step_and_others_leave_no_trace(
    step: str, caseworker: Any, colleague: Any, lawyer: Any, outsider: Any, investigator: Any, coordinator: Any
) -> None:
    case_file = adult_case(caseworker)
    before = (AuditEntry.objects.count(), bytes(fresh(case_file).sealed))
    for other in (colleague, lawyer, outsider, investigator, coordinator):
        with pytest.raises((NotAllowed, UnknownTerm)) as no:
            STEPS[step](other, case_file.key)
        assert SECRET not in str(no.value) and case_file.pseudonym not in str(no.value)
    assert (AuditEntry.objects.count(), bytes(fresh(case_file).sealed)) == before


def test_a_closed_case_is_worked_on_no_more(caseworker: Any, colleague: Any) -> None:
    case_file = adult_case(caseworker)
    joined(caseworker, case_file, colleague)
    ask_closure(caseworker, case_file.key, reason="goals_reached", summary="all that was needed")
    decide_closure(colleague, case_file.key, approve=True)
    for name, step in STEPS.items():
        if name != "reopen_case":
            with refused("FEN-2767", StateRefused):
                step(caseworker, case_file.key)


def test_every_step_is_in_the_audit_and_none_says_a_word_of_the_person(caseworker: Any, colleague: Any) -> None:
    from tests.full_case import fill_case

    full = fill_case(caseworker, colleague, provider(), SECRET)
    told = list(AuditEntry.objects.values_list("action", "subject_kind", "subject_key", "why", "details", "actor_name"))
    actions = {entry[0] for entry in told}
    assert actions >= {
        "open_case", "screen_person", "raise_concern", "settle_concern", "take_pathway_step", "plan_service",
        "move_planned_service", "add_task", "write_case_note", "assess_best_interests", "plan_safety", "note_alleged_tie",
        "record_consent", "request_referral", "answer_referral", "record_disposal_receipt", "ask_legal_ground",
        "decide_legal_ground", "break_glass", "link_cases", "judge_duplicate",
    }  # fmt: skip
    assert SECRET not in str(told) and full.pseudonym not in str(told)


# --- work ---------------------------------------------------------------------------------------------------------------
def test_a_screening_raises_each_concern_once_and_the_case_stands_at_the_highest_risk(caseworker: Any) -> None:
    case_file = adult_case(caseworker)
    items = code_list("screening_items")
    raising = {entry.code: str(entry.extra["concern"]) for entry in items if entry.extra.get("concern")}
    telling = {code: str(items[code].extra.get("raises_on", "yes")) for code in raising}
    work.screen_person(caseworker, case_file.key, telling, note=SECRET)
    there = [said(case_file, row)["concern"] for row in case_file.concerns.all()]
    assert sorted(there) == sorted(set(raising.values()))
    work.screen_person(caseworker, case_file.key, telling)
    assert case_file.concerns.count() == len(there) and case_file.screenings.count() == 2
    risks = [RiskLevel(code_list("protection_concerns")[code].extra["risk"]) for code in there]
    assert fresh(case_file).risk == max(risks, key=lambda level: level.rank)


@pytest.mark.parametrize("is_known", [True, False])
def test_what_does_not_point_to_a_concern_raises_nothing(caseworker: Any, is_known: bool) -> None:
    case_file = adult_case(caseworker)
    other = {"yes": "no", "no": "yes"}
    every = {
        entry.code: other[str(entry.extra.get("raises_on", "yes"))] if is_known else "not_known"
        for entry in code_list("screening_items")
    }
    screening = work.screen_person(caseworker, case_file.key, every)
    assert not case_file.concerns.exists() and said(case_file, screening)["answers"] == every
    with refused("FEN-2788", UnreadableMaterial):
        work.screen_person(caseworker, case_file.key, {next(iter(every)): "maybe"})


def test_a_settled_concern_lowers_the_risk_and_keeps_its_first_outcome(caseworker: Any) -> None:
    case_file = adult_case(caseworker)
    code = next(iter(code_list("protection_concerns"))).code
    low = work.raise_concern(caseworker, case_file.key, code, risk=RiskLevel.MEDIUM)
    high = work.raise_concern(caseworker, case_file.key, code, risk=RiskLevel.CRITICAL, note=SECRET)
    assert fresh(case_file).risk == RiskLevel.CRITICAL
    work.settle_concern(caseworker, case_file.key, high.pk, outcome="moved to a safe house")
    assert fresh(case_file).risk == RiskLevel.MEDIUM
    with refused("FEN-2790"):
        work.settle_concern(caseworker, case_file.key, high.pk, outcome="something else")
    assert said(case_file, high) == {"concern": code, "note": SECRET, "outcome": "moved to a safe house"}
    work.settle_concern(caseworker, case_file.key, low.pk, outcome="no longer")
    assert fresh(case_file).risk == RiskLevel.LOW
    with refused("FEN-2789"):
        work.settle_concern(caseworker, adult_case(caseworker).key, low.pk, outcome="of another case")


def test_a_step_of_the_pathway_is_answered_once_and_may_be_corrected(caseworker: Any) -> None:
    case_file, step = adult_case(caseworker), pathway("RS")[0].code
    work.take_pathway_step(caseworker, case_file.key, step, outcome="not_possible", note="nobody there")
    taken = work.take_pathway_step(caseworker, case_file.key, step, outcome="done", note=SECRET)
    assert case_file.steps_taken.get() == taken and said(case_file, taken) == {"note": SECRET}
    with refused("FEN-2792"):
        work.take_pathway_step(caseworker, case_file.key, "no_such_step", outcome="done")
    with refused("FEN-2791"):
        work.take_pathway_step(caseworker, case_file.key, step, outcome="perhaps")


def test_a_line_of_the_plan_moves_and_keeps_what_came_of_it(caseworker: Any) -> None:
    case_file = adult_case(caseworker)
    line = work.plan_service(caseworker, case_file.key, service="safe_shelter", goal=SECRET, due_on=date(2030, 1, 1))
    work.move_planned_service(caseworker, case_file.key, line.pk, to_state="under_way", outcome="a bed")
    work.move_planned_service(caseworker, case_file.key, line.pk, to_state="done")
    assert said(case_file, line) == {"service": "safe_shelter", "goal": SECRET, "outcome": "a bed"}
    assert line.state == "done"
    with refused("FEN-2793"):
        work.move_planned_service(caseworker, case_file.key, line.pk, to_state="lost")
    with refused("FEN-2794"):
        work.move_planned_service(caseworker, adult_case(caseworker).key, line.pk, to_state="done")


def test_tasks_go_to_the_team_and_are_done_once(caseworker: Any, colleague: Any) -> None:
    case_file = adult_case(caseworker)
    with refused("FEN-2795"):
        work.add_task(caseworker, case_file.key, what=SECRET, due_at=timezone.now(), assigned_to=colleague)
    joined(caseworker, case_file, colleague)
    task = work.add_task(caseworker, case_file.key, what=SECRET, due_at=timezone.now() + SOON, assigned_to=colleague)
    first = work.finish_task(colleague, case_file.key, task.pk).done_at
    assert work.finish_task(colleague, case_file.key, task.pk).done_at == first
    assert AuditEntry.objects.filter(action="finish_task").count() == 1
    with refused("FEN-2796"):
        work.finish_task(caseworker, adult_case(caseworker).key, task.pk)


def test_notes_say_something_and_not_a_book(caseworker: Any) -> None:
    case_file = adult_case(caseworker)
    note = work.write_note(caseworker, case_file.key, f"  {SECRET} ", is_follow_up=True)
    assert said(case_file, note) == {"text": SECRET} and note.kind == "follow_up"
    for text in ("  ", "ab", "x" * 20001):
        with refused("FEN-2768"):
            work.write_note(caseworker, case_file.key, text)


# --- safety -------------------------------------------------------------------------------------------------------------
def test_an_assessment_counts_once_another_approved_it_and_until_it_runs_out(caseworker: Any, colleague: Any) -> None:
    case_file = open_case(caseworker, territory="RS", age_band=AgeBand.CHILD, person={})
    parts = dict.fromkeys(ASSESSMENT_PARTS, f"weighed {SECRET}")
    with refused("FEN-2768"):
        assess_best_interests(caseworker, case_file.key, purposes=["shelter"], parts=parts | {"views_of_child": " "})
    made = assess_best_interests(caseworker, case_file.key, purposes=["shelter"], parts=parts)
    assert situation_of(fresh(case_file)).assessed_purposes == frozenset()
    with refused("FEN-2799"):
        approve_assessment(caseworker, made.pk)
    with refused("FEN-2766"):
        approve_assessment(colleague, made.pk)
    joined(caseworker, case_file, colleague)
    approve_assessment(colleague, made.pk)
    approve_assessment(colleague, made.pk)
    assert AuditEntry.objects.filter(action="approve_assessment").count() == 1
    assert situation_of(fresh(case_file)).assessed_purposes == {"shelter"}
    case_file.assessments.update(valid_until=timezone.now())
    assert situation_of(fresh(case_file)).assessed_purposes == frozenset()
    with refused("FEN-2797"):
        assess_best_interests(caseworker, adult_case(caseworker).key, purposes=[], parts=parts)


def test_where_an_offender_works_is_sealed_and_screens_the_recipient(caseworker: Any) -> None:
    case_file, station = adult_case(caseworker), provider("Station", "police", body="Ministry", municipality="Loznica")
    note_alleged_tie(caseworker, case_file.key, provider=station, note=SECRET)
    note_alleged_tie(caseworker, case_file.key, kind="shelter", municipality=" Subotica ")
    sister = Recipient("SP-0", "border", "body:RS:ministry", "RS", "Elsewhere")
    assert nearness(sister, ties_of(fresh(case_file))) is Nearness.CERTAIN
    near = Recipient("SP-0", "shelter", "", "RS", "subotica")
    assert nearness(near, ties_of(fresh(case_file))) is Nearness.POSSIBLE
    assert b"Ministry" not in b"".join(bytes(row.sealed) for row in case_file.alleged_ties.all())


# --- links, closing -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "back"), [("parent", "child"), ("guardian", "ward"), ("sibling", "sibling")])
def test_a_link_is_kept_both_ways_and_once(caseworker: Any, kind: str, back: str) -> None:
    one, two = adult_case(caseworker), adult_case(caseworker)
    for _ in range(2):
        link_cases(caseworker, two.key, one.key, kind)
    assert set(CaseLink.objects.values_list("case_file", "other", "kind")) == {
        (two.pk, one.pk, kind), (one.pk, two.pk, back),
    }  # fmt: skip


def test_two_different_files_that_are_both_ones_own_are_needed(caseworker: Any, colleague: Any, outsider: Any) -> None:
    mine = adult_case(caseworker)
    for wrong in (mine.key, "PC-", "none", mine.pk):
        with refused("FEN-2801"):
            judge_duplicate(caseworker, mine.key, wrong, "same")
    for other in (adult_case(colleague), adult_case(outsider)):
        with pytest.raises((NotAllowed, UnknownTerm)):
            link_cases(caseworker, mine.key, other.key, "sibling")
    with refused("FEN-2800"):
        judge_duplicate(caseworker, mine.key, adult_case(caseworker).key, "certainly")


def test_closing_takes_two_and_starts_the_clock_reopening_stops_it(
    caseworker: Any, colleague: Any, outsider: Any
) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    joined(caseworker, case_file, colleague)
    agreed(caseworker, case_file, clinic)
    running = request_referral(caseworker, case_file.key, service="medical_care", provider=clinic)
    ours = provider("Our house", "cso", organisation=outsider.organisation)
    ask_for_case(outsider, case_file.key, ours)  # what strangers ask for keeps no file open
    closing = {"reason": "goals_reached", "summary": f"well again {SECRET}"}
    with refused("FEN-2802"):
        ask_closure(caseworker, case_file.key, **closing)
    answer_referral(caseworker, running.pk, ReferralState.DECLINED, heard_through="phone", decline_reason="no_capacity")
    with refused("FEN-2803"):
        decide_closure(colleague, case_file.key, approve=True)
    ask_closure(caseworker, case_file.key, **closing)
    with refused("FEN-2804"):
        decide_closure(caseworker, case_file.key, approve=True)
    assert decide_closure(colleague, case_file.key, approve=False, said="one call is missing").state == "open"
    assert fresh(case_file).keep_until is None
    ask_closure(caseworker, case_file.key, **closing)
    decide_closure(colleague, case_file.key, approve=True)
    assert fresh(case_file).keep_until == timezone.localdate() + timedelta(days=1095)
    assert reopen_case(caseworker, case_file.key, why="the fear is back").keep_until is None
    with refused("FEN-2805"):
        reopen_case(caseworker, case_file.key, why="once more")


def test_the_person_is_kept_field_by_field(caseworker: Any) -> None:
    case_file = adult_case(caseworker)
    change_person(
        caseworker, case_file.key, {"phone": "", "age": 32, "fears": f" {SECRET} "}, access=AccessLevel.CLOSED
    )
    known = unseal(fresh(case_file).record_key, fresh(case_file))
    assert "phone" not in known and (known["age"], known["fears"]) == (32, SECRET) and "injuries" in known
    assert fresh(case_file).access == AccessLevel.CLOSED
    with refused("FEN-2769"):
        change_person(caseworker, case_file.key, {"shoe_size": "40"})
