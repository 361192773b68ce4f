"""What a coder chooses from: topics, code lists with those suggested for a topic first, grading with its meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from fener.terms.codelists import CodeList, code_list
from fener.terms.coding import CODING_LISTS, SUGGESTED_LISTS

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """One code to tick; ``depth`` steps below the list's own level."""

    value: str
    label: str
    definition: str
    depth: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class BoxGroup:
    """A code list to tick codes of. ``topics``: those it is suggested for, each with its rank there: ``harm:0 composition:1``."""

    name: str
    title: str
    topics: str
    boxes: tuple[Box, ...]
    is_suggested: bool

    @property
    def chosen(self) -> int:
        """How many are ticked."""
        return sum(box.is_chosen for box in self.boxes)


def pairs(name: str, empty: str = "") -> list[Pair]:
    """A code list for a select; ``empty`` words the choice of none."""
    return ([("", empty)] if empty else []) + [(entry.code, entry.label) for entry in code_list(name)]


def graded(axis: str) -> list[tuple[str, str, str]]:
    """(sign, label, definition) of reliability or credibility."""
    return [(e.code, e.label, e.definition) for e in code_list("source_gradings") if e.extra.get("axis") == axis]


def code_choices(more: Iterable[str]) -> list[Pair]:
    """Every code a statement may carry as ``list:code``; ``more`` are lists the form itself used."""
    return [(f"{name}:{entry.code}", entry.label) for name in _names(more) for entry in code_list(name)]


def box_groups(topic: str, chosen: Collection[str], more: Iterable[str] = ()) -> list[BoxGroup]:
    """The lists suggested for the topic in their order, then the others by title."""
    wanted = SUGGESTED_LISTS.get(topic, ())
    groups = {name: _group(name, name in wanted, chosen) for name in _names(more)}
    others = sorted((group for name, group in groups.items() if name not in wanted), key=lambda group: group.title)
    return [groups[name] for name in wanted] + others


def by_list(chosen: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """``list:code`` values as a statement keeps them."""
    found: dict[str, list[str]] = {}
    for value in chosen:
        name, _, code = value.partition(":")
        found.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


def as_values(codes: Mapping[str, Iterable[str]]) -> list[str]:
    """A statement's codes as ``list:code`` values."""
    return [f"{name}:{code}" for name, of_list in codes.items() for code in of_list]


def _names(more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*CODING_LISTS, *more)))


def _group(name: str, is_suggested: bool, chosen: Collection[str]) -> BoxGroup:
    codes = code_list(name)
    boxes = tuple(
        Box(f"{name}:{entry.code}", entry.label, entry.definition, _depth(codes, entry.parent), f"{name}:{entry.code}" in chosen)
        for entry in codes
    )  # fmt: skip
    topics = " ".join(f"{topic}:{names.index(name)}" for topic, names in SUGGESTED_LISTS.items() if name in names)
    return BoxGroup(name, codes.title, topics, boxes, is_suggested)


def _depth(codes: CodeList, parent: str | None) -> int:
    return 0 if parent is None or parent not in codes else 1 + _depth(codes, codes[parent].parent)
