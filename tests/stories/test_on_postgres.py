"""Records, actions, queries and pages once more, on a private PostgreSQL server that lives as long as this test."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITES = ["tests/records", "tests/actions", "tests/queries"]


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).resolve().parent if on_path else None


def _as_ordinary_user() -> dict[str, object]:
    """PostgreSQL refuses to run as root: as root, run it as the user made for it, or as nobody."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    pytest.skip("no ordinary user to run PostgreSQL as")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server with an empty database; no password, no network, only a socket in a private folder."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here: the suite ran on SQLite only")
    user = _as_ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="fener-pg-"))
    if user:
        os.chown(folder, int(str(user["user"])), int(str(user["group"])))
    data, environment = folder / "data", {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}

    def call(*line: str) -> None:
        subprocess.run(line, check=True, capture_output=True, env=environment, cwd=folder, **user)  # type: ignore[call-overload]

    call(str(programs / "initdb"), "-D", str(data), "-U", "fener", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=40"
    call(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://fener@/postgres?host={quote(str(folder), safe='')}"
    finally:
        call(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.postgres
@pytest.mark.slow
def test_the_suites_pass_on_postgresql(server: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "FENER_"))} | {
        "FENER_DATABASE": server
    }
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *SUITES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    tail = "\n".join(run.stdout.splitlines()[-40:])
    assert run.returncode == 0, tail + run.stderr[-2000:]
    assert " passed" in tail
