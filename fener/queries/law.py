"""How the law treats smuggling, as tables of the house: for reports, screens and exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from fener.analysis.law.books import STATES, Library, library
from fener.analysis.law.compare import circumstance_matrix, element_matrix, penalty_matrix
from fener.analysis.law.gaps import GAPS_NOTE, Gap, gap_matrix, gaps
from fener.analysis.law.holdings import Mark
from fener.analysis.law.matrix import Matrix, MatrixCell
from fener.terms.errors import UnknownTerm
from fener.terms.reporting import Block, Cell, Column, Paragraph, Run, Table
from fener.terms.territories import territory

_LETTERS = {Mark.REPORTED: "R", Mark.VERIFIED: "V", Mark.TO_BE_CHECKED: "C", Mark.DISPUTED: "D"}
LETTERS_NOTE = (
    "R as a report says, V verified in a public text, C to be checked against the text, D disputed: the report seems wrong or "
    "contradicts itself."
)
LEAD = (
    " What follows is drawn from the law books of Fener, not from observations: what the reports say and what public texts say, "
    "each with a mark of how far it was checked. It is no legal advice."
)


def how_the_law_treats_it(states: Sequence[str]) -> list[Block]:
    """The part of a report on the law: circumstances and gaps of its territory, with sources and marks."""
    return [
        Paragraph((Run("How the law treats it.", strong=True), Run(LEAD))),
        law_table_for_report("circumstances", states),
        law_table_for_report("gaps", states),
    ]


def law_table_for_report(kind: str, states: Sequence[str] = STATES) -> Table:
    """A table of the law books: ``circumstances``, ``gaps``, ``elements`` or ``penalties``.

    One state gets every detail in columns of its own; several stand side by side in short. UnknownTerm for another kind or state.
    """
    if kind not in _TABLES:
        raise UnknownTerm(
            f"the law books give no table “{kind[:40]}”", remedy=f"Choose {', '.join(_TABLES)}.", number="FEN-2942"
        )
    return _TABLES[kind](library(), tuple(states))


def table_of(matrix: Matrix, key: str, *, brief: bool = False) -> Table:
    """A matrix as a table of the house. ``brief``: words with the letter of the mark; else provisions, claims and notes too."""
    columns = (Column("row", matrix.first), *(Column(each.key, each.title) for each in matrix.columns))
    cell = _brief if brief else _full
    rows = tuple((Cell(row.title, note=row.note), *(cell(each) for each in row.cells)) for row in matrix.rows)
    notes = (LETTERS_NOTE, *matrix.notes[1:]) if brief else matrix.notes
    return Table(key, matrix.title, columns, rows, note=" ".join(notes))


def _brief(cell: MatrixCell) -> Cell:
    return Cell(f"{cell.words} {_letter(cell.mark)}".strip() if cell.words else None)


def _full(cell: MatrixCell) -> Cell:
    return Cell(cell.text or None, note=" ".join(cell.notes))


def _elements(books: Library, states: Sequence[str]) -> Table:
    return table_of(element_matrix(books, states=states), "law-elements", brief=len(states) > 1)


def _penalties(books: Library, states: Sequence[str]) -> Table:
    return table_of(penalty_matrix(books, states), "law-penalties")


def _circumstances(books: Library, states: Sequence[str]) -> Table:
    matrix = circumstance_matrix(books, states=states)
    if len(states) > 1:
        return _dated(table_of(matrix, "law-circumstances", brief=True), books)
    columns = ("Circumstance", territory(states[0]).label, "Named by", "Remarks", "Sources")
    rows = []
    for row in matrix.rows:
        [cell] = row.cells
        cited = _joined(source.cited for source in books.circumstances[row.key].sources)
        remarks = " ".join([*cell.notes, row.note]).strip()
        rows.append(_texts(row.title, cell.text, row.about, remarks, cited))
    table = Table("law-circumstances", matrix.title, _columns(columns), tuple(rows), note=" ".join(matrix.notes))
    return _dated(table, books)


def _gaps(books: Library, states: Sequence[str]) -> Table:
    if len(states) > 1:
        matrix = gap_matrix(books, states=states)
        return _dated(table_of(matrix, "law-gaps", brief=True), books)
    columns = ("What is asked", "Found", "Why", "What would close it", "Sources")
    found = gaps(books, states=states, only_open=True)
    caption = f"Gaps: what is asked of {territory(states[0]).label} and not, or not wholly, found in its law"
    table = Table(
        "law-gaps",
        caption,
        _columns(columns),
        tuple(_gap_row(each) for each in found),
        note=f"{LETTERS_NOTE} {GAPS_NOTE}",
    )
    return _dated(table, books)


def _gap_row(gap: Gap) -> tuple[Cell, ...]:
    made = gap.recommendation
    closing = f"{made.words} ({made.report} p. {made.page}, no. {made.number})" if made else " ".join(gap.points)
    claims = f" ({', '.join(each.key for each in gap.claims)})" if gap.claims else ""
    return _texts(
        f"{gap.yardstick.asks} ({gap.asked_by}; {gap.binding})",
        f"{gap.finding.label} {_letter(gap.mark)}".strip(),
        " ".join([gap.why + claims, *gap.notes]),
        closing,
        _joined(source.cited for source in gap.yardstick.sources),
    )


def _columns(titles: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(title.casefold().replace(" ", "_"), title) for title in titles)


def _texts(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _letter(mark: Mark | None) -> str:
    return f"[{_LETTERS[mark]}]" if mark else ""


def _dated(table: Table, books: Library) -> Table:
    """The note says which books it was drawn from, so that a table in print can be found again."""
    versions = ", ".join(sorted(set(books.versions.values())))
    note = f"{table.note} Law books {versions}, digest {books.digest[:12]}."
    return Table(table.key, table.caption, table.columns, table.rows, note)


_TABLES: Mapping[str, Callable[[Library, Sequence[str]], Table]] = {
    "circumstances": _circumstances,
    "gaps": _gaps,
    "elements": _elements,
    "penalties": _penalties,
}
