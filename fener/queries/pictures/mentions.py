"""Which codes the observations carry: one query a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fener.queries.areas import codes_within, shown_as
from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet
from fener.records.field.models import Observation
from fener.terms.codelists import code_list
from fener.terms.territories import REGION, region_members


@dataclass(frozen=True, slots=True)
class Mention:
    """An observation carries a code. ``territory`` is the one it is shown under."""

    key: str
    territory: str
    extent: str
    code: str


def observations_about(member: Member, territory: str | None) -> ScopedQuerySet[Observation]:
    """What the member may read of a territory and of the region as a whole; None is the whole region."""
    areas = {*codes_within(territory), REGION}
    return Observation.objects.for_member(member).filter(territory__in=sorted(areas))


def mentions(member: Member, territory: str | None, list_name: str, *, topics: Sequence[str] = ()) -> list[Mention]:
    """Every code of the list on every observation about the territory; ``topics`` narrows them."""
    found = observations_about(member, territory).filter(code_links__list_name=list_name)
    if topics:
        found = found.filter(topic__in=topics)
    rows = found.order_by("key", "code_links__id").values_list("key", "territory", "extent", "code_links__code")
    return [Mention(key, shown_as(area), extent, code) for key, area, extent, code in rows]


def columns_for(territory: str | None) -> tuple[str, ...]:
    """The territories a matrix shows: the six and the region's own statements, or one territory and the region's."""
    return (territory, REGION) if territory else (*region_members(), REGION)


def in_list_order(list_name: str, codes: Iterable[str]) -> list[str]:
    """The codes in the order of the list, each after its parent; codes the list no longer has come last."""
    entries, wanted = code_list(list_name), set(codes)
    ordered: list[str] = []

    def place(parent: str | None) -> None:
        for entry in entries:
            if entry.parent == parent:
                if entry.code in wanted:
                    ordered.append(entry.code)
                place(entry.code)

    place(None)
    return [*ordered, *sorted(wanted - set(ordered))]
