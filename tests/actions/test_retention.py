"""What has been kept long enough goes, and nothing else."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from fener.actions.field.delete_report import delete_report
from fener.actions.field.dispose_originals import Disposed, dispose_originals
from fener.actions.field.open_original import open_original
from fener.actions.field.review_report import review_report
from fener.jobs.retention import dispose_due
from fener.queries.sealed import desk_store
from fener.records.base.models import AuditEntry
from fener.records.field.models import QuarantinedPart, ReceivedFile, SealedOriginal
from fener.terms.errors import UnknownTerm
from tests.actions.report_parts import sent
from tests.phones import new_id

pytestmark = pytest.mark.django_db


def photo(content: bytes = b"a photo") -> dict[str, io.BytesIO]:
    return {"a.jpg": io.BytesIO(content)}


def in_days(days: int):  # type: ignore[no-untyped-def]
    return timezone.now() + timedelta(days=days)


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path, monkeypatch):
    from fener.gateways.vault import SealedStore
    from fener.queries.sealed import desk_seal

    store = SealedStore(tmp_path / "sealed", desk_seal())
    for module in (
        "fener.actions.field.incoming",
        "fener.actions.field.dispose_originals",
        "fener.actions.field.open_original",
        "fener.actions.field.settle_quarantined",
    ):
        monkeypatch.setattr(f"{module}.desk_store", lambda: store)
    monkeypatch.setattr("tests.actions.test_retention.desk_store", lambda: store)


def test_nothing_goes_before_its_day_and_no_entry_is_written(questionnaires, monitor, coordinator, settings) -> None:
    sent(monitor, None, photo(), photo="a.jpg")
    assert dispose_originals(in_days(settings.ORIGINAL_DAYS)) == Disposed()
    assert not AuditEntry.objects.filter(action="dispose_originals").exists()


def test_the_day_after_the_original_is_empty_and_says_so(questionnaires, monitor, coordinator, settings) -> None:
    report = sent(monitor, None)
    assert dispose_originals(in_days(settings.ORIGINAL_DAYS + 1)).originals == 1
    original = SealedOriginal.objects.get()
    assert original.content is None
    assert original.disposed_at is not None
    with pytest.raises(UnknownTerm, match="FEN-2657"):
        open_original(coordinator, report.key, why="a court asks")
    assert report.versions.get().answers, "the working copy stays"
    entry = AuditEntry.objects.get(action="dispose_originals")
    assert (entry.actor, entry.details["originals"]) == (None, 1)
    assert dispose_originals(in_days(settings.ORIGINAL_DAYS + 2)) == Disposed()


@pytest.mark.parametrize("how", ["rejected", "deleted", "submitted"])
def test_files_go_with_the_clock_once_the_report_is_decided(
    questionnaires, monitor, coordinator, settings, how: str
) -> None:
    report = sent(monitor, None, photo(), photo="a.jpg")
    if how == "rejected":
        review_report(coordinator, report.key, "rejected")
    elif how == "deleted":
        delete_report(coordinator, report.key, why="sent twice")
    file = ReceivedFile.objects.get()
    disposed = dispose_originals(in_days(settings.ORIGINAL_DAYS + 1))
    stays = how == "submitted"
    assert disposed.files == (0 if stays else 1)
    assert desk_store().path_of(file.digest).exists() is stays
    file.refresh_from_db()
    assert (file.disposed_at is None) is stays


def test_bytes_that_another_record_needs_stay(questionnaires, monitor, coordinator, settings) -> None:
    first = sent(monitor, None, photo(), photo="a.jpg")
    sent(monitor, None, photo(), photo="a.jpg")
    review_report(coordinator, first.key, "rejected")
    assert dispose_originals(in_days(settings.ORIGINAL_DAYS + 1)).files == 1
    other = ReceivedFile.objects.get(disposed_at=None)
    assert desk_store().open(other.digest) == b"a photo"


def test_what_was_kept_aside_goes_after_its_time_decided_or_not(questionnaires, monitor, settings) -> None:
    instance = new_id()
    sent(monitor, instance)
    sent(monitor, instance, seen="other content")
    part = QuarantinedPart.objects.get()
    assert dispose_originals(in_days(settings.QUARANTINE_DAYS)).quarantined == 0
    assert dispose_originals(in_days(settings.QUARANTINE_DAYS + 1)).quarantined == 1
    part.refresh_from_db()
    assert part.settled_how.startswith("disposed")
    assert not desk_store().path_of(part.digest).exists()
    assert dispose_originals(in_days(settings.QUARANTINE_DAYS + 2)).quarantined == 0


def test_strays_go_after_a_day_and_known_files_never(questionnaires, monitor) -> None:
    sent(monitor, None, photo(), photo="a.jpg")
    stray = desk_store().put(io.BytesIO(b"its record was never written"))
    young = desk_store().put(io.BytesIO(b"its record is being written"))
    broken = desk_store().path_of(stray.digest).parents[1] / "part-broken"
    broken.write_bytes(b"half")
    for path in (desk_store().path_of(stray.digest), desk_store().path_of(ReceivedFile.objects.get().digest), broken):
        os.utime(path, (0, 0))
    assert dispose_originals(timezone.now()).strays == 2
    assert not desk_store().path_of(stray.digest).exists()
    assert desk_store().path_of(young.digest).exists()
    assert desk_store().open(ReceivedFile.objects.get().digest) == b"a photo"


def test_deleting_with_the_original_ends_its_clock(questionnaires, monitor, coordinator) -> None:
    report = sent(monitor, None, photo(), photo="a.jpg")
    delete_report(coordinator, report.key, why="the person takes it back", original_too=True)
    disposed = dispose_originals(in_days(2))
    assert (disposed.originals, disposed.files) == (1, 1)
    assert not desk_store().path_of(ReceivedFile.objects.get().digest).exists()


def test_the_job_counts_what_it_did(questionnaires, monitor) -> None:
    sent(monitor, None)
    SealedOriginal.objects.update(keep_until=timezone.localdate() - timedelta(days=1))
    assert dispose_due.func()["originals"] == 1
