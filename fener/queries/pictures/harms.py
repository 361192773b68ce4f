"""What people suffer on the way, and from whom."""

from __future__ import annotations

from fener.queries.pictures.extent_matrix import extent_matrix
from fener.queries.pictures.mentions import mentions
from fener.records.base.models import Member
from fener.terms.reporting import Picture

_BY_WHOM = "Officials are shown beside facilitators where the sources name them; a statement is not a finding against a person."


def harms_picture(member: Member, territory: str | None) -> Picture | None:
    """Kinds of harm by territory."""
    return extent_matrix(
        mentions(member, territory, "harms"),
        key="harms",
        caption="Harm suffered during smuggling",
        list_name="harms",
        territory=territory,
        first_column="Harm",
    )


def harm_perpetrators_picture(member: Member, territory: str | None) -> Picture | None:
    """By whom harm is caused, officials included."""
    return extent_matrix(
        mentions(member, territory, "harm_perpetrators"),
        key="harm-perpetrators",
        caption="Who causes the harm, as the sources say",
        list_name="harm_perpetrators",
        territory=territory,
        first_column="Caused by",
        note=_BY_WHOM,
    )
