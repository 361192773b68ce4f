"""Which pictures a page shows, and one picture by its key."""

from __future__ import annotations

from collections.abc import Mapping

from fener.queries.pictures import PICTURES, prices_pictures
from fener.queries.pictures.prices import prices_table
from fener.records.base.models import Member
from fener.terms.reporting import Picture, Table

ON_PAGE: Mapping[str, tuple[str, ...]] = {
    "methods": ("methods", "vehicles", "lodging"),
    "payments": ("payments", "compensation"),
    "harms": ("harms", "harm-perpetrators"),
    "nationalities": ("nationalities", "nationalities-over-time", "facilitator-nationalities"),
    "digital": ("digital",),
    "facilitators": ("facilitator-roles", "local-roles", "facilitator-nationalities", "recruitment", "compensation"),
    "map": ("map",),
}


def pictures_on(member: Member, page: str, territory: str | None) -> list[Picture]:
    """The pictures of a page in order, without those nothing is known for."""
    if page == "prices":
        pictures = prices_pictures(member, territory)
        # A chart of one bar compares nothing: such prices stand in the page's table only.
        return [picture for picture in pictures if len(picture.table.rows) > 1] or pictures[:1]
    drawn = (PICTURES[key](member, territory) for key in ON_PAGE[page])
    return [picture for picture in drawn if picture is not None]


def tables_on(member: Member, page: str, territory: str | None) -> list[Table]:
    """Tables of a page beside its pictures."""
    table = prices_table(member, territory) if page == "prices" else None
    return [table] if table else []


def table_by_key(member: Member, key: str, territory: str | None) -> Table | None:
    """The table of a picture, or a page's table, by its key; None where nothing is known or no such picture exists."""
    if key == "prices":
        return prices_table(member, territory)
    if key.startswith("prices-"):
        found = (picture for picture in prices_pictures(member, territory) if picture.key == key)
        return next((picture.table for picture in found), None)
    picture = PICTURES[key](member, territory) if key in PICTURES else None
    return picture.table if picture else None
