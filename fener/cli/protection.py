"""fener protection"""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from fener.cli.desk import as_json, open_desk, out, print_json, refusing


@click.group()
def protection() -> None:
    """The protection desk: what the clock does."""


@protection.command()
@as_json
@refusing
def escalate(as_json: bool) -> None:
    """Pass on urgent requests that nobody answered in time. Run it every minute; a second run does nothing twice.

    Requests for access to a facility whose clock passed are noted as unanswered. Exit code 1: some mail has not gone.
    """
    open_desk()
    from django.utils import timezone

    from fener.actions.protection.escalate_urgent import escalate_urgent
    from fener.actions.protection.lapse_facility_access import lapse_facility_access

    now = timezone.now()
    found = escalate_urgent(now)
    unanswered = lapse_facility_access(now)
    if as_json:
        print_json(asdict(found) | {"unanswered": unanswered})
    else:
        out.print(
            f"{len(found.escalated)} escalated, {len(found.ended)} at the end of their chain, {found.told} told, "
            f"{found.waiting} mails waiting, {len(unanswered)} requests for access unanswered."
        )
    sys.exit(1 if found.waiting else 0)
