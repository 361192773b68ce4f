"""The sources facts and figures are taken from."""

from __future__ import annotations

from django.db.models import QuerySet

from fener.records.base.models import Member
from fener.records.field.models import Source
from fener.safeguards.roles import may_take_step


def source_list(member: Member) -> QuerySet[Source]:
    """Every source, by the name it is cited under; sources themselves carry no marking."""
    may_take_step(member.role, "read_aggregates").enforce()
    return Source.objects.order_by("key")
