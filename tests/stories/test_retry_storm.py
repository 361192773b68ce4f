"""Twenty phones in a storm: they send, split, repeat and race while the desk is killed again and again. Nothing is lost or doubled.

``STORM_SECONDS`` lengthens the storm (``make storm``); by default it ends with five kills and fifteen submissions a phone.
"""

from __future__ import annotations

import hashlib
import os
import random
import select
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, BinaryIO

import pytest
from django.conf import settings

from fener.gateways.vault import SealedStore, Stored
from tests.phones import Phone, multipart, new_id, small
from tests.stories.server import Desk, desk, postgresql_programs, private_postgresql

pytestmark = pytest.mark.slow
PHONES, EACH, KILLS = 20, 15, 5
SECONDS = float(os.environ.get("STORM_SECONDS", "0"))
HEADERS = {"X-OpenRosa-Version": "1.0"}


@dataclass(frozen=True)
class Sending:
    """One report as a phone holds it; ``posts`` are the files of each POST."""

    instance: str
    xml: bytes
    posts: tuple[Mapping[str, bytes], ...]

    @property
    def files(self) -> dict[str, str]:
        return {name: sha(content) for files in self.posts for name, content in files.items()}


@dataclass
class Storm:
    """What the threads share."""

    desk: Desk
    is_over: threading.Event = field(default_factory=threading.Event)
    sent: list[Sending] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    kills: int = 0
    tries: int = 0


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def running(request: pytest.FixtureRequest) -> Iterator[Desk]:
    if request.param == "sqlite":
        with desk() as made:
            yield _started(made)
        return
    if postgresql_programs() is None:
        pytest.skip("PostgreSQL is not installed here")
    with private_postgresql() as address, desk(address) as made:
        yield _started(made)


def _started(made: Desk) -> Desk:
    made.prepare(PHONES, small_only=True)
    made.start()
    return made


def test_in_a_storm_of_retries_and_kills_nothing_is_lost_and_nothing_doubled(running: Desk) -> None:
    storm = Storm(running)
    threads = [threading.Thread(target=_phone, args=(storm, number), daemon=True) for number in range(PHONES)]
    threads.append(threading.Thread(target=_kill_at_random, args=(storm,), daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=SECONDS + 240)
        assert not thread.is_alive(), running.log()
    assert storm.odd == []
    assert storm.kills >= KILLS
    _must_hold_exactly(running.look(), storm.sent)
    print(f"{len(storm.sent)} reports, {storm.tries} posts, {storm.kills} kills")


def _must_hold_exactly(there: dict[str, Any], sent: list[Sending]) -> None:
    held = {report["root"]: report for report in there["reports"]}
    assert len(held) == len(there["reports"])
    assert set(held) == {one.instance for one in sent}
    for one in sent:
        (version,) = held[one.instance]["versions"]
        assert version["digest"] == version["original"] == sha(one.xml)
        assert version["files"] == one.files
        assert version["expected"] == sorted(one.files)
    assert there["quarantined"] == []
    assert there["chain"]["broken_at"] is None, there["chain"]
    assert set(there["known_files"]) <= set(there["sealed_files"])
    # A kill leaves at most sealed files and parts that no record speaks of, and the store names every one of them.
    unknown = {f"{digest}.age" for digest in set(there["sealed_files"]) - set(there["known_files"])}
    assert set(there["strays"]) == unknown | set(there["parts"])
    # Nothing in the clear stays behind.
    assert there["uploads"] == []


def _phone(storm: Storm, number: int) -> None:
    chance = random.Random(number)
    base = storm.desk.phones[number]
    other = storm.desk.phones[(number + 1) % PHONES]
    for turn in range(100_000):
        if turn >= EACH and storm.is_over.is_set():
            return
        sending = _report(chance, turn)
        storm.sent.append(sending)
        if turn % 4 == 3:
            # The same report from two phones at once, as after a change of phones.
            twin = threading.Thread(target=_send, args=(storm, other, sending, chance.random()), daemon=True)
            twin.start()
            _send(storm, base, sending, chance.random())
            twin.join()
        else:
            _send(storm, base, sending, chance.random())


def _report(chance: random.Random, turn: int) -> Sending:
    """Without a photo, with one, with one sent in a POST of its own, with a large one."""
    instance, kind = new_id(), turn % 5
    if kind in {0, 2}:
        return Sending(instance, small(instance, seen=f"{turn} groups"), ({},))
    size = 3_000_000 if kind == 4 and turn % 10 == 9 else chance.randrange(1_000, 200_000)
    photo = {f"{instance[5:]}.jpg": chance.randbytes(size)}
    xml = small(instance, seen=f"{turn} groups", photo=next(iter(photo)))
    return Sending(instance, xml, ({}, photo) if kind == 3 else (photo,))


def _send(storm: Storm, base: str, sending: Sending, seed: float) -> None:
    """Post until every part is answered with 201; a phone that hears nothing tries again."""
    chance = random.Random(seed)
    for place, files in enumerate(sending.posts):
        body, kind = multipart(sending.xml, files, incomplete=place < len(sending.posts) - 1)
        while (status := _post(storm, f"{base}/submission", body, kind)) != 201:
            if status in {400, 409}:
                storm.odd.append(f"{sending.instance} was answered with {status}")
                return
            time.sleep(chance.uniform(0.02, 0.4))
        if chance.random() < 0.1:
            # The answer got lost on the way: the phone sends what was received already.
            _post(storm, f"{base}/submission", body, kind)


def _post(storm: Storm, path: str, body: bytes, kind: str) -> int:
    """The status; 0 where there is no answer within a minute."""
    storm.tries += 1
    connection = HTTPConnection("127.0.0.1", storm.desk.port, timeout=60)
    try:
        connection.request("POST", path, body, HEADERS | {"Content-Type": kind})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def _kill_at_random(storm: Storm) -> None:
    chance, end = random.Random(5), time.monotonic() + SECONDS
    while storm.kills < KILLS or time.monotonic() < end:
        time.sleep(chance.uniform(0.1, 1.2))
        storm.desk.kill()
        storm.kills += 1
        storm.desk.start()
    storm.is_over.set()


def _half_a_post(made: Desk, body: bytes, kind: str, sent: int) -> socket.socket:
    """A phone that announces its report and gets no further than ``sent`` bytes."""
    head = (
        f"POST {made.phones[0]}/submission HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", made.port))
    connection.sendall(head.encode() + body[:sent])
    return connection


def test_a_kill_in_the_middle_of_an_upload_leaves_nothing(running: Desk) -> None:
    instance = new_id()
    body, kind = multipart(small(instance, photo="large.jpg"), {"large.jpg": os.urandom(4_000_000)})
    with _half_a_post(running, body, kind, 2_500_000):
        time.sleep(0.5)
        running.kill()
    there = running.look()
    assert there["reports"] == there["sealed_files"] == there["parts"] == there["uploads"] == []
    running.start()
    assert _post(Storm(running), f"{running.phones[0]}/submission", body, kind) == 201
    there = running.look()
    assert [report["root"] for report in there["reports"]] == [instance]
    assert there["strays"] == []


def test_phones_that_hang_up_in_the_middle_leave_nothing(running: Desk) -> None:
    body, kind = multipart(small(photo="a.jpg"), {"a.jpg": os.urandom(300_000)})
    for _ in range(8):
        _half_a_post(running, body, kind, 100_000).close()
    whole, kind = multipart(small())
    assert _post(Storm(running), f"{running.phones[1]}/submission", whole, kind) == 201
    there = running.look()
    assert len(there["reports"]) == 1
    assert there["strays"] == there["uploads"] == []


def test_phones_that_fall_silent_in_the_middle_hold_up_nobody(running: Desk) -> None:
    body, kind = multipart(small(photo="a.jpg"), {"a.jpg": os.urandom(300_000)})
    silent = [_half_a_post(running, body, kind, 100_000) for _ in range(8)]
    time.sleep(1)
    try:
        whole, kind = multipart(small())
        assert _post(Storm(running), f"{running.phones[1]}/submission", whole, kind) == 201
        # Answered while they were still being waited for, not after the desk gave them up.
        assert not any(_has_been_answered(connection) for connection in silent)
    finally:
        for connection in silent:
            connection.close()


def _has_been_answered(connection: socket.socket) -> bool:
    """Answered or hung up on, as far as this end knows."""
    return bool(select.select([connection], [], [], 0)[0])


@pytest.mark.django_db
def test_while_a_large_report_is_taken_nothing_of_it_lies_in_the_clear_under_a_name(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What has a name at this moment is what a kill at this moment would leave for whoever takes the disk.
    seen: list[str] = []
    put = SealedStore.put

    def put_and_look(store: SealedStore, reader: BinaryIO) -> Stored:
        seen.extend(os.listdir(settings.FILE_UPLOAD_TEMP_DIR))
        return put(store, reader)

    monkeypatch.setattr(SealedStore, "put", put_and_look)
    assert phone.send(small(photo="large.jpg"), {"large.jpg": os.urandom(3_000_000)}).status_code == 201
    assert seen == []
