"""fener door"""

from __future__ import annotations

import os
from pathlib import Path

import click

from fener.cli.desk import as_json, open_desk, out, print_json, refusing


@click.group()
def door() -> None:
    """The safe door: its key, what was downloaded from it, what its time is over for."""


@door.command("new-key")
@click.option("--out", "keep_in", required=True, type=click.Path(path_type=Path), help="File for the private half.")
@refusing
def new_key(keep_in: Path) -> None:
    """Make a key pair: the private half goes into a new file, the public half is printed. Needs no desk and no network."""
    from fener.gateways.vault import make_identity
    from fener.gateways.vault.receipt_codes import recipient_of

    identity = make_identity()
    _write_new(keep_in, f"# public key: {recipient_of(identity)}\n{identity}\n".encode())
    out.print(recipient_of(identity), highlight=False)


@door.command("open")
@click.argument("sealed", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The private half."
)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Folder for the pictures.")
@as_json
@refusing
def open_letter(sealed: Path, identity: Path, into: Path | None, as_json: bool) -> None:
    """Open a sealed file that was downloaded from the door's desk. Needs no desk and no network."""
    from fener.gateways.vault import Seal
    from fener.gateways.vault.door_container import unpack

    content = unpack(Seal(identity=_identity_in(identity)).open(sealed.read_bytes()))
    if into is not None:
        into.mkdir(parents=True, exist_ok=True)
        for name, picture in content.files:
            _write_new(into / Path(name).name, picture)
    if as_json:
        print_json({"words": dict(content.words), "files": [name for name, _ in content.files]})
        return
    for name, text in content.words.items():
        out.print(f"[bold]{name}[/]", highlight=False)
        out.print(text, markup=False, highlight=False)
    if content.files:
        names = ", ".join(name for name, _ in content.files)
        out.print(f"{len(content.files)} pictures: {names}{'' if into else ' (give --into FOLDER to keep them)'}")


@door.command()
@as_json
@refusing
def dispose(as_json: bool) -> None:
    """Delete reports whose time is over, and tell the audit chain of the days gone by. Run it daily."""
    open_desk()
    from django.utils import timezone

    from fener.actions.protection.dispose_door_reports import dispose_door_reports
    from fener.actions.protection.tell_of_door_days import tell_of_door_days

    today = timezone.localdate()
    told, disposed = tell_of_door_days(today), dispose_door_reports(today)
    if as_json:
        print_json({"days_told": told, "reports_disposed": disposed})
    else:
        out.print(f"{disposed} reports disposed of; {told} days told to the audit chain.")


def _identity_in(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line.strip() for line in lines if line.strip().upper().startswith("AGE-SECRET-KEY-1")), "")


def _write_new(path: Path, content: bytes) -> None:
    """Readable by its owner only; an existing file is never written over."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise click.ClickException(f"{path} is there already; give another name.") from there
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
