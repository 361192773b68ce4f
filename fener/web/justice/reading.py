"""What the reading pages show of the books beyond what the queries find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fener.analysis.law import library
from fener.analysis.law.holdings import Circumstance, Effect, Kind, Recognition, Yardstick
from fener.queries.justice.law_books import ProvisionLine, ProvisionPage

_ORDERS = ("RS", "BA", "BA-BIH", "BA-SRP", "BA-BRC", "ME", "AL", "MK", "XK", "INT", "EU")
_PLACES = {code: place for place, code in enumerate(_ORDERS)}


@dataclass(frozen=True, slots=True)
class Order:
    """Provisions of one legal order, by what they are about."""

    code: str
    kinds: tuple[tuple[Kind, tuple[ProvisionLine, ...]], ...]

    @property
    def count(self) -> int:
        """How many provisions."""
        return sum(len(lines) for _, lines in self.kinds)


@dataclass(frozen=True, slots=True)
class Around:
    """What the books connect with a provision."""

    circumstances: tuple[tuple[Circumstance, Recognition], ...]
    weighed: tuple[tuple[Circumstance, Recognition], ...]
    yardsticks: tuple[Yardstick, ...]
    built_on_by: tuple[str, ...]


def grouped(found: Iterable[ProvisionLine]) -> tuple[Order, ...]:
    """By legal order (the parts of Bosnia and Herzegovina on their own), then by kind, in the order of the books."""
    by_order: dict[str, dict[Kind, list[ProvisionLine]]] = {}
    for line in found:
        by_order.setdefault(line.provision.jurisdiction, {}).setdefault(line.provision.kind, []).append(line)
    ranked = sorted(by_order.items(), key=lambda pair: _PLACES.get(pair[0], len(_PLACES)))
    return tuple(
        Order(code, tuple((kind, tuple(kinds[kind])) for kind in Kind if kind in kinds)) for code, kinds in ranked
    )


def around(page: ProvisionPage) -> Around:
    """Circumstances of the offence with how they are recognised, what measures it, and what builds on it."""
    state, books = page.current.state, library()
    recognised = [(each, each.in_state(state)) for each in page.circumstances if each.by_state.get(state)]
    return Around(
        circumstances=tuple(pair for pair in recognised if pair[1].effect is Effect.QUALIFYING),
        weighed=tuple(pair for pair in recognised if pair[1].effect is not Effect.QUALIFYING),
        yardsticks=tuple(each for each in books.yardsticks.values() if page.id in (each.about, each.article)),
        built_on_by=tuple(key for key, each in books.provisions.items() if each[-1].builds_on == page.id),
    )
