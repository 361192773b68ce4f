"""Trees of conditions: what they are made of, and how they are read from YAML. Their meaning stands in ``conditions``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fener.terms.errors import Location, SetUpFault, UnknownTerm


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A yes-or-no fact that is yes."""

    key: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A coded fact that is, or a set of codes that holds, one of ``values``."""

    key: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A whole number of ``least`` or more. ``below: n`` is read as not at least n."""

    key: str
    least: int


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts it always does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; without parts it never does."""

    parts: tuple[Condition, ...]


Leaf: TypeAlias = IsTrue | OneOf | AtLeast
Condition: TypeAlias = Leaf | Not | All | AnyOf
ALWAYS, NEVER = All(()), AnyOf(())


def facts_in(condition: Condition) -> tuple[str, ...]:
    """Keys of all facts a condition names, each once, in order."""
    return tuple(dict.fromkeys(leaf.key for leaf in leaves_of(condition)))


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """Every mention of a fact, in order, also where it is repeated."""
    match condition:
        case Not(part):
            yield from leaves_of(part)
        case All(parts) | AnyOf(parts):
            for each in parts:
                yield from leaves_of(each)
        case _:
            yield condition


def ways_to_hold(leaves: Collection[Leaf]) -> tuple[frozenset[Leaf], ...]:
    """Which of the leaves, all on one fact, hold together for some value of it. SetUpFault where they want different kinds."""
    kinds = {type(leaf) for leaf in leaves}
    if len(kinds) > 1:
        key = next(iter(leaves)).key
        raise _malformed(f"the fact {key} is asked in different kinds", "", "A fact is yes or no, codes, or a number.")
    numbers = sorted((leaf.least, leaf) for leaf in leaves if isinstance(leaf, AtLeast))
    if numbers:
        return tuple(frozenset(leaf for _, leaf in numbers[:count]) for count in range(len(numbers) + 1))
    ways = {frozenset[Leaf]()}
    for holding in _holding_together(leaves):
        ways |= {way | holding for way in ways}  # a set may hold several codes
    return tuple(sorted(ways, key=lambda way: sorted(map(repr, way))))


def _holding_together(leaves: Collection[Leaf]) -> set[frozenset[Leaf]]:
    """For each single value a fact may have: the leaves it fulfils."""
    coded = [leaf for leaf in leaves if isinstance(leaf, OneOf)]
    values = {value for leaf in coded for value in leaf.values}
    plain = {frozenset([leaf]) for leaf in leaves if isinstance(leaf, IsTrue)}
    return plain | {frozenset(leaf for leaf in coded if value in leaf.values) for value in values}


_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")


def parse_condition(tree: object, *, place: str = "", declared: Collection[str] | None = None) -> Condition:
    """Read a tree as YAML gives it.

    ``place`` is said in front of the path in refusals (``RS.FA.61.when``). ``declared`` are the keys that exist; UnknownTerm
    for any other. SetUpFault where the tree is malformed: both name the place.
    """
    condition = _parsed(tree, place)
    for key in facts_in(condition):
        if declared is not None and key not in declared:
            raise UnknownTerm(
                f"the fact “{key}” is not declared",
                remedy="Declare it with its question, or use a fact that is declared.",
                location=Location(path=place or "condition"),
                number="FEN-2701",
            )
        try:
            ways_to_hold([leaf for leaf in leaves_of(condition) if leaf.key == key])
        except SetUpFault as fault:
            raise _malformed(fault.message, place, fault.remedy) from None
    return condition


def as_tree(condition: Condition) -> object:
    """The tree that is read as this condition."""
    match condition:
        case IsTrue(key):
            return key
        case OneOf(key, values):
            return {"key": key, "in": sorted(values)}
        case AtLeast(key, least):
            return {"key": key, "at_least": least}
        case Not(part):
            return {"not": as_tree(part)}
        case All(parts):
            return {"all": [as_tree(each) for each in parts]}
        case AnyOf(parts):
            return {"any": [as_tree(each) for each in parts]}


def _parsed(tree: object, place: str) -> Condition:
    if isinstance(tree, str):
        return IsTrue(_key(tree, place))
    if not isinstance(tree, Mapping):
        raise _malformed(f"{_shown(tree)} is not a condition", place)
    match dict(tree):
        case {"all": parts, **more} if not more:
            return All(_parts(parts, _below(place, "all"), least=0))
        case {"any": parts, **more} if not more:
            return AnyOf(_parts(parts, _below(place, "any"), least=1))
        case {"not": part, **more} if not more:
            return Not(_parsed(part, _below(place, "not")))
        case {"key": key, **more} if len(more) == 1:
            return _measured(_key(key, place), *next(iter(more.items())), place)
    raise _malformed(f"a condition cannot have the keys {', '.join(map(str, tree)) or '(none)'}", place)


def _parts(parts: object, place: str, *, least: int) -> tuple[Condition, ...]:
    if not isinstance(parts, list) or len(parts) < least:
        raise _malformed(f"{_shown(parts)} is not a list of conditions", place)
    return tuple(_parsed(part, f"{place}[{number}]") for number, part in enumerate(parts))


def _measured(key: str, measure: object, asked: object, place: str) -> Condition:
    """A fact compared with codes or with a number. YAML reads ``no`` as false: codes are therefore checked to be text."""
    if measure == "in" and isinstance(asked, list) and asked and all(isinstance(code, str) for code in asked):
        return OneOf(key, frozenset(asked))
    if measure in ("at_least", "below") and isinstance(asked, int) and not isinstance(asked, bool):
        return AtLeast(key, asked) if measure == "at_least" else Not(AtLeast(key, asked))
    raise _malformed(f"{measure}: {_shown(asked)} says nothing about {key}", place)


def _key(key: object, place: str) -> str:
    if isinstance(key, str) and _KEY.fullmatch(key):
        return key
    raise _malformed(f"{_shown(key)} is not the key of a fact", place)


def _below(place: str, step: str) -> str:
    return f"{place}.{step}" if place else step


def _shown(value: object) -> str:
    return f"“{str(value)[:60]}”"


_REMEDY = "Write a fact, all: [..], any: [..], not: .., or {key: .., in: [..]}, {.., at_least: n}, {.., below: n}."


def _malformed(message: str, place: str, remedy: str = _REMEDY) -> SetUpFault:
    return SetUpFault(message, remedy=remedy, location=Location(path=place or "condition"), number="FEN-2700")
