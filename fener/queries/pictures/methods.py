"""How borders are crossed, and in what."""

from __future__ import annotations

from fener.queries.pictures.extent_matrix import extent_matrix
from fener.queries.pictures.mentions import mentions
from fener.records.base.models import Member
from fener.terms.reporting import Picture


def methods_picture(member: Member, territory: str | None) -> Picture | None:
    """Crossing methods by territory."""
    return extent_matrix(
        mentions(member, territory, "crossing_methods"),
        key="methods",
        caption="Ways of crossing borders",
        list_name="crossing_methods",
        territory=territory,
        first_column="Crossing method",
    )


def vehicles_picture(member: Member, territory: str | None) -> Picture | None:
    """Vehicles and vessels by territory."""
    return extent_matrix(
        mentions(member, territory, "vehicles"),
        key="vehicles",
        caption="Vehicles and vessels",
        list_name="vehicles",
        territory=territory,
        first_column="Vehicle or vessel",
    )


def lodging_picture(member: Member, territory: str | None) -> Picture | None:
    """Where people stay or are kept during a facilitated journey."""
    return extent_matrix(
        mentions(member, territory, "lodging"),
        key="lodging",
        caption="Lodging during facilitated journeys",
        list_name="lodging",
        territory=territory,
        first_column="Lodging",
    )
