"""The forms of an offence in a state: which provisions, with which elements, the basic form's elements included."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fener.analysis.law.books import Library
from fener.analysis.law.holdings import Element, Kind, Mark, Provision, in_force


def forms(books: Library, state: str, *kinds: Kind, on: date | None = None) -> tuple[Provision, ...]:
    """Provisions of these kinds in a state's books, in their order: the version of the day, or the latest."""
    found = []
    for versions in books.by_state.get(state, ()):
        held = versions[-1] if on is None else in_force(versions, on)
        if held and held.kind in kinds:
            found.append(held)
    return tuple(found)


def elements_of(books: Library, provision: Provision) -> tuple[Element, ...]:
    """Its elements after those of the basic form it builds on."""
    basic = elements_of(books, books.current(provision.builds_on)) if provision.builds_on else ()
    return (*basic, *provision.elements)


def element_mark(provision: Provision, element: Element) -> Mark:
    """How far a statement about an element was checked: its own mark, that of the wording, that of the provision."""
    return element.mark or provision.wording_mark


def ids(provisions: Iterable[Provision]) -> tuple[str, ...]:
    """Their ids."""
    return tuple(each.id for each in provisions)
