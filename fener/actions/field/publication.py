"""What a finished coding becomes: observations, price reports, incidents; and how they go when the report no longer counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from fener.records.base.models import Member
from fener.records.field.models import (
    CodedStatement,
    Coding,
    FieldReport,
    Incident,
    MonitoringCycle,
    Observation,
    ObservationCode,
    ObservationPlace,
    PriceReport,
    Source,
)
from fener.terms.sharing import Marking
from fener.terms.territories import territory

FIELD = "field"
_WHY = "records of a coded report follow their coding"


def publish_records(coder: Member, report: FieldReport, coding: Coding) -> int:
    """Write the records of this coding and take away those that only an earlier revision had. How many there are now."""
    source = _source(report)
    statements = list(coding.statements.order_by("line"))
    _number(report, statements)
    kept = {row.record_key for row in statements}
    _remove(report, kept)
    for row in statements:
        _observation(coder, report, source, row)
        if row.makes == "price":
            _price(coder, report, source, row)
        if row.makes == "incident":
            _incident(coder, report, source, row)
    return len(statements)


def withdraw_records(report: FieldReport) -> int:
    """Take back everything published from this report: it is returned, rejected or deleted. The codings themselves stay."""
    return _remove(report, frozenset())


def _number(report: FieldReport, statements: Iterable[CodedStatement]) -> None:
    """A key for each statement that has none: above every number any revision used, so that a key never changes meaning."""
    prefix = f"field-{report.pk}-"
    used = CodedStatement.objects.filter(coding__report=report, record_key__startswith=prefix)
    numbers = [int(key.removeprefix(prefix)) for key in used.values_list("record_key", flat=True)]
    following = max(numbers, default=0)
    for row in statements:
        if not row.record_key:
            following += 1
            row.record_key = f"{prefix}{following}"
            row.save(update_fields=["record_key"])


def _remove(report: FieldReport, kept: frozenset[str] | set[str]) -> int:
    gone = 0
    for model in (Observation, PriceReport, Incident):
        rows = model.objects.unscoped(_WHY).filter(key__startswith=f"field-{report.pk}-", entered_as=FIELD)
        gone += rows.exclude(key__in=kept).delete()[0]
    return gone


def _source(report: FieldReport) -> Source:
    """The source that the reports of a cycle are cited as."""
    cycles = MonitoringCycle.objects.unscoped(_WHY).select_related("platform")
    cycle = cycles.get(pk=report.cycle_id) if report.cycle_id else None
    # Every member reads the list of sources, so the words a platform chose for its cycle stay out of the title.
    named = f"{territory(cycle.territory).label}, {cycle.period}" if cycle else "outside a cycle"
    key = cycle.source_key if cycle else f"FIELD-{report.territory}"
    found, _ = Source.objects.get_or_create(
        key=key,
        defaults={
            "title": f"Field reports: {named}",
            "publisher": cycle.platform.name if cycle else "",
            "issued": str(cycle.last_on.year) if cycle else "",
            "note": "Coded from approved reports of monitors; the reports themselves are not public.",
        },
    )
    return found


def _common(coder: Member, report: FieldReport, source: Source, row: CodedStatement) -> dict[str, Any]:
    return {
        "source": source,
        "territory": report.territory,
        "organisation_id": report.organisation_id,
        "recorded_by": coder,
        "marking": Marking.AMBER,
        "entered_as": FIELD,
        "is_invented": report.is_invented,
        "first_on": row.first_on,
        "last_on": row.last_on,
    }


def _graded(report: FieldReport, row: CodedStatement) -> dict[str, Any]:
    return {"section": report.key, "reliability": row.reliability, "credibility": row.credibility}


def _observation(coder: Member, report: FieldReport, source: Source, row: CodedStatement) -> None:
    found, _ = Observation.objects.unscoped(_WHY).update_or_create(
        key=row.record_key,
        defaults=_common(coder, report, source, row)
        | _graded(report, row)
        | {
            "topic": row.topic,
            "statement": row.statement,
            "extent": row.extent,
            "persons_low": row.persons_low,
            "persons_high": row.persons_high,
            "answers": row.questions,
        },
    )
    found.code_links.all().delete()
    found.place_links.all().delete()
    ObservationCode.objects.bulk_create(
        ObservationCode(observation=found, list_name=name, code=code)
        for name, codes in row.codes.items()
        for code in codes
    )
    ObservationPlace.objects.bulk_create(ObservationPlace(observation=found, place=place) for place in row.places)


def _price(coder: Member, report: FieldReport, source: Source, row: CodedStatement) -> None:
    told = row.payload
    low, high = _amount(told.get("low")), _amount(told.get("high"))
    people = told.get("persons_per_vehicle") or (None, None)
    PriceReport.objects.unscoped(_WHY).update_or_create(
        key=row.record_key,
        defaults=_common(coder, report, source, row)
        | _graded(report, row)
        | {
            "origin": told.get("origin") or "",
            "destination": told.get("destination") or "",
            "scope": told.get("scope") or "unknown",
            "unit": told.get("unit") or "unknown",
            "low": low,
            "high": high,
            "currency": told["currency"],
            "qualifier": told.get("qualifier") or ("exact" if low == high else "range"),
            "who": told.get("who") or "",
            "conditions": told.get("conditions") or "",
            "vehicle": told.get("vehicle") or "",
            "payment_method": told.get("payment_method") or "",
            "persons_per_vehicle_low": people[0],
            "persons_per_vehicle_high": people[1],
        },
    )


def _incident(coder: Member, report: FieldReport, source: Source, row: CodedStatement) -> None:
    told = row.payload
    dead, missing = told.get("dead"), told.get("missing")
    on = row.first_on or (date.fromisoformat(str(told["first_on"])) if told.get("first_on") else None)
    Incident.objects.unscoped(_WHY).update_or_create(
        key=row.record_key,
        defaults=_common(coder, report, source, row)
        | {
            "first_on": on,
            "last_on": row.last_on or on,
            "year": on.year if on else None,
            "location_text": str(told.get("location_text") or "")[:1000],
            "cause": str(told.get("cause") or "")[:300],
            "dead": dead,
            "missing": missing,
            "dead_or_missing": None if dead is None and missing is None else (dead or 0) + (missing or 0),
            "children": told.get("children"),
            "extra": {
                "injured": told.get("injured"),
                "report": report.key,
                "grading": f"{row.reliability}{row.credibility}",
            },
        },
    )


def _amount(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
