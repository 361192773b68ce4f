"""The justice room: states of a fact sheet, what a lawyer says of a qualification, how far a recommendation got."""

from __future__ import annotations

from enum import StrEnum

LONGEST_WORDS = 4000
"""Characters of a reason or a note."""


class _Labelled(StrEnum):
    @property
    def label(self) -> str:
        """The word a screen shows."""
        return self.value.replace("_", " ").capitalize()


class SheetState(_Labelled):
    """Whether facts may still be saved and reviewed."""

    OPEN = "open"
    CLOSED = "closed"


class ReviewOutcome(_Labelled):
    """What a lawyer says of a qualification. Neither of the two charges anybody."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Progress(_Labelled):
    """How far a state got with a recommendation, as a source says."""

    NOT_STARTED = "not_started"
    ANNOUNCED = "announced"
    DRAFTED = "drafted"
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    NOT_KNOWN = "not_known"
