"""fener retention"""

from __future__ import annotations

import click

from fener.cli.desk import as_json, open_desk, out, print_json, refusing


@click.group()
def retention() -> None:
    """What is kept, and until when."""


@retention.command()
@as_json
@refusing
def dispose(as_json: bool) -> None:
    """Dispose of sealed originals, files and quarantined parts whose time has come. Run it daily."""
    open_desk()
    from django.utils import timezone

    from fener.actions.field.dispose_originals import dispose_originals

    found = dispose_originals(timezone.now())
    if as_json:
        print_json(found)
    else:
        out.print(found)
