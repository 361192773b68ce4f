"""Who there is."""

from __future__ import annotations

from fener.records.base.models import Member
from fener.terms.errors import NotAllowed


def member_named(username: str, *, demo_only: bool = False) -> Member | None:
    """The active member of that name, or None."""
    found = Member.objects.filter(username=username, is_active=True).select_related("organisation")
    return found.filter(is_demo=True).first() if demo_only else found.first()


def member_by_id(member_id: int) -> Member:
    """The active member with that id; NotAllowed where there is none any more."""
    found = Member.objects.filter(pk=member_id, is_active=True).select_related("organisation").first()
    if found is None:
        raise NotAllowed(f"member {member_id} is not active", remedy="Queue the work again as an active member.")
    return found
