"""Load the reference base: once per edition, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from fener.gateways.reference import ReferenceBase, read_reference_base
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import (
    CooperationInstrument,
    Inconsistency,
    Observation,
    ObservationCode,
    ObservationPlace,
    PriceReport,
    ReferenceLoad,
    RouteSegment,
    Source,
    Stakeholder,
)
from fener.records.reporting.models import Figure
from fener.safeguards.roles import may_take_step
from fener.terms.dates import Period
from fener.terms.field import Provenance, SourceGrading
from fener.terms.sharing import Marking
from fener.terms.territories import territory

REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """``loaded`` is False where this edition was there already; ``counts`` by kind of record."""

    loaded: bool
    counts: Mapping[str, int]


def load_reference_base(actor: Member | None, *, base: ReferenceBase | None = None) -> LoadSummary:
    """Bring the records to the edition that ships with Fener.

    ``actor`` None is start-up itself. Entries a new edition dropped go; records that members or imports made are not touched.
    """
    if actor is not None:
        may_take_step(actor.role, "load_reference_base").enforce()
    base = base or read_reference_base()
    newest = ReferenceLoad.objects.first()
    if newest and newest.digest == base.digest:
        return LoadSummary(False, newest.counts)
    with transaction.atomic():
        counts = _store(base)
        ReferenceLoad.objects.filter(digest=base.digest).delete()
        ReferenceLoad.objects.create(digest=base.digest, counts=counts)
        record_audit("load_reference_base", actor=actor, subject=("ReferenceLoad", base.digest[:16]), details=counts)
    return LoadSummary(True, counts)


def _store(base: ReferenceBase) -> dict[str, int]:
    sources = _store_sources(base)
    kinds: list[tuple[type[models.Model], list[dict[str, Any]]]] = [
        (Observation, [_observation(entry) for entry in base.observations]),
        (PriceReport, [_price(entry) for entry in base.prices]),
        (RouteSegment, [_segment(entry) for entry in base.segments]),
        (Stakeholder, [_stakeholder(entry) for entry in base.stakeholders]),
        (CooperationInstrument, [_instrument(entry) for entry in base.instruments]),
        (Figure, [_figure(entry) for entry in base.figures]),
    ]
    counts = {model._meta.object_name or "": _upsert(model, rows, sources) for model, rows in kinds}
    _link(base)
    _store_inconsistencies(base, sources)
    counts["Inconsistency"] = len(base.inconsistencies)
    counts["Source"] = len(base.sources)
    return counts


def _store_sources(base: ReferenceBase) -> dict[str, int]:
    fields = ("title", "publisher", "issued", "licence", "link", "note")
    rows = [
        Source(key=entry.key, **{name: getattr(entry, name)[: 400 if name == "title" else None] for name in fields})
        for entry in base.sources
    ]
    Source.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=list(fields))
    return dict(Source.objects.values_list("key", "pk"))


def _upsert(model: type[models.Model], rows: list[dict[str, Any]], sources: Mapping[str, int]) -> int:
    manager: Any = model._default_manager
    objects = [
        model(**{name: value for name, value in row.items() if name != "source"}, source_id=sources[row["source"]])
        for row in rows
    ]
    names = [field.name for field in model._meta.concrete_fields if field.name not in {"id", "key", "recorded_at"}]
    manager.bulk_create(objects, batch_size=400, update_conflicts=True, unique_fields=["key"], update_fields=names)
    gone = (
        manager.unscoped("entries a new edition dropped")
        .filter(entered_as=REFERENCE)
        .exclude(key__in=[row["key"] for row in rows])
    )
    gone.delete()
    return len(rows)


def _link(base: ReferenceBase) -> None:
    keyed = (
        Observation.objects.unscoped("links of the reference base")
        .filter(entered_as=REFERENCE)
        .values_list("key", "pk")
    )
    ids = dict(keyed)
    ObservationCode.objects.filter(observation__entered_as=REFERENCE).delete()
    ObservationPlace.objects.filter(observation__entered_as=REFERENCE).delete()
    ObservationCode.objects.bulk_create(
        [
            ObservationCode(observation_id=ids[entry.key], list_name=name, code=code)
            for entry in base.observations
            for name, codes in entry.codes.items()
            for code in dict.fromkeys(codes)
        ],
        batch_size=2000,
    )
    ObservationPlace.objects.bulk_create(
        [
            ObservationPlace(observation_id=ids[entry.key], place=place)
            for entry in base.observations
            for place in dict.fromkeys(entry.places)
        ],
        batch_size=2000,
    )


def _store_inconsistencies(base: ReferenceBase, sources: Mapping[str, int]) -> None:
    Inconsistency.objects.all().delete()
    Inconsistency.objects.bulk_create(
        Inconsistency(
            key=entry.key,
            about=entry.about,
            finding=entry.finding,
            handling=entry.handling,
            touches=list(entry.touches),
            source_id=sources[entry.provenance.source],
            section=entry.provenance.section,
            page=entry.provenance.page,
        )
        for entry in base.inconsistencies
    )


def _stated(
    entry: Any, provenance: Provenance, grading: SourceGrading | None = None, period: Period | None = None
) -> dict[str, Any]:
    """What every stated fact carries."""
    common: dict[str, Any] = {
        "key": entry.key,
        "territory": territory(entry.territory).code,
        "source": provenance.source,
        "section": provenance.section,
        "page": provenance.page,
        "caution": provenance.caution[:500],
        "entered_as": REFERENCE,
        "marking": Marking.CLEAR,
    }
    if grading is not None:
        common |= {"reliability": grading.reliability, "credibility": grading.credibility}
    if period is not None:
        common |= {"first_on": period.first_on, "last_on": period.last_on}
    return common


def _observation(entry: Any) -> dict[str, Any]:
    return _stated(entry, entry.provenance, entry.grading, entry.period) | {
        "topic": entry.topic,
        "statement": entry.statement,
        "extent": entry.extent,
        "persons_low": entry.persons[0],
        "persons_high": entry.persons[1],
        "answers": list(entry.answers),
    }


def _price(entry: Any) -> dict[str, Any]:
    same = ("scope", "unit", "low", "high", "currency", "qualifier", "origin", "destination", "who", "conditions")
    return (
        _stated(entry, entry.provenance, entry.grading, entry.period)
        | _copied(entry, same)
        | {
            "via": list(entry.via),
            "includes": list(entry.includes),
            "vehicle": entry.vehicle,
            "payment_method": entry.payment_method,
            "persons_per_vehicle_low": entry.persons_per_vehicle[0],
            "persons_per_vehicle_high": entry.persons_per_vehicle[1],
        }
    )


def _segment(entry: Any) -> dict[str, Any]:
    return (
        _stated(entry, entry.provenance, entry.grading, entry.period)
        | _copied(entry, ("origin", "destination", "extent", "direction", "note"))
        | {"roles": list(entry.roles), "methods": list(entry.methods)}
    )


def _stakeholder(entry: Any) -> dict[str, Any]:
    return (
        _stated(entry, entry.provenance, entry.grading)
        | _copied(entry, ("name", "kind", "part"))
        | {
            "parent_key": entry.parent,
            "competences": list(entry.competences),
        }
    )


def _instrument(entry: Any) -> dict[str, Any]:
    return (
        _stated(entry, entry.provenance, entry.grading)
        | _copied(entry, ("title", "kind", "dated", "standing", "note"))
        | {"parties": list(entry.parties)}
    )


def _figure(entry: Any) -> dict[str, Any]:
    year = entry.period.first_on.year if entry.period.first_on else None
    return (
        _stated(entry, entry.provenance, period=entry.period)
        | _copied(
            entry, ("measure", "unit", "value", "qualifier", "route", "nationality", "reported_as", "note", "vintage")
        )
        | {"is_missing": entry.missing, "breakdown": dict(entry.breakdown), "year": year}
    )


def _copied(entry: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in names}
