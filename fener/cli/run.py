"""fener run: from an empty folder to a serving desk."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType

import click
from rich.table import Table

from fener.cli.desk import err, open_desk, out, progress_bar, refusing
from fener.terms.errors import SetUpFault

FIRST_ON, LAST_ON = date(2019, 1, 1), date(2025, 12, 31)


@click.command()
@click.option("--prepare-only", is_flag=True, help="Do everything but serve.")
@click.option("--browser/--no-browser", default=True, help="Open the desk in a browser where there is one.")
@refusing
def run(prepare_only: bool, browser: bool) -> None:
    """Prepare the database, the reference base and the regional report, then serve the desk and its worker."""
    open_desk()
    for words, step in (
        ("Database", _migrate),
        ("Reference base", _load),
        ("Front end", _collect),
        ("Questionnaires", _questionnaires),
        ("Demo logins", _demo_logins),
        ("Practice cycle", _practice_cycle),
        ("Protection desk", _practice_protection),
        ("Justice room", _practice_justice),
        ("Regional report", _regional_report),
    ):
        with _told(words, own_bar=step is _regional_report) as tell:
            tell(step())
    if prepare_only:
        return
    _print_logins()
    _serve(browser)


@contextmanager
def _told(words: str, own_bar: bool = False) -> Iterator[Callable[[str], None]]:
    """One line a step: what it is, then what came of it and how long it took. A spinner turns meanwhile on a terminal."""
    began = time.monotonic()
    said: list[str] = []
    if own_bar:
        yield said.append
    else:
        with err.status(f"{words} …"):
            yield said.append
    out.print(f"  [green]✓[/] {words}: {said[0]} [dim]({time.monotonic() - began:.1f} s)[/]", highlight=False)


def _migrate() -> str:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        call_command("migrate", verbosity=0, interactive=False)
    return f"{len(missing)} migrations applied" if missing else "up to date"


def _load() -> str:
    from fener.actions.field.load_reference_base import load_reference_base

    summary = load_reference_base(None)
    number = summary.counts.get("Observation", 0)
    return f"{number:,} observations {'loaded' if summary.loaded else 'already there'}"


def _collect() -> str:
    """Hashed, compressed static files; made anew only when a package or one of our own files changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = settings.VAR / "static.stamp"
    wanted = _static_digest(settings.ROOT)
    if stamp.is_file() and stamp.read_text() == wanted and settings.STATIC_ROOT.is_dir():
        return "up to date"
    if not settings.STATICFILES_DIRS:
        raise SetUpFault("the front-end packages are not installed", remedy="Run “make install”.", number="FEN-9022")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(wanted)
    return "collected"


def _static_digest(root: Path) -> str:
    sealed = hashlib.sha256()
    own = sorted(path for path in (root / "fener" / "web" / "static").rglob("*") if path.is_file())
    for path in [root / "package-lock.json", root / "fener" / "web" / "static_files.py", *own]:
        sealed.update(path.name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b""))
    return sealed.hexdigest()


def _demo_logins() -> str:
    from django.conf import settings

    from fener.actions.base.demo_members import ensure_demo_members

    if not settings.DEMO:
        return "off (FENER_DEMO=0)"
    return f"{len(ensure_demo_members(settings.VAR / 'demo-logins.json'))} logins"


def _questionnaires() -> str:
    from fener.actions.field.publish_questionnaire import publish_questionnaires

    found = publish_questionnaires(None)
    new, waiting = sum(one.is_new for one in found), [one.key for one in found if one.waits_for_key]
    said = f"{new} published" if new else f"{len(found)} up to date"
    return said + (f"; {', '.join(waiting)} waits for its key" if waiting else "")


def _practice_cycle() -> str:
    from django.conf import settings

    from fener.actions.field.demo_cycle import demo_pair, ensure_demo_cycle

    if not settings.DEMO:
        return "not made: no demo members"
    found = ensure_demo_cycle(*demo_pair(), settings.VAR / "demo-passphrase")
    return "an invented cycle with three reports to read" if found.made else "already there"


def _practice_protection() -> str:
    from django.conf import settings

    from fener.actions.protection.demo_protection import ensure_demo_protection

    if not settings.DEMO:
        return "empty: no demo members"
    made = ensure_demo_protection(settings.VAR).made
    return "invented providers, cases and a safe door" if made else "already there"


def _practice_justice() -> str:
    from django.conf import settings

    from fener.actions.justice.demo_justice import ensure_demo_fact_sheet

    if not settings.DEMO:
        return "empty: no demo members"
    return "an invented fact sheet" if ensure_demo_fact_sheet() else "already there"


def _regional_report() -> str:
    from django.conf import settings

    from fener.actions.base.demo_members import demo_administrator
    from fener.actions.reporting.ensure_regional_report import ensure_regional_report

    if not settings.DEMO:
        return "not built: no demo members"
    with progress_bar("Regional report") as step:
        written = ensure_regional_report(demo_administrator(), FIRST_ON, LAST_ON, progress=step)
    folder = _short(settings.REPORTS_FOLDER)
    return (
        f"{', '.join(sorted(path.suffix[1:].upper() for path in written))} written to {folder}"
        if written
        else (f"already in {folder}")
    )


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _print_logins() -> None:
    from django.conf import settings

    from fener.actions.base.demo_members import ROLES, ensure_demo_members

    if not settings.DEMO:
        return
    table = Table("Name", "Password", "Role", title="Demo logins (this machine only)", title_justify="left")
    for login, password in ensure_demo_members(settings.VAR / "demo-logins.json").items():
        table.add_row(login, password, ROLES[login].label)
    out.print(table)
    passphrase = settings.VAR / "demo-passphrase"
    if passphrase.is_file():
        out.print(f"Passphrase of the encrypted questionnaire: {passphrase.read_text(encoding='utf-8').strip()}")
    door_key = settings.VAR / "demo-door-key.txt"
    if door_key.is_file():
        out.print(f"Key of the demo's safe door (for practice only): {_short(door_key)}")


def _serve(browser: bool) -> None:
    """Server and worker as two processes under one roof: either one ending ends both, Ctrl-C ends both cleanly."""
    from django.conf import settings

    address = f"http://{settings.SERVER_HOST}:{settings.SERVER_PORT}"
    _must_be_free(settings.SERVER_HOST, settings.SERVER_PORT)
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.SERVER_HOST,
        "--port", str(settings.SERVER_PORT), "--workers", str(_workers()),
        "--blocking-threads", str(settings.SERVER_THREADS), "--http", "1", "--log-level", "error",
        "fener.config.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "django", "db_worker", "--no-startup-delay", "--interval", "2"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    # Own sessions, so that Ctrl-C reaches only us and we end them in order.
    processes = [subprocess.Popen(line, env=environment, start_new_session=True) for line in (server, worker)]  # noqa: S603 - both lines are our own
    stopping = _stop_on_signal()
    _wait_until_up(settings.SERVER_HOST, settings.SERVER_PORT, processes)
    out.print(f"\nThe desk is open at [bold]{address}[/]. Ctrl-C stops it.")
    if browser and _has_screen():
        webbrowser.open(address)
    try:
        while not stopping and all(process.poll() is None for process in processes):
            time.sleep(0.2)
    finally:
        _end(processes)
    if not stopping:
        raise SetUpFault("the server or the worker ended by itself", remedy="See the lines above.", number="FEN-9020")
    out.print("Stopped.")


def _workers() -> int:
    """As set, else one for SQLite and one a core, two at least, for PostgreSQL."""
    from django.conf import settings
    from django.db import connection

    if settings.SERVER_WORKERS:
        return int(settings.SERVER_WORKERS)
    return 1 if connection.vendor == "sqlite" else max(2, os.cpu_count() or 2)


def _has_screen() -> bool:
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _must_be_free(host: str, port: int) -> None:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise SetUpFault(
                f"port {port} on {host} is in use",
                remedy="Stop what uses it (perhaps a desk that already runs), or set FENER_PORT to another.",
                number="FEN-9021",
            ) from taken


def _stop_on_signal() -> list[int]:
    received: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)
    return received


def _wait_until_up(host: str, port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    import socket

    for _ in range(300):
        if any(process.poll() is not None for process in processes):
            return
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.1)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
