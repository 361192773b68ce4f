"""Submissions a second on a real server with durable defaults, load included on the same machine.

Run: ``python bench/bench_intake.py [--seconds 6] [--repeats 3] [--databases postgresql,sqlite] [--options "…"]``.
``--options`` are granian's; the default is what ``fener run`` uses. The bars are 1.5 times the figures recorded of ODK Central's
backend 2026-08 on a machine of this size (2 cores, PostgreSQL 15, load included, single samples ±30 %). It is not run beside ours here.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load import Measured, load

from tests.phones import multipart, small
from tests.stories.server import AS_RUN, Desk, desk, private_postgresql

MARK = "uuid:00000000-0000-0000-0000-000000000000"
PHONES = 16


@dataclass(frozen=True)
class Case:
    """One line of the table; ``central`` is the recorded figure, per second."""

    name: str
    clients: int
    central: float
    body: bytes
    kind: str


def cases() -> list[Case]:
    """Small form at 1, 8 and 16 clients; with a photo of 200 kB; with 250 questions."""
    plain = multipart(small(MARK, seen="two groups near the station", prices=[("100", "EUR")], paid="bank"))
    photo = multipart(small(MARK, photo="site.jpg"), {"site.jpg": os.urandom(200_000)})
    long = multipart(_long_answers())
    return [
        Case("small form", 1, 38, *plain),
        Case("small form", 8, 72, *plain),
        Case("small form", 16, 96, *plain),
        Case("with a photo of 200 kB", 8, 55, *photo),
        Case("250 questions", 8, 90, *long),
    ]


def long_form(folder: Path) -> None:
    """A questionnaire with 250 questions of three kinds."""
    kinds = ("text", "integer", "select_one yes_no")
    asked = "".join(
        f'  - {{type: {kinds[index % 3]}, name: question_{index}, label: {{en: "Question {index}"}}, sensitivity: open}}\n'
        for index in range(250)
    )
    head = (
        'key: long\nversion: "2026.1.0"\nkind: visit_report\ntitle: {en: "Long"}\nlanguages: [en]\nwording_review: {en: draft}\n'
        'choices:\n  yes_no: {"yes": {en: "Yes"}, "no": {en: "No"}}\n'
    )
    (folder / "long.yaml").write_text(f"{head}questions:\n{asked}", encoding="utf-8")


def _long_answers() -> bytes:
    values = ("Some words about what was seen", "42", "yes")
    asked = "".join(f"<question_{index}>{values[index % 3]}</question_{index}>" for index in range(250))
    return f'<data id="long" version="2026.1.0">{asked}<meta><instanceID>{MARK}</instanceID></meta></data>'.encode()


def posts(made: Desk, case: Case) -> Callable[[], bytes]:
    """Requests with a new instance id each, from all phones in turn."""
    heads = [
        f"POST {phone}/submission?deviceID=bench HTTP/1.1\r\nHost: 127.0.0.1\r\nX-OpenRosa-Version: 1.0\r\n"
        f"Content-Type: {case.kind}\r\nContent-Length: {len(case.body)}\r\n\r\n".encode()
        for phone in made.phones
    ]
    mark, turn = MARK.encode(), iter(range(sys.maxsize))
    before, after = case.body.split(mark)
    return lambda: b"".join((heads[next(turn) % len(heads)], before, f"uuid:{uuid.uuid4()}".encode(), after))


def gets(made: Desk) -> Callable[[], bytes]:
    """The list of forms, by a phone that has it."""
    import urllib.request

    with urllib.request.urlopen(f"{made.address}{made.phones[0]}/formList") as answer:
        etag = answer.headers["ETag"]
    line = (
        f"GET {made.phones[0]}/formList HTTP/1.1\r\nHost: 127.0.0.1:{made.port}\r\n"
        f"X-OpenRosa-Version: 1.0\r\nIf-None-Match: {etag}\r\n\r\n"
    )
    return lambda: line.encode()


@contextmanager
def prepared(database: str, options: tuple[str, ...]) -> Iterator[Desk]:
    """A running desk with all forms and the long one."""
    with desk(database, options=options) as made, tempfile.TemporaryDirectory() as folder:
        made.prepare(PHONES)
        long_form(Path(folder))
        made.do("publish", folder)
        made.start()
        yield made


def measure(made: Desk, seconds: float, repeats: int) -> None:
    """Print the table of one desk."""
    load(made.port, PHONES, 3.0, posts(made, cases()[0]))  # every worker has imported what it needs
    for case in cases():
        load(made.port, case.clients, 1.0, posts(made, case))
        runs = [load(made.port, case.clients, seconds, posts(made, case)) for _ in range(repeats)]
        odd = {status for run in runs for status in run.statuses} - {201}
        _say(f"{case.name}, {case.clients} clients", runs, case.central, f"  odd answers: {odd}" if odd else "")
    runs = [load(made.port, 1, min(seconds, 3), gets(made)) for _ in range(repeats)]
    assert all(set(run.statuses) == {304} for run in runs)
    _say("formList answered 304, 1 client", runs, None)


def _say(name: str, runs: list[Measured], central: float | None, more: str = "") -> None:
    rate = statistics.median(run.rate for run in runs)
    spread = f"{min(run.rate for run in runs):.0f}–{max(run.rate for run in runs):.0f}"
    half, most = statistics.median(run.median for run in runs), statistics.median(run.quantile(0.95) for run in runs)
    bar = f"{central:.0f} | {central * 1.5:.0f} | {rate / central:.2f}" if central else "– | – | –"
    print(f"| {name} | {rate:.0f} | {spread} | {half:.1f} | {most:.1f} | {bar} |{more}", flush=True)


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seconds", type=float, default=6)
    words.add_argument("--repeats", type=int, default=3)
    words.add_argument("--databases", default="postgresql,sqlite")
    words.add_argument("--options", default=" ".join(AS_RUN))
    asked = words.parse_args()
    for database in asked.databases.split(","):
        load_before = os.getloadavg()[0]
        print(f"\n{database}, granian {asked.options}; load before {load_before:.1f}; median of {asked.repeats}\n")
        print(
            "| what | a second | from–to | p50 ms | p95 ms | Central's | bar | ratio |\n|---|---|---|---|---|---|---|---|"
        )
        options = tuple(shlex.split(asked.options))
        if database == "sqlite":
            with prepared("", options) as made:
                measure(made, asked.seconds, asked.repeats)
        else:
            with private_postgresql() as address, prepared(address, options) as made:
                measure(made, asked.seconds, asked.repeats)


if __name__ == "__main__":
    main()
