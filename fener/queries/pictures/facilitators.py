"""Roles in smuggling operations, how they are organised, and how people and facilitators find each other."""

from __future__ import annotations

from fener.queries.pictures.extent_matrix import extent_matrix
from fener.queries.pictures.mentions import mentions
from fener.records.base.models import Member
from fener.terms.reporting import Picture


def facilitator_roles_picture(member: Member, territory: str | None) -> Picture | None:
    """Facilitator roles by territory."""
    return extent_matrix(
        mentions(member, territory, "facilitator_roles"),
        key="facilitator-roles",
        caption="Roles in smuggling operations",
        list_name="facilitator_roles",
        territory=territory,
        first_column="Role",
        note="A role describes a task that sources mention; it names nobody and proves nothing against anybody.",
    )


def local_roles_picture(member: Member, territory: str | None) -> Picture | None:
    """The roles that residents of the territory take."""
    return extent_matrix(
        mentions(member, territory, "facilitator_roles", topics=("local_role",)),
        key="local-roles",
        caption="Roles of local people",
        list_name="facilitator_roles",
        territory=territory,
        first_column="Role",
    )


def recruitment_picture(member: Member, territory: str | None) -> Picture | None:
    """How first contact is made."""
    return extent_matrix(
        mentions(member, territory, "recruitment_channels"),
        key="recruitment",
        caption="How migrants and facilitators find each other",
        list_name="recruitment_channels",
        territory=territory,
        first_column="First contact",
    )
