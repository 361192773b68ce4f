"""Incidents: a list to look through, and counts that pass disclosure control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from fener.queries.areas import codes_within, label_of, shown_as
from fener.queries.pictures.incidents import IncidentGroup, picture_of
from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet
from fener.records.field.models import Incident
from fener.terms.reporting import Picture

PAGE = 50


@dataclass(frozen=True, slots=True)
class IncidentFilters:
    """What to look for; empty means all."""

    territory: str | None = None
    route: str = ""
    year: int | None = None
    cause: str = ""
    text: str = ""


def search_incidents(member: Member, filters: IncidentFilters, page: int | str = 1) -> Page[Incident]:
    """A page of incidents, newest first."""
    found = filtered_incidents(member, filters).select_related("source").order_by("-first_on", "key")
    return Paginator(found, PAGE).get_page(page)


def filtered_incidents(member: Member, filters: IncidentFilters) -> ScopedQuerySet[Incident]:
    """The scoped query behind the list and the counts."""
    found = Incident.objects.for_member(member)
    if filters.territory:
        found = found.filter(territory__in=codes_within(filters.territory))
    if filters.route:
        found = found.filter(route=filters.route)
    if filters.year:
        found = found.filter(year=filters.year)
    if filters.cause:
        found = found.filter(cause=filters.cause)
    return found.filter(location_text__icontains=filters.text) if filters.text else found


def incident_choices(member: Member) -> tuple[list[str], list[str]]:
    """Routes and causes that occur, for the filters."""
    found = Incident.objects.for_member(member).order_by()
    routes = found.exclude(route="").values_list("route", flat=True).distinct()
    causes = found.exclude(cause="").values_list("cause", flat=True).distinct()
    return sorted(routes), sorted(causes)


def incident_pictures(member: Member, filters: IncidentFilters) -> list[Picture]:
    """Incidents by year, by route and by territory, with small counts of persons withheld. One query.

    Each picture is protected for itself; a reader who filters is given the same protection again.
    """
    rows = list(
        filtered_incidents(member, filters)
        .order_by("year", "key")
        .values_list("key", "year", "route", "territory", "dead_or_missing", "children")
    )
    kinds: tuple[tuple[str, str, str, str, Callable[[tuple[object, ...]], str]], ...] = (
        ("incidents", "Recorded incidents and persons dead or missing, by year", "Year", "#date+year", _year),
        ("incidents-by-route", "Recorded incidents and persons dead or missing, by route", "Route", "#loc+route", _route),
        ("incidents-by-territory", "Recorded incidents and persons dead or missing, by territory", "Territory", "#country+name", _area),
    )  # fmt: skip
    found = []
    for key, caption, title, tag, label in kinds:
        groups: dict[str, IncidentGroup] = {}
        for row in rows:
            name = label(row)
            groups.setdefault(name, IncidentGroup(name)).add(row[0], row[4], row[5])
        ordered = (
            list(groups.values()) if key == "incidents" else sorted(groups.values(), key=lambda group: -group.incidents)
        )
        picture = picture_of(ordered, key=key, caption=caption, first_column=(title, tag))
        found += [picture] if picture and (len(groups) > 1 or key == "incidents") else []
    return found


def _year(row: tuple[object, ...]) -> str:
    return str(row[1] or "Year not known")


def _route(row: tuple[object, ...]) -> str:
    return route_label(str(row[2]))


def _area(row: tuple[object, ...]) -> str:
    return label_of(shown_as(str(row[3])))


def route_label(route: str) -> str:
    """``western_balkans`` → ``Western Balkans``."""
    return route.replace("_", " ").title() if route else "No route named"
