"""Writers that come at the same moment share one transaction, and the disk is waited for once.

Each caller waits until its own item is committed, so a receipt means what it always meant. Whoever finds nobody writing writes
for all who wait; who came meanwhile is written by the next. An item that cannot be written with others is written alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

from django.db import IntegrityError, transaction

T = TypeVar("T")
R = TypeVar("R")
MOST = 32


@dataclass(eq=False)
class _Ticket(Generic[T, R]):
    """One item on its way. ``called``: something happened to it; then exactly one of the other three holds."""

    item: T
    called: Event = field(default_factory=Event)
    result: R | None = None
    error: Exception | None = None
    alone: bool = False
    leads: bool = False


class GroupCommit(Generic[T, R]):
    """``write`` writes any number of items in one transaction and gives a result for each, in order."""

    def __init__(self, write: Callable[[Sequence[T]], Sequence[R]], *, most: int = MOST) -> None:
        self._write, self._most = write, most
        self._guard = Lock()
        self._waiting: list[_Ticket[T, R]] = []
        self._somebody_writes = False

    def __call__(self, item: T) -> R:
        """The item's result, once it is committed. IntegrityError only where it cannot be written even alone."""
        if transaction.get_connection().in_atomic_block:
            return self._write([item])[0]
        ticket: _Ticket[T, R] = _Ticket(item)
        with self._guard:
            self._waiting.append(ticket)
            ticket.leads = not self._somebody_writes
            self._somebody_writes = True
        if not ticket.leads:
            ticket.called.wait()
        if ticket.leads:
            self._lead()
        if ticket.alone:
            return self._write([item])[0]
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]

    def _lead(self) -> None:
        """Write the first who wait, the caller among them, then call the next writer."""
        with self._guard:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            self._settle(batch)
        finally:
            with self._guard:
                following = self._waiting[0] if self._waiting else None
                self._somebody_writes = following is not None
                if following is not None:
                    following.leads = True
            if following is not None:
                following.called.set()

    def _settle(self, batch: Sequence[_Ticket[T, R]]) -> None:
        try:
            results = self._write([ticket.item for ticket in batch])
            for ticket, result in zip(batch, results, strict=True):
                ticket.result = result
        except IntegrityError:
            for ticket in batch:
                ticket.alone = True
        except Exception as fault:  # noqa: BLE001 - each caller is told; nobody may wait for ever
            for ticket in batch:
                ticket.error = fault
        finally:
            for ticket in batch:
                ticket.called.set()
