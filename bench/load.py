"""Clients that post as fast as they are answered, in one thread without a library, so that the load costs little itself."""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Measured:
    """``seconds`` of each answered request; ``statuses`` how often each came; ``took`` the whole in seconds."""

    took: float = 0.0
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took if self.took else 0.0

    def quantile(self, share: float) -> float:
        """Milliseconds that this share of requests did not exceed."""
        found = sorted(self.seconds)
        return found[min(len(found) - 1, int(share * len(found)))] * 1000

    @property
    def median(self) -> float:
        """Milliseconds."""
        return statistics.median(self.seconds) * 1000


class _Client:
    """One connection that is kept: what it sends, and what of the answer has come."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.left = memoryview(b"")
        self.answer = bytearray()
        self.began = 0.0

    def begin(self, request: bytes) -> None:
        self.left, self.began = memoryview(request), time.perf_counter()
        self.answer.clear()

    def push(self) -> bool:
        """Whether all is sent."""
        with suppress(BlockingIOError):
            self.left = self.left[self.socket.send(self.left) :]
        return not self.left

    def pull(self) -> int:
        """The status once the answer is whole, else 0."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.answer += piece
        head, found, body = bytes(self.answer).partition(b"\r\n\r\n")
        if not found:
            return 0
        status = int(head[9:12])
        return status if status == 304 or len(body) >= _length(head) else 0


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def load(port: int, clients: int, seconds: float, make: Callable[[], bytes]) -> Measured:
    """Keep ``clients`` busy for ``seconds`` with the requests that ``make`` gives; what is under way at the end is waited for."""
    found, chooser = Measured(), selectors.DefaultSelector()
    began = time.perf_counter()
    end = began + seconds
    busy = 0
    for _ in range(clients):
        client = _Client(port)
        client.begin(make())
        chooser.register(client.socket, selectors.EVENT_WRITE, client)
        busy += 1
    while busy:
        for key, _ in chooser.select(timeout=60):
            client = key.data
            if client.left:
                if client.push():
                    chooser.modify(client.socket, selectors.EVENT_READ, client)
                continue
            status = client.pull()
            if not status:
                continue
            now = time.perf_counter()
            found.seconds.append(now - client.began)
            found.statuses[status] += 1
            if now < end:
                client.begin(make())
                chooser.modify(client.socket, selectors.EVENT_WRITE, client)
            else:
                chooser.unregister(client.socket)
                client.socket.close()
                busy -= 1
    found.took = time.perf_counter() - began
    return found
