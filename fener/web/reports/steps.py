"""The buttons that move a report on."""

from __future__ import annotations

from dataclasses import dataclass

from fener.actions.reporting.advance_report import next_states, step_for
from fener.safeguards.roles import may_take_step

_LABELS = {
    ("draft", "reviewed"): "Mark as reviewed",
    ("reviewed", "published"): "Publish",
    ("reviewed", "draft"): "Take back to draft",
    ("published", "draft"): "Reopen as draft",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A button: the state it leads to and its words; ``is_back`` steps are drawn quieter."""

    to_state: str
    label: str
    is_back: bool


def steps_for(role: str, state: str) -> list[Step]:
    """Steps a member of this role may take from ``state``."""
    return [
        Step(after, _LABELS[state, after], after == "draft")
        for after in next_states(state)
        if may_take_step(role, step_for(state, after)).allowed
    ]
