"""How fast the door takes what comes, without keeping who it came from.

Buckets stand in memory under HMAC-SHA-256 of the address with a key that this process draws and replaces every hour: nobody, not even
with a copy of the memory an hour later, learns from them who was here. They are generous, because a whole shelter may share one
address, and so does every visitor through one Tor exit or an onion service.
"""

from __future__ import annotations

import hmac
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest

HOUR = 3600.0
MOST_BUCKETS = 50_000


class Buckets:
    """Token buckets: ``burst`` at once, then ``per_second``."""

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._rate, self._clock = burst, per_second, clock
        self._lock = threading.Lock()
        self._begin(clock())

    def _begin(self, now: float) -> None:
        self._key, self._until = secrets.token_bytes(32), now + HOUR
        self._left: dict[bytes, tuple[float, float]] = {}

    def take(self, who: str, amount: float = 1.0) -> bool:
        """Whether so much may pass now; if not, nothing was taken."""
        with self._lock:
            now = self._clock()
            if now >= self._until or len(self._left) >= MOST_BUCKETS:
                self._begin(now)
            mark = hmac.digest(self._key, who.encode(), "sha256")
            left, since = self._left.get(mark, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._rate)
            passes = left >= amount
            self._left[mark] = (left - amount if passes else left, now)
            return passes


class Slots:
    """So many heavy things at once (pictures, key derivation); others wait, up to ``patience`` seconds."""

    def __init__(self, number: int, patience: float) -> None:
        self._free, self._patience = threading.BoundedSemaphore(number), patience

    @contextmanager
    def one(self) -> Iterator[bool]:
        """Whether a slot came free in time."""
        taken = self._free.acquire(timeout=self._patience)
        try:
            yield taken
        finally:
            if taken:
                self._free.release()


posts = Buckets(burst=200, per_second=1)
everything = Buckets(burst=2_000_000_000, per_second=2_000_000)  # bytes, of all together
heavy = Slots(number=max(2, os.cpu_count() or 2), patience=90)


def may_come(request: HttpRequest, behind_proxy: bool) -> bool:
    """Whether this request's address may send once more now, and the door has room for its bytes."""
    length = request.headers.get("Content-Length", "")
    size = int(length) if length.isdigit() else 0
    return posts.take(_address(request, behind_proxy)) and everything.take("all", size)


def _address(request: HttpRequest, behind_proxy: bool) -> str:
    """The peer; behind a proxy that is ours, the last address it wrote down. Used for the bucket, kept nowhere."""
    forwarded = request.headers.get("X-Forwarded-For", "") if behind_proxy else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
