"""Killed in the middle of an action, or out of disk: nothing half-done, and doing it again completes it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.actions.protection.real_desk import BY_EXIT, BY_SIGNAL, FOUND, FULL, MARK, POINTS

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.slow

CASES = [
    f"{act}: {when} {function}, {[BY_EXIT, BY_SIGNAL][number % 2]}"
    for act, points in POINTS.items()
    for number, (_, function, when) in enumerate(points)
]


def told_by(folder: Path, story: str, **environment: str) -> dict[str, Any]:
    """Run a story of the real desk in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FENER_", "PYTEST_"))}
    run = subprocess.run(
        [sys.executable, "-m", "tests.actions.protection.real_desk", str(folder), story],
        cwd=ROOT, env=clean | environment, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    (folder / "log").write_text(run.stdout + run.stderr, encoding="utf-8")
    assert run.returncode == 0, run.stderr[-3000:]
    found: dict[str, Any] = json.loads((folder / FOUND).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return told_by(tmp_path_factory.mktemp("desk"), "crash")


def test_what_is_not_interrupted_is_done(desk: dict[str, Any]) -> None:
    for act, run in desk["whole"].items():
        assert run["status"] == 0 and run["after"] != run["before"], act
        assert run["done"]["broken"] is None and run["done"]["integrity"] == [["ok"]]


@pytest.mark.parametrize("case", CASES)
def test_a_kill_leaves_nothing_half_done_and_once_more_completes_it(desk: dict[str, Any], case: str) -> None:
    run = desk["killed"][case]
    how = os.WTERMSIG(run["status"]) == signal.SIGKILL if BY_SIGNAL in case else os.WEXITSTATUS(run["status"]) == 137
    assert how, "it was not killed where it should have been"
    assert run["after"] == run["before"], "something of it stands"
    assert run["again"] == 0
    assert run["done"] == desk["whole"][run["act"]]["done"]


@pytest.mark.parametrize("act", list(POINTS))
def test_a_full_disk_leaves_nothing_half_done(desk: dict[str, Any], act: str) -> None:
    run, whole = desk["full"][f"{act}: {FULL}"], desk["whole"][act]["done"]
    if run["told"]:
        assert run["told"] == "database or disk is full"
        assert run["after"] == run["before"]
        assert run["done"] == whole and run["again"] == 0, "with room again it is done"
    else:
        assert run["after"] == whole, "it found room in freed pages, and is done whole"


def test_the_disk_was_full_indeed(desk: dict[str, Any]) -> None:
    """What carries a long message needs a page more, and there was none."""
    assert {act for act in ("refer", "decline", "withdraw") if desk["full"][f"{act}: {FULL}"]["told"]}


def test_no_word_of_a_case_is_in_what_the_dying_desk_wrote(desk: dict[str, Any], tmp_path_factory: Any) -> None:
    logs = list(Path(str(tmp_path_factory.getbasetemp())).glob("desk*/log"))
    assert logs and not any(MARK in log.read_text("utf-8") for log in logs)
