"""A comparison as a plain table: screens, terminal, print and reports draw the same one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fener.analysis.law.books import STATES
from fener.analysis.law.holdings import Mark
from fener.terms.errors import UnknownTerm
from fener.terms.territories import territory

_WEAKEST_FIRST = (Mark.DISPUTED, Mark.TO_BE_CHECKED, Mark.REPORTED, Mark.VERIFIED)

MARKS_NOTE = (
    "Marks: reported – as a report says; verified – seen in a public text; to be checked – not seen in a text; disputed – the "
    "report seems wrong or contradicts itself (see the claims, E1 …)."
)


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """``key`` is a state's code, or a word where the columns are no states."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Words, with the provisions that carry them, the mark, notes and keys of claims.

    ``value`` is a code a screen may colour by: an effect, a finding, ``everywhere`` … Empty words mean that nothing is known.
    """

    words: str = ""
    provisions: tuple[str, ...] = ()
    mark: Mark | None = None
    notes: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    value: str = ""

    @property
    def text(self) -> str:
        """All of it in one line: words, provisions, claims, mark."""
        if not self.words:
            return ""
        named = f" ({', '.join(self.provisions)})" if self.provisions else ""
        claims = f" {', '.join(self.claims)}" if self.claims else ""
        mark = f" [{self.mark.label.lower()}]" if self.mark else ""
        return f"{self.words}{named}{mark}{claims}"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row; ``cells`` stand in the order of the columns. ``note`` and ``claims`` are about the row as a whole."""

    key: str
    title: str
    cells: tuple[MatrixCell, ...]
    about: str = ""
    note: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """A titled table. ``first`` heads the column of row titles."""

    title: str
    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    first: str = ""
    notes: tuple[str, ...] = ()

    def cell(self, row: str, column: str) -> MatrixCell:
        """The cell where row and column of these keys meet; KeyError where there is none."""
        places = {each.key: place for place, each in enumerate(self.columns)}
        rows = {each.key: each for each in self.rows}
        return rows[row].cells[places[column]]


def as_rows(matrix: Matrix) -> tuple[tuple[str, ...], ...]:
    """Header and rows of text, for CSV and spreadsheets: every cell with provisions, mark, claims and notes."""
    header = (matrix.first, *(each.title for each in matrix.columns))
    return (header, *((row.title, *(_in_full(cell) for cell in row.cells)) for row in matrix.rows))


def _in_full(cell: MatrixCell) -> str:
    return " — ".join(part for part in (cell.text, *cell.notes) if part)


def state_columns(states: Iterable[str]) -> tuple[MatrixColumn, ...]:
    """A column a state."""
    return tuple(MatrixColumn(each, territory(each).label) for each in chosen(states))


def chosen(states: Iterable[str]) -> tuple[str, ...]:
    """The states in the order given, each once; UnknownTerm for one without a law book."""
    found = tuple(dict.fromkeys(states))
    for each in found:
        if each not in STATES:
            raise UnknownTerm(
                f"“{each[:40]}” cannot be compared: there is no such state in the law books",
                remedy=f"Choose among {', '.join(STATES)}. RS is Serbia.",
                number="FEN-2940",
            )
    return found


def weakest(marks: Iterable[Mark | None]) -> Mark | None:
    """The mark of several statements together: as far checked as the least checked of them."""
    given = {mark for mark in marks if mark}
    return next((mark for mark in _WEAKEST_FIRST if mark in given), None)
