"""Nationalities as reported: of smuggled migrants, of facilitators, and over time as published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Max, Sum

from fener.gateways.charts import lines
from fener.queries.pictures.extent_matrix import extent_matrix
from fener.queries.pictures.mentions import mentions, observations_about
from fener.queries.pictures.wording import cut
from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet
from fener.records.reporting.models import Figure
from fener.terms.codelists import code_list
from fener.terms.reporting import Cell, Column, Picture, Table

_OF_FACILITATORS = "4.2.3"
_LARGEST = 6
_CAPTIONS = {
    True: "Citizenships of facilitators, as reported",
    False: "Nationalities of smuggled migrants, as reported",
}
_REGION_ROUTE = "western_balkans"


def nationalities_picture(member: Member, territory: str | None) -> Picture | None:
    """Nationalities of smuggled migrants by territory, as reported."""
    return _reported(member, territory, of_facilitators=False)


def facilitator_nationalities_picture(member: Member, territory: str | None) -> Picture | None:
    """Citizenships of facilitators by territory, as reported."""
    return _reported(member, territory, of_facilitators=True)


def _reported(member: Member, territory: str | None, *, of_facilitators: bool) -> Picture | None:
    about_facilitators = _answering(member, territory, _OF_FACILITATORS)
    found = [
        mention
        for mention in mentions(member, territory, "nationalities", topics=("nationality",))
        if (mention.key in about_facilitators) == of_facilitators
    ]
    return extent_matrix(
        found,
        key="facilitator-nationalities" if of_facilitators else "nationalities",
        caption=_CAPTIONS[of_facilitators],
        list_name="nationalities",
        territory=territory,
        first_column="Nationality",
        note="Sources give an order or a list, seldom numbers; nationality says nothing about a single person.",
    )


def _answering(member: Member, territory: str | None, question: str) -> set[str]:
    rows = observations_about(member, territory).filter(topic="nationality").values_list("key", "answers")
    return {key for key, answers in rows if question in answers}


@dataclass(slots=True)
class _Sum:
    """Detections of one nationality in one year; ``value`` None where every cell was left blank."""

    value: Decimal | None = None
    ids: list[str] = field(default_factory=list)


Sums = dict[tuple[str, int], _Sum]


def nationalities_over_time_picture(member: Member, territory: str | None) -> Picture | None:
    """Detections on the Western Balkan route by nationality and year, from the newest imported file; None for a territory.

    The publisher counts by route, not by territory, so a single territory has no such picture.
    """
    if territory is not None:
        return None
    figures = _by_nationality(member)
    newest = figures.aggregate(vintage=Max("vintage"))["vintage"]
    figures = figures.filter(vintage=newest)
    # Two files may be as of the same day: only one of them is summed.
    figures = figures.filter(figure_import=figures.aggregate(last=Max("figure_import"))["last"])
    largest = _largest(figures)
    return _over_time(_sums(figures.filter(nationality__in=largest)), largest, newest) if largest else None


def _by_nationality(member: Member) -> ScopedQuerySet[Figure]:
    return Figure.objects.for_member(member).filter(
        measure="detected_irregular_crossings", route=_REGION_ROUTE, nationality__gt="", year__isnull=False
    )


def _largest(figures: ScopedQuerySet[Figure]) -> list[str]:
    rows = figures.order_by().values("nationality").annotate(total=Sum("value")).order_by("-total", "nationality")
    return [row["nationality"] for row in rows[: _LARGEST + 1] if row["total"]][:_LARGEST]


def _sums(figures: ScopedQuerySet[Figure]) -> Sums:
    sums: Sums = defaultdict(_Sum)
    rows = figures.order_by("first_on", "key").values_list("key", "nationality", "year", "value")
    for key, nationality, year, value in rows:
        cell = sums[nationality, year or 0]
        cell.ids.append(f"F:{key}")
        if value is not None:
            cell.value = (cell.value or Decimal(0)) + value
    return sums


def _over_time(sums: Sums, largest: Sequence[str], vintage: date | None) -> Picture:
    years = sorted({year for _, year in sums})
    alt = _alt(sums, largest, years)
    rows = [
        {"at": year, "nationality": _label(code), "value": sums[code, year].value}
        for code in largest
        for year in years
        if (code, year) in sums
    ]
    return Picture(
        key="nationalities-over-time",
        caption="Detections on the Western Balkan route by nationality",
        spec=lines(rows, description=alt, series="nationality", axis_title="Detections"),
        alt=alt,
        table=_table(sums, largest, years),
        note=_note(vintage),
    )


def _table(sums: Sums, largest: Sequence[str], years: Sequence[int]) -> Table:
    columns = tuple(
        Column(code, _label(code), "number", f"#affected+detections+num+v_{code.lower()}") for code in largest
    )
    rows = tuple((Cell(str(year)), *(_cell(sums.get((code, year))) for code in largest)) for year in years)
    caption = "Detections on the Western Balkan route by nationality"
    return Table("nationalities-over-time", caption, (Column("year", "Year", "text", "#date+year"), *columns), rows)


def _cell(found: _Sum | None) -> Cell:
    return Cell(found.value, tuple(found.ids)) if found else Cell(None)


def _note(vintage: date | None) -> str:
    known = f"File as of {vintage}." if vintage else "The file's day is not known."
    return (
        f"{known} Detections, not persons: one person can be detected more than once. Sums over months and border types "
        f"of one file; the last year may be unfinished. The {_LARGEST} nationalities with the largest sums."
    )


def _alt(sums: Sums, largest: Sequence[str], years: Sequence[int]) -> str:
    sentences = [f"Detections on the Western Balkan route by nationality, {years[0]} to {years[-1]}."]
    for code in largest:
        known = [(sums[code, year].value or Decimal(0), year) for year in years if (code, year) in sums]
        most, when = max(known)
        sentences.append(f"{_label(code)}: highest in {when} with {most:,.0f} detections.")
    return cut(sentences)


def _label(code: str) -> str:
    return "Not stated" if code == "UNKNOWN" else code_list("nationalities").label(code)
