"""Fifty people at the safe door at once, on a real server process; and the power cut in the middle."""

from __future__ import annotations

import base64
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import pytest

from fener.gateways.vault import Seal
from fener.gateways.vault.door_container import unpack
from fener.gateways.vault.receipt_codes import receipt_keys
from tests.doors import GPS_MARK, photo
from tests.stories.door_server import Answered, inside, send
from tests.stories.server import Desk, desk

pytestmark = pytest.mark.slow
CLIENTS, ROUNDS = 50, 3


def _opened(identity: str, sealed: str) -> tuple[str, list[bytes]]:
    content = unpack(Seal(identity=identity).open(base64.b64decode(sealed)))
    return content.words["message"], [picture for _, picture in content.files]


def _uploads(made: Desk) -> list[Path]:
    return [path for path in (made.folder / "uploads").rglob("*") if path.is_file()]


def test_fifty_at_once_with_pictures_and_nothing_is_lost():
    picture = photo("JPEG", (2000, 1500))
    with desk() as made:
        key = inside(made, "prepare")["identity"]
        made.start()

        def client(number: int) -> list[tuple[str, Answered]]:
            words = [f"client {number} round {turn} marker-{number}-{turn}" for turn in range(ROUNDS)]
            return [(one, send(made.port, one, picture)) for one in words]

        began = time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as people:
            answers = [pair for pairs in people.map(client, range(CLIENTS)) for pair in pairs]
        took = time.monotonic() - began
        found = inside(made, "look")
        assert Counter(answer.status for _, answer in answers) == {201: CLIENTS * ROUNDS}, made.log()
        assert len(found["reports"]) == CLIENTS * ROUNDS and found["broken_at"] is None
        for words, answer in answers:
            message, pictures = _opened(key, found["reports"][receipt_keys(answer.code).locator])
            assert message == words
            assert len(pictures) == 1 and GPS_MARK not in pictures[0]
        raw = b"".join(path.read_bytes() for path in made.folder.rglob("*") if path.is_file())
        assert b"marker-7-1" not in raw and GPS_MARK not in raw
        assert "door" not in made.log()
    print(f"\n{CLIENTS} clients: {CLIENTS * ROUNDS} reports with a picture of {len(picture)} bytes in {took:.1f} s")


def test_a_kill_in_the_middle_leaves_no_half_report_and_forgets_none_it_answered():
    picture = photo("JPEG", (1200, 900))
    with desk() as made:
        key = inside(made, "prepare")["identity"]
        made.start()
        answered: list[tuple[str, str]] = []
        stop, lock = threading.Event(), threading.Lock()

        def client(number: int) -> None:
            turn = 0
            while not stop.is_set() and turn < 4:
                words, turn = f"client {number} turn {turn}", turn + 1
                try:
                    answer = send(made.port, words, picture, timeout=30)
                except (OSError, HTTPException, AssertionError):
                    return
                if answer.status == 201:
                    with lock:
                        answered.append((words, answer.code))

        with ThreadPoolExecutor(20) as people:
            running = [people.submit(client, number) for number in range(20)]
            while len(answered) < 15 and not all(one.done() for one in running):
                time.sleep(0.01)
            made.kill()
            stop.set()
        kept = inside(made, "look")["reports"]
        assert len(answered) >= 15
        for words, code in answered:
            assert _opened(key, kept[receipt_keys(code).locator])[0] == words
        for sealed in kept.values():
            message, pictures = _opened(key, sealed)
            assert message.startswith("client") and len(pictures) == 1
        assert GPS_MARK not in b"".join(path.read_bytes() for path in _uploads(made))
        made.start()
        assert send(made.port, "after the restart", picture).status == 201
