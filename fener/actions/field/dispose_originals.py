"""Dispose of what has been kept long enough: sealed originals, files, quarantined parts, strays of the store.

Rows first, bytes after: a process killed in between leaves bytes that no record speaks of, and the next sweep takes them.
Bytes younger than a day are never touched, for a submission may be on its way whose record is not written yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fener.actions.field.settle_quarantined import is_needed
from fener.queries.field_report_quarantine import DISPOSED
from fener.queries.sealed import desk_store
from fener.records.base.audit import record_audit
from fener.records.field.models import QuarantinedPart, ReceivedFile, SealedOriginal, UnlockedWorkspace
from fener.terms.review import ReviewState

GRACE = timedelta(days=1)
_AT_ONCE = 500
_DECIDED = Q(version__report__state__in=[ReviewState.APPROVED, ReviewState.REJECTED])


@dataclass(frozen=True, slots=True)
class Disposed:
    """How many of each were disposed of. ``workspaces``: unlocked keys whose time was over."""

    originals: int = 0
    files: int = 0
    quarantined: int = 0
    strays: int = 0
    workspaces: int = 0

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def dispose_originals(now: datetime) -> Disposed:
    """Everything that is due at ``now``; what was disposed of leaves an entry with the counts.

    An original goes on the day after its ``keep_until``. A file goes with the clock of its submission, once its report is
    approved, rejected or deleted; while a report is under review its files stay.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        originals = _originals(today, now)
        files = _files(today, now)
        parts = _parts(today, now)
        closed, _ = UnlockedWorkspace.objects.filter(closes_at__lte=now).delete()
    # The bytes of rows just disposed of are strays as well; counted apart for the entry.
    _drop_unneeded({*files, *parts}, now)
    disposed = Disposed(originals, len(files), len(parts), _sweep(now), closed)
    if disposed:
        with transaction.atomic():
            record_audit("dispose_originals", actor=None, details=asdict(disposed))
    return disposed


def _originals(today: date, now: datetime) -> int:
    rows = SealedOriginal.objects.filter(disposed_at__isnull=True, keep_until__lt=today)
    return rows.update(content=None, disposed_at=now)


def _files(today: date, now: datetime) -> list[str]:
    due = Q(version__original__keep_until__lt=today) & (_DECIDED | Q(version__report__deleted_at__isnull=False))
    rows = list(ReceivedFile.objects.filter(due, disposed_at__isnull=True).values_list("pk", "digest"))
    for start in range(0, len(rows), _AT_ONCE):
        pks = [pk for pk, _ in rows[start : start + _AT_ONCE]]
        ReceivedFile.objects.filter(pk__in=pks).update(disposed_at=now)
    return [digest for _, digest in rows]


def _parts(today: date, now: datetime) -> list[str]:
    """Decided on or not: nobody keeps what was sent by mistake for longer."""
    due = QuarantinedPart.objects.filter(keep_until__lt=today).exclude(settled_how__startswith=DISPOSED)
    rows = list(due.values_list("pk", "digest", "settled_at"))
    for pk, _, settled_at in rows:
        QuarantinedPart.objects.filter(pk=pk).update(
            settled_at=settled_at or now, settled_how=f"{DISPOSED}: its time was over"
        )
    return [digest for _, digest, _ in rows]


def _drop_unneeded(digests: Iterable[str], now: datetime) -> None:
    store = desk_store()
    for digest in digests:
        path = store.path_of(digest)
        is_young = path.exists() and path.stat().st_mtime > (now - GRACE).timestamp()
        if not is_young and not is_needed(digest):
            store.dispose(digest)


def _sweep(now: datetime) -> int:
    """Files of the store that no record speaks of."""
    known = set(ReceivedFile.objects.filter(disposed_at__isnull=True).values_list("digest", flat=True))
    known |= set(QuarantinedPart.objects.exclude(settled_how__startswith=DISPOSED).values_list("digest", flat=True))
    count = 0
    for path in desk_store().strays(known.__contains__, older_than=(now - GRACE).timestamp()):
        # Asked once more: a record may have been written since the names were read.
        if path.suffix != ".age" or not is_needed(path.stem):
            path.unlink(missing_ok=True)
            count += 1
    return count
