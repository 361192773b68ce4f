"""Value objects of field monitoring: grading, observations, route segments, incidents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fener.terms.dates import Period
from fener.terms.errors import UnknownTerm
from fener.terms.sharing import Marking

_GRADING = re.compile(r"^([A-F])([1-6])$")


@dataclass(frozen=True, slots=True)
class SourceGrading:
    """Reliability A–F of the one who says it × credibility 1–6 of what is said (Admiralty scale). F and 6: cannot be judged."""

    reliability: str = "F"
    credibility: int = 6

    @classmethod
    def parse(cls, text: str) -> SourceGrading:
        """``B3`` → SourceGrading("B", 3)."""
        found = _GRADING.match(text.strip().upper())
        if not found:
            raise UnknownTerm(f"“{text}” is not a grading", remedy="Write a letter A–F and a digit 1–6, e.g. B3.")
        return cls(found[1], int(found[2]))

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact stands: report or dataset key, section, page, and a caution (known inconsistency or note)."""

    source: str
    section: str = ""
    page: int | None = None
    caution: str = ""

    def __str__(self) -> str:
        parts = [self.source, f"§{self.section}" if self.section else "", f"p. {self.page}" if self.page else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Observation:
    """One seen-or-heard statement with place, time and grading.

    ``codes`` maps a code list's name to codes of it; ``places`` are gazetteer keys; ``persons`` is (low, high), either open.
    """

    key: str
    topic: str
    territory: str
    statement: str
    provenance: Provenance
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    extent: str = "unknown"
    persons: tuple[int | None, int | None] = (None, None)
    grading: SourceGrading = field(default_factory=SourceGrading)
    answers: tuple[str, ...] = ()
    marking: Marking = Marking.CLEAR


@dataclass(frozen=True, slots=True)
class RouteSegment:
    """A directed leg between two places as reported used. Places are gazetteer keys."""

    key: str
    origin: str
    destination: str
    territory: str
    provenance: Provenance
    roles: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    extent: str = "unknown"
    direction: str = ""
    note: str = ""
    period: Period = field(default_factory=Period)
    grading: SourceGrading = field(default_factory=SourceGrading)


@dataclass(frozen=True, slots=True)
class Incident:
    """A harmful event against persons with place and time as published. Counts None = not stated.

    ``latitude``/``longitude`` in degrees WGS 84. ``dead_or_missing`` is the publisher's own total.
    """

    key: str
    period: Period
    territory: str
    location_text: str
    route: str
    cause: str
    source: str
    dead: int | None = None
    missing: int | None = None
    dead_or_missing: int | None = None
    survivors: int | None = None
    females: int | None = None
    males: int | None = None
    children: int | None = None
    origin_text: str = ""
    latitude: float | None = None
    longitude: float | None = None
    source_quality: int | None = None
    link: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
