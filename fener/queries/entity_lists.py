"""Lists that phones choose from: sites, visits and planned interviews of one member. Never persons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone

from fener.gateways.odk.entity_lists import EntityRow, entity_list_csv
from fener.queries.places import place_label
from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringVisit
from fener.terms.errors import UnknownListForPhones


def entity_list(member: Member, name: str) -> bytes:
    """The CSV of one list, filtered for the member: a seized phone shows its owner's visits and nobody else's."""
    return entity_list_csv(name, _rows(member, name))


def entity_states(member: Member, name: str, ids: Sequence[str]) -> dict[str, bool]:
    """id → whether it is gone: whatever is not on the member's list any more counts as deleted for that phone."""
    there = {row.name for row in _rows(member, name)}
    return {one: one not in there for one in ids}


def _rows(member: Member, name: str) -> Iterable[EntityRow]:
    if name not in _LISTS:
        raise UnknownListForPhones(f"there is no list “{name}”")
    return _LISTS[name](member)


def _visits(member: Member) -> Iterable[EntityRow]:
    for visit in _own_visits(member):
        yield EntityRow(
            visit.key,
            f"{visit.key} {place_label(visit.place)}",
            {"site": visit.place, "territory": visit.territory, "due_on": str(visit.due_on or "")},
        )


def _sites(member: Member) -> Iterable[EntityRow]:
    places = {visit.place: visit.territory for visit in _own_visits(member)}
    for place, code in sorted(places.items()):
        yield EntityRow(place, place_label(place), {"territory": code})


def _interviews(member: Member) -> Iterable[EntityRow]:
    own = Q(interviewer=member) | Q(interviewer__isnull=True, organisation_id=member.organisation_id)
    rows = Interview.objects.for_member(member).filter(own, cancelled_at__isnull=True, cycle__closed_at__isnull=True)
    for interview in rows.order_by("key"):
        yield EntityRow(
            interview.key,
            f"{interview.key} {interview.with_whom.replace('_', ' ')}, {place_label(interview.place)}",
            {"site": interview.place, "territory": interview.territory, "stakeholder_kind": interview.stakeholder_kind},
        )


def _own_visits(member: Member) -> Iterable[MonitoringVisit]:
    """Visits the member is named for, and those of the organisation that name nobody; none that was due long ago."""
    named = MonitoringVisit.objects.for_member(member).filter(cancelled_at__isnull=True, cycle__closed_at__isnull=True)
    own = Q(monitor_links__member=member) | Q(monitor_links__isnull=True, organisation_id=member.organisation_id)
    since = timezone.localdate().replace(day=1)
    recent = Q(due_on__isnull=True) | Q(due_on__gte=since.replace(year=since.year - 1))
    return named.filter(own, recent).distinct().order_by("planned_on", "key")


_LISTS: Mapping[str, Callable[[Member], Iterable[EntityRow]]] = {
    "visits": _visits,
    "sites": _sites,
    "interviews_planned": _interviews,
}
