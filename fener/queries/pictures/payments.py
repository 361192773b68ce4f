"""How facilitators are paid, in money or otherwise."""

from __future__ import annotations

from fener.queries.pictures.extent_matrix import extent_matrix
from fener.queries.pictures.mentions import mentions
from fener.records.base.models import Member
from fener.terms.reporting import Picture


def payments_picture(member: Member, territory: str | None) -> Picture | None:
    """Payment methods by territory."""
    return extent_matrix(
        mentions(member, territory, "payment_methods"),
        key="payments",
        caption="Ways of paying",
        list_name="payment_methods",
        territory=territory,
        first_column="Payment method",
    )


def compensation_picture(member: Member, territory: str | None) -> Picture | None:
    """What is demanded in place of money."""
    return extent_matrix(
        mentions(member, territory, "compensation_kinds"),
        key="compensation",
        caption="What is demanded in place of money",
        list_name="compensation_kinds",
        territory=territory,
        first_column="In place of money",
        note="People from whom work is demanded are shown as people who suffer it, not as facilitators.",
    )
