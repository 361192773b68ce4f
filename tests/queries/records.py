"""Records for tests of queries, made in one line each."""

from __future__ import annotations

from typing import Any

from fener.records.field.models import Incident, Observation, ObservationCode, PriceReport, Source
from fener.records.reporting.models import Figure


def source(key: str = "R23") -> Source:
    return Source.objects.get_or_create(key=key, defaults={"title": f"Source {key}"})[0]


def observed(key: str, territory: str = "RS", topic: str = "method", **changes: Any) -> Observation:
    codes = changes.pop("codes", {})
    told = {"statement": f"Statement {key}.", "source": source(), "reliability": "B", "credibility": 3, **changes}
    record = Observation.objects.create(key=key, territory=territory, topic=topic, **told)
    ObservationCode.objects.bulk_create(
        ObservationCode(observation=record, list_name=name, code=code) for name, held in codes.items() for code in held
    )
    return record


def priced(key: str, low: int | None, high: int | None, **changes: Any) -> PriceReport:
    told = {
        "territory": "RS",
        "origin": "belgrade",
        "destination": "bihac",
        "scope": "leg",
        "unit": "per_person",
        "currency": "EUR",
        **changes,
    }
    return PriceReport.objects.create(key=key, low=low, high=high, source=source(), **told)


def happened(key: str, year: int, persons: int | None, **changes: Any) -> Incident:
    told = {"territory": "RS", "route": "western_balkans", "location_text": f"Near {key}", **changes}
    return Incident.objects.create(key=key, year=year, dead_or_missing=persons, source=source("IOM-MMP"), **told)


def figured(key: str, value: int | None, **changes: Any) -> Figure:
    told = {
        "measure": "dead_or_missing",
        "unit": "persons",
        "territory": "RS",
        "year": 2022,
        "first_on": "2022-01-01",
        "last_on": "2022-12-31",
        "is_missing": value is None,
        **changes,
    }
    name = told.pop("source", "R23")
    return Figure.objects.create(key=key, value=value, source=source(name), **told)
