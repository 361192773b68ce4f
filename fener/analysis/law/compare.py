"""Legal orders side by side: pure questions to the books. Nothing is weighed, only laid next to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fener.analysis.law.books import STATES, Library
from fener.analysis.law.features import FEATURES, NOT_HELD
from fener.analysis.law.forms import element_mark, elements_of, forms, ids
from fener.analysis.law.holdings import Cell, Effect, Element, Kind, Provision, ReportTable, TableRow
from fener.analysis.law.matrix import (
    MARKS_NOTE,
    Matrix,
    MatrixCell,
    MatrixColumn,
    MatrixRow,
    state_columns,
    weakest,
)
from fener.analysis.law.penalties import penalty_matrix
from fener.analysis.law.side_by_side import same_facts
from fener.analysis.law.vocabulary import vocabulary
from fener.terms.territories import territory

__all__ = ["circumstance_matrix", "element_matrix", "penalty_matrix", "report_tables", "same_facts"]
_NO_CONDUCT = frozenset({"act.document.purpose_smuggling"})  # a purpose, not a conduct
_TOLD_ELSEWHERE = frozenset({"conduct", "link", "intent_benefit", "circumstance"})


def element_matrix(books: Library, *, states: Iterable[str] = STATES, kind: Kind = Kind.SMUGGLING) -> Matrix:
    """What each state asks for: forms of conduct, elements (everywhere, in part, nowhere), and features around the offence."""
    columns = state_columns(states)
    held = {column.key: forms(books, column.key, kind) for column in columns}
    rows = [*_conduct_rows(books, held), *_element_rows(books, held)]
    features = FEATURES if kind is Kind.SMUGGLING else ()
    for key, title, feature in features:
        rows.append(MatrixRow(key, title, tuple(feature(books, column.key) for column in columns)))
    notes = (MARKS_NOTE, "“Everywhere” means in every form of the offence that the books hold for the state.")
    return Matrix(f"Elements: {kind.label.lower()}", columns, tuple(rows), "Element or feature", notes)


def _conduct_rows(books: Library, held: dict[str, tuple[Provision, ...]]) -> Iterator[MatrixRow]:
    """One row a form of conduct; the words say which provisions reach it."""
    terms = vocabulary().terms
    reached = {
        state: [(each, element) for each in found for element in each.elements if element.key == "conduct"]
        for state, found in held.items()
    }
    keys = {key for pairs in reached.values() for _, element in pairs for key in element.measure.keys}
    for key in (key for key in terms if key in keys and key not in _NO_CONDUCT):
        cells = []
        for state, pairs in reached.items():
            hits = [(each, element) for each, element in pairs if key in element.measure.keys]
            cells.append(_reached(hits) if held[state] else NOT_HELD)
        yield MatrixRow(f"conduct.{key}", f"Conduct: {terms[key].label}", tuple(cells))


def _reached(hits: Sequence[tuple[Provision, Element]]) -> MatrixCell:
    if not hits:
        return MatrixCell("not named", value="no")
    mark = weakest(element_mark(each, element) for each, element in hits)
    return MatrixCell("named", ids(each for each, _ in hits), mark, _notes(hits), value="yes")


def _notes(hits: Iterable[tuple[Provision, Element]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(element.note for _, element in hits if element.note))


def _element_rows(books: Library, held: dict[str, tuple[Provision, ...]]) -> Iterator[MatrixRow]:
    titles: dict[str, str] = {}
    for found in held.values():
        for element in (element for each in found for element in elements_of(books, each)):
            titles.setdefault(element.key, element.title)
    for key, title in titles.items():
        if key in _TOLD_ELSEWHERE:
            continue
        cells = tuple(_asked_for(books, found, key) for found in held.values())
        yield MatrixRow(f"element.{key}", title, cells)


def _asked_for(books: Library, found: Sequence[Provision], key: str) -> MatrixCell:
    """Whether every form asks for an element, some do, or none does."""
    if not found:
        return NOT_HELD
    hits = [(each, element) for each in found for element in elements_of(books, each) if element.key == key]
    having = {each.id for each, _ in hits}
    without = [each for each in found if each.id not in having]
    mark = weakest([*(element_mark(each, element) for each, element in hits), *(each.wording_mark for each in without)])
    if not hits:
        return MatrixCell("nowhere", (), mark, value="nowhere")
    if without:
        words = f"in part; not in {', '.join(ids(without))}"
        return MatrixCell(words, tuple(sorted(having)), mark, _notes(hits), value="partly")
    return MatrixCell("everywhere", ids(found), mark, _notes(hits), value="everywhere")


def circumstance_matrix(books: Library, *, states: Iterable[str] = STATES) -> Matrix:
    """Aggravating circumstances with who asks for them, and what each state makes of them."""
    columns = state_columns(states)
    rows = []
    for each in books.circumstances.values():
        cells = []
        for column in columns:
            found = each.in_state(column.key)
            said = (found.note,) if found.note else ()
            claims = _claims_in(books, each.key, column.key)
            cells.append(MatrixCell(found.effect.label, found.provisions, found.mark, said, claims, found.effect.value))
        about = ", ".join(_cited(books, key) for key in each.instruments)
        rows.append(MatrixRow(each.key, each.title, tuple(cells), about, " ".join(each.notes)))
    notes = (
        MARKS_NOTE,
        f"“{Effect.SENTENCING_ONLY.label}” means that no text names it: a court may still weigh it inside the basic range.",
    )
    return Matrix("Aggravating circumstances", columns, tuple(rows), "Circumstance", notes)


def _claims_in(books: Library, touched: str, state: str) -> tuple[str, ...]:
    """Claims on an entry that concern a state: those that name its provisions, or no provision at all."""
    found = []
    for claim in books.claims_on.get(touched, ()):
        named = {books.current(key).state for key in claim.touches if key in books.provisions}
        if not named & set(STATES) or state in named:
            found.append(claim.key)
    return tuple(found)


def _cited(books: Library, key: str) -> str:
    if key in books.provisions:
        return books.current(key).cited
    found = books.recommendations.get(key)
    return f"{found.report} p. {found.page}, recommendation {found.number}" if found else key


# --- what reports print, and what the books read ---------------------------------------------------------------------


def report_tables(books: Library) -> tuple[Matrix, ...]:
    """Every table of the reports as printed, each cell beside what the books hold on the provisions it names."""
    return tuple(_report_table(books, table) for table in books.tables.values())


def _report_table(books: Library, table: ReportTable) -> Matrix:
    columns: list[MatrixColumn] = []
    for state in table.states:
        label = territory(state).label
        columns += [MatrixColumn(f"{state}:says", f"{label}: the report"), MatrixColumn(f"{state}:reads", "The books")]
    rows = []
    for row in table.rows:
        cells = [cell for state in table.states for cell in _both(books, table, row, row.cells.get(state))]
        rows.append(MatrixRow(row.key, row.title, tuple(cells), row.about, " ".join(row.notes)))
    return Matrix(f"{table.title} ({table.source.cited})", tuple(columns), tuple(rows), "Row", table.notes)


def _both(books: Library, table: ReportTable, row: TableRow, cell: Cell | None) -> tuple[MatrixCell, MatrixCell]:
    if cell is None:
        return (MatrixCell(), MatrixCell())
    touching = books.claims_on.get(f"{table.key}.{row.key}", ())
    claims = tuple(dict.fromkeys([*cell.claims, *(claim.key for claim in touching)]))
    says = MatrixCell(cell.says, cell.provisions, cell.mark, cell.notes, claims, cell.answer)
    found = [books.current(each) for each in cell.provisions]
    words = "; ".join(f"{each.cited}: {_title(each)}" for each in found)
    texts = tuple(f"{key}: {books.claims[key].text_says}" for key in cell.claims)
    if not words and not texts:
        return (says, MatrixCell())
    reads = MatrixCell(words or "see the claims", ids(found), weakest(each.mark for each in found), texts, cell.claims)
    return (says, reads)


def _title(each: Provision) -> str:
    return f"{each.title}, {each.penalty.words}" if each.penalty else each.title
