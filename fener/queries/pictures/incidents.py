"""Incidents by year: counts of persons pass disclosure control before they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from fener.gateways.charts import bars
from fener.queries.areas import codes_within
from fener.queries.pictures.wording import cut
from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet
from fener.records.field.models import Incident
from fener.safeguards.disclosure import cells_to_suppress, totals_to_suppress
from fener.terms.reporting import Cell, Column, Picture, Table

_CAPTION = "Recorded incidents and persons dead or missing, by year"
WITHHELD = "withheld"


@dataclass(slots=True)
class IncidentGroup:
    """One year (or one route, or one territory): how many incidents, and how many persons."""

    label: str
    incidents: int = 0
    dead_or_missing: int | None = None
    children: int | None = None
    ids: list[str] = field(default_factory=list)

    def add(self, key: str, persons: int | None, children: int | None) -> None:
        """Take one incident in; a number nobody stated adds nothing, and is not a zero."""
        self.incidents += 1
        self.ids.append(f"I:{key}")
        if persons is not None:
            self.dead_or_missing = (self.dead_or_missing or 0) + persons
        if children is not None:
            self.children = (self.children or 0) + children


def incidents_picture(member: Member, territory: str | None) -> Picture | None:
    """Incidents of the territory, or of the region and its route, by year."""
    rows = incidents_about(member, territory).filter(year__isnull=False)
    years: dict[int, IncidentGroup] = {}
    for key, year, persons, children in rows.order_by("year", "key").values_list(
        "key", "year", "dead_or_missing", "children"
    ):
        years.setdefault(year or 0, IncidentGroup(str(year))).add(key, persons, children)
    return picture_of(list(years.values()), key="incidents", caption=_CAPTION, first_column=("Year", "#date+year"))


def incidents_about(member: Member, territory: str | None) -> ScopedQuerySet[Incident]:
    """Incidents in the territory; for the region also those on its route outside it."""
    found = Incident.objects.for_member(member)
    if territory:
        return found.filter(territory__in=codes_within(territory))
    return found.filter(Q(territory__in=codes_within(None)) | Q(route="western_balkans"))


def picture_of(
    groups: Sequence[IncidentGroup], *, key: str, caption: str, first_column: tuple[str, str]
) -> Picture | None:
    """Bars of persons dead or missing with their table; small counts are withheld, and what would give them away."""
    if not groups:
        return None
    hidden, total_hidden = _hidden(groups)
    alt = _alt(caption, groups, hidden)
    rows = [
        {"category": group.label, "value": group.dead_or_missing, "suppressed": (at, 0) in hidden}
        for at, group in enumerate(groups)
    ]
    return Picture(
        key=key,
        caption=caption,
        spec=bars(rows, description=alt, axis_title="Persons dead or missing"),
        alt=alt,
        table=_table(key, caption, groups, hidden, total_hidden, first_column),
        note=note(),
    )


def note() -> str:
    """What is withheld, and why a single incident may still show its own number."""
    return (
        f"Counts of persons below {settings.SUPPRESS_BELOW} are withheld, with as many others as it takes that they cannot be "
        "worked out. A single incident shows what its publisher has made public. A number that was not stated is not a zero."
    )


def _hidden(groups: Sequence[IncidentGroup]) -> tuple[frozenset[tuple[int, int]], frozenset[int]]:
    counts = [[group.dead_or_missing, group.children] for group in groups]
    below = settings.SUPPRESS_BELOW
    return (
        cells_to_suppress(counts, below=below, row_totals=False, column_totals=True),
        totals_to_suppress([_total(counts, 0), _total(counts, 1)], below=below),
    )


def _total(counts: Sequence[Sequence[int | None]], column: int) -> int | None:
    known = [line[column] for line in counts if line[column] is not None]
    return sum(count for count in known if count is not None) if known else None


def _table(
    key: str,
    caption: str,
    groups: Sequence[IncidentGroup],
    hidden: frozenset[tuple[int, int]],
    total_hidden: frozenset[int],
    first_column: tuple[str, str],
) -> Table:
    columns = (
        Column("group", first_column[0], "text", first_column[1]),
        Column("incidents", "Incidents", "number", "#event+incidents+num"),
        Column("dead_or_missing", "Dead or missing", "number", "#affected+dead_or_missing+num"),
        Column("children", "Of these incidents: children", "number", "#affected+children+num"),
    )
    rows = [
        (
            Cell(group.label),
            Cell(group.incidents, tuple(group.ids)),
            _persons(group.dead_or_missing, group.ids, (at, 0) in hidden),
            _persons(group.children, group.ids, (at, 1) in hidden),
        )
        for at, group in enumerate(groups)
    ]
    counts = [[group.dead_or_missing, group.children] for group in groups]
    every = [one for group in groups for one in group.ids]
    total = (
        Cell("All"),
        Cell(sum(group.incidents for group in groups), tuple(every)),
        *(_persons(_total(counts, column), every, column in total_hidden) for column in (0, 1)),
    )
    return Table(key, caption, columns, (*rows, total), note())


def _persons(count: int | None, ids: Sequence[str], suppressed: bool) -> Cell:
    return Cell(None, suppressed=True) if suppressed else Cell(count, tuple(ids) if count is not None else ())


def _alt(caption: str, groups: Sequence[IncidentGroup], hidden: frozenset[tuple[int, int]]) -> str:
    sentences = [f"{caption}."]
    for at, group in enumerate(groups):
        if (at, 0) in hidden:
            persons = WITHHELD
        else:
            persons = "not stated" if group.dead_or_missing is None else f"{group.dead_or_missing:,}"
        sentences.append(f"{group.label}: {group.incidents:,} incidents, persons dead or missing: {persons}.")
    return cut(sentences, 20)
