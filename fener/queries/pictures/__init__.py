"""One function a picture: chart or map, its table, and its text alternative, for one member and one territory.

Every function is called as ``…_picture(member, territory)``; territory None is the region; None back is “No information”.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from fener.queries.pictures.digital import digital_picture
from fener.queries.pictures.entries import entries_picture
from fener.queries.pictures.facilitators import facilitator_roles_picture, local_roles_picture, recruitment_picture
from fener.queries.pictures.harms import harm_perpetrators_picture, harms_picture
from fener.queries.pictures.incidents import incidents_picture
from fener.queries.pictures.methods import lodging_picture, methods_picture, vehicles_picture
from fener.queries.pictures.nationalities import (
    facilitator_nationalities_picture,
    nationalities_over_time_picture,
    nationalities_picture,
)
from fener.queries.pictures.payments import compensation_picture, payments_picture
from fener.queries.pictures.prices import prices_picture, prices_pictures
from fener.queries.pictures.routes import map_picture
from fener.records.base.models import Member
from fener.terms.reporting import Picture

PictureQuery: TypeAlias = Callable[[Member, str | None], Picture | None]

PICTURES: Mapping[str, PictureQuery] = {
    "map": map_picture,
    "entries": entries_picture,
    "prices": prices_picture,
    "methods": methods_picture,
    "vehicles": vehicles_picture,
    "lodging": lodging_picture,
    "payments": payments_picture,
    "compensation": compensation_picture,
    "harms": harms_picture,
    "harm-perpetrators": harm_perpetrators_picture,
    "nationalities": nationalities_picture,
    "nationalities-over-time": nationalities_over_time_picture,
    "digital": digital_picture,
    "facilitator-roles": facilitator_roles_picture,
    "local-roles": local_roles_picture,
    "facilitator-nationalities": facilitator_nationalities_picture,
    "recruitment": recruitment_picture,
    "incidents": incidents_picture,
}

__all__ = [
    "PICTURES",
    "PictureQuery",
    "compensation_picture",
    "digital_picture",
    "entries_picture",
    "facilitator_nationalities_picture",
    "facilitator_roles_picture",
    "harm_perpetrators_picture",
    "harms_picture",
    "incidents_picture",
    "local_roles_picture",
    "lodging_picture",
    "map_picture",
    "methods_picture",
    "nationalities_over_time_picture",
    "nationalities_picture",
    "payments_picture",
    "prices_picture",
    "prices_pictures",
    "recruitment_picture",
    "vehicles_picture",
]
