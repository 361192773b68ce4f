"""fener audit"""

from __future__ import annotations

import sys

import click

from fener.cli.desk import acting_member, actor_option, as_json, open_desk, out, print_json, refusing


@click.group()
def audit() -> None:
    """The audit chain."""


@audit.command()
@actor_option
@as_json
@refusing
def check(actor_name: str, as_json: bool) -> None:
    """Whether every entry still seals the one before it; leaves with exit code 1 where one does not."""
    open_desk()
    from fener.queries.audit import audit_check

    found = audit_check(acting_member(actor_name))
    if as_json:
        print_json(found)
    elif found.broken_at is None:
        out.print(f"{found.entries:,} entries, all in place.")
    else:
        out.print(f"Broken at entry {found.broken_at:,}: {found.reason}.")
    sys.exit(0 if found.broken_at is None else 1)
