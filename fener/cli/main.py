"""The command tree. Each command makes one call inward and prints the answer; ``--json`` is for programs."""

from __future__ import annotations

import click

from fener import __version__
from fener.cli.audit import audit
from fener.cli.cycle import cycle
from fener.cli.door import door
from fener.cli.figures import figures
from fener.cli.law import law
from fener.cli.members import members
from fener.cli.observations import observations
from fener.cli.places import places
from fener.cli.protection_clocks import protection
from fener.cli.questionnaires import questionnaires
from fener.cli.report import report
from fener.cli.retention import retention
from fener.cli.rights import rights
from fener.cli.run import run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fener")
def fener() -> None:
    """Fener: tools for the response to migrant smuggling in the Western Balkans."""


for command in (
    run,
    figures,
    places,
    observations,
    report,
    cycle,
    questionnaires,
    retention,
    rights,
    law,
    members,
    audit,
    protection,
    door,
):
    fener.add_command(command)
