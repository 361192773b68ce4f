"""Verdicts over pairs of figures. Nothing is averaged, added or preferred: both numbers stay as published.

1. Figures meet where subject (territory or route, and nationality) and period are the same.
2. Another measure, unit or breakdown: DIFFERENT_MEASURE, whatever the numbers.
3. A gap on either side: MISSING.
4. One publisher at two vintages: EQUAL or WITHIN_REVISION.
5. Bounds (“over”, “up to”) and rounded numbers: met or not.
6. Else the distance, relative to the larger number, against the tolerance: EQUAL, WITHIN_REVISION or CONFLICT.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TypeAlias

from fener.analysis.indicators.bounds import bound_is_met, kind_of, rounds_to, said
from fener.terms.dates import Period
from fener.terms.reporting import Figure, Verdict

TOLERANCE = Decimal("0.05")
_WIDE_AREAS = frozenset({"", "ZZ", "WB", "EU"})
_NAMING = frozenset({"territory_name", "coo", "coa", "coo_iso", "coa_iso"})
_WHOLE = frozenset({"", "total", "t", "tot", "all"})
_GRAVEST_FIRST = (Verdict.CONFLICT, Verdict.MISSING, Verdict.WITHIN_REVISION, Verdict.EQUAL, Verdict.DIFFERENT_MEASURE)
_Judged: TypeAlias = tuple[Verdict, str]


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """Two figures, how they stand to each other, and why in words."""

    left: Figure
    right: Figure
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All figures about one subject and period, with a verdict on every pair.

    ``subject`` is a territory code, ``route <code>``, or ``<territory> on route <code>``, with the nationality where
    there is one. ``verdict`` is the gravest of the comparable pairs, and DIFFERENT_MEASURE where no pair is comparable;
    ``reason`` is that pair's.
    """

    subject: str
    period: Period
    figures: tuple[Figure, ...]
    verdict: Verdict
    reason: str
    pairs: tuple[PairVerdict, ...]


def compare(figures: Iterable[Figure], *, tolerance: Decimal = TOLERANCE) -> list[Comparison]:
    """Group by subject and exact period and judge every pair; figures that stand alone give no comparison.

    The order of the result, and of figures within it, does not depend on the order given. Work grows with the square of
    a group's size: give the figures a reader wants beside each other, not whole files.
    """
    groups: dict[tuple[str, tuple[date, date]], list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[_subject(figure), _span(figure.period)].append(figure)
    return [_comparison(key[0], groups[key], tolerance) for key in sorted(groups) if len(groups[key]) > 1]


def compare_pair(left: Figure, right: Figure, *, tolerance: Decimal = TOLERANCE) -> PairVerdict:
    """The verdict on two figures already known to be about one subject and period."""
    return PairVerdict(left, right, *_judge(left, right, tolerance))


def _comparison(subject: str, figures: list[Figure], tolerance: Decimal) -> Comparison:
    ordered = tuple(sorted(figures, key=_order))
    pairs = tuple(compare_pair(left, right, tolerance=tolerance) for left, right in combinations(ordered, 2))
    gravest = min(pairs, key=lambda pair: _GRAVEST_FIRST.index(pair.verdict))
    return Comparison(subject, ordered[0].period, ordered, gravest.verdict, gravest.reason, pairs)


def _subject(figure: Figure) -> str:
    where = figure.territory
    if figure.route:
        where = f"route {figure.route}" if figure.territory in _WIDE_AREAS else f"{where} on route {figure.route}"
    parts = (where, figure.breakdown.get("territory_name", ""), figure.nationality)
    return " · ".join(part for part in parts if part)


def _span(period: Period) -> tuple[date, date]:
    return period.first_on or date.min, period.last_on or date.max


def _order(figure: Figure) -> tuple[object, ...]:
    value = figure.value if figure.value is not None else Decimal(-1)
    return (
        figure.provenance.source,
        figure.measure,
        figure.unit,
        sorted(figure.breakdown.items()),
        figure.vintage or date.min,
        figure.key,
        value,
        figure.qualifier,
    )


def _judge(left: Figure, right: Figure, tolerance: Decimal) -> _Judged:
    if difference := _difference(left, right):
        return Verdict.DIFFERENT_MEASURE, difference
    gaps = [figure for figure in (left, right) if figure.missing or figure.value is None]
    if gaps:
        return Verdict.MISSING, f"{_who(gaps)} left a gap, which is not zero"
    if left.value == right.value:
        return _same_number(left, right)
    if _revised(left, right):
        return Verdict.WITHIN_REVISION, f"one publisher on two days ({left.vintage}, {right.vintage}): revised"
    return _by_qualifier(left, right) or _by_distance(left, right, tolerance)


def _difference(left: Figure, right: Figure) -> str:
    """Why the two are not comparable; empty where they are."""
    if left.measure != right.measure:
        return f"different measures: {left.measure} and {right.measure}"
    if left.unit != right.unit:
        return f"different units: {left.unit} and {right.unit}"
    for dimension in sorted((left.breakdown.keys() | right.breakdown.keys()) - _NAMING):
        one, other = (figure.breakdown.get(dimension, "") for figure in (left, right))
        if _plain(one) != _plain(other):
            return f"different parts are counted: {dimension} is “{one or 'not stated'}” and “{other or 'not stated'}”"
    return ""


def _plain(part: str) -> str:
    plain = part.strip().casefold()
    return "" if plain in _WHOLE else plain


def _same_number(left: Figure, right: Figure) -> _Judged:
    if kind_of(left) == kind_of(right):
        return Verdict.EQUAL, f"both say {said(left)}"
    return _by_qualifier(left, right) or (Verdict.EQUAL, f"both say {said(left)}")


def _revised(left: Figure, right: Figure) -> bool:
    same_publisher = left.provenance.source == right.provenance.source
    return same_publisher and left.vintage != right.vintage and None not in (left.vintage, right.vintage)


def _by_qualifier(left: Figure, right: Figure) -> _Judged | None:
    """What bounds and rounding settle; None where only the distance can."""
    bounds = [(one, other) for one, other in ((left, right), (right, left)) if kind_of(one) in ("lower", "upper")]
    for bound, other in bounds:
        if not bound_is_met(bound, other):
            return Verdict.CONFLICT, f"{said(other)} contradicts “{said(bound)}”"
    if bounds:
        bound, other = bounds[0]
        return Verdict.WITHIN_REVISION, f"“{said(bound)}” is a {kind_of(bound)} bound and {said(other)} meets it"
    for rounded, other in ((left, right), (right, left)):
        if kind_of(rounded) == "rounded" and rounds_to(rounded, other):
            return Verdict.WITHIN_REVISION, f"“{said(rounded)}” is a rounded form of {said(other)}"
    return None


def _by_distance(left: Figure, right: Figure, tolerance: Decimal) -> _Judged:
    assert left.value is not None
    assert right.value is not None
    apart = abs(left.value - right.value) / max(abs(left.value), abs(right.value))
    if apart <= tolerance:
        return Verdict.WITHIN_REVISION, f"same measure, {_percent(apart)} apart: within revision"
    return (
        Verdict.CONFLICT,
        f"same measure, {_percent(apart)} apart: more than the {_percent(tolerance)} a revision may explain",
    )


def _percent(share: Decimal) -> str:
    hundredths = share * 100
    if 0 < hundredths < 1:
        return "less than 1 %"
    return f"{hundredths.quantize(Decimal('0.1') if hundredths < 10 else Decimal(1)).normalize():f} %"


def _who(gaps: list[Figure]) -> str:
    return " and ".join(dict.fromkeys(figure.provenance.source for figure in gaps))
