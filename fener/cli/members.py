"""fener members"""

from __future__ import annotations

import click

from fener.cli.desk import open_desk, out, refusing
from fener.terms.people import Role


@click.group()
def members() -> None:
    """Members of the desk."""


@members.command()
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", required=True)
@click.option(
    "--territory", "territories", multiple=True, metavar="XX", help="Give it once for each territory; WB is all six."
)
@click.password_option()
@refusing
def add(username: str, role: str, organisation: str, territories: tuple[str, ...], password: str) -> None:
    """Add a member; the second factor is set at the first login."""
    open_desk()
    from fener.actions.base.add_member import add_member

    made = add_member(
        None, username=username, password=password, role=role, organisation=organisation, territories=territories
    )
    out.print(f"{made.username}: {Role(made.role).label}, {made.organisation}.")


@members.command()
@click.argument("username")
@click.option("--why", required=True, help="Why; the audit keeps it.")
@click.password_option()
@refusing
def reset(username: str, why: str, password: str) -> None:
    """Give a member a new password and take the second factor off; it is set up anew at the next login."""
    open_desk()
    from fener.actions.base.reset_member import reset_member

    reset_member(None, username, password=password, why=why)
    out.print(f"{username}: new password set, second factor taken off, failed logins forgotten.")


@members.command()
@click.argument("username")
@click.option("--why", required=True, help="Why; the audit keeps it.")
@refusing
def unlock(username: str, why: str) -> None:
    """Forget a member's failed logins before the quarter of an hour is over."""
    open_desk()
    from fener.actions.base.reset_member import reset_member

    reset_member(None, username, password=None, why=why)
    out.print(f"{username}: failed logins forgotten.")
