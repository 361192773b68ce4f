"""Records, actions, queries and pages once more, on a private PostgreSQL server that lives as long as this test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.server import postgresql_programs, private_postgresql

ROOT = Path(__file__).resolve().parents[2]
SUITES = ["tests/records", "tests/actions", "tests/queries", "tests/api"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server with an empty database; what it holds may be lost."""
    if postgresql_programs() is None:
        pytest.skip("PostgreSQL is not installed here: the suite ran on SQLite only")
    with private_postgresql(options="-c fsync=off -c max_connections=40") as address:
        yield address


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
