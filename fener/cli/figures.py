"""fener figures"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from rich.table import Table

from fener.cli.desk import acting_member, actor_option, as_json, err, open_desk, out, print_json, progress_bar, refusing
from fener.terms.reporting import Figure


@click.group()
def figures() -> None:
    """Figures and incidents from outside."""


@figures.command("import")
@click.argument("kind", type=click.Choice(["missing-migrants", "frontex", "unhcr", "eurostat"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--vintage", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day the file is as of.")
@click.option("--partly", is_flag=True, help="Take the good rows and report the others.")
@actor_option
@as_json
@refusing
def import_(kind: str, file: Path, vintage: datetime | None, partly: bool, actor_name: str, as_json: bool) -> None:
    """Import FILE of the publisher KIND. A partly bad file loads nothing unless --partly is given."""
    open_desk()
    from fener.actions.reporting.import_figures import RowsRejected, import_figures

    on: date | None = vintage.date() if vintage else None
    try:
        with progress_bar(f"Importing {file.name}") as step:
            record = import_figures(
                acting_member(actor_name), kind, file, file.name, vintage=on, accept_partly=partly, progress=step
            )
    except RowsRejected as refusal:
        _show_rows([(row.row, row.column, row.number, row.message, row.remedy) for row in refusal.rejected])
        raise
    remarks = [(r.row, r.column, r.number, r.message, r.remedy) for r in record.rejected_rows.all()]
    if as_json:
        names = (
            "pk",
            "kind",
            "file_name",
            "digest",
            "vintage",
            "rows_read",
            "figures_kept",
            "incidents_kept",
            "rows_rejected",
        )
        print_json({name: getattr(record, name) for name in names} | {"remarks": remarks})
        return
    out.print(
        f"{record.file_name}: {record.rows_read:,} rows read, {record.figures_kept:,} figures and "
        f"{record.incidents_kept:,} incidents kept, {record.rows_rejected:,} rows rejected."
    )
    if remarks:
        _show_rows(remarks)


def _show_rows(rows: list[tuple[int, str, str, str, str]]) -> None:
    table = Table("Row", "Column", "Number", "What", "Remedy")
    for row, column, number, message, remedy in rows[:50]:
        table.add_row(str(row), column, number, message, remedy)
    err.print(table)
    if len(rows) > 50:
        err.print(f"… and {len(rows) - 50} more; --json lists them all.")


@figures.command("compare")
@click.option("--year", type=int, default=None)
@click.option("--territory", default="", metavar="XX")
@as_json
@actor_option
@refusing
def compare(year: int | None, territory: str, as_json: bool, actor_name: str) -> None:
    """Figures that speak of the same subject and period, side by side with a verdict."""
    open_desk()
    from fener.queries.figures import FigureFilters, compared_figures

    found = compared_figures(
        acting_member(actor_name), FigureFilters(territory=territory or None, year=year)
    ).comparisons
    if as_json:
        print_json(found)
        return
    table = Table("Subject", "Period", "Figures", "Verdict", "Reason")
    for entry in found:
        table.add_row(
            str(entry.subject),
            str(entry.period),
            "\n".join(_figure_line(figure) for figure in entry.figures),
            entry.verdict.value.replace("_", " "),
            entry.reason,
        )
    out.print(table)


def _figure_line(figure: Figure) -> str:
    value = "no figure" if figure.value is None else f"{figure.value:,f}".rstrip("0").rstrip(".")
    return f"{value} {figure.unit} {figure.measure} ({figure.provenance.source})"
