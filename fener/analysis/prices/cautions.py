"""What a reader must know before laying one price beside another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from fener.terms.money import PriceReport


def price_cautions(reports: Sequence[PriceReport]) -> Mapping[str, tuple[str, ...]]:
    """By the report's key: its own caution, an unstated unit, and other prices of the same leg with another scope or unit.

    Nothing is repaired and nothing is dropped: both prices stay, and each names the other.
    """
    on_leg: dict[tuple[str, str], list[PriceReport]] = defaultdict(list)
    for report in reports:
        if report.origin and report.destination:
            on_leg[report.origin, report.destination].append(report)
    found = {
        report.key: (*_own(report), *_beside(report, on_leg.get((report.origin, report.destination), ())))
        for report in reports
    }
    return {key: cautions for key, cautions in found.items() if cautions}


def _own(report: PriceReport) -> tuple[str, ...]:
    named = (report.provenance.caution,) if report.provenance.caution else ()
    return (*named, "the unit is not stated") if report.unit == "unknown" else named


def _beside(report: PriceReport, others: Sequence[PriceReport]) -> tuple[str, ...]:
    keys = [other.key for other in others if (other.scope, other.unit) != (report.scope, report.unit)]
    return (f"the same leg stands with another scope or unit in {', '.join(keys)}",) if keys else ()
