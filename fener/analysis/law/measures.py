"""A condition with its answers kept: the same facts are asked again and again, of many people and many provisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from fener.terms.conditions import (
    Condition,
    Facts,
    FactValue,
    Truth,
    deciding_facts,
    evaluate,
    facts_in,
    unknown_facts,
)

_Values: TypeAlias = tuple[FactValue, ...]
_KEPT = 4096  # answers a condition keeps; counts and ages could otherwise fill memory


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A condition and the keys of its facts, in order."""

    condition: Condition
    keys: tuple[str, ...]
    _answers: dict[_Values, tuple[Truth, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, condition: Condition) -> Measure:
        """The measure of a condition."""
        return cls(condition, facts_in(condition))

    def result(self, facts: Facts) -> Truth:
        """Whether it holds, in three values."""
        return self._answer(facts)[0]

    def questions(self, facts: Facts) -> tuple[str, ...]:
        """Unknown facts that can still decide it."""
        return self._answer(facts)[1]

    def reasons(self, facts: Facts) -> tuple[str, ...]:
        """Known facts a decided answer rests on."""
        return deciding_facts(self.condition, facts)

    def _answer(self, facts: Facts) -> tuple[Truth, tuple[str, ...]]:
        values = tuple(map(facts.get, self.keys))
        if (answer := self._answers.get(values)) is None:
            if len(self._answers) >= _KEPT:
                self._answers.clear()
            result = evaluate(self.condition, facts)
            asked = unknown_facts(self.condition, facts) if result is Truth.UNKNOWN else ()
            answer = self._answers[values] = (result, asked)
        return answer
