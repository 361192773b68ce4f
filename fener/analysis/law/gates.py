"""The gates before every text: a person who was only smuggled, conduct without gain, conduct without knowledge."""

from __future__ import annotations

from fener.analysis.law.answers import GateResult
from fener.analysis.law.measures import Measure
from fener.safeguards.non_prosecution import is_only_smuggled
from fener.terms.conditions import Facts, Truth, parse_condition

OBJECT, ACTS, COERCED = "actor.is_object_of_smuggling", "actor.acts_for_others", "actor.coerced"
_ACTOR = Measure.of(parse_condition({"any": [{"not": OBJECT}, ACTS]}))
_BENEFIT = Measure.of(parse_condition({"any": ["mens.intent_benefit", "benefit.exists"]}))
_KNOWLEDGE = Measure.of(parse_condition("mens.knows_irregular"))

_ACTOR_WHY = {
    Truth.TRUE: "The person acted for others, or was not among those who were smuggled.",
    Truth.FALSE: "The person is only the object of smuggling: not liable for it in any state, whatever else is true.",
    Truth.UNKNOWN: "It is not settled whether the person was only smuggled; until it is, they are treated as one who was.",
}
_BENEFIT_WHY = {
    Truth.TRUE: "A financial or other material benefit was received, promised or aimed at.",
    Truth.FALSE: "No benefit was received, promised or aimed at: humanitarian or family aid, outside the Protocol.",
    Truth.UNKNOWN: "Whether there was a benefit, or the aim of one, is not known.",
}
_KNOWLEDGE_WHY = {
    Truth.TRUE: "The actor knew that the crossing or stay was not lawful.",
    Truth.FALSE: "The actor did not know: no offence.",
    Truth.UNKNOWN: "Whether the actor knew is not known.",
}


def actor_gate(facts: Facts) -> GateResult:
    """Nobody passes who was only smuggled. The safeguard decides, not the books."""
    only = is_only_smuggled(yes_no(facts, OBJECT), yes_no(facts, ACTS))
    cites = ("INT.SP.5", "INT.SP.6.4")
    return GateResult("actor", "Acted for others", ~only, _ACTOR_WHY[~only], cites, _ACTOR)


def benefit_gate(facts: Facts) -> GateResult:
    """Smuggling is done for gain; aid is not smuggling, even where a national text goes further."""
    result = _BENEFIT.result(facts)
    return GateResult("benefit", "For gain", result, _BENEFIT_WHY[result], ("INT.SP.6.1.a",), _BENEFIT)


def knowledge_gate(facts: Facts) -> GateResult:
    """Nobody smuggles unawares."""
    result = _KNOWLEDGE.result(facts)
    return GateResult("knowledge", "Knowing", result, _KNOWLEDGE_WHY[result], ("INT.SP.6.1.a",), _KNOWLEDGE)


def must_screen_first(facts: Facts) -> bool:
    """Whether coercion has to be screened first: smuggled too, or working off a debt, and nobody says they were free."""
    kinds = facts.get("benefit.kind")
    in_debt = isinstance(kinds, frozenset) and "debt_relief" in kinds
    return (yes_no(facts, OBJECT) is True or in_debt) and yes_no(facts, COERCED) is not False


def yes_no(facts: Facts, key: str) -> bool | None:
    """A yes-or-no fact; None where it is not known."""
    value = facts.get(key)
    return value if isinstance(value, bool) else None
