"""Monitoring cycles: which there are, how far one is, who carries what, and what a plan may name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Q
from django.utils import timezone

from fener.queries.areas import codes_within, label_of
from fener.queries.places import gazetteer, place_label, place_or_none
from fener.queries.planned import ProgressOf, rows_of
from fener.records.base.models import Member, Organisation
from fener.records.field.models import (
    Interview,
    MonitoringCycle,
    MonitoringVisit,
    PlatformOrganisation,
    RouteSegment,
)
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.monitoring import PlannedRow, Progress, Tally, WithWhom
from fener.terms.people import Role
from fener.terms.places import Place, supplement
from fener.terms.territories import REGION


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle in a list; ``key`` is how its visits begin, ``RS-2026-1``."""

    cycle: MonitoringCycle
    key: str
    territory: str
    visits: Tally
    interviews: Tally
    overdue: int


@dataclass(frozen=True, slots=True)
class OrganisationLoad:
    """What one organisation of the platform carries."""

    name: str
    visits: Tally
    interviews: Tally
    overdue: int


@dataclass(frozen=True, slots=True)
class CycleOverview:
    """One cycle: targets against what is planned, reported and approved, and what needs attention."""

    cycle: MonitoringCycle
    key: str
    territory: str
    today: date
    visits: tuple[PlannedRow, ...]
    interviews: tuple[PlannedRow, ...]
    visits_tally: Tally
    interviews_tally: Tally
    key_informants: Tally
    respondents: Tally
    load: tuple[OrganisationLoad, ...]

    @property
    def overdue(self) -> list[PlannedRow]:
        """Reports that are late, the longest first."""
        return _by_due(row for row in self._rows if row.progress is Progress.OVERDUE)

    @property
    def due_soon(self) -> list[PlannedRow]:
        """Reports due within three days."""
        return _by_due(row for row in self._rows if row.progress is Progress.DUE_SOON)

    @property
    def returned(self) -> list[PlannedRow]:
        """Reports that wait for their author's correction."""
        return _by_due(row for row in self._rows if row.progress is Progress.RETURNED)

    @property
    def days_left(self) -> int:
        """Days until the cycle ends; negative once it has."""
        return (self.cycle.last_on - self.today).days

    @property
    def _rows(self) -> tuple[PlannedRow, ...]:
        return (*self.visits, *self.interviews)


def cycles_for(member: Member, *, today: date | None = None) -> list[CycleLine]:
    """Cycles the member may read, newest first; four questions to the database however many there are."""
    cycles = list(MonitoringCycle.objects.for_member(member).order_by("-first_on", "territory", "-pk"))
    keys = _keys(cycles)
    visits = MonitoringVisit.objects.for_member(member).filter(cycle__in=cycles)
    interviews = Interview.objects.for_member(member).filter(cycle__in=cycles)
    progress = ProgressOf(Q(visit__cycle__in=cycles) | Q(interview__cycle__in=cycles), today)
    columns = ("pk", "cycle_id", "due_on", "cancelled_at")
    of_visits, of_interviews = defaultdict(list), defaultdict(list)
    for pk, cycle_id, due_on, cancelled_at in visits.values_list(*columns):
        of_visits[cycle_id].append(progress.of_visit(pk, due_on, cancelled_at is not None))
    for pk, cycle_id, due_on, cancelled_at in interviews.values_list(*columns):
        of_interviews[cycle_id].append(progress.of_interview(pk, due_on, cancelled_at is not None))
    return [_line(cycle, keys[cycle.pk], of_visits[cycle.pk], of_interviews[cycle.pk]) for cycle in cycles]


def _line(cycle: MonitoringCycle, key: str, visits: list[Progress], interviews: list[Progress]) -> CycleLine:
    return CycleLine(
        cycle,
        key,
        label_of(cycle.territory),
        Tally.of(visits, cycle.visits_target),
        Tally.of(interviews, cycle.interviews_target),
        [*visits, *interviews].count(Progress.OVERDUE),
    )


def cycle_for(member: Member, cycle_id: int) -> MonitoringCycle:
    """The cycle, or UnknownTerm where there is none this member may read."""
    found = MonitoringCycle.objects.for_member(member).select_related("platform").filter(pk=cycle_id).first()
    if found is None:
        raise UnknownTerm(
            f"there is no monitoring cycle {cycle_id} that you may read",
            remedy="Choose one from the list of cycles.",
            number="FEN-2614",
        )
    return found


def cycle_key(cycle: MonitoringCycle) -> str:
    """``RS-2026-1``: territory, year, and the how-manieth cycle of that year it was to be started."""
    return _keys([cycle])[cycle.pk]


def _keys(cycles: Iterable[MonitoringCycle]) -> dict[int, str]:
    """Counted by start, not by date, so that a cycle put in before another later renames nothing."""
    cycles = list(cycles)
    counted: dict[tuple[int, int], list[int]] = defaultdict(list)
    rows = MonitoringCycle.objects.unscoped("numbering only").filter(platform__in={c.platform_id for c in cycles})
    for pk, platform, first_on in rows.order_by("pk").values_list("pk", "platform_id", "first_on"):
        counted[platform, first_on.year].append(pk)
    return {
        cycle.pk: f"{cycle.territory}-{cycle.first_on.year}-"
        f"{counted[cycle.platform_id, cycle.first_on.year].index(cycle.pk) + 1}"
        for cycle in cycles
    }


def cycle_overview(member: Member, cycle_id: int, *, today: date | None = None) -> CycleOverview:
    """One cycle; a constant number of questions however much is planned."""
    cycle = cycle_for(member, cycle_id)
    day = today or timezone.localdate()
    visits, interviews = rows_of(member, Q(cycle=cycle), Q(cycle=cycle), day)
    held = {kind: [row.progress for row in interviews if row.with_whom == kind] for kind in WithWhom}
    return CycleOverview(
        cycle=cycle,
        key=cycle_key(cycle),
        territory=label_of(cycle.territory),
        today=day,
        visits=visits,
        interviews=interviews,
        visits_tally=Tally.of([row.progress for row in visits], cycle.visits_target),
        interviews_tally=Tally.of([row.progress for row in interviews], cycle.interviews_target),
        key_informants=Tally.of(held[WithWhom.KEY_INFORMANT]),
        respondents=Tally.of(held[WithWhom.RESPONDENT]),
        load=_load(organisations_of(cycle), visits, interviews),
    )


def organisations_of(cycle: MonitoringCycle) -> list[tuple[int, str]]:
    """(id, name) of the organisations of the cycle's platform, by name."""
    links = PlatformOrganisation.objects.filter(platform=cycle.platform_id).select_related("organisation")
    return [(link.organisation_id, str(link.organisation)) for link in links]


def _load(
    organisations: Sequence[tuple[int, str]], visits: Sequence[PlannedRow], interviews: Sequence[PlannedRow]
) -> tuple[OrganisationLoad, ...]:
    return tuple(
        OrganisationLoad(
            name,
            Tally.of([row.progress for row in visits if row.organisation_id == pk]),
            Tally.of([row.progress for row in interviews if row.organisation_id == pk]),
            sum(row.organisation_id == pk and row.progress is Progress.OVERDUE for row in (*visits, *interviews)),
        )
        for pk, name in organisations
    )


def _by_due(rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.key))


def members_of(cycle: MonitoringCycle) -> list[tuple[int, str, str]]:
    """(id, name, organisation) of active members of the platform's organisations who work there and may fill in a form."""
    roles = [role for role in Role if may_take_step(role, "fill_questionnaire").allowed]
    homes = [pk for pk, _ in organisations_of(cycle)]
    found = (
        Member.objects.filter(is_active=True, role__in=roles, organisation__in=homes)
        .filter(territory_links__territory__in=(cycle.territory, REGION))
        .select_related("organisation")
        .distinct()
    )
    return [(m.pk, str(m), str(m.organisation)) for m in found.order_by("organisation__name", "username")]


def organisations_outside(cycle: MonitoringCycle) -> list[tuple[int, str]]:
    """Organisations of the desk that are not in the cycle's platform."""
    inside = [pk for pk, _ in organisations_of(cycle)]
    return [(entry.pk, entry.name) for entry in Organisation.objects.exclude(pk__in=inside)]


def segment_choices(member: Member, territory: str) -> list[tuple[str, str]]:
    """(key, label) of the territory's route segments; legs reported several times stand once."""
    rows = RouteSegment.objects.for_member(member).filter(territory__in=codes_within(territory)).order_by("key")
    legs: dict[tuple[str, str], str] = {}
    for key, origin, destination in rows.values_list("key", "origin", "destination"):
        legs.setdefault((origin, destination), key)
    named = [
        (key, f"{place_label(origin)} → {place_label(destination)}") for (origin, destination), key in legs.items()
    ]
    return sorted(named, key=lambda pair: pair[1])


@cache
def place_names(territory: str) -> tuple[tuple[str, str], ...]:
    """(what to type, kind) of the sites a plan may name, from the places kept with the code."""
    inside = set(codes_within(territory))
    sites = [p for p in supplement() if inside.intersection(p.territories) and p.kind != "territory"]
    return tuple(sorted((typed_name(place, territory), place.kind) for place in sites))


def typed_name(place: Place, territory: str) -> str:
    """The place's name where it leads back to the place, else its key."""
    found = gazetteer().resolve(place.name, territory).place
    return place.name if found and found.key == place.key else place.key


def typed(key: str, territory: str) -> str:
    """What a form shows for a stored place."""
    place = place_or_none(key)
    return typed_name(place, territory) if place else key
