"""Pathways: the guided steps from identification to the safety of witnesses, general and per territory, as dated YAML.

The six phases are those of the draft national procedures (2023 monitoring report, Annex II, footnote 8). A territory's file
refines a general step by naming its code, or adds a step of its own. What a step says of law or practice is no legal
advice; ``legal_status`` says how far it was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fener.terms.codelists import code_list, read_yaml
from fener.terms.errors import SetUpFault, UnknownTerm

PATHWAYS_FOLDER = Path(__file__).parent / "pathways"
GENERAL = "general"
LEGAL_STATUSES = ("reported", "verified", "to_be_checked")
NOTE_KINDS = ("who", "law", "practice", "watch")


class UnknownPathway(UnknownTerm):
    """There is no pathway for that territory."""

    number = "FEN-2720"
    remedy = "Choose one of the six territories; the general steps hold everywhere."


class FaultyPathway(SetUpFault):
    """A pathway file does not hold together."""

    number = "FEN-2721"
    remedy = "Correct the file in the pathways folder; the test of the pathways names the place."


@dataclass(frozen=True, slots=True)
class PathwayNote:
    """What is particular here. ``kind``: who (is competent), law, practice or watch; law and practice are shown apart."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PathwayStep:
    """One guided step.

    ``phase`` is a code of pathway_phases, ``competent`` codes of provider_kinds, ``only_if`` codes of protection_concerns
    (empty: the step concerns everybody). ``due_hours`` counts from the opening of the file. ``territory`` is the code the
    step was written or refined for, empty for a general step as it stands.
    """

    code: str
    phase: str
    title: str
    what: str
    competent: tuple[str, ...]
    due_hours: int
    only_if: tuple[str, ...] = ()
    territory: str = ""
    refs: tuple[Mapping[str, Any], ...] = ()
    legal_status: str = "to_be_checked"
    notes: tuple[PathwayNote, ...] = ()

    def concerns(self, concerns: Iterable[str]) -> bool:
        """Whether the step is for a person with these protection concerns."""
        return not self.only_if or not set(self.only_if).isdisjoint(concerns)

    def notes_of(self, kind: str) -> tuple[str, ...]:
        """The texts of one kind of note, in file order."""
        return tuple(note.text for note in self.notes if note.kind == kind)


@cache
def pathway(territory: str) -> tuple[PathwayStep, ...]:
    """The steps for a territory in phase order; within a phase general steps in file order, then the territory's own.

    Takes the territory's code, an entity's included (``BA-SRP`` leads to ``BA``). Raises UnknownPathway.
    """
    code = territory.split("-")[0]
    if code not in pathway_territories():
        raise UnknownPathway(f"there is no pathway for “{territory}”")
    merged = {raw["code"]: dict(raw) for raw in _steps(GENERAL)}
    for raw in _steps(code.lower()):
        merged[raw["code"]] = _refined(merged.get(raw["code"], {}), raw, code)
    return _in_phase_order(_step(raw) for raw in merged.values())


@cache
def general_pathway() -> tuple[PathwayStep, ...]:
    """The steps that hold in every territory."""
    return _in_phase_order(_step(raw) for raw in _steps(GENERAL))


@cache
def pathway_territories() -> tuple[str, ...]:
    """Codes of the territories that have a pathway, sorted."""
    return tuple(sorted(path.stem.upper() for path in PATHWAYS_FOLDER.glob("*.yaml") if path.stem != GENERAL))


def _steps(name: str) -> list[Mapping[str, Any]]:
    steps: list[Mapping[str, Any]] = read_yaml(PATHWAYS_FOLDER / f"{name}.yaml")["steps"]
    return steps


def _refined(general: Mapping[str, Any], own: Mapping[str, Any], territory: str) -> dict[str, Any]:
    """What the territory says replaces the general word; references and notes stand before the general ones."""
    joined = {key: [*own.get(key, ()), *general.get(key, ())] for key in ("refs", "notes")}
    return {**general, **own, **joined, "territory": territory}


def _step(raw: Mapping[str, Any]) -> PathwayStep:
    try:
        step = PathwayStep(
            code=raw["code"],
            phase=raw["phase"],
            title=raw["title"],
            what=raw["what"],
            competent=tuple(raw["competent"]),
            due_hours=int(raw["due_hours"]),
            only_if=tuple(raw.get("only_if", ())),
            territory=raw.get("territory", ""),
            refs=tuple(raw["refs"]),
            legal_status=raw["legal_status"],
            notes=tuple(PathwayNote(note["kind"], note["text"]) for note in raw.get("notes", ())),
        )
    except KeyError as missing:
        raise FaultyPathway(f"step {raw.get('code', '?')} lacks {missing}") from missing
    _checked(step)
    return step


def _checked(step: PathwayStep) -> None:
    """Raise FaultyPathway where a code, a status or a kind of note is not in its list."""
    wrong = [code for code in step.competent if code not in code_list("provider_kinds")]
    wrong += [code for code in step.only_if if code not in code_list("protection_concerns")]
    wrong += [step.phase] * (step.phase not in code_list("pathway_phases"))
    wrong += [step.legal_status] * (step.legal_status not in LEGAL_STATUSES)
    wrong += [note.kind for note in step.notes if note.kind not in NOTE_KINDS]
    if wrong or not step.refs:
        raise FaultyPathway(f"step {step.code}: {', '.join(wrong) or 'no reference'}")


def _in_phase_order(steps: Iterable[PathwayStep]) -> tuple[PathwayStep, ...]:
    phases = list(code_list("pathway_phases").codes)
    return tuple(sorted(steps, key=lambda step: phases.index(step.phase)))  # sorted is stable: file order stays
