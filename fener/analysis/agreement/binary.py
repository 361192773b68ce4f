"""Agreement where a unit may carry several codes: every code is a yes or no on every unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fener.analysis.agreement.kappa import Agreement, kappa_of_table

Codings = Mapping[str, Collection[str]]
"""Unit → the codes a coder gave it; an empty collection says “coded, none fits”, a missing unit “not coded”."""

_SIDES = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit the coders see differently: the codes only the first gave, and those only the second gave."""

    unit: str
    a: tuple[str, ...]
    b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BinaryAgreement:
    """κ per code, and pooled over all decisions (unit × code).

    Pooled decisions of one unit are not independent, so the pooled interval is somewhat too narrow. ``units`` were coded by
    both; ``skipped`` by one alone or by nobody.
    """

    by_code: Mapping[str, Agreement]
    pooled: Agreement
    disagreements: tuple[Disagreement, ...]
    units: int
    skipped: tuple[str, ...] = ()


def binary_kappas(
    units: Sequence[str], coder_a: Codings, coder_b: Codings, labels: Sequence[str], *, confidence: float = 0.95
) -> BinaryAgreement:
    """Agreement on ``labels`` over the units both coded, in the order given; codes outside ``labels`` are not compared."""
    shared = [unit for unit in dict.fromkeys(units) if unit in coder_a and unit in coder_b]
    tables = {label: _table(shared, coder_a, coder_b, label) for label in dict.fromkeys(labels)}
    pooled: Counter[tuple[str, str]] = Counter()
    for table in tables.values():
        pooled.update(table)
    return BinaryAgreement(
        by_code={label: kappa_of_table(table, confidence=confidence) for label, table in tables.items()},
        pooled=kappa_of_table(pooled, confidence=confidence),
        disagreements=tuple(_disagreements(shared, coder_a, coder_b, list(tables))),
        units=len(shared),
        skipped=tuple(unit for unit in dict.fromkeys(units) if unit not in coder_a or unit not in coder_b),
    )


def _table(units: Sequence[str], a: Codings, b: Codings, label: str) -> Counter[tuple[str, str]]:
    return Counter((_SIDES[label in a[unit]], _SIDES[label in b[unit]]) for unit in units)


def _disagreements(units: Sequence[str], a: Codings, b: Codings, labels: Sequence[str]) -> Iterator[Disagreement]:
    for unit in units:
        only_a = tuple(label for label in labels if label in a[unit] and label not in b[unit])
        only_b = tuple(label for label in labels if label in b[unit] and label not in a[unit])
        if only_a or only_b:
            yield Disagreement(unit, only_a, only_b)
