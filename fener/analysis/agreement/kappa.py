"""Cohen's κ for two coders with its large-sample interval.

Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20, 37–46.
Fleiss, J. L., Cohen, J., Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa. Psychological
Bulletin 72, 323–327 (the standard error for an interval, not the one for testing κ = 0).
Landis, J. R., Koch, G. G. (1977). The measurement of observer agreement for categorical data. Biometrics 33, 159–174.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

from fener.terms.errors import UnreadableMaterial

Table = Mapping[tuple[str, str], int]
"""(first coder's label, second coder's label) → how many units."""

_WORDS = (
    (0.0, "poor"),
    (0.20, "slight"),
    (0.40, "fair"),
    (0.60, "moderate"),
    (0.80, "substantial"),
    (1.0, "almost perfect"),
)
_CERTAIN = 1e-12


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """One label: how many units each coder and both gave it to, and κ of the label against all others."""

    first: int
    second: int
    both: int
    kappa: float | None

    @property
    def specific(self) -> float | None:
        """Share of agreement where either gave the label: 2·both / (first + second). None where nobody did."""
        return 2 * self.both / (self.first + self.second) if self.first + self.second else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """κ = (observed − expected) / (1 − expected) over ``n`` units.

    ``kappa`` is None where it is undefined: no unit, or both coders gave one and the same label to every unit (agreement by
    chance is then certain, and the sample says nothing of their skill). ``interval`` is cut to −1…1; with full agreement the
    large-sample error is nought and the interval has no width: say ``n`` beside it.
    """

    kappa: float | None
    observed: float
    expected: float
    n: int
    standard_error: float | None = None
    interval: tuple[float, float] | None = None
    by_label: Mapping[str, LabelAgreement] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Landis and Koch's word for κ."""
        return interpretation(self.kappa)


def cohen_kappa(first: Sequence[str], second: Sequence[str], *, confidence: float = 0.95) -> Agreement:
    """Agreement of two coders who each gave one label to every unit, in the same order."""
    if len(first) != len(second):
        raise UnreadableMaterial(
            f"one coder labelled {len(first)} units, the other {len(second)}",
            remedy="Compare only units that both coded.",
            number="FEN-2572",
        )
    return kappa_of_table(Counter(zip(first, second, strict=True)), confidence=confidence)


def kappa_of_table(table: Table, *, confidence: float = 0.95) -> Agreement:
    """Agreement from the table of counts."""
    counts = {pair: count for pair, count in table.items() if count}
    found = _kappa(counts, confidence)
    labels = sorted({label for pair in counts for label in pair})
    return Agreement(*found, by_label={label: _label(counts, label, confidence) for label in labels})


def interpretation(kappa: float | None) -> str:
    """Landis and Koch (1977): below 0 poor, to 0.20 slight, 0.40 fair, 0.60 moderate, 0.80 substantial, 1 almost perfect.

    The bounds are their convention, no test. ``undefined`` for None.
    """
    if kappa is None:
        return "undefined"
    if kappa < 0:
        return "poor"
    return next((word for bound, word in _WORDS[1:] if kappa <= bound + _CERTAIN), _WORDS[-1][1])


def _kappa(
    counts: Table, confidence: float
) -> tuple[float | None, float, float, int, float | None, tuple[float, float] | None]:
    n = sum(counts.values())
    if not n:
        return None, 0.0, 0.0, 0, None, None
    rows, columns = _margins(counts, n)
    observed = sum(count for (left, right), count in counts.items() if left == right) / n
    expected = math.fsum(rows[label] * columns[label] for label in rows)
    if 1 - expected < _CERTAIN:
        return None, observed, expected, n, None, None
    kappa = (observed - expected) / (1 - expected)
    error = _standard_error(counts, rows, columns, kappa, expected)
    return kappa, observed, expected, n, error, _interval(kappa, error, confidence)


def _margins(counts: Table, n: int) -> tuple[dict[str, float], dict[str, float]]:
    """Each label's share with the first and with the second coder; a label only one of them used has a share of nought."""
    rows = {label: 0 for pair in counts for label in pair}
    columns = dict(rows)
    for (left, right), count in counts.items():
        rows[left] += count
        columns[right] += count
    return {label: row / n for label, row in rows.items()}, {label: column / n for label, column in columns.items()}


def _standard_error(
    counts: Table, rows: Mapping[str, float], columns: Mapping[str, float], kappa: float, expected: float
) -> float:
    """Fleiss, Cohen and Everitt (1969) with weights 1 on the diagonal and 0 beside it."""
    n = sum(counts.values())
    terms = []
    for (left, right), count in counts.items():
        if left == right:
            terms.append(count / n * (1 - (rows[left] + columns[left]) * (1 - kappa)) ** 2)
        else:
            terms.append(count / n * (1 - kappa) ** 2 * (columns[left] + rows[right]) ** 2)
    variance = math.fsum([*terms, -((kappa - expected * (1 - kappa)) ** 2)]) / (n * (1 - expected) ** 2)
    return math.sqrt(max(0.0, variance))


def _interval(kappa: float, error: float, confidence: float) -> tuple[float, float]:
    reach = NormalDist().inv_cdf(0.5 + confidence / 2) * error
    return max(-1.0, kappa - reach), min(1.0, kappa + reach)


def _label(counts: Table, label: str, confidence: float) -> LabelAgreement:
    sides: Counter[tuple[str, str]] = Counter()
    for (left, right), count in counts.items():
        sides["yes" if left == label else "no", "yes" if right == label else "no"] += count
    both = sides["yes", "yes"]
    return LabelAgreement(both + sides["yes", "no"], both + sides["no", "yes"], both, _kappa(+sides, confidence)[0])
