"""Import a publisher's file of figures or incidents: whole, or not at all unless asked, with every rejected row named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.db import transaction

from fener.gateways.figures import PUBLISHERS, Reading, figures_from_incidents, read_figures, route_totals
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import Incident as IncidentRecord
from fener.records.field.models import Source
from fener.records.reporting.models import Figure as FigureRecord
from fener.records.reporting.models import FigureImport
from fener.records.reporting.models import RejectedRow as RejectedRowRecord
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused, UnreadableMaterial
from fener.terms.field import Incident
from fener.terms.reporting import Figure, RejectedRow
from fener.terms.sharing import Marking

Progress = Callable[[int, int], None]
T = TypeVar("T")
BATCH = 2000


class RowsRejected(UnreadableMaterial):
    """Some rows cannot be taken and the caller did not ask for a partial import. ``rejected`` names every one of them."""

    number = "FEN-2300"
    remedy = "Correct the rows named, or ask to take the good rows and have the others reported."

    def __init__(self, rejected: list[RejectedRow], rows_read: int) -> None:
        self.rejected = rejected
        first = rejected[0]
        super().__init__(
            f"{len(rejected)} of {rows_read} rows cannot be taken, so nothing was loaded; "
            f"the first: row {first.row}, column “{first.column}”: {first.number} {first.message}"
        )


def import_figures(
    actor: Member,
    kind: str,
    stream: BinaryIO | Path,
    file_name: str,
    *,
    vintage: date | None = None,
    accept_partly: bool = False,
    progress: Progress | None = None,
) -> FigureImport:
    """Read, check and store one file in one transaction.

    Raises UnknownTerm for an unknown publisher, WrongFormat where the file is not what it was given as, RowsRejected where rows
    are bad and ``accept_partly`` is off, StateRefused FEN-2301 where the very same file was imported before.
    ``progress`` is called with (rows stored, rows to store).
    """
    may_take_step(actor.role, "import_figures").enforce()
    reading = read_figures(kind, stream, name=file_name, vintage=vintage)
    if reading.rejected and not accept_partly:
        raise RowsRejected(reading.rejected, reading.rows_read)
    if not reading.figures and not reading.incidents:
        raise UnreadableMaterial(
            f"{file_name} has no row that can be taken", remedy="Check that the file is complete.", number="FEN-2302"
        )
    with transaction.atomic():
        return _store(actor, kind, reading, file_name, progress or _silent)


def _silent(done: int, total: int) -> None:
    """No progress wanted."""


def _store(actor: Member, kind: str, reading: Reading, file_name: str, progress: Progress) -> FigureImport:
    earlier = FigureImport.objects.filter(digest=reading.digest, kind=kind).first()
    if earlier is not None:
        raise StateRefused(
            f"this very file was imported on {earlier.imported_at:%Y-%m-%d} (import {earlier.pk})",
            remedy="Nothing needs doing; import a newer file when there is one.",
            number="FEN-2301",
        )
    derived = figures_from_incidents(reading.incidents, reading.vintage)
    derived += route_totals(reading.figures) if kind == "frontex" else []
    figures = [*reading.figures, *derived]
    record = FigureImport.objects.create(
        kind=kind,
        file_name=file_name[:300],
        digest=reading.digest,
        source=_source(kind),
        vintage=reading.vintage,
        rows_read=reading.rows_read,
        figures_kept=len(figures),
        incidents_kept=len(reading.incidents),
        rows_rejected=len(reading.rejected),
        imported_by=actor,
    )
    total = len(figures) + len(reading.incidents)
    _keep_figures(record, figures, actor, lambda done: progress(done, total))
    _keep_incidents(record, reading.incidents, actor, lambda done: progress(len(figures) + done, total))
    _keep_remarks(record, reading)
    record_audit(
        "import_figures",
        actor=actor,
        subject=("FigureImport", str(record.pk)),
        details={"kind": kind, "sha256": reading.digest, "rows": reading.rows_read, "rejected": len(reading.rejected)},
    )
    return record


def _source(kind: str) -> Source:
    entry = PUBLISHERS[kind]
    found, _ = Source.objects.get_or_create(
        key=entry.dataset,
        defaults={"title": entry.title, "publisher": entry.title, "licence": entry.licence, "link": entry.page},
    )
    return found


def _keep_figures(record: FigureImport, figures: list[Figure], actor: Member, step: Callable[[int], None]) -> None:
    # The import's number leads the key: a later vintage of the same figure stands beside the earlier one.
    rows = (_figure(entry, record, actor) for entry in figures)
    for done, batch in _batches(rows):
        FigureRecord.objects.bulk_create(batch)
        step(done)


def _figure(entry: Figure, record: FigureImport, actor: Member) -> FigureRecord:
    period = entry.period
    return FigureRecord(
        key=f"{record.pk}:{entry.key}"[:200],
        measure=entry.measure,
        unit=entry.unit,
        value=entry.value,
        qualifier=entry.qualifier,
        is_missing=entry.missing,
        territory=entry.territory,
        route=entry.route,
        nationality=entry.nationality,
        breakdown=dict(entry.breakdown),
        first_on=period.first_on,
        last_on=period.last_on,
        year=period.first_on.year if period.first_on else None,
        vintage=entry.vintage or record.vintage,
        source=record.source,
        reported_as=entry.reported_as[:300],
        note=entry.note[:600],
        quality_mark=entry.flag[:40],
        figure_import=record,
        entered_as="import",
        marking=Marking.CLEAR,
        organisation_id=actor.organisation_id,
        recorded_by=actor,
    )


def _keep_incidents(
    record: FigureImport, incidents: list[Incident], actor: Member, step: Callable[[int], None]
) -> None:
    """A newer file brings an incident up to date; its yearly figures of each vintage stay apart."""
    rows = (_incident(entry, record, actor) for entry in incidents)
    fixed = {"id", "key", "recorded_at"}
    names = [field.name for field in IncidentRecord._meta.concrete_fields if field.name not in fixed]
    for done, batch in _batches(rows):
        IncidentRecord.objects.bulk_create(batch, update_conflicts=True, unique_fields=["key"], update_fields=names)
        step(done)


def _incident(entry: Incident, record: FigureImport, actor: Member) -> IncidentRecord:
    same = (
        "dead", "missing", "dead_or_missing", "survivors", "females", "males", "children", "latitude", "longitude",
        "source_quality", "territory",
    )  # fmt: skip
    return IncidentRecord(
        key=entry.key[:120],
        source=record.source,
        import_id=record.pk,
        first_on=entry.period.first_on,
        last_on=entry.period.last_on,
        year=entry.period.first_on.year if entry.period.first_on else None,
        route=entry.route[:80],
        location_text=entry.location_text[:1000],
        cause=entry.cause[:300],
        origin_text=entry.origin_text[:500],
        named_source=entry.source[:500],
        link=entry.link[:1000],
        extra=dict(entry.extra),
        entered_as="import",
        marking=Marking.CLEAR,
        organisation_id=actor.organisation_id,
        recorded_by=actor,
        **{name: getattr(entry, name) for name in same},
    )


def _keep_remarks(record: FigureImport, reading: Reading) -> None:
    remarks = [(row, False) for row in reading.rejected] + [(row, True) for row in reading.issues]
    RejectedRowRecord.objects.bulk_create(
        [
            RejectedRowRecord(
                figure_import=record,
                row=row.row,
                column=row.column[:200],
                number=row.number,
                message=row.message[:600],
                remedy=row.remedy[:600],
                raw=row.raw[:400],
                was_taken=was_taken,
            )
            for row, was_taken in remarks
        ],
        batch_size=BATCH,
    )


def _batches(rows: Iterable[T]) -> Iterator[tuple[int, list[T]]]:
    iterator, done = iter(rows), 0
    while batch := list(islice(iterator, BATCH)):
        done += len(batch)
        yield done, batch
