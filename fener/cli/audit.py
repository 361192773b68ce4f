"""fener audit"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fener.cli.desk import acting_member, actor_option, as_json, open_desk, out, print_json, refusing

if TYPE_CHECKING:
    from fener.gateways.audit_files import AuditFileCheck

_FILE = click.Path(dir_okay=False, path_type=Path)


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


@audit.command()
@click.argument("file", type=_FILE)
@actor_option
@as_json
@refusing
def export(file: Path, actor_name: str, as_json: bool) -> None:
    """Write the whole chain with its signed end to FILE, for somebody outside who checks it. It names members."""
    open_desk()
    from fener.actions.base.export_audit import export_audit_to

    written = export_audit_to(acting_member(actor_name), file)
    if as_json:
        print_json(written)
    else:
        out.print(f"{written.entries:,} entries, {written.bytes:,} bytes in {file.name}.", highlight=False)


@audit.command()
@actor_option
@as_json
@refusing
def checkpoint(actor_name: str, as_json: bool) -> None:
    """One signed line that says how the chain ends now: give it to somebody outside who keeps it."""
    open_desk()
    from fener.queries.audit import newest_checkpoint

    found = newest_checkpoint(acting_member(actor_name))
    if as_json:
        print_json({"text": found.text, "short": found.short, "sequence": found.sequence, "key": found.key})
        return
    click.echo(found.text)
    click.echo(f"short: {found.short}")


@audit.command()
@click.argument("file", type=_FILE)
@click.option(
    "--checkpoint", "checkpoints", multiple=True, metavar="TEXT", help="One you kept, long or short; repeatable."
)
@click.option("--key", default="", metavar="PUBLIC", help="The desk's public audit key, as you noted it yourself.")
@as_json
@refusing
def verify(file: Path, checkpoints: tuple[str, ...], key: str, as_json: bool) -> None:
    """Whether an exported FILE fits: every seal, the signature, kept checkpoints. Exit code 1 where something does not."""
    open_desk()
    from fener.queries.audit import does_audit_file_hold

    found = does_audit_file_hold(file, checkpoints=checkpoints, key=key)
    if as_json:
        print_json(found)
    else:
        _say(found, is_key_given=bool(key))
    sys.exit(0 if found.holds else 1)


def _say(found: AuditFileCheck, *, is_key_given: bool) -> None:
    click.echo(f"Desk “{found.desk}”, audit key {found.key}")
    if found.problem is None:
        click.echo(f"{found.entries:,} entries, all in place; the end is signed with that key.")
        if not is_key_given:
            click.echo("The key was taken from the file itself: give --key to check it against the one you noted.")
    else:
        click.echo(f"Does not fit, line {found.problem.line:,}: {found.problem.reason}.")
    for one in found.kept:
        click.echo(f"Checkpoint at entry {one.sequence:,}: {'fits' if one.fits else 'DOES NOT FIT'}, {one.reason}.")
