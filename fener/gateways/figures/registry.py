"""The publishers whose files Fener reads, by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fener.gateways.figures import eurostat, frontex, missing_migrants, unhcr
from fener.gateways.figures.material import Source
from fener.gateways.figures.reading import MeasureNote, Reading
from fener.terms.errors import UnknownTerm


class Reader(Protocol):
    """What each publisher's module offers as ``read``."""

    def __call__(self, source: Source, *, name: str = "", vintage: date | None = None) -> Reading:
        """Read one file."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher: ``dataset`` is the source its figures cite, ``file_name`` what its download is usually called."""

    key: str
    title: str
    dataset: str
    file_name: str
    page: str
    licence: str
    measures: tuple[MeasureNote, ...]
    read: Reader


PUBLISHERS: Mapping[str, Publisher] = {
    publisher.key: publisher
    for publisher in (
        Publisher(
            missing_migrants.KIND,
            missing_migrants.PUBLISHER,
            missing_migrants.DATASET,
            "Missing_Migrants_Global_Figures_allData.csv",
            "https://missingmigrants.iom.int/downloads",
            "CC BY 4.0",
            missing_migrants.MEASURES,
            missing_migrants.read,
        ),
        Publisher(
            frontex.KIND,
            frontex.PUBLISHER,
            frontex.DATASET,
            "Monthly_detections_of_IBC_….xlsx",
            "https://www.frontex.europa.eu/what-we-do/monitoring-and-risk-analysis/migratory-map/",
            "see the publisher's page",
            frontex.MEASURES,
            frontex.read,
        ),
        Publisher(
            unhcr.KIND,
            unhcr.PUBLISHER,
            unhcr.DATASET,
            "asylum-applications.csv, population.csv",
            "https://www.unhcr.org/refugee-statistics/download",
            "CC BY 4.0",
            unhcr.APPLICATION_MEASURES + unhcr.POPULATION_MEASURES,
            unhcr.read,
        ),
        Publisher(
            eurostat.KIND,
            eurostat.PUBLISHER,
            eurostat.DATASET,
            "migr_eipre_linear.csv",
            "https://ec.europa.eu/eurostat/databrowser/view/migr_eipre/default/table",
            "free reuse with attribution",
            eurostat.MEASURES,
            eurostat.read,
        ),
    )
}


def read_figures(kind: str, source: Source, *, name: str = "", vintage: date | None = None) -> Reading:
    """Read a file of the publisher ``kind``; UnknownTerm (FEN-3001) names the publishers there are."""
    try:
        publisher = PUBLISHERS[kind]
    except KeyError:
        raise UnknownTerm(
            f"“{kind}” is not a publisher Fener reads", remedy=f"Choose one of {', '.join(PUBLISHERS)}."
        ) from None
    return publisher.read(source, name=name, vintage=vintage)
