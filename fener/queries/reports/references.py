"""What an id printed in a report stands for: text, source and permalink."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fener.queries.places import place_label
from fener.records.base.models import Member
from fener.records.field.models import (
    CooperationInstrument,
    Incident,
    Observation,
    PriceReport,
    RouteSegment,
    Stakeholder,
)
from fener.records.reporting.models import Figure
from fener.terms.codelists import code_list
from fener.terms.reporting import Reference
from fener.terms.territories import territory

MODELS: Mapping[str, Any] = {
    "O": Observation,
    "P": PriceReport,
    "S": RouteSegment,
    "F": Figure,
    "I": Incident,
    "T": Stakeholder,
    "C": CooperationInstrument,
}


def look_up_references(member: Member, ids: Iterable[str]) -> dict[str, Reference]:
    """References of the ids the member may read, one query a kind of record."""
    keys: dict[str, list[str]] = {}
    for key in ids:
        letter, _, name = key.partition(":")
        keys.setdefault(letter, []).append(name)
    return {
        f"{letter}:{row.key}": reference_of(letter, row)
        for letter, names in keys.items()
        if letter in MODELS
        for row in MODELS[letter].objects.for_member(member).filter(key__in=names).select_related("source")
    }


def reference_of(letter: str, row: Any) -> Reference:
    """The reference of one record."""
    key = f"{letter}:{row.key}"
    path = f"/observations/{row.key}/" if letter == "O" else f"/records/{key}/"
    return Reference(key, _TEXTS[letter](row), row.source.key if letter == "I" else row.cited, path)


def _price(row: PriceReport) -> str:
    legs = (
        " → ".join(place_label(end) for end in (row.origin, row.destination) if end) or territory(row.territory).label
    )
    amounts = sorted(
        {f"{amount:,.0f}" for amount in (row.low, row.high) if amount is not None}, key=lambda t: (len(t), t)
    )
    scope = code_list("price_scopes").label(row.scope)
    return f"{legs}: {'–'.join(amounts)} {row.currency}, {scope}. {row.conditions}".strip()


def _segment(row: RouteSegment) -> str:
    return f"{place_label(row.origin)} → {place_label(row.destination)}. {row.note}".strip()


def _figure(row: Figure) -> str:
    measure = code_list("figure_measures").label(row.measure)
    value = "no figure given" if row.value is None else f"{row.value:,.0f} {row.unit}"
    return f"{measure}, {territory(row.territory).label}, {row.period}: {value}"


def _incident(row: Incident) -> str:
    return f"Incident of {row.period}, {territory(row.territory).label}: {row.cause}".strip()


_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "O": lambda row: str(row.statement),
    "P": _price,
    "S": _segment,
    "F": _figure,
    "I": _incident,
    "T": lambda row: str(row.name),
    "C": lambda row: str(row.title),
}
