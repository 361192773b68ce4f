"""Tables that people paste or upload: why a row cannot be taken, and the refusal of a whole table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fener.terms.errors import UnreadableMaterial


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one row cannot be taken; ``row`` as a spreadsheet counts, the header being row 1."""

    row: int
    column: str
    number: str
    message: str
    remedy: str
    raw: str


class RowsRefused(UnreadableMaterial):
    """Some rows cannot be taken; nothing was stored. Rooms give it a number and a remedy of their own."""

    def __init__(self, rejected: Sequence[RowProblem]) -> None:
        self.rejected = list(rejected)
        super().__init__(f"{len(self.rejected)} of the rows cannot be taken; nothing was stored")
