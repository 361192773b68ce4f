"""The safe door on a real server: pages, reports with and without a picture, codes opened; load included on the same machine.

Run: ``python bench/bench_door.py [--seconds 6] [--clients 50]``. Without script, so the server does all the work: it decodes and encodes
the picture, derives the keys (scrypt, 8 MiB) and seals.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load import load

from tests.doors import photo
from tests.stories.door_server import FORM, SLUG, inside, multipart, send
from tests.stories.server import Desk, desk


def tokens() -> Callable[[], str]:
    """Form tokens as the server's pages carry them, made here so that only posts are measured."""
    os.environ |= {"FENER_SECRET_KEY": "for tests only", "DJANGO_SETTINGS_MODULE": "fener.config.settings"}
    import django

    django.setup()
    from fener.web.door.tokens import new_token

    return lambda: new_token(SLUG)


def request(line: str, body: bytes = b"", kind: str = "") -> bytes:
    """One request; each from another invented address, so that the pace of one address is not what is measured."""
    address = ".".join(str(byte) for byte in os.urandom(4))
    head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {address}\r\n"
    more = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" if body else ""
    return f"{head}{more}\r\n".encode() + body


def measure(made: Desk, name: str, clients: int, seconds: float, make: Callable[[], bytes]) -> None:
    """One line of the table."""
    load(made.port, clients, 1.0, make)
    run = load(made.port, clients, seconds, make)
    said = ", ".join(f"{count} × {status}" for status, count in sorted(run.statuses.items()))
    print(f"| {name} | {clients} | {run.rate:.0f} | {run.median:.0f} | {run.quantile(0.95):.0f} | {said} |", flush=True)


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seconds", type=float, default=6)
    words.add_argument("--clients", type=int, default=50)
    asked = words.parse_args()
    with desk(more={"FENER_BEHIND_PROXY": "1"}) as made:
        inside(made, "prepare")
        made.start()
        token, picture = tokens(), photo("JPEG", (2000, 1500))
        code = send(made.port, "words", picture).code

        def plain() -> bytes:
            return request(f"POST {FORM}", *multipart({"token": token(), "message": "we need a doctor"}, {}))

        def pictured() -> bytes:
            fields = {"token": token(), "message": "we need a doctor"}
            return request(f"POST {FORM}", *multipart(fields, {"files": ("a.jpg", picture)}))

        def opened() -> bytes:
            return request(f"POST {FORM}back/", *multipart({"code": code}, {}))

        print(f"load before {os.getloadavg()[0]:.1f}; picture of {len(picture)} bytes, 2000 × 1500\n")
        print("| what | clients | a second | p50 ms | p95 ms | answers |\n|---|---|---|---|---|---|")
        for clients in (1, asked.clients):
            measure(made, "the form", clients, asked.seconds, lambda: request(f"GET {FORM}"))
            measure(made, "a report in words", clients, asked.seconds, plain)
            measure(made, "a report with a picture", clients, asked.seconds, pictured)
            measure(made, "a code opened", clients, asked.seconds, opened)


if __name__ == "__main__":
    main()
