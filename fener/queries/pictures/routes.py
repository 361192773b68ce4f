"""The map: route segments as reported, the crossing points that sources name, and incidents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fener.gateways.basemap import BASEMAP_NOTE
from fener.gateways.charts import region_map
from fener.gateways.charts.curves import curve
from fener.queries.areas import codes_within, label_of, shown_as
from fener.queries.basemap import basemap
from fener.queries.pictures.incidents import incidents_about
from fener.queries.pictures.mentions import observations_about
from fener.queries.pictures.wording import counted, listed
from fener.queries.places import place_label, place_or_none
from fener.records.base.models import Member
from fener.records.field.models import RouteSegment
from fener.terms.codelists import code_list
from fener.terms.reporting import Cell, Column, Picture, Table
from fener.terms.territories import REGION, region_members

_CAPTION = "Routes as reported, crossing points named by the sources, and incidents"
_NOTE = (
    "Lines join the places that sources name; they are not tracks, and nobody can travel by them. Positions are coarse. "
    f"{BASEMAP_NOTE}"
)
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Leg:
    """A route segment as drawn: ``start`` and ``end`` are (longitude, latitude), None where the place has no position."""

    id: str
    label: str
    territory: str
    roles: tuple[str, ...]
    methods: tuple[str, ...]
    extent: str
    start: Spot | None
    end: Spot | None
    cited: str
    grading: str


@dataclass(frozen=True, slots=True)
class NamedCrossing:
    """A crossing point with the records that name it."""

    key: str
    label: str
    territories: tuple[str, ...]
    spot: Spot
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentPoint:
    """An incident with a position; ``persons`` None where its publisher states no number."""

    id: str
    label: str
    territory: str
    spot: Spot
    persons: int | None
    year: int | None


@dataclass(frozen=True, slots=True)
class RouteMap:
    """What the map shows; the interactive map and the printed one are drawn from the same."""

    legs: tuple[Leg, ...]
    crossings: tuple[NamedCrossing, ...]
    incidents: tuple[IncidentPoint, ...]


def route_map(member: Member, territory: str | None) -> RouteMap:
    """Segments, crossings and incidents of a territory or of the region."""
    segments = list(
        RouteSegment.objects.for_member(member)
        .filter(territory__in=codes_within(territory))
        .select_related("source")
        .order_by("key")
    )
    return RouteMap(
        tuple(_leg(segment) for segment in segments),
        tuple(_crossings(member, territory, segments)),
        tuple(_incidents(member, territory)),
    )


def map_picture(member: Member, territory: str | None) -> Picture | None:
    """The map for print and for screens without WebGL, with the segments as its table."""
    return picture_of_map(route_map(member, territory))


def picture_of_map(found: RouteMap) -> Picture | None:
    """The printed map of what was found already; None where there is nothing to draw."""
    if not found.legs and not found.crossings:
        return None
    alt = _alt(found)
    drawn = {
        (leg.start, leg.end): leg for leg in reversed(found.legs) if leg.start and leg.end and leg.start != leg.end
    }
    spec = region_map(
        basemap(),
        description=alt,
        segments=[{"origin": leg.start, "destination": leg.end, "label": leg.label} for leg in drawn.values()],
        crossings=[
            {"longitude": crossing.spot[0], "latitude": crossing.spot[1], "label": crossing.label}
            for crossing in found.crossings
        ],
        incidents=[
            {"longitude": point.spot[0], "latitude": point.spot[1], "label": point.label, "persons": point.persons}
            for point in found.incidents
        ],
    )
    return Picture("map", _CAPTION, spec, alt, _table(found), _NOTE, kind="map")


def spot_of(key: str) -> Spot | None:
    """(longitude, latitude) of a place; None where the gazetteer has no such place."""
    place = place_or_none(key)
    return (place.lon, place.lat) if place else None


def bent(leg: Leg) -> list[Spot]:
    """The line a leg is drawn with, as on the printed map; empty where an end has no position."""
    return curve(leg.start, leg.end) if leg.start and leg.end else []


def name_spots() -> list[tuple[str, Spot, bool]]:
    """(name, position, whether it is one of the six) of the territories a map names."""
    named = ("AL", "BA", "XK", "ME", "MK", "RS", "HR", "HU", "RO", "BG", "GR", "SI")
    return [(label_of(code), spot, code in region_members()) for code in named if (spot := spot_of(code))]


def _leg(segment: RouteSegment) -> Leg:
    return Leg(
        id=f"S:{segment.key}",
        label=f"{place_label(segment.origin)} → {place_label(segment.destination)}",
        territory=shown_as(segment.territory),
        roles=tuple(segment.roles),
        methods=tuple(segment.methods),
        extent=segment.extent,
        start=spot_of(segment.origin),
        end=spot_of(segment.destination),
        cited=segment.cited,
        grading=segment.grading,
    )


def _crossings(member: Member, territory: str | None, segments: Sequence[RouteSegment]) -> list[NamedCrossing]:
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for segment in segments:
        for key in (segment.origin, segment.destination):
            named[key][f"S:{segment.key}"] = None
    rows = observations_about(member, territory).filter(place_links__isnull=False).order_by("key")
    for key, place_key in rows.values_list("key", "place_links__place"):
        named[place_key][f"O:{key}"] = None
    wanted = set(codes_within(territory))
    found = []
    for key in sorted(named):
        place = place_or_none(key)
        if place and place.kind == "crossing" and wanted.intersection(place.territories):
            crossing = NamedCrossing(
                place.key, place.name, place.territories, (place.lon, place.lat), tuple(named[key])
            )
            found.append(crossing)
    return found


def _incidents(member: Member, territory: str | None) -> list[IncidentPoint]:
    rows = (
        incidents_about(member, territory)
        .filter(latitude__isnull=False, longitude__isnull=False)
        .order_by("first_on", "key")
        .values_list("key", "territory", "location_text", "latitude", "longitude", "dead_or_missing", "year")
    )
    # Two decimals are about a kilometre: enough to see where, too coarse to see which house.
    return [
        IncidentPoint(
            f"I:{key}", _place_text(where, year), area, (round(lon or 0.0, 2), round(lat or 0.0, 2)), persons, year
        )
        for key, area, where, lat, lon, persons, year in rows
    ]


def _place_text(where: str, year: int | None) -> str:
    text = where if len(where) <= 90 else where[:88].rstrip() + " …"
    return f"{text or 'Place not stated'}{f' ({year})' if year else ''}"


def _table(found: RouteMap) -> Table:
    columns = (
        Column("segment", "Segment", "text", "#loc+leg"),
        Column("territory", "Reported for", "text", "#country+name"),
        Column("roles", "Role", "text", "#loc+role"),
        Column("methods", "Ways of crossing", "text", "#activity+method"),
        Column("extent", "Extent", "text", "#indicator+extent"),
        Column("source", "Source", "text", "#meta+source"),
    )
    return Table("map", "Route segments as reported", columns, tuple(_row(leg) for leg in found.legs), _NOTE)


def _row(leg: Leg) -> tuple[Cell, ...]:
    methods = [code for code in leg.methods if code != "unknown"]
    return (
        Cell(leg.label, (leg.id,)),
        Cell("Region as a whole" if leg.territory == REGION else label_of(leg.territory)),
        Cell(_labels("route_roles", leg.roles)),
        Cell(_labels("crossing_methods", methods) or "Not stated"),
        Cell(code_list("extents").label(leg.extent)),
        Cell(f"{leg.cited} ({leg.grading})"),
    )


def _labels(list_name: str, codes: Sequence[str]) -> str:
    return ", ".join(code_list(list_name).label(code) for code in codes)


def _alt(found: RouteMap) -> str:
    areas: dict[str, int] = defaultdict(int)
    for leg in found.legs:
        areas[leg.territory] += 1
    named = listed(f"{label_of(code)} ({count})" for code, count in sorted(areas.items(), key=lambda pair: -pair[1]))
    sentences = [
        f"Map with {counted(len(found.legs), 'route segment')} as reported, "
        f"{counted(len(found.crossings), 'crossing point')} and {counted(len(found.incidents), 'incident')}.",
        f"Segments by territory: {named}." if named else "",
    ]
    unplaced = sum(1 for leg in found.legs if not (leg.start and leg.end))
    if unplaced:
        sentences.append(f"{counted(unplaced, 'segment')} could not be placed and stand in the table only.")
    return " ".join(sentence for sentence in sentences if sentence)
