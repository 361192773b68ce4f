"""Conditions over facts, in three values: true, false, unknown.

Written as YAML trees, read into frozen dataclasses::

    all: [is_foreigner, {any: [wants_asylum, {not: left_territory}]}]     # a bare word is a fact that is true
    {key: geo.states, in: [RS, BA]}                                       # one of these, or a set that holds one of them
    {key: migrants.count, at_least: 10}    {key: actor.age, below: 18}
    all: []                                                               # for everybody

A fact is ``bool | int | str | frozenset[str]``, or ``None`` (also: left out) where nobody knows it. ``not``, ``all`` and
``any`` follow Kleene's tables, and the answer is exact: it is decided as soon as, and only when, no way of filling in the
unknown facts could change it (``any: [x, {not: x}]`` holds whatever x is). Nothing unknown is ever taken for false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import TypeAlias

from fener.terms.condition_trees import (
    ALWAYS,
    NEVER,
    All,
    AnyOf,
    AtLeast,
    Condition,
    IsTrue,
    Leaf,
    Not,
    OneOf,
    as_tree,
    facts_in,
    leaves_of,
    parse_condition,
    ways_to_hold,
)
from fener.terms.errors import UnknownTerm

__all__ = [
    "ALWAYS",
    "NEVER",
    "All",
    "AnyOf",
    "AtLeast",
    "Condition",
    "FactValue",
    "Facts",
    "IsTrue",
    "Leaf",
    "Not",
    "OneOf",
    "Truth",
    "as_tree",
    "deciding_facts",
    "evaluate",
    "facts_in",
    "parse_condition",
    "unknown_facts",
]

FactValue: TypeAlias = bool | int | str | frozenset[str] | None
Facts: TypeAlias = Mapping[str, FactValue]


class Truth(Enum):
    """One of three; has no truth value of its own, so that nobody writes ``if evaluate(...)`` and loses the third."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool | None) -> Truth:
        """The value of what holds, does not hold, or is not known (None)."""
        return cls.UNKNOWN if holds is None else cls.TRUE if holds else cls.FALSE

    @property
    def is_decided(self) -> bool:
        """True or false."""
        return self is not Truth.UNKNOWN

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with “is”")

    def __invert__(self) -> Truth:
        return _NEGATED[self]

    def __and__(self, other: Truth) -> Truth:
        return min(self, other, key=_ORDER.index)

    def __or__(self, other: Truth) -> Truth:
        return max(self, other, key=_ORDER.index)


_ORDER = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
_NEGATED = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """Whether it holds; UNKNOWN exactly where unknown facts can still decide it. UnknownTerm for a fact of the wrong kind."""
    rest = _settled(condition, facts)
    if rest in (ALWAYS, NEVER):
        return Truth.of(rest == ALWAYS)
    root = _Diagram(rest).root
    return Truth.UNKNOWN if root > 1 else Truth.of(root == 1)


def unknown_facts(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The unknown facts that can still decide the result, in the order the condition names them.

    Empty exactly where it is decided. Each one named changes the result for some way of filling in the others; an unknown
    fact that no longer matters is not named.
    """
    rest = _settled(condition, facts)
    matter = _Diagram(rest).keys()
    return tuple(key for key in facts_in(rest) if key in matter)


def deciding_facts(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The known facts a decided result rests on: with these alone it is the same. Empty where it is unknown."""
    if not evaluate(condition, facts).is_decided:
        return ()
    deciding = set(_deciding(condition, facts))
    return tuple(key for key in facts_in(condition) if key in deciding)


def _holds(leaf: Leaf, value: FactValue) -> bool | None:
    if value is None:
        return None
    match leaf, value:
        case IsTrue(), bool():
            return value
        case OneOf(), str():
            return value in leaf.values
        case OneOf(), frozenset():
            return not leaf.values.isdisjoint(value)
        case AtLeast(), int() if not isinstance(value, bool):
            return value >= leaf.least
    raise UnknownTerm(
        f"the fact {leaf.key} cannot be {type(value).__name__}",
        remedy=f"It is {_KINDS[type(leaf)]}, or left out where nobody knows it.",
        number="FEN-2702",
    )


_KINDS = {IsTrue: "yes or no", OneOf: "a code or a set of codes", AtLeast: "a whole number"}


def _settled(condition: Condition, facts: Facts) -> Condition:
    """What remains of the condition once the known facts are put in: ALWAYS, NEVER, or a tree over unknown facts."""
    match condition:
        case Not(part):
            rest = _settled(part, facts)
            return NEVER if rest == ALWAYS else ALWAYS if rest == NEVER else Not(rest)
        case All(parts):
            return _joined([_settled(each, facts) for each in parts], All, stops=NEVER, drops=ALWAYS)
        case AnyOf(parts):
            return _joined([_settled(each, facts) for each in parts], AnyOf, stops=ALWAYS, drops=NEVER)
        case _:
            holds = _holds(condition, facts.get(condition.key))
            return condition if holds is None else ALWAYS if holds else NEVER


def _joined(rests: list[Condition], join: type[All | AnyOf], *, stops: Condition, drops: Condition) -> Condition:
    if stops in rests:
        return stops
    open_parts = tuple(rest for rest in rests if rest != drops)
    return open_parts[0] if len(open_parts) == 1 else join(open_parts)


def _deciding(condition: Condition, facts: Facts) -> Iterator[str]:
    """Keys behind a decided condition, from the parts that decide it."""
    match condition:
        case Not(part):
            yield from _deciding(part, facts)
        case All(parts) | AnyOf(parts):
            result = evaluate(condition, facts)
            speaking = [each for each in parts if evaluate(each, facts) is result]
            for each in speaking:
                yield from _deciding(each, facts)
            if not speaking:  # decided only by the parts together: a fact asked twice
                yield from (key for key in facts_in(condition) if facts.get(key) is not None)
        case _:
            yield condition.key


class _Diagram:
    """A reduced ordered decision diagram over unknown facts; equal functions get one node, so its keys are those that matter.

    Nodes 0 and 1 are false and true. A tree in which each fact stands once needs steps in the order of its size; only facts
    asked again and again, and unknown all at once, make it larger.
    """

    def __init__(self, condition: Condition) -> None:
        leaves = list(dict.fromkeys(leaves_of(condition)))
        self._place = {key: place for place, key in enumerate(facts_in(condition))}
        self._ways = {key: ways_to_hold([leaf for leaf in leaves if leaf.key == key]) for key in self._place}
        self._nodes: dict[tuple[str, tuple[int, ...]], int] = {}
        self._seen: dict[Condition, int] = {ALWAYS: 1, NEVER: 0}
        self.root = self._node(condition)

    def _node(self, condition: Condition) -> int:
        if condition not in self._seen:
            key = min(facts_in(condition), key=self._place.__getitem__)
            below = tuple(self._node(_withleaves_of(condition, key, held)) for held in self._ways[key])
            same = len(set(below)) == 1
            node = below[0] if same else self._nodes.setdefault((key, below), len(self._nodes) + 2)
            self._seen[condition] = node
        return self._seen[condition]

    def keys(self) -> set[str]:
        """Keys of the nodes that the root leads to."""
        named = {node: named for named, node in self._nodes.items()}
        reached, waiting = set[int](), [self.root]
        while waiting:
            node = waiting.pop()
            if node > 1 and node not in reached:
                reached.add(node)
                waiting += named[node][1]
        return {named[node][0] for node in reached}


def _withleaves_of(condition: Condition, key: str, held: frozenset[Leaf]) -> Condition:
    """The condition with every leaf on the key replaced by whether it is among those that hold."""
    match condition:
        case Not(part):
            rest = _withleaves_of(part, key, held)
            return NEVER if rest == ALWAYS else ALWAYS if rest == NEVER else Not(rest)
        case All(parts):
            return _joined([_withleaves_of(each, key, held) for each in parts], All, stops=NEVER, drops=ALWAYS)
        case AnyOf(parts):
            return _joined([_withleaves_of(each, key, held) for each in parts], AnyOf, stops=ALWAYS, drops=NEVER)
        case _:
            return condition if condition.key != key else ALWAYS if condition in held else NEVER
