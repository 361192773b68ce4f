"""fener law compare, fener law gaps: tables for people, JSON and CSV for programs and reports"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from fener.cli.desk import as_json, out, print_json, refusing
from fener.cli.law_tree import wrapped

if TYPE_CHECKING:
    from fener.analysis.law.gaps import Gap
    from fener.analysis.law.matrix import Matrix

_ABOUT = ("elements", "circumstances", "penalties", "reports")
as_csv = click.option("--csv", "as_csv", is_flag=True, help="Print CSV for tables.")
of_states = click.option(
    "--state", "-s", "states", multiple=True, metavar="XX", help="Only these states; may be repeated."
)


@click.command("compare")
@click.argument("about", type=click.Choice(_ABOUT), default="elements")
@of_states
@as_json
@as_csv
@refusing
def compare(about: str, states: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """Legal orders side by side: elements, circumstances, penalties, or the tables of the reports with what the books hold."""
    from fener.analysis.law import STATES, library
    from fener.analysis.law.compare import circumstance_matrix, element_matrix, penalty_matrix, report_tables

    held, chosen = library(), tuple(each.upper() for each in states) or STATES
    match about:
        case "elements":
            found: tuple[Matrix, ...] = (element_matrix(held, states=chosen),)
        case "circumstances":
            found = (circumstance_matrix(held, states=chosen),)
        case "penalties":
            found = (penalty_matrix(held, states=chosen),)
        case _:
            found = report_tables(held)
    if as_json:
        print_json(found[0] if len(found) == 1 else found)
        return
    for matrix in found:
        if as_csv:
            _print_csv(matrix)
        else:
            draw(matrix)


@click.command("gaps")
@of_states
@click.option("--all", "show_all", is_flag=True, help="Also what is met, not known or not asked.")
@as_json
@as_csv
@refusing
def gaps(states: tuple[str, ...], show_all: bool, as_json: bool, as_csv: bool) -> None:
    """What Protocol, Convention, Model Law, EU instruments and reports ask for, and the books of a state do not show."""
    from fener.analysis.law import DISCLAIMER, STATES, library
    from fener.analysis.law.gaps import gap_matrix
    from fener.analysis.law.gaps import gaps as found_gaps

    held, chosen = library(), tuple(each.upper() for each in states) or STATES
    found = found_gaps(held, states=chosen, only_open=not show_all)
    if as_json:
        print_json([_plain(each) for each in found])
    elif as_csv:
        _print_csv(gap_matrix(held, states=chosen, only_open=not show_all))
    else:
        for each in found:
            _print_gap(each)
        for line in wrapped(DISCLAIMER, 0):
            click.echo(line)


def _print_gap(gap: Gap) -> None:
    yardstick = gap.yardstick
    mark = f" [{gap.mark.label.lower()}]" if gap.mark else ""
    title = f"{gap.state}  {gap.finding.label}: {yardstick.asks} ({yardstick.instrument} {yardstick.article}, {gap.binding}){mark}"
    lines = [*wrapped(title, 0), *wrapped(gap.why, 4)]
    if gap.recommendation:
        one = gap.recommendation
        lines += wrapped(f"{one.report} p. {one.page}, {one.number}: {one.words}", 4, first="would be closed by ")
    for point in gap.points:
        lines += wrapped(point, 4, first="draft point: ")
    click.echo("\n".join([*lines, ""]))


def _plain(gap: Gap) -> dict[str, Any]:
    yardstick, recommendation = gap.yardstick, gap.recommendation
    return {
        "key": yardstick.key,
        "state": gap.state,
        "finding": gap.finding.value,
        "instrument": yardstick.instrument,
        "article": yardstick.article,
        "asks": yardstick.asks,
        "binding": gap.binding,
        "why": gap.why,
        "mark": gap.mark.value if gap.mark else None,
        "provisions": list(gap.provisions),
        "recommendation": recommendation.key if recommendation else None,
        "points": list(gap.points),
        "claims": [each.key for each in gap.claims],
        "sources": [each.cited for each in yardstick.sources],
    }


def draw(matrix: Matrix) -> None:
    """A matrix as a table that fits the terminal; provisions, marks and claims below the words of a cell."""
    table = Table(matrix.first, *(column.title for column in matrix.columns), title=matrix.title, show_lines=True)
    for row in matrix.rows:
        table.add_row(row.title, *(cell.text for cell in row.cells))
    out.print(table, soft_wrap=False, markup=False)
    for note in matrix.notes:
        for line in wrapped(note, 0):
            click.echo(line)
    if any("Kosovo*" in column.title for column in matrix.columns):
        from fener.terms.territories import KOSOVO_NOTE

        for line in wrapped(KOSOVO_NOTE, 0):
            click.echo(line)


def _print_csv(matrix: Matrix) -> None:
    from fener.analysis.law.matrix import as_rows

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(as_rows(matrix))
    click.echo(text.getvalue(), nl=False)
