"""The map of routes: page, ground and marks, all from this server."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from fener.queries.areas import chosen, label_of
from fener.queries.basemap import basemap
from fener.queries.observations import statements_on
from fener.queries.permalinks import permalink
from fener.queries.pictures.routes import IncidentPoint, Leg, NamedCrossing, bent, name_spots, picture_of_map, route_map
from fener.terms.codelists import code_list
from fener.web.pictures.rooms import ROOMS
from fener.web.pictures.tables import shown_picture
from fener.web.pictures.views import may_export
from fener.web.requests import member_of


@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """The map, a list beside it that says the same, and the printed map below."""
    member, area = member_of(request), chosen(request.GET.get("territory"))
    found = route_map(member, area)
    picture = picture_of_map(found)
    context = {
        "room": ROOMS["map"],
        "route": "map",
        "territory": label_of(area) if area else "",
        "territory_code": area or "",
        "segments": _by_territory(found.legs),
        "crossings": found.crossings,
        "incidents": found.incidents,
        "roles": [(entry.code, entry.label) for entry in code_list("route_roles")],
        "picture": shown_picture(picture, area, may_export(member)) if picture else None,
        "statements": statements_on(member, ROOMS["map"].topics, area),
    }

    return render(request, "pictures/map.html", context)


def _by_territory(legs: Iterable[Leg]) -> list[tuple[str, list[Leg]]]:
    ordered = sorted(legs, key=lambda leg: (label_of(leg.territory), leg.id))
    return [(label_of(code), list(own)) for code, own in groupby(ordered, key=lambda leg: leg.territory)]


@require_GET
@cache_control(private=True, max_age=86400)
def map_ground(request: HttpRequest) -> HttpResponse:
    """The basemap as GeoJSON: the same for everybody."""
    member_of(request)
    return JsonResponse(basemap())


@require_GET
def map_marks(request: HttpRequest) -> HttpResponse:
    """Segments, crossings, incidents and names as GeoJSON-ready values."""
    found = route_map(member_of(request), chosen(request.GET.get("territory")))
    return JsonResponse(
        {
            "segments": [_segment(leg) for leg in found.legs if leg.start and leg.end and leg.start != leg.end],
            "crossings": [_crossing(crossing) for crossing in found.crossings],
            "incidents": [_incident(point) for point in found.incidents],
            "names": [{"name": name, "spot": spot, "region": region} for name, spot, region in name_spots()],
        }
    )


def _feature(kind: str, coordinates: object, properties: dict[str, object]) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def _segment(leg: Leg) -> dict[str, object]:
    return _feature(
        "LineString",
        bent(leg),
        {
            "id": leg.id,
            "label": leg.label,
            "roles": " ".join(leg.roles),
            "told": "; ".join(
                part
                for part in (
                    ", ".join(code_list("route_roles").label(role) for role in leg.roles),
                    f"reported for {label_of(leg.territory)}",
                    code_list("extents").label(leg.extent) if leg.extent != "unknown" else "",
                    f"{leg.cited} ({leg.grading})",
                )
                if part
            ),
            "address": permalink(leg.id),
        },
    )


def _crossing(crossing: NamedCrossing) -> dict[str, object]:
    count = len(crossing.ids)
    return _feature(
        "Point",
        crossing.spot,
        {
            "id": crossing.key,
            "label": crossing.label,
            "told": f"named in {count} record{'' if count == 1 else 's'}",
            "address": permalink(crossing.ids[0]),
        },
    )


def _incident(point: IncidentPoint) -> dict[str, object]:
    persons = "number not stated" if point.persons is None else f"dead or missing as published: {point.persons}"
    return _feature(
        "Point",
        point.spot,
        {
            "id": point.id,
            "label": point.label,
            "told": persons,
            "address": permalink(point.id),
            "persons": point.persons or 0,
        },
    )
