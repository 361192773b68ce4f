"""fener cycle"""

from __future__ import annotations

import sys
from datetime import datetime

import click
from rich.table import Table

from fener.cli.desk import acting_member, actor_option, as_json, err, open_desk, out, print_json, refusing
from fener.terms.monitoring import Tally


@click.group()
def cycle() -> None:
    """Monitoring cycles: what is planned, covered and due."""


@cycle.command("list")
@actor_option
@as_json
@refusing
def list_(actor_name: str, as_json: bool) -> None:
    """Cycles with their targets."""
    open_desk()
    from fener.queries.cycles import cycles_for

    found = cycles_for(acting_member(actor_name))
    if as_json:
        print_json(
            [
                {
                    "id": line.cycle.pk,
                    "key": line.key,
                    "title": line.cycle.title,
                    "territory": line.cycle.territory,
                    "first_on": line.cycle.first_on,
                    "last_on": line.cycle.last_on,
                    "is_closed": line.cycle.closed_at is not None,
                    "visits": line.visits,
                    "interviews": line.interviews,
                    "overdue": line.overdue,
                }
                for line in found
            ]
        )
        return
    table = Table("Id", "Cycle", "Title", "Period", "Visits", "Interviews", "Overdue")
    for line in found:
        row = (line.key, line.cycle.title, str(line.cycle.period), _told(line.visits), _told(line.interviews))
        table.add_row(str(line.cycle.pk), *row, str(line.overdue))
    out.print(table)


@cycle.command()
@click.argument("cycle_id", type=int)
@actor_option
@as_json
@refusing
def coverage(cycle_id: int, actor_name: str, as_json: bool) -> None:
    """Route segments and kinds of stakeholder of cycle CYCLE_ID against the plan."""
    open_desk()
    from fener.queries.coverage import coverage as covered

    found = covered(acting_member(actor_name), cycle_id)
    if as_json:
        print_json(
            {
                "cycle": found.key,
                "segments": found.segments,
                "stakeholders": found.stakeholders,
                "key_informants": found.key_informants,
                "respondents": found.respondents,
            }
        )
        return
    for title, rows in (("Route segment", found.segments), ("Kind of stakeholder", found.stakeholders)):
        table = Table(title, "Standing", "Planned", "Reported", "Approved")
        for row in rows:
            counts = (row.tally.planned, row.tally.reported, row.tally.approved)
            table.add_row(row.label, row.standing, *map(str, counts))
        out.print(table)


@cycle.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day to remind for; today by itself.")
@as_json
@refusing
def remind(on: datetime | None, as_json: bool) -> None:
    """Mail members what is due. Run it once a day; a second run says nothing twice. Exit code 1: some mail did not go."""
    open_desk()
    from django.utils import timezone

    from fener.actions.field.send_reminders import send_reminders

    found = send_reminders(on.date() if on else timezone.localdate())
    if as_json:
        print_json(found)
    else:
        out.print(
            f"{len(found.sent)} sent, {len(found.failed)} failed, {len(found.without_address)} without an address."
        )
        if found.fault:
            err.print(f"The mail server says: {found.fault}. The next run tries again.", highlight=False)
    sys.exit(1 if found.failed else 0)


def _told(tally: Tally) -> str:
    return f"{tally.approved} of {tally.target} approved, {tally.reported} reported, {tally.planned} planned"
