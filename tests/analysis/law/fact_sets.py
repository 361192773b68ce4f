"""Random fact sets over the whole vocabulary, for properties of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from fener.analysis.law import vocabulary
from fener.analysis.law.vocabulary import FactKind, FactTerm

PLEAS = (
    "actor.coerced",
    "actor.is_object_of_smuggling",
    "actor.age",
    "benefit.kind",
    "protection.trafficking_indicators",
)
"""Facts that may re-open or exclude what the elements support; they are kept as they are where results are compared."""
ON = date(2024, 6, 1)


def _values(term: FactTerm) -> st.SearchStrategy[Any]:
    match term.kind:
        case FactKind.YES_NO:
            return st.booleans()
        case FactKind.NUMBER:
            return st.sampled_from([0, 1, 2, 3, 5, 6, 10, 13, 14, 31, 32, 40])
        case FactKind.CODE:
            return st.sampled_from(sorted(term.codes))
        case _:
            return st.sets(st.sampled_from(sorted(term.codes)), min_size=1, max_size=3).map(sorted)


TERMS = tuple(term for term in vocabulary().terms.values() if term.kind is not FactKind.DATE)
DRIVER: Mapping[str, Any] = {
    "actor.role": ["driver"],
    "actor.is_object_of_smuggling": False,
    "actor.acts_for_others": True,
    "actor.coerced": False,
    "act.procures_entry": True,
    "act.assists_crossing": True,
    "act.recruits_transports_hides": True,
    "migrants.foreigner": True,
    "mens.intent_benefit": True,
    "benefit.exists": True,
    "mens.knows_irregular": True,
    "geo.states": ["AL", "BA", "ME", "MK", "RS", "XK"],
}
"""Enough for a basic form of smuggling in all six states."""


@st.composite
def fact_sets(draw: st.DrawFn, *, base: Mapping[str, Any] | None = None, many: int = 25) -> dict[str, Any]:
    """Up to ``many`` random facts, over those of ``base`` (which random ones may overwrite where it is not given)."""
    chosen = draw(st.lists(st.sampled_from(TERMS), unique_by=lambda term: term.key, max_size=many))
    facts = {term.key: draw(_values(term)) for term in chosen}
    return {**facts, **(base or {})}


@st.composite
def near_a_driver(draw: st.DrawFn) -> dict[str, Any]:
    """The driver's facts with some left out, some turned, and some added: where most decisions lie."""
    facts = {**draw(fact_sets(many=12)), **DRIVER}
    for key in draw(st.lists(st.sampled_from(sorted(DRIVER)), unique=True, max_size=4)):
        if draw(st.booleans()) or not isinstance(facts[key], bool):
            del facts[key]
        else:
            facts[key] = not facts[key]
    return facts
