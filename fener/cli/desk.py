"""What every command needs: the desk's settings loaded, an actor, and answers printed for people or programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click
import django
from django.apps import apps
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fener.terms.errors import FenerError, SetUpFault

if TYPE_CHECKING:
    from fener.records.base.models import Member

P = ParamSpec("P")
R = TypeVar("R")
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
actor_option = click.option(
    "--as",
    "actor_name",
    default="",
    metavar="MEMBER",
    help="Member to act as; the demo administrator where there is one.",
)


def open_desk() -> None:
    """Load the settings and the records, once."""
    if not apps.ready:
        django.setup()


def refusing(command: Callable[P, R]) -> Callable[P, R]:
    """Print a FenerError as one message with its number and remedy, and leave with exit code 2."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except FenerError as refusal:
            err.print(f"[bold red]{refusal.number}[/] {refusal.message}", highlight=False)
            if refusal.location and str(refusal.location):
                err.print(f"  where: {refusal.location}", highlight=False)
            if refusal.remedy:
                err.print(f"  remedy: {refusal.remedy}", highlight=False)
            sys.exit(2)

    return wrapped


def acting_member(name: str) -> Member:
    """The member to act as. Without a name: the demo administrator, else a refusal that says what to give."""
    from django.db import DatabaseError

    from fener.queries.members import member_named

    try:
        found = member_named(name or "administrator", demo_only=not name)
    except DatabaseError as problem:
        raise SetUpFault(
            f"the database cannot be asked ({str(problem).splitlines()[0]})",
            remedy="Prepare it with “fener run --prepare-only”, or look at FENER_DATABASE.",
            number="FEN-9011",
        ) from problem
    if found is None:
        raise SetUpFault(
            f"there is no active member “{name}”" if name else "no member to act as",
            remedy="Give one with --as MEMBER, or run “fener run” once to make the demo logins.",
            number="FEN-9010",
        )
    return found


def print_json(value: Any) -> None:
    """Dataclasses, dates and decimals as JSON on standard output."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=1))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    return str(value)


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error; only on a terminal, so that pipes stay clean."""
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=err, disable=not err.is_terminal, transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task(words, total=None)

        def step(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield step
