"""Yearly counts of persons that were summed here from single incidents, and are too small to be shown."""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings

from fener.records.base.models import Member
from fener.records.reporting.models import Figure
from fener.safeguards.disclosure import cells_to_suppress, totals_to_suppress
from fener.terms.territories import REGION

_WHOLE_ROUTE = (REGION, "ZZ")


def withheld_figures(member: Member) -> frozenset[str]:
    """Keys of figures to withhold: small counts, and what would give them away beside the published total of their route.

    Only sums made here from incidents are meant. What a publisher printed stays as printed. One query.
    """
    rows = (
        Figure.objects.for_member(member)
        .filter(
            measure="dead_or_missing",
            unit="persons",
            entered_as="import",
            note__startswith="sum over",
            value__isnull=False,
        )
        .order_by("key")
        .values_list("key", "route", "year", "territory", "breakdown", "value")
    )
    lines: dict[tuple[str, int | None], list[tuple[str, int]]] = defaultdict(list)
    totals: list[tuple[str, int]] = []
    for key, route, year, area, breakdown, value in rows:
        is_total = area in _WHOLE_ROUTE and not breakdown and route
        (totals if is_total else lines[route, year]).append((key, int(value or 0)))
    found = {key for line in lines.values() for key in _small(line)}
    hidden = totals_to_suppress([count for _, count in totals], below=settings.SUPPRESS_BELOW)
    return frozenset(found | {totals[at][0] for at in hidden})


def _small(line: list[tuple[str, int]]) -> list[str]:
    counts = [[count for _, count in line]]
    places = cells_to_suppress(counts, below=settings.SUPPRESS_BELOW, row_totals=True, column_totals=False)
    return [line[at][0] for _, at in places]
