"""The audit chain shows every change, gap and cut."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from fener.records.base.audit import check_chain, record_audit
from fener.records.base.models import AuditEntry
from fener.terms.errors import NotAllowed


def _write(number: int, member=None) -> None:
    for index in range(number):
        with transaction.atomic():
            record_audit("test", actor=member, subject=("Thing", str(index)), details={"n": index, "ž": "ћ"})


@pytest.mark.django_db
def test_an_untouched_chain_fits(coordinator):
    _write(5, coordinator)
    found = check_chain()
    assert (found.entries, found.broken_at) == (5, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"action": "other"}, {"why": "because"}, {"details": {"n": 99}}, {"subject_key": "x"}, {"actor_name": "Someone"}],
)
def test_a_changed_entry_is_found(change):
    _write(4)
    AuditEntry.objects.filter(sequence=3).update(**change)
    assert check_chain().broken_at == 3


@pytest.mark.django_db
@pytest.mark.parametrize("gone", [1, 2, 4])
def test_a_missing_entry_is_found(gone):
    _write(4)
    AuditEntry.objects.filter(sequence=gone).delete()
    assert check_chain().broken_at is not None


@pytest.mark.django_db
def test_an_entry_is_neither_changed_nor_deleted_by_the_records():
    _write(1)
    entry = AuditEntry.objects.get()
    entry.why = "later"
    with pytest.raises(NotAllowed):
        entry.save()
    with pytest.raises(NotAllowed):
        entry.delete()


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_inside_the_actions_transaction():
    with pytest.raises(RuntimeError):
        record_audit("test", actor=None)


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_no_entry():
    @transaction.atomic
    def fails() -> None:
        record_audit("test", actor=None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert check_chain().entries == 0


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database has one connection; the PostgreSQL run covers this")

    def write() -> None:
        _write(10)
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = check_chain()
    assert (found.entries, found.broken_at) == (40, None)
