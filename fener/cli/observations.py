"""fener observations"""

from __future__ import annotations

import click
from rich.table import Table

from fener.cli.desk import acting_member, actor_option, as_json, open_desk, out, print_json, refusing


@click.group()
def observations() -> None:
    """Coded observations."""


@observations.command("list")
@click.option("--territory", default="", metavar="XX")
@click.option("--topic", default="")
@click.option("--text", default="", help="Words in the statement or the key.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@actor_option
@as_json
@refusing
def list_(territory: str, topic: str, text: str, limit: int, actor_name: str, as_json: bool) -> None:
    """Observations the member may read, with source and grading."""
    open_desk()
    from fener.queries.observations import ObservationFilters, first_observations

    filters = ObservationFilters(territory=territory, topic=topic, text=text)
    rows = first_observations(acting_member(actor_name), filters, limit)
    if as_json:
        print_json(rows)
        return
    table = Table("Key", "Territory", "Topic", "Statement", "Grading", "Source")
    for row in rows:
        table.add_row(row.key, row.territory, row.topic, row.statement, row.grading, row.cited)
    out.print(table)
    out.print(f"{len(rows)} shown.")
