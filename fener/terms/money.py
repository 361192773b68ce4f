"""Money and reported prices. Money is always (amount, currency, on)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fener.terms.dates import Period
from fener.terms.field import Provenance, SourceGrading


@dataclass(frozen=True, slots=True)
class PriceReport:
    """One reported price. ``low``/``high`` in ``currency``; equal for a single amount; None for an open end.

    ``scope`` and ``unit`` say what the amount buys; two prices of different scope or unit are never put into one range.
    ``origin``/``destination`` are gazetteer keys or territory codes.
    """

    key: str
    territory: str
    scope: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    currency: str
    provenance: Provenance
    qualifier: str = "exact"
    origin: str = ""
    destination: str = ""
    via: tuple[str, ...] = ()
    who: str = ""
    conditions: str = ""
    vehicle: str = ""
    persons_per_vehicle: tuple[int | None, int | None] = (None, None)
    payment_method: str = ""
    includes: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    grading: SourceGrading = field(default_factory=SourceGrading)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PriceEstimate:
    """A range from ``n`` price reports of one leg, scope, unit and currency; ``keys`` are the reports behind it."""

    origin: str
    destination: str
    scope: str
    unit: str
    currency: str
    low: Decimal
    high: Decimal
    n: int
    keys: tuple[str, ...]
    sources: tuple[str, ...]
