"""Published figures laid side by side; none replaces another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from fener.analysis.indicators import Comparison, compare
from fener.queries.areas import codes_within
from fener.queries.withheld import withheld_figures
from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet
from fener.records.field.models import Source
from fener.records.reporting.models import Figure
from fener.terms.field import Provenance
from fener.terms.reporting import Figure as FigureValue
from fener.terms.reporting import Verdict
from fener.terms.territories import REGION

MOST_FIGURES = 1500
"""So many figures are compared at once; beyond that the reader narrows the question."""
_MOST_ALONE = 100
_GRAVEST_FIRST = (Verdict.CONFLICT, Verdict.MISSING, Verdict.WITHIN_REVISION, Verdict.EQUAL, Verdict.DIFFERENT_MEASURE)


@dataclass(frozen=True, slots=True)
class FigureFilters:
    """What to compare. Empty means all; figures by nationality or other parts are left out unless ``with_parts``."""

    territory: str | None = None
    route: str = ""
    measure: str = ""
    year: int | None = None
    source: str = ""
    verdict: str = ""
    with_parts: bool = False


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Comparisons, gravest first, and figures that stand alone; ``is_cut`` where there were more than one page compares."""

    comparisons: tuple[Comparison, ...]
    alone: tuple[FigureValue, ...]
    alone_count: int
    is_cut: bool
    verdict_counts: tuple[tuple[Verdict, int], ...]
    withheld: int


def compared_figures(member: Member, filters: FigureFilters) -> FigurePage:
    """Figures about one subject and period side by side, each pair with a verdict and its reason."""
    hidden = withheld_figures(member)
    rows = list(_filtered(member, filters)[: MOST_FIGURES + 1])
    values = [as_figure(row) for row in rows[:MOST_FIGURES] if row.key not in hidden]
    comparisons = sorted(filter(_compares, compare(values)), key=lambda found: _GRAVEST_FIRST.index(found.verdict))
    counts = tuple((verdict, sum(1 for found in comparisons if found.verdict is verdict)) for verdict in Verdict)
    shown = tuple(found for found in comparisons if filters.verdict in ("", found.verdict.value))
    together = {figure.key for found in comparisons for figure in found.figures}
    alone = [figure for figure in values if figure.key not in together]
    withheld = sum(1 for row in rows[:MOST_FIGURES] if row.key in hidden)
    return FigurePage(shown, tuple(alone[:_MOST_ALONE]), len(alone), len(rows) > MOST_FIGURES, counts, withheld)


def _compares(found: Comparison) -> bool:
    """Several measures of one source beside each other compare nothing; those figures stand alone."""
    sources = {figure.provenance.source for figure in found.figures}
    return found.verdict is not Verdict.DIFFERENT_MEASURE or len(sources) > 1


def figure_sources(member: Member) -> list[tuple[str, str]]:
    """(key, title) of all sources, for a filter; sources are public."""
    return [(key, f"{key}: {title}"[:90]) for key, title in Source.objects.values_list("key", "title")]


def _filtered(member: Member, filters: FigureFilters) -> ScopedQuerySet[Figure]:
    found = Figure.objects.for_member(member).select_related("source").defer("figure_import")
    if not filters.with_parts:
        found = found.filter(Q(nationality="", breakdown={}) | Q(entered_as="reference"))
    if filters.territory:
        only = (REGION,) if filters.territory == REGION else codes_within(filters.territory)
        found = found.filter(territory__in=only)
    if filters.route:
        found = found.filter(route=filters.route)
    if filters.measure:
        found = found.filter(measure=filters.measure)
    if filters.year:
        found = found.filter(year=filters.year)
    if filters.source:
        found = found.filter(source__key=filters.source)
    return found.order_by("territory", "route", "year", "measure", "key")


def as_figure(row: Figure) -> FigureValue:
    """The record as a value; its source must have been read along."""
    return FigureValue(
        key=row.key,
        measure=row.measure,
        unit=row.unit,
        territory=row.territory,
        period=row.period,
        value=_as_published(row.value),
        provenance=Provenance(row.source.key, row.section, row.page, row.caution),
        qualifier=row.qualifier,
        route=row.route,
        nationality=row.nationality,
        breakdown=row.breakdown,
        vintage=row.vintage,
        reported_as=row.reported_as,
        note=row.note,
        missing=row.is_missing,
        flag=row.quality_mark,
    )


def _as_published(value: Decimal | None) -> Decimal | None:
    """Without the decimals the database pads: 23,000 and not 23,000.000."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
