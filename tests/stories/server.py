"""A real desk for tests: granian as ``fener run`` starts it, on a private folder and a private database; it can be killed.

What has to be done or seen inside (members, keys, records) is done by this same module in a process of its own, with the
server's environment.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
SMALL_FORMS = ROOT / "tests" / "forms_for_tests"
PASSPHRASE = "four small grey stones"
AS_RUN = ("--workers", "1", "--blocking-threads", "64", "--http", "1")


@dataclass
class Desk:
    """One desk. ``options`` are granian's; ``phones`` are the addresses that phones are set up with, without the host."""

    folder: Path
    database: str = ""
    options: tuple[str, ...] = AS_RUN
    interface: str = "wsgi"
    application: str = "fener.config.wsgi:application"
    port: int = 0
    more: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    inside: subprocess.Popen[str] | None = None
    phones: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What every process of this desk is started with."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FENER_", "PYTEST_"))}
        own = {
            "FENER_VAR": str(self.folder),
            "FENER_SECRET_KEY": "for tests only",
            "DJANGO_SETTINGS_MODULE": "fener.config.settings",
            "PYTHONPATH": str(ROOT),
        }
        return kept | own | ({"FENER_DATABASE": self.database} if self.database else {}) | dict(self.more)

    def prepare(self, phones: int = 1, *, small_only: bool = False) -> dict[str, Any]:
        """Tables, questionnaires, members and their keys."""
        told = self._call("prepare", str(phones), "small" if small_only else "all")
        self.phones = [f"/openrosa/key/{key}" for key in told["keys"]]
        return told

    def look(self) -> dict[str, Any]:
        """Everything received, opened from the sealed store, and the state of the audit chain."""
        return self._call("look")

    def do(self, action: str, *words: str) -> dict[str, Any]:
        """Something done at the desk meanwhile: ``close KEY``, ``open KEY``, ``delete ROOT_ID``, ``revoke``, ``narrow KEY``,
        ``publish FOLDER``, ``file DIGEST`` (its content in base64)."""
        return self._call("do", action, *words)

    def _call(self, *words: str) -> dict[str, Any]:
        if self.inside is None:
            line = [sys.executable, "-m", "tests.stories.server"]
            self.inside = subprocess.Popen(
                line, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self.inside.stdin is not None and self.inside.stdout is not None
        self.inside.stdin.write(json.dumps(words) + "\n")
        self.inside.stdin.flush()
        line_back = self.inside.stdout.readline()
        assert line_back, "the process inside ended; its last words are above"
        return dict(json.loads(line_back))

    def close(self) -> None:
        """End everything of this desk."""
        self.kill()
        if self.inside is not None:
            self.inside.communicate("")
            self.inside = None

    def start(self) -> None:
        """Start, and wait until it answers. The port stays the same over restarts."""
        self.port = self.port or _free_port()
        line = [
            sys.executable, "-m", "granian", "--interface", self.interface, "--host", "127.0.0.1", "--port", str(self.port),
            *self.options, "--log-level", "error", self.application,
        ]  # fmt: skip
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            line, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process is not None and self.process.poll() is None, self.log()
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("HEAD", "/openrosa/submission")
                if connection.getresponse().status == 401:
                    return
            except (OSError, HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()
        raise AssertionError(f"the server did not come up: {self.log()}")

    def log(self) -> str:
        """The end of what the server said."""
        return (self.folder / "server.log").read_text(errors="replace")[-4000:]

    def kill(self) -> None:
        """SIGKILL to the server and all it started; nothing is tidied up."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """An orderly end."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None


@contextmanager
def desk(database: str = "", **ways: Any) -> Iterator[Desk]:
    """A desk in a folder of its own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fener-desk-"))
    made = Desk(folder, database, **ways)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- a private PostgreSQL ------------------------------------------------------------------------------------------


def postgresql_programs() -> Path | None:
    """The folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def private_postgresql(*, options: str = "") -> Iterator[str]:
    """The address of a server with PostgreSQL's own (durable) defaults and an empty database: no password, no network, a
    socket in a private folder. AssertionError where it cannot be started."""
    programs = postgresql_programs()
    assert programs is not None, "PostgreSQL is not installed"
    user = _ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="fener-pg-"))
    if user:
        os.chown(folder, user["user"], user["group"])
    data, environment = folder / "data", {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}

    def call(program: str, *words: str) -> None:
        line = [str(programs / program), "-D", str(data), *words]
        subprocess.run(line, check=True, capture_output=True, env=environment, cwd=folder, **user)  # type: ignore[call-overload]

    call("initdb", "-U", "fener", "-A", "trust", "-E", "UTF8", "--no-sync")
    said = f"-k {folder} -c listen_addresses='' {options}"
    call("pg_ctl", "-o", said, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://fener@/postgres?host={quote(str(folder), safe='')}"
    finally:
        call("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: as root, run it as the user made for it, or as nobody."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise AssertionError("no ordinary user to run PostgreSQL as")


# --- inside, in a process of its own -------------------------------------------------------------------------------


def _prepare(phones: str, which: str) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from fener.actions.field.publish_questionnaire import make_questionnaire_keys, publish_questionnaires

    told: dict[str, Any] = {}
    for folder in [SMALL_FORMS] if which == "small" else [SMALL_FORMS, settings.FORMS_FOLDER]:
        publish_questionnaires(None, folder=folder)
        for path in sorted(folder.glob("*.yaml")):
            if "\nrequires_encryption: true" in path.read_text(encoding="utf-8"):
                row = make_questionnaire_keys(None, path.stem, PASSPHRASE, folder=folder)
                told.setdefault("public_keys", {})[path.stem] = row.public_key
                told.setdefault("private_keys", {})[path.stem] = row.sealed_private_key
    return told | _people(int(phones), plan=which == "all")


def _people(phones: int, *, plan: bool) -> dict[str, Any]:
    from fener.actions.field.collector_keys import new_collector_key
    from fener.records.base.models import Member, MemberTerritory, Organisation

    home = Organisation.objects.create(name="Platform of Serbia", territory="RS", kind="cso")
    coordinator = Member.objects.create(username="coordinator-test", role="coordinator", organisation=home)
    monitors = [
        Member.objects.create(username=f"monitor-{number}", role="monitor", organisation=home)
        for number in range(phones)
    ]
    for member in [coordinator, *monitors]:
        MemberTerritory.objects.create(member=member, territory="RS")
    keys = [new_collector_key(coordinator, member).key for member in monitors]
    return {"keys": keys, "visit": _visit(coordinator) if plan else ""}


def _visit(coordinator: Any) -> str:
    from fener.actions.field.plan_visit import plan_visit
    from fener.actions.field.start_cycle import start_cycle

    today = date.today()
    cycle = start_cycle(coordinator, "RS", "This year", date(today.year, 1, 1), date(today.year, 12, 31))
    visit = plan_visit(
        coordinator,
        cycle.pk,
        place="subotica",
        site_kind="informal_gathering",
        planned_on=today,
        organisation_id=coordinator.organisation_id,
    )
    return visit.key


def _look() -> dict[str, Any]:
    from django.conf import settings

    from fener.queries.sealed import desk_store
    from fener.records.base.audit import check_chain
    from fener.records.base.models import AuditEntry
    from fener.records.field.models import FieldReport, QuarantinedPart, ReceivedFile

    chain = check_chain()
    rows = FieldReport.objects.unscoped("tests look at everything").order_by("pk")
    rows = rows.prefetch_related("versions__files", "versions__original")
    aside = [
        {"instance": row.instance_id, "name": row.name, "digest": _opened(row.digest), "reason": row.reason}
        for row in QuarantinedPart.objects.order_by("pk")
    ]
    known = {*ReceivedFile.objects.values_list("digest", flat=True), *(part["digest"] for part in aside)}
    there = list(settings.SEALED_FOLDER.rglob("*")) if settings.SEALED_FOLDER.is_dir() else []
    strays = desk_store().strays(known.__contains__, older_than=time.time() + 60)
    return {
        "reports": [_report(row) for row in rows],
        "quarantined": aside,
        "chain": {"entries": chain.entries, "broken_at": chain.broken_at, "reason": chain.reason},
        "receipts": AuditEntry.objects.filter(action="receive_submission").count(),
        "sealed_files": sorted(path.stem for path in there if path.suffix == ".age"),
        "parts": sorted(path.name for path in there if path.name.startswith("part-")),
        "known_files": sorted(known),
        "strays": sorted(path.name for path in strays),
        "uploads": sorted(path.name for path in settings.FILE_UPLOAD_TEMP_DIR.iterdir()),
    }


def _report(row: Any) -> dict[str, Any]:
    return {
        "root": row.root_instance_id,
        "key": row.key,
        "form": row.questionnaire.key,
        "territory": row.territory,
        "visit": row.visit.key if row.visit_id else "",
        "versions": [_version(version) for version in sorted(row.versions.all(), key=lambda one: one.number)],
    }


def _version(row: Any) -> dict[str, Any]:
    from fener.queries.sealed import desk_seal

    original = getattr(row, "original", None)
    opened = desk_seal().open(bytes(original.content)) if original else b""
    return {
        "number": row.number,
        "instance": row.instance_id,
        "digest": row.digest,
        "original": hashlib.sha256(opened).hexdigest() if original else "",
        "xml": opened.decode("utf-8", "replace"),
        "answers": row.answers,
        "issues": row.issues,
        "expected": sorted(row.files_expected),
        "is_encrypted": row.is_encrypted,
        "files": {file.name: _opened(file.digest) for file in row.files.all()},
        "media_types": {file.name: file.media_type for file in row.files.all()},
    }


def _opened(digest: str) -> str:
    """The digest of what the store gives back for it: the store itself checks, so this is the digest or a loud failure."""
    from fener.queries.sealed import desk_store

    return hashlib.sha256(desk_store().open(digest)).hexdigest()


def _do(action: str, *words: str) -> dict[str, Any]:
    from django.utils import timezone

    from fener.actions.field.collector_keys import revoke_collector_key
    from fener.actions.field.publish_questionnaire import close_questionnaire, publish_questionnaires
    from fener.queries.sealed import desk_store
    from fener.records.base.models import Member
    from fener.records.field.models import CollectorKey, FieldReport, Questionnaire

    coordinator = Member.objects.get(username="coordinator-test")
    if action == "close":
        close_questionnaire(coordinator, words[0], why="a test closes it")
    elif action == "open":
        Questionnaire.objects.filter(key=words[0]).update(closed_at=None)
    elif action == "delete":
        rows = FieldReport.objects.unscoped("as a deletion does").filter(root_instance_id=words[0])
        rows.update(deleted_at=timezone.now())
    elif action == "revoke":
        key = CollectorKey.objects.order_by("-pk").first()
        assert key is not None
        revoke_collector_key(coordinator, key.public_id, why="a test revokes it")
    elif action == "narrow":
        CollectorKey.objects.update(questionnaires=[*words])
    elif action == "publish":
        publish_questionnaires(None, folder=Path(words[0]))
    elif action == "file":
        return {"content": base64.b64encode(desk_store().open(words[0])).decode()}
    else:
        raise AssertionError(action)
    return {}


def main() -> None:
    """A JSON list of words a line in, a JSON answer a line out."""
    import django

    django.setup()
    does = {"prepare": _prepare, "look": _look, "do": _do}
    for line in sys.stdin:
        name, *words = json.loads(line)
        print(json.dumps(does[name](*words)), flush=True)


if __name__ == "__main__":
    main()
