"""The law over time: what each version changed, whether it is stiffer or milder, and what was in force on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from fener.analysis.law.books import STATES, Library
from fener.analysis.law.holdings import OFFENCE_KINDS, Mark, PenaltyRange, Provision, Source, in_force
from fener.analysis.law.matrix import MARKS_NOTE, Matrix, MatrixCell, MatrixColumn, MatrixRow, weakest
from fener.analysis.law.qualify import INSIDE_BA
from fener.terms.errors import UnknownTerm


class Direction(StrEnum):
    """Which way a range moved, for whoever is accused."""

    STIFFER = "stiffer"
    MILDER = "milder"
    SAME = "same"
    MIXED = "mixed"
    NOT_KNOWN = "not_known"

    @property
    def label(self) -> str:
        """The word a screen shows."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a version changed: ``what`` (range, benefit, elements, basic form, validity) before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LegalChange:
    """From one version of a provision to the next. ``on`` is the newer one's first day, None where not known."""

    older: Provision
    newer: Provision
    on: date | None
    differences: tuple[Difference, ...]
    direction: Direction
    sources: tuple[Source, ...]
    mark: Mark

    @property
    def provision_id(self) -> str:
        """The id both versions have."""
        return self.newer.id


def changes(books: Library, about: str) -> tuple[LegalChange, ...]:
    """Changes of one provision (by id), or of all provisions of a state or part of it, oldest first.

    A provision with one version has none. UnknownTerm FEN-2920 for what is neither.
    """
    held = list(_of_place(books, about)) if _is_place(about) else [books.versions_of(about)]
    found = [_change(older, newer) for versions in held for older, newer in pairwise(versions)]
    return tuple(sorted(found, key=lambda each: (each.on or date.min, each.provision_id)))


def as_of(books: Library, state: str, on: date) -> tuple[Provision, ...]:
    """The offences in force that day in a state or a part of Bosnia and Herzegovina, as far as the books know.

    A version whose dates are not known is taken to be in force: ``valid.words`` says so. UnknownTerm for another place.
    """
    if not _is_place(state):
        raise UnknownTerm(
            f"there is no law book for “{state[:40]}”",
            remedy=f"There is one for {', '.join((*STATES, *INSIDE_BA))}. RS is Serbia.",
            number="FEN-2921",
        )
    found = []
    for versions in _of_place(books, state):
        held = in_force(versions, on)
        if held and held.kind in OFFENCE_KINDS:
            found.append(held)
    return tuple(found)


def _is_place(about: str) -> bool:
    return about in STATES or about in INSIDE_BA


def _of_place(books: Library, place: str) -> Iterator[tuple[Provision, ...]]:
    """A part of Bosnia and Herzegovina has its own provisions beside those of the state."""
    for versions in books.by_state.get(place[:2], ()):
        if place in STATES or versions[0].jurisdiction in (place[:2], place):
            yield versions


def _change(older: Provision, newer: Provision) -> LegalChange:
    return LegalChange(
        older=older,
        newer=newer,
        on=newer.valid.begins,
        differences=tuple(_differences(older, newer)),
        direction=direction(older.penalty, newer.penalty),
        sources=tuple(dict.fromkeys([*newer.sources, *older.sources])),
        mark=weakest([older.mark, newer.mark]) or newer.mark,
    )


def _differences(older: Provision, newer: Provision) -> Iterator[Difference]:
    pairs = (
        ("range", _range(older), _range(newer)),
        ("validity", older.valid.words, newer.valid.words),
        ("benefit", _benefit(older), _benefit(newer)),
        ("basic form", older.builds_on or "none", newer.builds_on or "none"),
    )
    yield from (Difference(what, before, after) for what, before, after in pairs if before != after)
    yield from _element_differences(older, newer)


def _range(provision: Provision) -> str:
    return provision.penalty.words if provision.penalty else "not known"


def _benefit(provision: Provision) -> str:
    return {True: "needed", False: "not needed", None: "does not arise"}[provision.needs_benefit]


def _element_differences(older: Provision, newer: Provision) -> Iterator[Difference]:
    before = {each.key: each for each in older.elements}
    after = {each.key: each for each in newer.elements}
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one is None and other:
            yield Difference("elements", "", f"added: {other.title}")
        elif one and other is None:
            yield Difference("elements", f"dropped: {one.title}", "")
        elif one and other and one.measure.condition != other.measure.condition:
            yield Difference("elements", f"{one.title}: as before", f"{other.title}: measured otherwise")


def direction(older: PenaltyRange | None, newer: PenaltyRange | None) -> Direction:
    """Maximum and minimum compared, each where both are known. A range that rises at one end and falls at the other is mixed."""
    if older is None or newer is None:
        return Direction.NOT_KNOWN
    steps = {step for step in (_step(_most(older), _most(newer)), _step(older.least, newer.least)) if step is not None}
    if not steps:
        return Direction.NOT_KNOWN
    if {1, -1} <= steps:
        return Direction.MIXED
    return Direction.STIFFER if 1 in steps else Direction.MILDER if -1 in steps else Direction.SAME


def _most(penalty: PenaltyRange) -> float | None:
    return float("inf") if penalty.open_ended else penalty.most


def _step(before: float | None, after: float | None) -> int | None:
    return None if before is None or after is None else (after > before) - (after < before)


def change_matrix(books: Library, about: str) -> Matrix:
    """Changes as a table, one row a change."""
    columns = (
        MatrixColumn("on", "In force"),
        MatrixColumn("what", "What changed"),
        MatrixColumn("direction", "For the accused"),
        MatrixColumn("sources", "Sources"),
    )
    rows = tuple(_row(each) for each in changes(books, about))
    return Matrix(f"Changes over time: {about}", columns, rows, "Provision", (MARKS_NOTE,))


def _row(change: LegalChange) -> MatrixRow:
    what = "; ".join(f"{each.what}: {each.before or '–'} → {each.after or '–'}" for each in change.differences)
    note = (change.newer.valid.note,) if change.newer.valid.note else ()
    cells = (
        MatrixCell(change.newer.valid.words, mark=change.newer.valid.mark, notes=note),
        MatrixCell(what or "nothing the books tell", (change.provision_id,), change.mark),
        MatrixCell(change.direction.label, value=change.direction.value),
        MatrixCell("; ".join(dict.fromkeys(each.cited for each in change.sources))),
    )
    return MatrixRow(f"{change.provision_id}@{change.on or 'unknown'}", change.newer.cited, cells)
