"""What changed between two report documents: statements that came or went, and numbers that moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fener.terms.reporting import (
    Block,
    Bullets,
    Cell,
    Narrative,
    Paragraph,
    Picture,
    Question,
    ReportDocument,
    Section,
    Table,
)


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One table cell that differs: which table, row and column, and both values as text (empty: was or is not there)."""

    table: str
    row: str
    column: str
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section: lines only in the newer, lines only in the older, and changed numbers."""

    number: str
    title: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    numbers: tuple[NumberChange, ...]

    @property
    def is_empty(self) -> bool:
        """True where nothing differs."""
        return not (self.added or self.removed or self.numbers)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two documents side by side; ``sections`` holds only those that differ, in the newer document's order."""

    older: ReportDocument
    newer: ReportDocument
    sections: tuple[SectionChange, ...]


def difference(older: ReportDocument, newer: ReportDocument) -> Difference:
    """Compare section by section; sections are matched by number and title."""
    before = {(section.number, section.title): section for section in _flat(older.sections)}
    after = {(section.number, section.title): section for section in _flat(newer.sections)}
    order = [*after, *(key for key in before if key not in after)]
    changes = (_section_change(key, before.get(key), after.get(key)) for key in order)
    return Difference(older, newer, tuple(change for change in changes if not change.is_empty))


def _flat(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _flat(section.subsections)


def _section_change(key: tuple[str, str], older: Section | None, newer: Section | None) -> SectionChange:
    was, now = _lines(older), _lines(newer)
    return SectionChange(
        *key,
        added=tuple(line for line in now if line not in was),
        removed=tuple(line for line in was if line not in now),
        numbers=tuple(_number_changes(_cells(older), _cells(newer))),
    )


def _blocks(section: Section | None) -> Iterator[Block]:
    for block in section.blocks if section else ():
        yield block
        if isinstance(block, Question):
            yield from block.blocks


def _lines(section: Section | None) -> dict[str, None]:
    """Statements and narratives as text, in order, without repeats. Counted sentences are numbers, not statements."""
    lines: dict[str, None] = {}
    for block in _blocks(section):
        match block:
            case Bullets(entries):
                lines |= dict.fromkeys("".join(run.text for run in entry) for entry in entries)
            case Narrative(text):
                lines |= dict.fromkeys(part.strip() for part in text.split("\n\n") if part.strip())
            case Paragraph(runs):
                lines[("".join(run.text for run in runs))] = None
            case _:
                continue
    return lines


def _cells(section: Section | None) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for block in _blocks(section):
        table = block.table if isinstance(block, Picture) else block
        if isinstance(table, Table):
            found |= _table_cells(table)
    return found


def _table_cells(table: Table) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for row in table.rows:
        head = " · ".join(
            cell_text(cell) for cell, column in zip(row, table.columns, strict=False) if column.kind == "text"
        )
        for cell, column in zip(row, table.columns, strict=False):
            if column.kind != "text":
                found[(table.caption, head, column.title)] = cell_text(cell)
    return found


def _number_changes(
    older: dict[tuple[str, str, str], str], newer: dict[tuple[str, str, str], str]
) -> Iterator[NumberChange]:
    for key in [*newer, *(key for key in older if key not in newer)]:
        if older.get(key, "") != newer.get(key, ""):
            yield NumberChange(*key, older=older.get(key, ""), newer=newer.get(key, ""))


def cell_text(cell: Cell) -> str:
    """What a reader sees in the cell."""
    if cell.suppressed:
        return "suppressed"
    return "" if cell.value is None else str(cell.value)
