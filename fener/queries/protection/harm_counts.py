"""Counts of the harm register: opened in memory, counted, and only suppressed tables leave.

Everybody who may read counts sees the same few tables of the whole desk: not by organisation, not by case, not by any
chosen filter, so that no two answers differ by one person. What was recorded or changed since the last quarter began is
not counted yet: nobody can look before and after somebody spoke.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone

from fener.queries.protection.harm import outcome_of
from fener.queries.protection.harm_tables import TOTAL, Axes, Counted, Line, YearTables, year_tables
from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.models import HarmCount, HarmRecord
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import UnknownTerm
from fener.terms.reporting import Cell, Column, Table
from fener.terms.territories import REGION, region_members, territory

YEARS_SHOWN = 6
SEVERAL = "several"
NO_OUTCOME = "none"
_BY_OFFENCE = "Counted are persons harmed, once in every row of an offence they suffered: rows do not add up. "
_BY_PERSON = "Counted are persons harmed, once for each record. "
_WITHHELD = (
    "Withheld: counts below {below}, and as many others as it takes that none of those can be worked out. "
    "Counted is what was recorded before {cut_off:%-d %B %Y}."
)


@dataclass(frozen=True, slots=True)
class HarmTables:
    """Suppressed tables of one year and place, and what a reader must know of them."""

    year: int
    place: str
    label: str
    tables: tuple[Table, ...]
    cut_off: date
    is_invented: bool


def years_shown(today: date | None = None) -> list[int]:
    """This year and those before it; the same list whatever is recorded."""
    newest = (today or timezone.localdate()).year
    return list(range(newest, newest - YEARS_SHOWN, -1))


def places_shown() -> list[str]:
    """The region, then its territories."""
    return [REGION, *region_members()]


def harm_table(member: Member, year: int, place: str = REGION, *, today: date | None = None) -> HarmTables:
    """The fixed tables of a year: for the region offences by offender, quarters and persons; for a territory offences alone.

    UnknownTerm FEN-2851 for a year or place that has no tables.
    """
    may_take_step(member.role, "read_harm_counts").enforce()
    day = today or timezone.localdate()
    if year not in years_shown(day) or place not in places_shown():
        raise UnknownTerm(
            "there are no such tables", remedy="Choose a year and a place from the lists.", number="FEN-2851"
        )
    cut_off, axes = quarter_start(day), _axes()
    register, is_invented = _register(year, cut_off)
    counts = year_tables(register, axes, settings.SUPPRESS_BELOW)
    label = territory(place).label
    withheld = _WITHHELD.format(below=settings.SUPPRESS_BELOW, cut_off=cut_off)
    caption = f"Offences by kind of offender, {label}, {year}"
    made = [_offences_table(counts, axes, place, caption, _BY_OFFENCE + withheld)]
    if place == REGION:
        made.append(_quarters_table(counts, axes, year, _BY_OFFENCE + withheld))
        made += _person_tables(counts, year, _BY_PERSON + withheld)
    return HarmTables(year, place, label, tuple(made), cut_off, is_invented)


def quarter_start(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _axes() -> Axes:
    kinds = [entry.code for entry in code_list("offender_kinds")]
    return Axes(
        territories=region_members(),
        offences=tuple(entry.code for entry in code_list("harm_offences")),
        groups=(*kinds, SEVERAL),
        outcomes=(*(entry.code for entry in code_list("proceedings_outcomes")), NO_OUTCOME),
    )


def _register(year: int, cut_off: date) -> tuple[list[Counted], bool]:
    """What is counted, and whether it is invented: the two are never mixed, and real records go first."""
    for is_invented in (False, True):
        found = [*_records(year, cut_off, is_invented), *_disposed(year, cut_off, is_invented)]
        if found or _has_any(is_invented):
            return found, is_invented
    return [], False


def _has_any(is_invented: bool) -> bool:
    held = HarmRecord.objects.filter(is_invented=is_invented, disposed_at__isnull=True)
    return held.exists() or HarmCount.objects.filter(is_invented=is_invented).exists()


def _records(year: int, cut_off: date, is_invented: bool) -> Iterator[Counted]:
    until = timezone.make_aware(datetime.combine(cut_off, time()))
    rows = HarmRecord.objects.filter(month__year=year, recorded_at__lt=until, disposed_at__isnull=True)
    rows = rows.filter(is_invented=is_invented).select_related("record_key").prefetch_related("revisions")
    for record in rows:
        content, where, month = _as_of(record, until)
        if month is not None and month.year == year:
            yield _counted(where, month, content, outcome_of(content, cut_off))


def _as_of(record: HarmRecord, until: datetime) -> tuple[Mapping[str, Any], str, date | None]:
    """The record as it stood at the cut-off: the content the first later correction replaced."""
    later = sorted((one for one in record.revisions.all() if one.at >= until), key=lambda one: one.at)
    if not later:
        return unseal(record.record_key, record), record.territory, record.month
    former = unseal(record.record_key, later[0])
    month = date.fromisoformat(former["month"]) if former.get("month") else None
    return former, str(former["territory"]), month


def _disposed(year: int, cut_off: date, is_invented: bool) -> Iterator[Counted]:
    rows = HarmCount.objects.filter(month__year=year, recorded_on__lt=cut_off, is_invented=is_invented)
    for row in rows:
        if row.month is not None:
            content = {
                "offences": row.offences,
                "offender_kinds": row.offender_kinds,
                "persons": row.persons,
                "children": row.children,
            }
            yield _counted(row.territory, row.month, content, row.outcome)


def _counted(where: str, month: date, content: Mapping[str, Any], outcome: str) -> Counted:
    kinds = content.get("offender_kinds") or ["unknown"]
    known = code_list("proceedings_outcomes")
    return Counted(
        territory=where,
        quarter=(month.month - 1) // 3 + 1,
        offences=tuple(content.get("offences", ())),
        group=kinds[0] if len(kinds) == 1 else SEVERAL,
        persons=int(content.get("persons", 1)),
        children=int(content.get("children", 0)),
        outcome=outcome if outcome in known else NO_OUTCOME,
    )


def _offences_table(counts: YearTables, axes: Axes, place: str, caption: str, note: str) -> Table:
    where = TOTAL if place == REGION else place
    rows = [
        (
            Cell(code_list("harm_offences").label(offence)),
            *tuple(_cell(counts.offences[where, offence, group]) for group in (*axes.groups, TOTAL)),
        )
        for offence in axes.offences
    ]
    return Table(f"harm-offences-{place}", caption, (_OFFENCE, *_group_columns(axes)), tuple(rows), note)


def _quarters_table(counts: YearTables, axes: Axes, year: int, note: str) -> Table:
    quarters = tuple(Column(f"q{quarter}", f"Quarter {quarter}", "number", "#affected") for quarter in range(1, 5))
    rows = [
        (
            Cell(code_list("harm_offences").label(offence)),
            *tuple(_cell(counts.quarters[quarter, offence]) for quarter in range(1, 5)),
        )
        for offence in axes.offences
    ]
    words = f"{note} An offence’s quarters are shown all or not at all."
    return Table(
        "harm-quarters", f"Offences by quarter, whole region, {year}", (_OFFENCE, *quarters), tuple(rows), words
    )


def _person_tables(counts: YearTables, year: int, note: str) -> Iterable[Table]:
    places = {code: territory(code).label for code in region_members()}
    outcomes = {entry.code: entry.label for entry in code_list("proceedings_outcomes")}
    ages = {"children": "Children", "adults": "Adults"}
    outcomes[NO_OUTCOME] = "Nothing noted"
    for key, title, line, labels in (
        ("harm-places", "Persons harmed by territory", counts.by_territory, places),
        ("harm-ages", "Persons harmed by age", counts.by_age, ages),
        ("harm-outcomes", "Persons harmed by outcome of proceedings", counts.by_outcome, outcomes),
    ):
        yield _line_table(key, f"{title}, {year}", line, labels, note)


def _line_table(key: str, caption: str, line: Line, labels: Mapping[str, str], note: str) -> Table:
    rows = [(Cell(labels[code]), _cell(count)) for code, count in line.parts.items()]
    columns = (Column("of", _FIRST[key]), _PERSONS)
    return Table(key, caption, columns, (*rows, (Cell("All"), _cell(line.total))), note)


def _group_columns(axes: Axes) -> tuple[Column, ...]:
    kinds = code_list("offender_kinds")
    labels = [(code, "More than one kind" if code == SEVERAL else kinds.label(code)) for code in axes.groups]
    return tuple(Column(code, label, "number", "#affected") for code, label in (*labels, (TOTAL, "All")))


def _cell(count: int | None) -> Cell:
    return Cell(count, suppressed=count is None)


_OFFENCE = Column("offence", "Offence", "text", "#violation")
_FIRST = {"harm-places": "Territory", "harm-ages": "Age", "harm-outcomes": "Outcome as known"}
_PERSONS = Column("persons", "Persons", "number", "#affected")
