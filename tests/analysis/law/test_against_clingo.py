"""The engine beside an answer-set solver: for random facts every element is met, missing or unknown for both.

Unknown facts become free choices; an element is met where it holds in every answer set, missing where it holds in none.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from fener.analysis.law import STATES, library, qualify, read_facts
from fener.analysis.law.answers import RESULT_WORDS
from fener.terms.condition_trees import All, AnyOf, AtLeast, Condition, IsTrue, Not, OneOf, leaves_of
from fener.terms.conditions import Facts, Truth
from tests.analysis.law.fact_sets import DRIVER, ON, TERMS

clingo = pytest.importorskip("clingo")
CASES = 120


class Program:
    """Conditions and facts as a logic program. Atoms: t(N) for leaf number N, c(N) for a condition."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.leaves: dict[Condition, int] = {}
        self.count = 0

    def condition(self, condition: Condition) -> str:
        """The literal that stands for it."""
        match condition:
            case Not(part):
                return self._named([f"not {self.condition(part)}"], one=True)
            case All(parts):
                return self._named([self.condition(part) for part in parts], one=True)
            case AnyOf(parts):
                return self._named([self.condition(part) for part in parts], one=False)
            case _:
                return f"t({self.leaves.setdefault(condition, len(self.leaves))})"

    def _named(self, bodies: list[str], *, one: bool) -> str:
        self.count += 1
        head = f"c({self.count})"
        rules = [", ".join(bodies) or "#true"] if one else bodies
        self.lines += [f"{head} :- {rule}." for rule in rules]
        return head

    def facts(self, facts: Facts) -> None:
        """Known leaves are said, unknown ones are chosen freely, as far as one value can fulfil them together."""
        by_key: dict[str, list[Any]] = {}
        for leaf in self.leaves:
            by_key.setdefault(leaf.key, []).append(leaf)
        for key, leaves in by_key.items():
            value = facts.get(key)
            if value is not None:
                self.lines += [f"t({self.leaves[leaf]})." for leaf in leaves if _holds(leaf, value)]
            elif isinstance(leaves[0], IsTrue):
                self.lines.append(f"{{ t({self.leaves[leaves[0]]}) }}.")
            elif isinstance(leaves[0], AtLeast):
                self._numbers(sorted(leaves, key=lambda leaf: leaf.least))
            else:
                self._codes(key, leaves)

    def _numbers(self, leaves: list[AtLeast]) -> None:
        for lower, leaf in zip([None, *leaves], leaves, strict=False):
            condition = f" :- t({self.leaves[lower]})" if lower else ""
            self.lines.append(f"{{ t({self.leaves[leaf]}) }}{condition}.")

    def _codes(self, key: str, leaves: list[OneOf]) -> None:
        name = "k" + "".join(letter for letter in key.lower() if letter.isalnum())
        for code in sorted({code for leaf in leaves for code in leaf.values}):
            self.lines.append(f'{{ {name}("{code}") }}.')
        self.lines += [f't({self.leaves[leaf]}) :- {name}("{code}").' for leaf in leaves for code in leaf.values]


def _holds(leaf: Any, value: Any) -> bool:
    match leaf:
        case IsTrue():
            return value is True
        case AtLeast():
            return int(value) >= leaf.least
    return bool(leaf.values & (value if isinstance(value, frozenset) else {value}))


def consequences(program: Program, mode: str) -> set[str]:
    control = clingo.Control([f"--enum-mode={mode}", "0", "--warn=none"])
    control.add("base", [], "\n".join(program.lines))
    control.ground([("base", [])])
    found: set[str] = set()
    with control.solve(yield_=True) as models:
        for model in models:
            found = {str(atom) for atom in model.symbols(atoms=True)}
    return found


def random_facts(dice: random.Random) -> dict[str, Any]:
    base = {key: value for key, value in DRIVER.items() if dice.random() < 0.8}
    for term in dice.sample(TERMS, 25):
        if term.kind == "yes_no":
            base[term.key] = dice.random() < 0.5
        elif term.kind == "number":
            base[term.key] = dice.choice([0, 2, 3, 5, 6, 13, 14, 31, 32])
        elif term.kind == "code":
            base[term.key] = dice.choice(sorted(term.codes))
        else:
            base[term.key] = dice.sample(sorted(term.codes), dice.randint(1, 2))
    return base


@pytest.mark.parametrize("seed", range(CASES))
def test_the_solver_agrees_on_every_element(seed: int) -> None:
    dice = random.Random(seed)
    facts = random_facts(dice)
    answer = qualify(facts, STATES[seed % len(STATES)], ON)
    elements = [each for one in (*answer.qualifications, *answer.separate) for each in one.elements]
    program = Program()
    literals = [program.condition(each.element.measure.condition) for each in elements]
    program.facts(read_facts(facts).values)
    always, sometimes = consequences(program, "cautious"), consequences(program, "brave")
    for each, literal in zip(elements, literals, strict=True):
        expected = Truth.TRUE if literal in always else Truth.UNKNOWN if literal in sometimes else Truth.FALSE
        assert each.result is expected, f"{each.of.id} {each.element.key}: {RESULT_WORDS[expected]} for the solver"


def test_every_condition_of_the_books_is_compared() -> None:
    compared = {leaf.key for each in library().provisions.values() for one in each for element in one.elements
                for leaf in leaves_of(element.measure.condition)}  # fmt: skip
    assert compared <= {term.key for term in TERMS}
