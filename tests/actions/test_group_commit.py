"""Writers that come at once share a transaction; each gets its own result or its own fault."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Thread

import pytest
from django.db import IntegrityError

from fener.actions.field.group_commit import GroupCommit

pytestmark = pytest.mark.django_db(transaction=True)


class Writer:
    """Notes its batches; the first write waits until the others have come."""

    def __init__(self, *, holds: bool = True) -> None:
        self.batches: list[list[int]] = []
        self.go, self.begun, self.holds = Event(), Event(), holds

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.begun.set()
        if self.holds and len(self.batches) == 1:
            self.go.wait(10)
        if len(items) > 1 and 13 in items:
            raise IntegrityError("thirteen cannot be written with others")
        if items == [13]:
            raise IntegrityError("nor alone")
        if 99 in items:
            raise OSError("the disk is full")
        return [item * 10 for item in items]


def together(writer: Writer, items: Sequence[int]) -> dict[int, object]:
    """The first item is being written when the others come."""
    group: GroupCommit[int, int] = GroupCommit(writer)
    results: dict[int, object] = {}

    def one(item: int) -> None:
        try:
            results[item] = group(item)
        except Exception as fault:  # noqa: BLE001 - the test looks at it
            results[item] = fault

    threads = [Thread(target=one, args=(item,)) for item in items]
    threads[0].start()
    writer.begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(group._waiting) < len(items) - 1:
        pass
    writer.go.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    return results


def test_who_comes_while_one_writes_is_written_together() -> None:
    writer = Writer()
    assert together(writer, [1, 2, 3, 4]) == {1: 10, 2: 20, 3: 30, 4: 40}
    assert [sorted(batch) for batch in writer.batches] == [[1], [2, 3, 4]]


def test_one_that_cannot_be_written_spoils_nobody_elses() -> None:
    writer = Writer()
    results = together(writer, [1, 2, 13, 4])
    assert [results[item] for item in (1, 2, 4)] == [10, 20, 40]
    assert isinstance(results[13], IntegrityError)


def test_a_fault_of_the_disk_is_told_to_everybody_and_nobody_waits_for_ever() -> None:
    results = together(Writer(), [1, 2, 99])
    assert results[1] == 10
    assert isinstance(results[2], OSError) and isinstance(results[99], OSError)


def test_after_a_fault_it_goes_on() -> None:
    group: GroupCommit[int, int] = GroupCommit(Writer(holds=False))
    with pytest.raises(OSError, match="disk"):
        group(99)
    assert group(5) == 50
