"""A safe door on a real server process: opened and looked into by a process of its own, posted to as browsers post."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import uuid
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from tests.stories.server import ROOT, Desk

SLUG = "lantern"
FORM = f"/door/{SLUG}/en/"


def inside(made: Desk, *words: str) -> Any:
    """Run one of the functions below in a process with the server's environment."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.stories.door_server", *words],
        cwd=ROOT, env=made.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


@dataclass
class Answered:
    """Status, the receipt code on the page (empty where there is none), and the page."""

    status: int
    code: str
    page: str


def multipart(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """Body and content type."""
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in fields.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (filename, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def send(port: int, words: str, picture: bytes, *, timeout: float = 180) -> Answered:
    """Fetch the form as a browser does, then post words and a picture."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", FORM)
        form = connection.getresponse()
        assert form.getheader("Set-Cookie") is None
        token = re.search(r'name="token" value="([^"]+)"', form.read().decode())
        assert token
        body, kind = multipart({"token": token[1], "message": words}, {"files": ("IMG_1.jpg", picture)})
        connection.request("POST", FORM, body, {"Content-Type": kind})
        answer = connection.getresponse()
        page = answer.read().decode()
    finally:
        connection.close()
    return Answered(answer.status, " ".join(re.findall(r"<li>(\d{5})</li>", page)), page)


# --- inside ----------------------------------------------------------------------------------------------------------


def _prepare() -> dict[str, str]:
    from django.core.management import call_command

    from tests.doors import open_a_door

    call_command("migrate", verbosity=0)
    door = open_a_door(SLUG)
    return {"identity": door.identity, "recipient": door.recipient}


def _look() -> dict[str, Any]:
    from fener.records.base.audit import check_chain
    from fener.records.protection.door import DoorLetter, DoorReport

    rows = {row.locator: base64.b64encode(bytes(row.sealed)).decode() for row in DoorReport.objects.all()}
    return {"reports": rows, "letters": DoorLetter.objects.count(), "broken_at": check_chain().broken_at}


def main() -> None:
    """One call, one JSON answer on the last line."""
    import django

    django.setup()
    print(json.dumps({"prepare": _prepare, "look": _look}[sys.argv[1]]()), flush=True)


if __name__ == "__main__":
    main()
