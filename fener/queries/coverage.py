"""Where a cycle has been and where nobody went: route segments, sites and kinds of stakeholder against the plan.

A visit covers a segment when it names the segment, or when its place is the segment's origin or destination. A key-informant
interview covers the kind of stakeholder it was held with. Legs reported several times are one row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fener.queries.areas import codes_within, label_of
from fener.queries.cycles import cycle_for, cycle_key
from fener.queries.places import place_label, place_or_none
from fener.queries.planned import rows_of
from fener.records.base.models import Member
from fener.records.field.models import MonitoringCycle, RouteSegment
from fener.terms.codelists import code_list
from fener.terms.monitoring import PlannedRow, Progress, Tally, WithWhom

VISITED, PLANNED, NEVER = "visited", "planned", "never"
_ABSTRACT = {"territory", "region"}


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One line of a matrix. ``key`` is a segment's key or a stakeholder code, ``planned_keys`` the visits or interviews."""

    key: str
    label: str
    group: str
    tally: Tally
    planned_keys: tuple[str, ...]

    @property
    def standing(self) -> str:
        """``visited`` once a report is there, ``planned``, or ``never``."""
        return _standing(self.tally)


@dataclass(frozen=True, slots=True)
class CoverageSite:
    """A place on the coverage map; ``spot`` is (longitude, latitude), coarse as the gazetteer has it."""

    key: str
    label: str
    spot: tuple[float, float]
    tally: Tally
    planned_keys: tuple[str, ...]

    @property
    def standing(self) -> str:
        """``visited``, ``planned`` or ``never``."""
        return _standing(self.tally)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrices and the map of one cycle."""

    cycle: MonitoringCycle
    key: str
    segments: tuple[CoverageRow, ...]
    stakeholders: tuple[CoverageRow, ...]
    sites: tuple[CoverageSite, ...]
    key_informants: Tally
    respondents: Tally

    @property
    def segments_never(self) -> int:
        """Segments no visit is planned for."""
        return sum(row.standing == NEVER for row in self.segments)

    @property
    def stakeholders_never(self) -> int:
        """Kinds of stakeholder no interview is planned with."""
        return sum(row.standing == NEVER for row in self.stakeholders)


def coverage(member: Member, cycle_id: int, *, today: date | None = None) -> Coverage:
    """What the plan covers; a constant number of questions however much is planned."""
    cycle = cycle_for(member, cycle_id)
    visits, interviews = rows_of(member, Q(cycle=cycle), Q(cycle=cycle), today)
    return coverage_of(member, cycle, visits, interviews)


def coverage_of(
    member: Member, cycle: MonitoringCycle, visits: Iterable[PlannedRow], interviews: Iterable[PlannedRow]
) -> Coverage:
    """The same from rows that were read already."""
    standing = [row for row in visits if row.progress is not Progress.CANCELLED]
    held = [row for row in interviews if row.progress is not Progress.CANCELLED]
    legs = _legs(member, cycle.territory)
    informants = [row for row in held if row.with_whom == WithWhom.KEY_INFORMANT]
    return Coverage(
        cycle=cycle,
        key=cycle_key(cycle),
        segments=tuple(_segment_rows(legs, standing)),
        stakeholders=tuple(_stakeholder_rows(informants)),
        sites=tuple(_sites(legs, standing, cycle.territory)),
        key_informants=Tally.of([row.progress for row in informants]),
        respondents=Tally.of([row.progress for row in held if row.with_whom == WithWhom.RESPONDENT]),
    )


_Leg = tuple[str, str]


def _legs(member: Member, territory: str) -> dict[_Leg, list[str]]:
    """(origin, destination) → keys of the segments that say so; places by their first key."""
    rows = RouteSegment.objects.for_member(member).filter(territory__in=codes_within(territory)).order_by("key")
    legs: dict[_Leg, list[str]] = defaultdict(list)
    for key, origin, destination in rows.values_list("key", "origin", "destination"):
        legs[_first_key(origin), _first_key(destination)].append(key)
    return legs


def _first_key(key: str) -> str:
    place = place_or_none(key)
    return place.key if place else key


def _segment_rows(legs: Mapping[_Leg, list[str]], visits: list[PlannedRow]) -> list[CoverageRow]:
    at, named = defaultdict(list), defaultdict(list)
    for visit in visits:
        at[_first_key(visit.place)].append(visit)
        named[visit.segment].append(visit)
    found = []
    for (origin, destination), keys in legs.items():
        covering = {visit.key: visit for visit in (*at[origin], *at[destination])}
        covering |= {visit.key: visit for key in keys for visit in named[key]}
        label = f"{place_label(origin)} → {place_label(destination)}"
        group = _group(origin, destination)
        found.append((_GROUP_ORDER[group], label, _row(keys[0], label, group, covering.values())))
    return [row for _, _, row in sorted(found, key=lambda entry: entry[:2])]


_GROUP_ORDER = {"At a crossing point": 0, "At a border": 1, "Inside": 2, "Between territories": 3}


def _group(origin: str, destination: str) -> str:
    kinds = [place.kind for key in (origin, destination) if (place := place_or_none(key))]
    if "crossing" in kinds:
        return "At a crossing point"
    if "border" in kinds:
        return "At a border"
    return "Between territories" if kinds and set(kinds) <= _ABSTRACT else "Inside"


def _stakeholder_rows(interviews: list[PlannedRow]) -> list[CoverageRow]:
    by_kind = defaultdict(list)
    for row in interviews:
        by_kind[row.code].append(row)
    return [_row(entry.code, entry.label, "", by_kind[entry.code]) for entry in code_list("stakeholder_kinds")]


def _row(key: str, label: str, group: str, rows: Iterable[PlannedRow]) -> CoverageRow:
    held = sorted(rows, key=lambda row: row.key)
    return CoverageRow(key, label, group, Tally.of([row.progress for row in held]), tuple(row.key for row in held))


def _sites(legs: Iterable[_Leg], visits: list[PlannedRow], territory: str) -> list[CoverageSite]:
    """Places of visits, and ends of segments within the territory that nobody visits; territories as such are no sites."""
    by_place: dict[str, list[PlannedRow]] = {key: [] for leg in legs for key in leg}
    for visit in visits:
        by_place.setdefault(_first_key(visit.place), []).append(visit)
    inside = set(codes_within(territory))
    found = []
    for key, held in sorted(by_place.items()):
        place = place_or_none(key)
        if place is None or (not held and (place.kind in _ABSTRACT or inside.isdisjoint(place.territories))):
            continue
        spot = (round(place.lon, 2), round(place.lat, 2))
        label = label_of(place.territories[0]) if place.kind == "territory" else place.name
        tally = Tally.of([row.progress for row in held])
        found.append(CoverageSite(key, label, spot, tally, tuple(row.key for row in held)))
    return found


def _standing(tally: Tally) -> str:
    if tally.reported:
        return VISITED
    return PLANNED if tally.planned else NEVER
