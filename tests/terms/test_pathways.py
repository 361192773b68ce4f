"""Pathways: every territory has every phase, every code exists, law is told with its status and source."""

from __future__ import annotations

from pathlib import Path

import pytest

from fener.terms import pathways
from fener.terms.codelists import code_list
from fener.terms.pathways import (
    FaultyPathway,
    PathwayStep,
    UnknownPathway,
    general_pathway,
    pathway,
    pathway_territories,
)
from fener.terms.territories import region_members

SIX = sorted(region_members())
PHASES = list(code_list("pathway_phases").codes)


def test_all_six_territories_have_a_pathway() -> None:
    assert list(pathway_territories()) == SIX


@pytest.mark.parametrize("territory", SIX)
def test_every_phase_stands_in_its_order_and_has_a_word_of_its_own(territory: str) -> None:
    steps = pathway(territory)
    phases = [step.phase for step in steps]
    assert list(dict.fromkeys(phases)) == PHASES
    assert phases == sorted(phases, key=PHASES.index)
    assert {step.phase for step in steps if step.territory == territory} == set(PHASES)


@pytest.mark.parametrize("territory", SIX)
def test_no_general_step_is_lost_and_codes_are_unique(territory: str) -> None:
    codes = [step.code for step in pathway(territory)]
    assert len(codes) == len(set(codes))
    assert {step.code for step in general_pathway()} <= set(codes)


@pytest.mark.parametrize("territory", SIX)
def test_every_reference_can_be_looked_up(territory: str) -> None:
    for step in pathway(territory):
        for ref in step.refs:
            cited = ("report" in ref and ref["page"] and ref["section"]) or (
                ("statute" in ref or "standard" in ref) and ref["section"]
            )
            assert cited, (step.code, ref)


@pytest.mark.parametrize("territory", SIX)
def test_a_provision_not_yet_seen_marks_the_whole_step(territory: str) -> None:
    for step in pathway(territory):
        if any("statute" in ref and ref["status"] == "to_be_checked" for ref in step.refs):
            assert step.legal_status == "to_be_checked", step.code


@pytest.mark.parametrize("territory", SIX)
def test_practice_of_residence_stands_beside_the_law(territory: str) -> None:
    step = _named(pathway(territory), "examine_residence")
    assert step.notes_of("law")
    assert step.notes_of("practice")
    assert any("statute" in ref for ref in step.refs)


def test_a_refined_step_keeps_what_it_does_not_replace() -> None:
    general, own = _named(general_pathway(), "appoint_guardian"), _named(pathway("BA"), "appoint_guardian")
    assert (own.title, own.due_hours, own.only_if) == (general.title, general.due_hours, general.only_if)
    assert own.competent == ("social_work",)
    assert set(map(str, general.refs)) <= set(map(str, own.refs))
    assert (general.territory, own.territory) == ("", "BA")


def test_an_entity_leads_to_its_state() -> None:
    assert pathway("BA-SRP") == pathway("BA")


def test_steps_for_children_concern_children_alone() -> None:
    guardian = _named(general_pathway(), "appoint_guardian")
    assert guardian.concerns({"injury", "unaccompanied_child"})
    assert not guardian.concerns({"injury"})
    assert _named(general_pathway(), "explain_rights").concerns(())


def test_every_concern_is_met_by_a_step_of_its_phase() -> None:
    for entry in code_list("protection_concerns"):
        steps = [step for step in general_pathway() if step.phase == entry.extra["step"]]
        assert any(step.concerns({entry.code}) for step in steps), entry.code


def test_no_step_makes_help_wait_for_a_statement() -> None:
    order = [step.code for step in general_pathway()]
    assert order.index("emergency_medical") < order.index("prepare_statement")
    assert order.index("assess_reprisal") < order.index("prepare_statement")
    assert {"police", "prosecutor"}.isdisjoint(_named(general_pathway(), "explain_rights").competent)


def test_an_unknown_territory_is_refused_by_number() -> None:
    with pytest.raises(UnknownPathway) as refused:
        pathway("AT")
    assert refused.value.number == "FEN-2720"


@pytest.mark.parametrize("change", ["phase: nowhere", "legal_status: sure", "competent: [nobody]", "refs: []", "what:"])
def test_a_faulty_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    step = {
        "code": "code: x",
        "phase": "phase: services",
        "title": "title: X",
        "what": "what: X",
        "competent": "competent: [cso]",
        "due_hours": "due_hours: 1",
        "legal_status": "legal_status: reported",
        "refs": "refs: [{report: R23, section: '3', page: 22}]",
    }
    key = change.split(":")[0]
    lines = [line for name, line in step.items() if name != key] + ([change] if key != "what" else [])
    (tmp_path / "general.yaml").write_text("steps:\n  - " + "\n    ".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(pathways, "PATHWAYS_FOLDER", tmp_path)
    with pytest.raises(FaultyPathway):
        pathways.general_pathway.__wrapped__()


def _named(steps: tuple[PathwayStep, ...], code: str) -> PathwayStep:
    return next(step for step in steps if step.code == code)
