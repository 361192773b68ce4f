"""Nobody is referred into the hands of whom they fear: the accused may work for the recipient (R23 p.20–21; R25 II)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TypeVar

from fener.safeguards.decision import Decision, allow, deny
from fener.terms.protection import AllegedTie, Recipient


class Nearness(IntEnum):
    """How near a recipient stands to an alleged offender's place of work."""

    NONE = 0
    SAME_TERRITORY = 1  # a body of the same kind elsewhere in the territory: shown, not refused
    POSSIBLE = 2  # a body of the same kind in the same place, or whose place is not known: a caseworker must weigh it
    CERTAIN = 3  # the very provider, or another unit of the same organisation: refused, whoever consents


def nearness(recipient: Recipient, ties: Iterable[AllegedTie]) -> Nearness:
    """The nearest of all ties."""
    return max((_nearness(recipient, tie) for tie in ties), default=Nearness.NONE)


def may_receive(recipient: Recipient, ties: Iterable[AllegedTie], *, near_tie_accepted: bool = False) -> Decision:
    """Whether data may go there. Even the person's own consent does not open a certain conflict: there is a safer way."""
    near = nearness(recipient, ties)
    if near is Nearness.CERTAIN:
        return deny("an alleged offender works for this recipient; choose a safe alternative")
    if near is Nearness.POSSIBLE and not near_tie_accepted:
        return deny(
            "an alleged offender may work for this recipient; choose another, or weigh it with the person and say so"
        )
    if near is Nearness.POSSIBLE:
        duty = "Name the office, not the case, until a person there whom the caseworker trusts is found."
        return allow("a possible conflict of interest was weighed with the person", duties=(duty,))
    return allow("no conflict of interest is known")


_R = TypeVar("_R")


def safe_first(recipients: Sequence[tuple[_R, Recipient]], ties: Sequence[AllegedTie]) -> list[tuple[_R, Nearness]]:
    """The recipients without certain conflict, the farthest from any tie first; order is kept among equals."""
    graded = [(shown, nearness(recipient, ties)) for shown, recipient in recipients]
    return sorted((pair for pair in graded if pair[1] is not Nearness.CERTAIN), key=lambda pair: pair[1])


def _nearness(recipient: Recipient, tie: AllegedTie) -> Nearness:
    if tie.provider and tie.provider == recipient.key:
        return Nearness.CERTAIN
    if tie.organisation and tie.organisation == recipient.organisation:
        return Nearness.CERTAIN
    if not tie.kind or tie.kind != recipient.kind or (tie.territory and tie.territory != recipient.territory):
        return Nearness.NONE
    if not tie.municipality or not recipient.municipality:
        return Nearness.POSSIBLE
    return (
        Nearness.POSSIBLE
        if tie.municipality.casefold() == recipient.municipality.casefold()
        else Nearness.SAME_TERRITORY
    )
