"""Who there is."""

from __future__ import annotations

from fener.records.base.models import Member


def member_named(username: str, *, demo_only: bool = False) -> Member | None:
    """The active member of that name, or None."""
    found = Member.objects.filter(username=username, is_active=True).select_related("organisation")
    return found.filter(is_demo=True).first() if demo_only else found.first()
