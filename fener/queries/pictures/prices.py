"""Ranges of reported prices: one picture for each scope, unit and currency, never one across them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from fener.analysis.prices import estimate_ranges, price_cautions
from fener.gateways.charts import price_ranges
from fener.queries.areas import codes_within
from fener.queries.pictures.wording import counted, cut
from fener.queries.places import place_label
from fener.records.base.models import Member
from fener.records.field.models import PriceReport as PriceRecord
from fener.terms.codelists import code_list
from fener.terms.field import Provenance, SourceGrading
from fener.terms.money import PriceEstimate, PriceReport
from fener.terms.reporting import Cell, Column, Picture, Table

_COLUMNS = (
    Column("leg", "Leg", "text", "#loc+leg"),
    Column("low", "Lowest", "money", "#value+min"),
    Column("high", "Highest", "money", "#value+max"),
    Column("currency", "Currency", "text", "#value+currency"),
    Column("n", "Reports", "number", "#indicator+reports+num"),
    Column("sources", "Sources", "text", "#meta+source"),
    Column("cautions", "Mind", "text", "#meta+caution"),
)
_NOTE = (
    "From the lowest to the highest amount that any report names. No mean is drawn: the reports are few, and prices of another "
    "scope or unit stand in a picture of their own."
)


_Kind = tuple[str, str, str]
_ALL_CAPTION = "Reported prices by leg, each scope and unit under its own heading"


def prices_picture(member: Member, territory: str | None) -> Picture | None:
    """All of them in one picture for print: each scope, unit and currency is a group of its own."""
    reports = price_reports(member, territory)
    groups, cautions = _groups(reports), price_cautions(reports)
    if not groups:
        return None
    currencies = sorted({currency for (_, _, currency), _ in groups})
    rows = [
        _drawn(estimate) | {"group": _group_name(kind, currencies)}
        for kind, estimates in groups
        for estimate in estimates
    ]
    alt = " ".join(_alt(price_caption(kind[0], kind[1]), estimates) for kind, estimates in groups)
    cells = tuple(
        (Cell(_group_name(kind, currencies)), *_row(estimate, cautions))
        for kind, estimates in groups
        for estimate in estimates
    )
    columns = (Column("scope", "What the price covers", "text", "#meta+scope"), *_COLUMNS)
    return Picture(
        key="prices",
        caption=_ALL_CAPTION,
        spec=price_ranges(rows, description=alt, axis_title=" / ".join(currencies), group="group"),
        alt=alt,
        table=Table("prices", _ALL_CAPTION, columns, cells, _NOTE),
        note=_NOTE,
    )


def _group_name(kind: _Kind, currencies: Sequence[str]) -> str:
    name = price_caption(kind[0], kind[1]).removeprefix("Prices: ")
    name = name[:1].upper() + name[1:]
    return name if len(currencies) == 1 else f"{name}, {kind[2]}"


def prices_pictures(member: Member, territory: str | None) -> list[Picture]:
    """One picture for each scope, unit and currency, those with most reports first."""
    reports = price_reports(member, territory)
    cautions = price_cautions(reports)
    return [_picture(kind, estimates, cautions) for kind, estimates in _groups(reports)]


def _groups(reports: Sequence[PriceReport]) -> list[tuple[_Kind, list[PriceEstimate]]]:
    groups: dict[_Kind, list[PriceEstimate]] = defaultdict(list)
    for estimate in estimate_ranges(reports):
        groups[estimate.scope, estimate.unit, estimate.currency].append(estimate)
    return sorted(groups.items(), key=lambda group: (-sum(estimate.n for estimate in group[1]), group[0]))


def _drawn(estimate: PriceEstimate) -> dict[str, Any]:
    label = leg_label(estimate.origin, estimate.destination)
    return {"label": label, "low": estimate.low, "high": estimate.high, "n": estimate.n}


def price_reports(member: Member, territory: str | None) -> list[PriceReport]:
    """The price reports of a territory, or of the whole region, as values.

    Where a report names no leg it stands for the territory it was reported in, apart from every named leg.
    """
    rows = (
        PriceRecord.objects.for_member(member)
        .filter(territory__in=codes_within(territory))
        .select_related("source")
        .order_by("key")
    )
    return [_report(row) for row in rows]


def _report(row: PriceRecord) -> PriceReport:
    nowhere = not row.origin and not row.destination
    return PriceReport(
        key=row.key,
        territory=row.territory,
        scope=row.scope,
        unit=row.unit,
        low=row.low,
        high=row.high,
        currency=row.currency,
        provenance=Provenance(row.source.key, row.section, row.page, row.caution),
        qualifier=row.qualifier,
        origin=row.origin,
        destination=row.territory if nowhere else row.destination,
        conditions=row.conditions,
        period=row.period,
        grading=SourceGrading(row.reliability, row.credibility),
    )


def leg_label(origin: str, destination: str) -> str:
    """``Lojane → Vienna``; ``within Albania``; an end nobody named is said to be open."""
    if origin and origin == destination:
        return f"within {place_label(origin)}"
    if not origin:
        return f"{place_label(destination)}, leg not stated"
    return f"{place_label(origin)} → {place_label(destination) if destination else 'not stated'}"


def _picture(
    kind: tuple[str, str, str], estimates: Sequence[PriceEstimate], cautions: Mapping[str, Sequence[str]]
) -> Picture:
    scope, unit, currency = kind
    caption = price_caption(scope, unit)
    key = f"prices-{scope}-{unit}-{currency.lower()}".replace("_", "-")
    rows = [_drawn(estimate) for estimate in estimates]
    alt = _alt(caption, estimates)
    return Picture(
        key=key,
        caption=caption,
        spec=price_ranges(rows, description=alt, axis_title=currency),
        alt=alt,
        table=Table(key, caption, _COLUMNS, tuple(_row(estimate, cautions) for estimate in estimates), _NOTE),
        note=_NOTE,
    )


def price_caption(scope: str, unit: str) -> str:
    """``Prices: one leg, per person``; what is not stated is said."""
    scopes = {"unknown": "what they cover is not stated"}
    units = {"unknown": "unit not stated"}
    return (
        f"Prices: {scopes.get(scope, code_list('price_scopes').label(scope).lower())}, "
        f"{units.get(unit, code_list('price_units').label(unit).lower())}"
    )


def _row(estimate: PriceEstimate, cautions: Mapping[str, Sequence[str]]) -> tuple[Cell, ...]:
    ids = tuple(f"P:{key}" for key in estimate.keys)
    mind = dict.fromkeys(caution for key in estimate.keys for caution in cautions.get(key, ()))
    return (
        Cell(leg_label(estimate.origin, estimate.destination)),
        Cell(estimate.low, ids),
        Cell(estimate.high, ids),
        Cell(estimate.currency),
        Cell(estimate.n, ids),
        Cell("; ".join(estimate.sources)),
        Cell("; ".join(mind)),
    )


def _alt(caption: str, estimates: Sequence[PriceEstimate]) -> str:
    sentences = [f"{caption}."]
    for estimate in estimates:
        leg, low, high = leg_label(estimate.origin, estimate.destination), estimate.low, estimate.high
        span = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
        sentences.append(f"{leg}: {span} {estimate.currency} ({counted(estimate.n, 'report')}).")
    return cut(sentences)


def prices_table(member: Member, territory: str | None) -> Table | None:
    """Every range with its scope and unit in one table; None where no price is reported."""
    reports = price_reports(member, territory)
    cautions = price_cautions(reports)
    rows = tuple(_with_kind(estimate, cautions) for estimate in estimate_ranges(reports))
    columns = (
        Column("scope", "Covers", "text", "#service+scope"),
        Column("unit", "Unit", "text", "#service+unit"),
        *_COLUMNS,
    )
    return Table("prices", "Reported prices by scope, unit and leg", columns, rows, _NOTE) if rows else None


def _with_kind(estimate: PriceEstimate, cautions: Mapping[str, Sequence[str]]) -> tuple[Cell, ...]:
    scope, unit = code_list("price_scopes").label(estimate.scope), code_list("price_units").label(estimate.unit)
    return (Cell(scope), Cell(unit), *_row(estimate, cautions))
