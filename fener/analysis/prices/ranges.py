"""From price reports to ranges: grouped by leg, scope, unit and currency, and by nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from fener.terms.money import PriceEstimate, PriceReport

Group = tuple[str, str, str, str, str]


def estimate_ranges(reports: Sequence[PriceReport]) -> list[PriceEstimate]:
    """One range per leg, scope, unit and currency, ordered by them; reports without any amount count nowhere.

    ``low`` is the lowest and ``high`` the highest amount any report of the group names. An open end adds nothing at that
    end: “up to 500” says nothing about the lowest price. There is no mean: with a handful of reports it would mislead.
    """
    groups: dict[Group, list[PriceReport]] = defaultdict(list)
    for report in reports:
        if report.low is not None or report.high is not None:
            groups[_group(report)].append(report)
    return [_range(group, groups[group]) for group in sorted(groups)]


def _group(report: PriceReport) -> Group:
    return report.scope, report.unit, report.currency, report.origin, report.destination


def _range(group: Group, reports: Sequence[PriceReport]) -> PriceEstimate:
    scope, unit, currency, origin, destination = group
    low, high = _ends(reports)
    return PriceEstimate(
        origin=origin,
        destination=destination,
        scope=scope,
        unit=unit,
        currency=currency,
        low=low,
        high=high,
        n=len(reports),
        keys=tuple(report.key for report in reports),
        sources=_distinct(str(report.provenance) for report in reports),
    )


def _ends(reports: Sequence[PriceReport]) -> tuple[Decimal, Decimal]:
    lows = [report.low for report in reports if report.low is not None]
    highs = [report.high for report in reports if report.high is not None]
    named = [*lows, *highs]
    return min(lows or named), max(named)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
