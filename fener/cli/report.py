"""fener report"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from fener.cli.desk import acting_member, actor_option, as_json, open_desk, out, print_json, progress_bar, refusing

first = click.option("--from", "first_on", type=click.DateTime(["%Y-%m-%d"]), default="2019-01-01", show_default=True)
last = click.option("--to", "last_on", type=click.DateTime(["%Y-%m-%d"]), default="2025-12-31", show_default=True)
target = click.option(
    "--out",
    "path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .pdf, .docx or .html.",
)


@click.group()
def report() -> None:
    """Monitoring reports."""


@report.command()
@click.argument("territory")
@first
@last
@target
@actor_option
@as_json
@refusing
def national(territory: str, first_on: datetime, last_on: datetime, path: Path, actor_name: str, as_json: bool) -> None:
    """The national report of TERRITORY, in the structure of Annex II."""
    _build("national", territory, first_on, last_on, path, actor_name, as_json)


@report.command()
@first
@last
@target
@actor_option
@as_json
@refusing
def regional(first_on: datetime, last_on: datetime, path: Path, actor_name: str, as_json: bool) -> None:
    """The comparative report of the region."""
    _build("regional", "", first_on, last_on, path, actor_name, as_json)


def _build(
    kind: str, place: str, first_on: datetime, last_on: datetime, path: Path, actor_name: str, as_json: bool
) -> None:
    open_desk()
    from fener.actions.reporting.compile_report import start_report
    from fener.actions.reporting.export_report import export_report

    member = acting_member(actor_name)
    suffix = path.suffix.lstrip(".").lower()
    with progress_bar(f"Building {path.name}") as step:
        step(0, 2)
        made = start_report(member, kind, place.upper(), first_on.date(), last_on.date())
        step(1, 2)
        export_report(member, made.pk, suffix, path=path.resolve())
        step(2, 2)
    answer = {"report": made.pk, "title": made.title, "file": str(path), "bytes": path.stat().st_size}
    if as_json:
        print_json(answer)
    else:
        out.print(f"{made.title}: {path} ({path.stat().st_size:,} bytes), report {made.pk} on the desk.")
