"""Records by their permalink id: ``O:`` observation, ``P:`` price, ``S:`` segment, ``F:`` figure, ``I:`` incident,
``T:`` stakeholder, ``C:`` instrument, ``E:`` entry of the register of open questions, ``V:`` visit and ``N:`` interview of
a monitoring cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db import models

from fener.queries.areas import label_of
from fener.queries.pictures.prices import leg_label
from fener.queries.places import place_label
from fener.queries.withheld import withheld_figures
from fener.records.base.models import Member
from fener.records.field.models import (
    CooperationInstrument,
    Incident,
    Inconsistency,
    Interview,
    MonitoringVisit,
    Observation,
    PriceReport,
    RouteSegment,
    Stakeholder,
)
from fener.records.reporting.models import Figure
from fener.terms.codelists import code_list
from fener.terms.reporting import Reference
from fener.terms.sharing import Marking

_MODELS: Mapping[str, type[models.Model]] = {
    "O": Observation,
    "P": PriceReport,
    "S": RouteSegment,
    "F": Figure,
    "I": Incident,
    "T": Stakeholder,
    "C": CooperationInstrument,
    "E": Inconsistency,
    "V": MonitoringVisit,
    "N": Interview,
}
KINDS = {
    "O": "Observation",
    "P": "Price report",
    "S": "Route segment",
    "F": "Figure",
    "I": "Incident",
    "T": "Institution",
    "C": "Cooperation instrument",
    "E": "Open question",
    "V": "Monitoring visit",
    "N": "Interview",
}
_PLANNED = ("V", "N")
_AT_ONCE = 500  # SQLite takes a limited number of parameters in one question


@dataclass(frozen=True, slots=True)
class RecordCard:
    """One record ready for its page: ``facts`` are (label, text) pairs in reading order."""

    id: str
    kind: str
    title: str
    facts: tuple[tuple[str, str], ...]
    source: str
    source_title: str
    source_link: str
    grading: str
    marking: Marking
    caution: str
    territory: str
    is_invented: bool
    inconsistencies: tuple[tuple[str, str], ...] = field(default=())


def permalink(record_id: str) -> str:
    """The address of a record: ``/observations/<key>/`` or ``/records/<id>/``."""
    kind, _, key = record_id.partition(":")
    return f"/observations/{quote(key)}/" if kind == "O" else f"/records/{quote(record_id, safe=':')}/"


def references_to(member: Member, ids: Iterable[str]) -> Mapping[str, Reference]:
    """What each id stands for; ids of records the member may not read, or that are gone, are left out.

    One query a kind of record, however many ids.
    """
    keys: dict[str, list[str]] = defaultdict(list)
    for record_id in dict.fromkeys(ids):
        kind, _, key = record_id.partition(":")
        if kind in _MODELS:
            keys[kind].append(key)
    return {
        reference.id: reference
        for kind in keys
        for row in _rows(member, kind, keys[kind])
        for reference in [_reference(kind, row)]
    }


def record_card(member: Member, record_id: str) -> RecordCard | None:
    """The record for its page; None where it does not exist or the member may not read it."""
    kind, _, key = record_id.partition(":")
    if kind not in _MODELS:
        return None
    row = next(iter(_rows(member, kind, [key])), None)
    return _card(kind, row) if row is not None else None


def inconsistencies_touching(record_id: str, caution: str) -> tuple[tuple[str, str], ...]:
    """(key, about) of the register's entries that a record's caution names or that name the record."""
    key = record_id.partition(":")[2]
    return tuple(
        (entry.key, entry.about)
        for entry in Inconsistency.objects.all()
        if key in entry.touches or record_id in entry.touches or entry.key in caution.replace(",", " ").split()
    )


def _rows(member: Member, kind: str, keys: list[str]) -> list[Any]:
    model = _MODELS[kind]
    # The register of inconsistencies belongs to the public reports themselves and is not scoped.
    base = model._default_manager.all() if kind == "E" else model._default_manager.for_member(member)  # type: ignore[attr-defined]
    found: list[Any] = []
    for start in range(0, len(keys), _AT_ONCE):
        rows = base.filter(key__in=keys[start : start + _AT_ONCE])
        found += rows.select_related("cycle" if kind in _PLANNED else "source")
    if kind == "F":
        _withhold(member, found)
    return found


def _withhold(member: Member, figures: list[Any]) -> None:
    """Sums made here that are too small lose their value before anybody sees them."""
    if any(row.measure == "dead_or_missing" and row.entered_as == "import" for row in figures):
        hidden = withheld_figures(member)
        for row in figures:
            if row.key in hidden:
                row.value, row.note = None, "The count is withheld: too few people to be shown."


def _reference(kind: str, row: Any) -> Reference:
    record_id = f"{kind}:{row.key}"
    return Reference(record_id, _TITLES[kind](row), _cited(row), permalink(record_id))


def _cited(row: Any) -> str:
    if isinstance(row, Incident):
        return str(row.source.key)
    if isinstance(row, MonitoringVisit | Interview):
        return f"Plan of {row.cycle}"
    if isinstance(row, Inconsistency):
        parts = [row.source.key, f"§{row.section}" if row.section else "", f"p. {row.page}" if row.page else ""]
        return " ".join(part for part in parts if part)
    return str(row.cited)


def _span(low: Any, high: Any, currency: str) -> str:
    if low is None and high is None:
        return "amount not stated"
    if low is None:
        return f"up to {high:,.0f} {currency}"
    if high is None:
        return f"from {low:,.0f} {currency}"
    return f"{low:,.0f} {currency}" if low == high else f"{low:,.0f} to {high:,.0f} {currency}"


def _price_title(row: PriceReport) -> str:
    nowhere = not row.origin and not row.destination
    return f"{leg_label(row.origin, row.territory if nowhere else row.destination)}: {_span(row.low, row.high, row.currency)}"


def _figure_title(row: Figure) -> str:
    subject = row.route.replace("_", " ") if row.route else label_of(row.territory)
    who = f", {code_list('nationalities').label(row.nationality)}" if row.nationality else ""
    amount = "no figure shown" if row.value is None else f"{row.value.normalize():,f}"
    return f"{code_list('figure_measures').label(row.measure)}, {subject}{who}, {row.period}: {amount}"


_TITLES: Mapping[str, Callable[[Any], str]] = {
    "O": lambda row: row.statement,
    "P": _price_title,
    "S": lambda row: f"{place_label(row.origin)} → {place_label(row.destination)}",
    "F": _figure_title,
    "I": lambda row: f"{row.location_text or 'Place not stated'}, {row.period}",
    "T": lambda row: row.name,
    "C": lambda row: row.title,
    "E": lambda row: row.about,
    "V": lambda row: f"{row.key}, {place_label(row.place)}",
    "N": lambda row: f"{row.key}, {_with_whom(row)}",
}


def _labels(list_name: str, codes: Iterable[str]) -> str:
    return ", ".join(code_list(list_name).label(code) for code in codes)


def _persons(row: Any) -> str:
    return _range(row.persons_low, row.persons_high)


def _range(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"at least {low}" if high is None else f"up to {high}"
    return str(low) if low == high else f"{low} to {high}"


def _price_facts(row: PriceReport) -> list[tuple[str, str]]:
    return [
        ("Amount", _span(row.low, row.high, row.currency)),
        ("As printed", row.qualifier.replace("_", " ")),
        ("Covers", code_list("price_scopes").label(row.scope)),
        ("Unit", code_list("price_units").label(row.unit)),
        ("From", place_label(row.origin)),
        ("To", place_label(row.destination)),
        ("By way of", ", ".join(place_label(key) for key in row.via)),
        ("For whom", row.who),
        ("Conditions", row.conditions),
        ("Vehicle", _labels("vehicles", [row.vehicle] if row.vehicle else [])),
        ("Persons in one vehicle", _range(row.persons_per_vehicle_low, row.persons_per_vehicle_high)),
        ("Paid by", _labels("payment_methods", [row.payment_method] if row.payment_method else [])),
        ("Includes", ", ".join(str(part).replace("_", " ") for part in row.includes)),
    ]


def _segment_facts(row: RouteSegment) -> list[tuple[str, str]]:
    return [
        ("From", place_label(row.origin)),
        ("To", place_label(row.destination)),
        ("Role", _labels("route_roles", row.roles)),
        ("Ways of crossing", _labels("crossing_methods", row.methods)),
        ("Extent", code_list("extents").label(row.extent)),
        ("Direction", row.direction),
        ("Note", row.note),
    ]


def _figure_facts(row: Figure) -> list[tuple[str, str]]:
    value = "no figure" if row.value is None else f"{row.value.normalize():,f}"
    return [
        ("Value", value),
        ("Qualifier", row.qualifier.replace("_", " ")),
        ("Unit", code_list("figure_units").label(row.unit)),
        ("Measure", code_list("figure_measures").label(row.measure)),
        ("Route", row.route.replace("_", " ")),
        ("Nationality", code_list("nationalities").label(row.nationality) if row.nationality else ""),
        ("Broken down by", ", ".join(f"{name}: {text}" for name, text in row.breakdown.items())),
        ("File as of", str(row.vintage or "")),
        ("As the publisher names it", row.reported_as),
        ("Publisher’s mark", row.quality_mark),
        ("Note", row.note),
    ]


def _incident_facts(row: Incident) -> list[tuple[str, str]]:
    def stated(count: int | None) -> str:
        return "not stated" if count is None else str(count)

    return [
        ("Place", row.location_text),
        ("Route", row.route.replace("_", " ")),
        ("Cause", row.cause),
        ("Dead", stated(row.dead)),
        ("Missing", stated(row.missing)),
        ("Dead or missing", stated(row.dead_or_missing)),
        ("Survivors", stated(row.survivors)),
        ("Origin as published", row.origin_text),
        ("Named source", row.named_source),
        ("Quality of the source, 1 to 5", stated(row.source_quality)),
        ("Publisher’s link", row.link),
    ]


def _stakeholder_facts(row: Stakeholder) -> list[tuple[str, str]]:
    return [
        ("Kind", code_list("stakeholder_kinds").label(row.kind)),
        ("Part in the response", row.part.replace("_", " ")),
        ("Competences", ", ".join(row.competences)),
    ]


def _instrument_facts(row: CooperationInstrument) -> list[tuple[str, str]]:
    return [
        ("Kind", code_list("cooperation_kinds").label(row.kind)),
        ("Parties", ", ".join(label_of(party) for party in row.parties)),
        ("Dated", row.dated),
        ("Standing when reported", row.standing.replace("_", " ")),
        ("Note", row.note),
    ]


def _with_whom(row: Interview) -> str:
    kind = code_list("stakeholder_kinds").label(row.stakeholder_kind) if row.stakeholder_kind else ""
    return f"{row.with_whom.replace('_', ' ')}{f': {kind}' if kind else ''}"


def _visit_facts(row: MonitoringVisit) -> list[tuple[str, str]]:
    return [
        ("Place", place_label(row.place)),
        ("Kind of place", code_list("site_kinds").label(row.site_kind)),
        ("Planned for", str(row.planned_on or "")),
        ("Cycle", row.cycle.title),
    ]


def _interview_facts(row: Interview) -> list[tuple[str, str]]:
    # Neither place nor day: with few interviews they may point at a person.
    return [("With", _with_whom(row)), ("Cycle", row.cycle.title)]


def _observation_facts(row: Observation) -> list[tuple[str, str]]:
    return [
        ("Topic", code_list("observation_topics").label(row.topic)),
        ("Extent", code_list("extents").label(row.extent)),
        ("Persons", _persons(row)),
    ]


_FACTS: Mapping[str, Callable[[Any], list[tuple[str, str]]]] = {
    "O": _observation_facts,
    "P": _price_facts,
    "S": _segment_facts,
    "F": _figure_facts,
    "I": _incident_facts,
    "T": _stakeholder_facts,
    "C": _instrument_facts,
    "E": lambda row: [("Finding", row.finding), ("How it is handled", row.handling)],
    "V": _visit_facts,
    "N": _interview_facts,
}


def _card(kind: str, row: Any) -> RecordCard:
    record_id = f"{kind}:{row.key}"
    period = str(row.period) if hasattr(row, "period") and row.period.precision != "unknown" else ""
    facts = [*_FACTS[kind](row), ("Period", period)]
    caution = getattr(row, "caution", "")
    area = getattr(row, "territory", "")
    return RecordCard(
        id=record_id,
        kind=KINDS[kind],
        title=_TITLES[kind](row),
        facts=tuple((label, text) for label, text in facts if text),
        source=_cited(row),
        source_title="" if kind in _PLANNED else row.source.title,
        source_link="" if kind in _PLANNED else row.source.link,
        grading=getattr(row, "grading", ""),
        marking=Marking(getattr(row, "marking", Marking.CLEAR)),
        caution=caution,
        territory=label_of(area) if area else "",
        is_invented=getattr(row, "is_invented", False),
        inconsistencies=inconsistencies_touching(record_id, caution),
    )
