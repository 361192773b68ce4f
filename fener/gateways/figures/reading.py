"""What a reader of a publisher's file hands back, and the notebook it keeps while reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fener.terms.field import Incident
from fener.terms.reporting import Figure, RejectedRow


@dataclass(frozen=True, slots=True)
class MeasureNote:
    """A measure a file carries: its code, its unit, and what to know before putting two of its numbers together."""

    code: str
    unit: str
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file, read once.

    ``figures`` and ``incidents`` are what could be taken; ``rejected`` names every row (in wide tables: every cell)
    that could not, ``issues`` what was taken although something about it needs a look. ``rows_read`` counts the rows
    under the header, blank ones left out. ``digest`` is the SHA-256 of the file's bytes in hexadecimal; ``vintage`` the
    day the file is as of, where the caller or the file says so. ``unused`` are the columns nothing was taken from.
    """

    kind: str
    publisher: str
    name: str
    measures: tuple[MeasureNote, ...]
    figures: list[Figure]
    incidents: list[Incident]
    rejected: list[RejectedRow]
    issues: list[RejectedRow]
    rows_read: int
    digest: str
    vintage: date | None
    header: tuple[str, ...]
    unused: tuple[str, ...] = ()


@dataclass(slots=True)
class Notebook:
    """Rejections and issues noted while reading."""

    rejected: list[RejectedRow] = field(default_factory=list)
    issues: list[RejectedRow] = field(default_factory=list)

    def reject(self, row: int, column: str, fault: BadCell) -> None:
        """Note that a row, or a cell of a wide table, was not taken."""
        self.rejected.append(RejectedRow(row, column, fault.number, fault.message, fault.remedy, fault.raw))

    def wrong_widths(self) -> int:
        """How many rows were rejected for their number of cells, before a reader saw them."""
        return sum(fault.number in ("FEN-2201", "FEN-2202") for fault in self.rejected)

    def issue(self, row: int, column: str, fault: BadCell) -> None:
        """Note something that was taken all the same."""
        self.issues.append(RejectedRow(row, column, fault.number, fault.message, fault.remedy, fault.raw))


class BadCell(Exception):
    """One cell cannot be read. Caught by the row loop, which knows row and column: it never leaves the package."""

    def __init__(self, number: str, message: str, remedy: str, raw: str = "") -> None:
        self.number = number
        self.message = message
        self.remedy = remedy
        self.raw = raw[:200]
        super().__init__(f"{number}: {message}")
