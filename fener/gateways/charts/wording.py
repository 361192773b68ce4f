"""The few words charts add of their own; a caller with another language passes its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChartWording:
    """Words drawn in charts and maps. Everything else on a chart comes from the caller's rows and titles."""

    no_data: str = "no data"
    withheld: str = "withheld"
    reports: str = "n"
    segment: str = "Route segment as reported"
    crossing: str = "Crossing point"
    incident: str = "Incident, by number of persons"
    incident_unknown: str = "Incident, number not stated"
    territories: str = "Western Balkans"


ENGLISH = ChartWording()
