"""Published figures and incidents: files of IOM, Frontex, UNHCR and Eurostat as terms, every doubtful cell named."""

from fener.gateways.figures.frontex import route_totals
from fener.gateways.figures.incident_figures import figures_from_incidents
from fener.gateways.figures.reading import MeasureNote, Reading
from fener.gateways.figures.registry import PUBLISHERS, Publisher, read_figures
from fener.gateways.figures.routes import route_code

__all__ = [
    "PUBLISHERS",
    "MeasureNote",
    "Publisher",
    "Reading",
    "figures_from_incidents",
    "read_figures",
    "route_code",
    "route_totals",
]
