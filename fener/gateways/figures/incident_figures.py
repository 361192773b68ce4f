"""Yearly figures from incidents, so that an incident register can be laid beside published totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fener.gateways.figures.missing_migrants import DATASET
from fener.gateways.figures.routes import territory_of_route
from fener.terms.dates import Period
from fener.terms.field import Incident, Provenance
from fener.terms.reporting import Figure

_Group = tuple[int, str, str, str]


def figures_from_incidents(incidents: Iterable[Incident], vintage: date | None = None) -> list[Figure]:
    """``dead_or_missing`` (persons) and ``incidents`` per year for each route, and for each territory of a route.

    Figures of a whole route carry the route and the area it is filed under; those of a territory carry both codes. The
    two overlap: never add a route's figure to those of its territories. Incidents without a date are left out. A year
    the file may not cover to its end (the last one, unless its last incident is in December) is a lower bound, as is a
    sum in which an incident states no number; with a ``vintage`` inside the year the period ends there.
    """
    dated = [incident for incident in incidents if incident.period.first_on]
    if not dated:
        return []
    groups: dict[_Group, list[Incident]] = defaultdict(list)
    for incident in dated:
        for group in _groups(incident):
            groups[group].append(incident)
    last = max(incident.period.last_on or incident.period.first_on or date.min for incident in dated)
    return [figure for group in sorted(groups) for figure in _pair(group, groups[group], vintage, last)]


def _groups(incident: Incident) -> list[_Group]:
    assert incident.period.first_on
    year = incident.period.first_on.year
    named = str(incident.extra.get("territory_name", ""))
    own = (year, incident.route, incident.territory, named)
    return [own, (year, incident.route, "", "")] if incident.route else [own]


def _pair(group: _Group, incidents: list[Incident], vintage: date | None, last: date) -> tuple[Figure, Figure]:
    year, route, territory, named = group
    period, reaches_end = _period(year, vintage, last)
    counted = [incident.dead_or_missing for incident in incidents if incident.dead_or_missing is not None]
    silent = len(incidents) - len(counted)
    note = f"sum over {len(incidents)} incidents" + (f", {silent} of them without a number" if silent else "")
    if not reaches_end:
        note += f"; the last incident of the file is of {last}, so the year may be incomplete"
    where = ":".join(part for part in (route or "no_route", territory, named) if part)

    def figure(measure: str, unit: str, value: int, bound: bool) -> Figure:
        return Figure(
            key=f"{DATASET}:{measure}:{where}:{year}",
            measure=measure,
            unit=unit,
            territory=territory or territory_of_route(route),
            period=period,
            value=Decimal(value),
            provenance=Provenance(DATASET, section="incidents"),
            qualifier="at_least" if bound else "exactly",
            route=route,
            breakdown={"territory_name": named} if named else {},
            vintage=vintage,
            reported_as=str(incidents[0].extra.get("route_name", "")),
            note=note,
        )

    return (
        figure("dead_or_missing", "persons", sum(counted), bool(silent) or not reaches_end),
        figure("incidents", "incidents", len(incidents), not reaches_end),
    )


def _period(year: int, vintage: date | None, last: date) -> tuple[Period, bool]:
    if vintage and vintage.year == year:
        return Period(date(year, 1, 1), vintage), True
    return Period.year(year), bool(vintage and vintage.year > year) or last.year > year or last.month == 12
