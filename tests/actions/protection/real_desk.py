"""A desk on a real SQLite file, in a process of its own, which the tests kill in the middle of an action.

``python -m tests.actions.protection.real_desk <folder> <story>`` leaves what it found as JSON in the folder. Each step runs in a fork of a
process that holds no connection, so that a kill takes the writer and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import pkgutil
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

BY_EXIT, BY_SIGNAL, FULL = "exit", "signal", "disk full"
_A = "fener.actions.protection"
# What is interrupted: action → (where a function is looked up, its name, before or after it).
POINTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "refer": (
        (f"{_A}.referrals", "disclose", "after"),
        (f"{_A}.referrals", "_step", "before"),
        (f"{_A}.referrals", "record_audit_on", "before"),
        (f"{_A}.referrals", "record_audit_on", "after"),
    ),
    "withdraw": (
        (f"{_A}.consents", "stop", "after"),
        (f"{_A}.consents", "recall", "before"),
        (f"{_A}.consents", "recall", "after"),
        (f"{_A}.consents", "record_audit_on", "before"),
        (f"{_A}.consents", "record_audit_on", "after"),
    ),
    "decline": (
        (f"{_A}.referrals", "_step", "before"),
        (f"{_A}.referrals", "recall", "after"),
        (f"{_A}.referrals", "record_audit", "before"),
        (f"{_A}.referrals", "record_audit", "after"),
    ),
    "accept_transfer": (
        (f"{_A}.referrals", "new_case", "before"),
        (f"{_A}.referrals", "new_case", "after"),
        (f"{_A}.referrals", "record_audit", "after"),
    ),
    "erase": (
        (f"{_A}.dispose_cases", "recall", "after"),
        ("fener.records.protection.keys:RecordKey", "destroy", "after"),
        (f"{_A}.dispose_cases", "_delete_rows", "before"),
        (f"{_A}.dispose_cases", "_delete_rows", "after"),
        (f"{_A}.dispose_cases", "_record", "before"),
        (f"{_A}.dispose_cases", "_record", "after"),
    ),
}
MARK = "Zzyzx-Marker"
FOUND = "found.json"


def start(folder: Path) -> None:
    """Settings for this folder, then Django."""
    os.environ.update(FENER_VAR=str(folder), FENER_SECRET_KEY="for tests only")
    os.environ["DJANGO_SETTINGS_MODULE"] = "fener.config.settings"
    import django

    django.setup()


def use(path: Path) -> None:
    """From now on connections open this file."""
    from django.db import connections

    connections.close_all()
    held = connections["default"].settings_dict
    held["NAME"] = str(path)
    # A process that is killed loses nothing it wrote to the system; only a power cut would, and nobody pulls the plug here.
    held["OPTIONS"]["init_command"] = held["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")


def in_fork(work: Callable[[], Any]) -> tuple[int, Any]:
    """(exit status, what it returned, None where it was killed); no connection crosses the fork."""
    from django.db import connections

    connections.close_all()
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(work, writes)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return status, json.loads(told) if told else None


def _answer(work: Callable[[], Any], writes: int) -> None:
    from django.db import connections

    answer = b""
    try:
        answer = json.dumps(work(), default=str).encode()
        connections.close_all()
    finally:
        if not answer:  # whatever it was, it must not run on into what the parent was doing
            traceback.print_exc()
            os._exit(3)
    with os.fdopen(writes, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)


# --- a desk with one full case ------------------------------------------------------------------------------------------
def migrated(path: Path) -> None:
    from django.core.management import call_command

    use(path)
    call_command("migrate", verbosity=0)


def prepared(mark: str = MARK) -> dict[str, Any]:
    """One case with every part filled, three referrals and a transfer that wait; the numbers of all."""
    from fener.actions.protection.referrals import request_transfer
    from fener.terms.people import Role
    from fener.terms.protection import AgeBand
    from tests.full_case import fill_case
    from tests.protection_cast import adult_case, agreed, member, provider

    opener = member("opener", Role.CASEWORKER, "Protection house", "RS")
    colleague = member("colleague", Role.CASEWORKER, "Protection house", "RS")
    outsider = member("outsider", Role.CASEWORKER, "Shelter house", "RS")
    place = provider(organisation=outsider.organisation)
    full = fill_case(opener, colleague, place, mark)
    house = provider("House", "cso", organisation=outsider.organisation)
    moved = adult_case(opener, age_band=AgeBand.ADULT)
    agreed(opener, moved, house, "case_transfer", ("needs", "contact"))
    transfer = request_transfer(opener, moved.key, provider=house, fields=["age", "needs_summary"])
    return asdict(full) | {"transfer": transfer.pk}


def acts(made: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    """The actions that are interrupted."""
    from fener.actions.protection.consents import withdraw_consent
    from fener.actions.protection.dispose_cases import erase_case
    from fener.actions.protection.referrals import answer_referral, request_referral
    from fener.records.base.models import Member
    from fener.records.protection.models import ServiceProvider
    from fener.terms.protection import ReferralState

    def who(name: str) -> Member:
        return Member.objects.get(username=name)

    return {
        "refer": lambda: request_referral(
            who("opener"), made["case"], service="medical_care", message="x" * 4000,
            provider=ServiceProvider.objects.get(pk=made["clinic"]),
        ),
        "withdraw": lambda: withdraw_consent(who("opener"), made["case"], made["consent"], way="in_person", said="y" * 4000),
        "decline": lambda: answer_referral(
            who("outsider"), made["referrals"][0], ReferralState.DECLINED, decline_reason="no_capacity", said="z" * 4000
        ),
        "accept_transfer": lambda: answer_referral(who("outsider"), made["transfer"], ReferralState.ACCEPTED),
        "erase": lambda: erase_case(who("opener"), made["case"], why="in_person"),
    }  # fmt: skip


def state() -> dict[str, Any]:
    """What stands in the file: rows of every protection table, states, keys, and whether the audit chain holds."""
    from django.apps import apps

    from fener.records.base.audit import check_chain
    from fener.records.protection.models import Consent, Disclosure, ProtectionCase, RecordKey, ReferralRequest

    every = ProtectionCase.objects.unscoped("test")
    chain = check_chain()
    return {
        "rows": {m.__name__: m._base_manager.count() for m in apps.get_app_config("protection").get_models()},
        "cases": [[one.state, bool(one.sealed), bool(one.pseudonym)] for one in every.order_by("pk")],
        "keys": [bool(key.wrapped) for key in RecordKey.objects.order_by("pk")],
        "referrals": list(ReferralRequest.objects.order_by("pk").values_list("pk", "state", "disclosure")),
        "recalls": list(Disclosure.objects.order_by("pk").values_list("pk", "recall")),
        "withdrawn": [one.withdrawn_at is not None for one in Consent.objects.order_by("pk")],
        "audit": chain.entries,
        "broken": chain.broken_at,
        "integrity": _integrity(),
    }


def _integrity() -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        sound = cursor.fetchall()
        cursor.execute("PRAGMA foreign_key_check")
        return [*sound, *cursor.fetchall()]


# --- stories ------------------------------------------------------------------------------------------------------------
def crash(folder: Path) -> dict[str, Any]:
    """Every action, killed at each of its points in both ways, and once with a disk that fills up."""
    template = folder / "template.sqlite3"
    use(template)
    in_fork(lambda: migrated(template))
    _, made = in_fork(prepared)
    whole = {name: _one(folder, template, made, name, None) for name in POINTS}
    killed = {
        f"{name}: {when} {function}, {how}": _one(folder, template, made, name, (module, function, when, how))
        for name, points in POINTS.items()
        for number, (module, function, when) in enumerate(points)
        for how in [(BY_EXIT, BY_SIGNAL)[number % 2]]
    }
    full = {f"{name}: {FULL}": _one(folder, template, made, name, ("", "", "", FULL)) for name in POINTS}
    return {"whole": whole, "killed": killed, "full": full}


def _one(folder: Path, template: Path, made: dict[str, Any], act: str, point: Any) -> dict[str, Any]:
    """The states before, after the interrupted run, and after the second; and how the first run ended."""
    copy = folder / "copy.sqlite3"
    for left in folder.glob("copy.sqlite3*"):
        left.unlink()
    for part in folder.glob("template.sqlite3*"):
        shutil.copyfile(part, folder / part.name.replace("template", "copy"))
    use(copy)
    _, before = in_fork(state)
    status, told = in_fork(lambda: _interrupted(made, act, point))
    _, after = in_fork(state)
    again = 0 if point is None else in_fork(lambda: acts(made)[act]() and None)[0]
    _, done = in_fork(state)
    return {"act": act, "before": before, "status": status, "told": told, "after": after, "again": again, "done": done}


def _interrupted(made: dict[str, Any], act: str, point: Any) -> str:
    from django.db import OperationalError

    if point is not None and point[3] != FULL:
        _arm(*point)
    elif point is not None:
        _fill_the_disk()
    try:
        acts(made)[act]()
    except OperationalError as told:
        return str(told)
    return ""


def _arm(module: str, function: str, when: str, how: str) -> None:
    owner = pkgutil.resolve_name(module)
    real = getattr(owner, function)

    def dies(*given: Any, **named: Any) -> Any:
        if when == "after":
            real(*given, **named)
        if how == BY_SIGNAL:
            os.kill(os.getpid(), signal.SIGKILL)
        os._exit(137)

    setattr(owner, function, dies)


def _fill_the_disk() -> None:
    """SQLite itself says that the disk is full: the file may grow no more, and nothing in it is free."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("CREATE TABLE ballast (b BLOB)")
        cursor.execute("PRAGMA page_count")
        cursor.execute("PRAGMA max_page_count = %d" % cursor.fetchone()[0])  # noqa: UP031


def erase_whole(folder: Path) -> dict[str, Any]:
    """A case erased at the person's demand: what lay where before, and the file as it is left."""
    return _erased(folder, lambda made: acts(made)["erase"]())


def dispose_whole(folder: Path) -> dict[str, Any]:
    """A case closed, and disposed of as its clock runs out."""

    def wait(made: dict[str, Any]) -> None:
        from fener.actions.protection.dispose_cases import dispose_cases
        from fener.actions.protection.dispose_harm import dispose_harm

        _closed(made["case"])
        dispose_cases(date.today() + timedelta(days=2000))
        dispose_harm(date.today() + timedelta(days=2000))
        dispose_cases(date.today() + timedelta(days=2000))

    return _erased(folder, wait)


def _erased(folder: Path, erase: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    path = folder / "fener.sqlite3"
    use(path)
    in_fork(lambda: migrated(path))
    _, made = in_fork(lambda: prepared(os.environ["MARK"]))
    _, before = in_fork(lambda: secrets_of(made["case"], made["harm"]))
    with contextlib.closing(sqlite3.connect(path)) as other:
        # A desk that runs has other connections: the last one to close does not tidy up behind the erasure.
        other.execute("SELECT count(*) FROM protection_recordkey").fetchall()
        status, _ = in_fork(lambda: erase(made) and None)
        for part in folder.glob("fener.sqlite3*"):
            shutil.copyfile(part, folder / f"live-{part.name}")
        _, after = in_fork(state)
        in_fork(lambda: _backup(folder / "backup.sqlite3"))
    return {"made": made, "secrets": before, "status": status, "after": after}


def secrets_of(case: int, harm: int) -> dict[str, list[str]]:
    """Hex of the wrapped keys of the case and of its harm record, and of everything sealed under them."""
    from fener.queries.protection.sealed_parts import sealed_parts
    from fener.records.protection.models import HarmRecord, ProtectionCase

    case_file = ProtectionCase.objects.unscoped("test").get(pk=case)
    of_harm = HarmRecord.objects.get(pk=harm)
    sealed = [getattr(part.row, part.field) for part in sealed_parts(case_file)]
    return {
        "keys": [bytes(one.record_key.wrapped).hex() for one in (case_file, of_harm)],
        "sealed": [bytes(one).hex() for one in [*sealed, of_harm.sealed] if one],
    }


def _backup(target: Path) -> None:
    from django.db import connection

    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)


def _closed(case: int) -> None:
    """As ``decide_closure`` leaves it, today."""
    from django.utils import timezone

    from fener.records.protection.models import ProtectionCase
    from fener.safeguards.retention import file_ends_on
    from fener.terms.codelists import code_list

    classes = [entry.code for entry in code_list("data_classes")]
    ProtectionCase.objects.unscoped("test").filter(pk=case).update(
        state="closed", state_at=timezone.now(), keep_until=file_ends_on(classes, date.today())
    )


STORIES = {"crash": crash, "erase": erase_whole, "dispose": dispose_whole}


if __name__ == "__main__":
    start(Path(sys.argv[1]))
    told = json.dumps(STORIES[sys.argv[2]](Path(sys.argv[1])), default=str)
    (Path(sys.argv[1]) / FOUND).write_text(told, encoding="utf-8")
