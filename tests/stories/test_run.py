"""fener run, as a person meets it: first start, second start, Ctrl-C, and a kill in the middle."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def _start(var: Path, *words: str, port: int = 0) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FENER_")}
    environment |= {"FENER_VAR": str(var), "FENER_PORT": str(port or 8000), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    return subprocess.Popen(
        [sys.executable, "-m", "fener.config.start", "run", "--no-browser", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until(process: subprocess.Popen[str], words: str, seconds: float = 240) -> str:
    said, end = "", time.monotonic() + seconds
    assert process.stdout is not None
    while words not in said and time.monotonic() < end:
        line = process.stdout.readline()
        if not line and process.poll() is not None:
            break
        said += line
    assert words in said, said
    return said


def test_first_start_kill_second_start_and_a_clean_stop(tmp_path: Path) -> None:
    # Killed in the middle of the first start, right when the report is being made.
    first = _start(tmp_path, "--prepare-only")
    _until(first, "Demo logins")
    time.sleep(3)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert not [path for path in (tmp_path / "reports").glob("*.pdf") if path.stat().st_size < 1000]

    port = _free_port()
    desk = _start(tmp_path, port=port)
    said = _until(desk, "The desk is open")
    assert "already there" in said
    assert "written to" in said
    assert all(
        (tmp_path / "reports" / f"regional-monitoring-report.{suffix}").is_file() for suffix in ("pdf", "docx", "html")
    )
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=20) as answer:
        page = answer.read().decode()
        assert "Content-Security-Policy" in answer.headers
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=20) as answer:
            assert answer.status == 200

    busy = _start(tmp_path, port=port)
    refused, _ = busy.communicate(timeout=120)
    assert busy.returncode == 2
    assert "FEN-9021" in refused

    desk.send_signal(signal.SIGINT)
    rest, _ = desk.communicate(timeout=60)
    assert desk.returncode == 0, rest
    assert "Stopped." in rest
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=2):
        pass


def test_odd_settings_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    environment = {**os.environ, "FENER_VAR": str(tmp_path), "FENER_SUPPRESS_BELOW": "none"}
    run = subprocess.run(
        [sys.executable, "-m", "fener.config.start", "run", "--prepare-only"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.returncode == 2, run.stderr
    assert "FEN-9001" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_command_before_the_first_start_says_what_to_do(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "fener.config.start", "observations", "list"],
        cwd=ROOT, env={**os.environ, "FENER_VAR": str(tmp_path)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.returncode == 2, run.stderr
    assert "FEN-9011" in run.stderr
    assert "fener run --prepare-only" in run.stderr
