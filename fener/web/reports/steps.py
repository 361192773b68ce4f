"""The buttons that move a report on."""

from __future__ import annotations

from dataclasses import dataclass

from fener.actions.reporting.advance_report import next_states
from fener.safeguards.roles import may_take_step

# What the action asks of a role for each step; the action itself decides, this only spares people a refusal.
_ROLE_STEPS = {
    ("draft", "reviewed"): ("review_report", "Mark as reviewed"),
    ("reviewed", "published"): ("publish_report", "Publish"),
    ("reviewed", "draft"): ("compile_report", "Take back to draft"),
    ("published", "draft"): ("publish_report", "Reopen as draft"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A button: the state it leads to and its words; ``is_back`` steps are drawn quieter."""

    to_state: str
    label: str
    is_back: bool


def steps_for(role: str, state: str) -> list[Step]:
    """Steps a member of this role may take from ``state``."""
    known = [(after, *_ROLE_STEPS.get((state, after), ("", ""))) for after in next_states(state)]
    return [Step(after, label, after == "draft") for after, step, label in known if may_take_step(role, step).allowed]
