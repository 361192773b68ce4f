"""What a coder writes down of one sentence: a statement in own words, codes, places, time and grading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

MAKES = ("observation", "price", "incident")

SUGGESTED_LISTS: Mapping[str, tuple[str, ...]] = {
    "institution": ("stakeholder_kinds",),
    "cooperation": ("cooperation_kinds", "stakeholder_kinds"),
    "capacity": ("stakeholder_kinds",),
    "route": ("route_roles", "crossing_methods"),
    "method": ("crossing_methods", "vehicles", "document_faults", "documents"),
    "transport": ("vehicles", "crossing_methods"),
    "lodging": ("lodging",),
    "price": ("payment_methods", "price_scopes"),
    "payment": ("payment_methods",),
    "nationality": ("nationalities",),
    "composition": ("age_gender", "nationalities"),
    "facilitator_role": ("facilitator_roles", "nationalities"),
    "local_role": ("facilitator_roles",),
    "organisation_level": ("facilitator_roles",),
    "recruitment": ("recruitment_channels", "digital_tools", "digital_phases"),
    "harm": ("harms", "harm_perpetrators", "age_gender"),
    "official_conduct": ("harm_perpetrators", "harms"),
    "compensation": ("compensation_kinds",),
    "proceedings": ("proceedings_kinds", "evidence_kinds"),
    "protection_practice": ("protection_measures", "stakeholder_kinds"),
    "prevention": ("prevention_activities",),
    "digital_tool": ("digital_tools", "digital_phases", "recruitment_channels"),
    "territory_figure": (),
}
"""Topic → the code lists a coder is offered first. Every other list stays within reach."""

CODING_LISTS = tuple(dict.fromkeys(name for names in SUGGESTED_LISTS.values() for name in names))
"""The lists a statement may carry codes of."""


@dataclass(frozen=True, slots=True)
class CodedDraft:
    """One statement as the coder has it. ``start``/``end``: characters of the answer at ``path``; None: the whole answer.

    ``codes`` maps list names to codes; ``places`` are gazetteer keys; ``questions`` numbers of guiding questions;
    ``payload`` what a price or an incident needs beyond codes.
    """

    path: str
    topic: str
    statement: str
    start: int | None = None
    end: int | None = None
    makes: str = "observation"
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    extent: str = "unknown"
    persons: tuple[int | None, int | None] = (None, None)
    first_on: date | None = None
    last_on: date | None = None
    reliability: str = "F"
    credibility: int = 6
    payload: Mapping[str, object] = field(default_factory=dict)
