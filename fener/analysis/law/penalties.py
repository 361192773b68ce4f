"""Ranges of imprisonment by state, with the Convention's test of a serious crime and the yardstick of the European Union."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fener.analysis.law.books import STATES, Library
from fener.analysis.law.forms import forms
from fener.analysis.law.holdings import Kind, Provision
from fener.analysis.law.matrix import MARKS_NOTE, Matrix, MatrixCell, MatrixColumn, MatrixRow, chosen
from fener.terms.territories import territory

_PENALTY_KINDS = (Kind.SMUGGLING, Kind.ORGANISING, Kind.BORDER)
_EU_CIRCUMSTANCES = frozenset({"agg.ocg", "agg.life_health"})
_EU_MONTHS = 96


def penalty_matrix(books: Library, states: Iterable[str] = STATES, on: date | None = None) -> Matrix:
    """Forms by state with the range as the text says it, the Convention's test of a serious crime, and the EU yardstick.

    ``on``: the day whose versions are shown; None shows the latest.
    """
    columns = (
        MatrixColumn("state", "State"),
        MatrixColumn("range", "Range"),
        MatrixColumn("serious", "Serious crime (Convention Art. 2(b): maximum of at least four years)"),
        MatrixColumn("eu", "Framework Decision 2002/946, Art. 1(3): maximum not less than eight years"),
    )
    rows = [
        MatrixRow(each.id, f"{each.cited}: {each.title}", _penalty_cells(books, state, each), each.kind.value)
        for state in chosen(states)
        for each in forms(books, state, *_PENALTY_KINDS, on=on)
    ]
    when = f" on {on}" if on else ""
    notes = (
        MARKS_NOTE,
        "A range is what the text says; no sentence is computed. Where offences concur, the rules on a joint sentence apply.",
        "The Framework Decision asks for it where smuggling for gain is committed by a criminal organisation or endangers life; "
        "basic forms are not measured by it (E11).",
    )
    return Matrix(f"Ranges of imprisonment{when}", columns, tuple(rows), "Form", notes)


def _penalty_cells(books: Library, state: str, each: Provision) -> tuple[MatrixCell, ...]:
    mark = each.penalty.mark if each.penalty else None
    claims = tuple(claim.key for claim in books.claims_on.get(each.id, ()))
    note = (each.penalty.note,) if each.penalty and each.penalty.note else ()
    words = each.penalty.words if each.penalty else "not known"
    return (
        MatrixCell(territory(state).label, value=state),
        MatrixCell(f"{words} ({each.valid.words})", (each.id,), mark, note, claims),
        _serious(each),
        _eu(books, each),
    )


def _serious(each: Provision) -> MatrixCell:
    note = ("Not smuggling in the sense of the Protocol.",) if each.kind is Kind.BORDER else ()
    serious = each.penalty.is_serious_crime if each.penalty else None
    mark = each.penalty.mark if each.penalty else None
    value = "not_known" if serious is None else "yes" if serious else "no"
    return MatrixCell(value.replace("_", " "), mark=mark, notes=note, value=value)


def _eu(books: Library, each: Provision) -> MatrixCell:
    """Only forms for gain, by an organisation or with danger to life, are measured."""
    mark = each.penalty.mark if each.penalty else None
    circumstances = {found.key for found in books.circumstances_of.get(each.id, ())}
    measured = each.kind is Kind.ORGANISING or bool(circumstances & _EU_CIRCUMSTANCES)
    most = None if each.penalty is None else (10**6 if each.penalty.open_ended else each.penalty.most)
    if not measured or not each.needs_benefit:
        above = most is not None and most >= _EU_MONTHS and each.kind is not Kind.BORDER
        return MatrixCell("not asked for here" + ("; reached all the same" if above else ""), value="not_applicable")
    if most is None:
        return MatrixCell("not known", mark=mark, value="not_known")
    reached = most >= _EU_MONTHS
    open_ended = ("No maximum is named: the general one applies.",) if each.penalty and each.penalty.open_ended else ()
    return MatrixCell("met" if reached else "below", (), mark, open_ended, value="met" if reached else "gap")
