"""Qualifications in one process: ``python bench/bench_law.py [answers]`` (10,000 over RS, BA and ME; the bar is 1,000 a second).

Peers in the same run, over the same elements of the same facts: the solver clingo (a sample), Kleene's tables walked plainly
without keeping answers (which are not exact where a fact is asked twice), and the exact evaluation without keeping answers.
"""

from __future__ import annotations

import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from fener.analysis.law import LawAnswer, library, qualify, read_facts, vocabulary
from fener.terms.condition_trees import All, AnyOf, AtLeast, Condition, IsTrue, Not, OneOf
from fener.terms.conditions import Facts, Truth, evaluate
from tests.analysis.law.test_against_clingo import Program, consequences

SEED, SAMPLE, ROUNDS = 5, 60, 5
STATES = ("RS", "BA", "ME")
SCENES: tuple[dict[str, Any], ...] = (
    {"actor.role": ["driver"], "act.procures_entry": True, "act.recruits_transports_hides": True, "benefit.exists": True,
     "benefit.kind": ["money"], "mens.knows_irregular": True},
    {"actor.role": ["organiser"], "act.organises": True, "act.procures_entry": True, "mens.intent_benefit": True,
     "mens.knows_irregular": True, "group.organised": True},
    {"actor.role": ["host"], "act.enables_stay": True, "act.illegal_means": False, "benefit.exists": True},
    {"actor.role": ["document_maker"], "act.document.produce": True, "act.document.purpose_smuggling": True, "digital.D3": True},
    {"actor.role": ["helper"], "act.enables_transit": True, "mens.intent_benefit": False, "benefit.exists": False,
     "mens.knows_irregular": True},
    {"actor.role": ["official"], "office.abuse": True, "act.procures_entry": True, "benefit.exists": True, "digital.D1": True},
    {"actor.role": ["smuggled_person"], "actor.is_object_of_smuggling": True, "actor.acts_for_others": False, "digital.D4": True},
)  # fmt: skip
YES_NO = tuple(term.key for term in vocabulary().terms.values() if term.kind == "yes_no")


def fact_set(dice: random.Random) -> dict[str, Any]:
    """A scene as an investigation would know it: some of it not yet, with what else was found that day. All invented."""
    scene = {"actor.is_object_of_smuggling": False, "actor.acts_for_others": True, "migrants.foreigner": True}
    scene |= dice.choice(SCENES)
    facts: dict[str, Any] = {key: value for key, value in scene.items() if dice.random() < 0.85}
    facts |= {key: dice.random() < 0.5 for key in dice.sample(YES_NO, dice.randint(0, 12)) if key not in scene}
    facts["migrants.count"] = dice.randint(1, 60)
    facts["geo.states"] = dice.sample(["RS", "BA", "ME", "HR", "HU"], dice.randint(1, 3))
    facts["time.act"] = str(date(2014, 1, 1) + timedelta(days=dice.randrange(4000)))
    return facts


def seconds(step: Callable[[], object]) -> float:
    """How long a step takes."""
    begin = time.perf_counter()
    step()
    return time.perf_counter() - begin


def kleene(condition: Condition, facts: Facts) -> Truth:
    """Kleene's tables, walked plainly."""
    match condition:
        case Not(part):
            return ~kleene(part, facts)
        case All(parts):
            result = Truth.TRUE
            for each in parts:
                result &= kleene(each, facts)
            return result
        case AnyOf(parts):
            result = Truth.FALSE
            for each in parts:
                result |= kleene(each, facts)
            return result
    value = facts.get(condition.key)
    if value is None:
        return Truth.UNKNOWN
    match condition:
        case IsTrue():
            return Truth.of(value is True)
        case AtLeast():
            return Truth.of(isinstance(value, int) and value >= condition.least)
        case OneOf():
            return Truth.of(bool(condition.values & (value if isinstance(value, frozenset) else {str(value)})))


def solved(conditions: Sequence[Condition], facts: Facts) -> tuple[set[str], set[str]]:
    """The same three values, asked of the solver: what always holds, and what may."""
    program = Program()
    for each in conditions:
        program.condition(each)
    program.facts(facts)
    return consequences(program, "cautious"), consequences(program, "brave")


def conditions_of(answer: LawAnswer) -> list[Condition]:
    """What was measured for the provisions of an answer."""
    measured = (*answer.qualifications, *answer.separate)
    return [each.element.measure.condition for one in measured for each in one.elements]


def answered(asked: Sequence[tuple[dict[str, Any], str]], on: date) -> None:
    """Answer all; an answer is let go before the next, as where facts are read from files one by one."""
    for facts, state in asked:
        qualify(facts, state, on)


def counted(asked: Sequence[tuple[dict[str, Any], str]], on: date) -> tuple[dict[str, int], int, int]:
    """How many answers of each status, provisions and elements."""
    statuses, provisions, elements = {"supported": 0, "open": 0, "excluded": 0}, 0, 0
    for facts, state in asked:
        answer = qualify(facts, state, on)
        statuses[answer.status] += 1
        provisions += len(answer.qualifications) + len(answer.separate)
        elements += len(conditions_of(answer))
    return statuses, provisions, elements


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    dice = random.Random(SEED)
    print(
        f"{platform.machine()}, Python {platform.python_version()}; seed {SEED}; books read in {seconds(library):.2f} s"
    )
    asked = [(fact_set(dice), state) for _ in range(-(-wanted // len(STATES))) for state in STATES][:wanted]
    on = date(2026, 1, 1)
    first = seconds(lambda: answered(asked, on))
    taken = statistics.median(seconds(lambda: answered(asked, on)) for _ in range(3))
    statuses, provisions, elements = counted(asked, on)
    print(f"{wanted:,} answers: {statuses}; {provisions:,} provisions, {elements:,} elements")
    print("whole answers a second, facts read each time:")
    print(f"  first time, nothing kept: {wanted / first:,.0f} ({provisions / first:,.0f} provisions measured)")
    print(f"  the same again, median of 3: {wanted / taken:,.0f} ({provisions / taken:,.0f} provisions measured)")
    answers = [qualify(facts, state, on) for facts, state in asked[:SAMPLE]]
    sample = [
        (conditions_of(answer), [e.element.measure for one in (*answer.qualifications, *answer.separate) for e in one.elements],
         read_facts(facts).values)
        for answer, (facts, _) in zip(answers, asked[:SAMPLE], strict=True)
    ]  # fmt: skip
    count = sum(len(conditions) for conditions, _, _ in sample)

    def rate(step: Callable[[], object], rounds: int = ROUNDS) -> float:
        return count / statistics.median(seconds(step) for _ in range(rounds))

    ours = rate(lambda: [measure.result(facts) for _, measures, facts in sample for measure in measures])
    plain = rate(lambda: [kleene(each, facts) for conditions, _, facts in sample for each in conditions])
    exact = rate(lambda: [evaluate(each, facts) for conditions, _, facts in sample for each in conditions])
    solver = rate(lambda: [solved(conditions, facts) for conditions, _, facts in sample], 1)
    print(f"elements of {SAMPLE} answers ({count:,}), a second: ours {ours:,.0f}; ratios of ours to")
    for name, other in (("Kleene without memo", plain), ("exact without memo", exact), ("clingo", solver)):
        print(f"  {name}: {ours / other:,.1f} ({other:,.0f}/s)")


if __name__ == "__main__":
    main()
