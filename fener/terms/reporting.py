"""Figures, their verdicts, and the building blocks of a report.

A report is a tree of plain values: screens, PDF, DOCX and HTML are drawn from the same tree, so a number reads the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from fener.terms.dates import Period
from fener.terms.field import Provenance


class Verdict(StrEnum):
    """How two figures about the same territory and period stand to each other."""

    EQUAL = "equal"
    WITHIN_REVISION = "within_revision"
    DIFFERENT_MEASURE = "different_measure"
    CONFLICT = "conflict"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Figure:
    """A published quantity. ``value`` None with ``missing`` True is a gap the publisher left, not a zero.

    ``nationality`` is an ISO code, ``UNKNOWN`` where the publisher says unknown, or empty for all; ``breakdown`` holds the
    publisher's other dimensions (reason, decision level, border type …); ``vintage`` is the day the publisher's file is as of.
    """

    key: str
    measure: str
    unit: str
    territory: str
    period: Period
    value: Decimal | None
    provenance: Provenance
    qualifier: str = "exactly"
    route: str = ""
    nationality: str = ""
    breakdown: Mapping[str, str] = field(default_factory=dict)
    vintage: date | None = None
    reported_as: str = ""
    note: str = ""
    missing: bool = False
    flag: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a foreign file that could not be taken: 1-based row, column title, error number, message, remedy, the raw cell."""

    row: int
    column: str
    number: str
    message: str
    remedy: str
    raw: str = ""


# --- the report's blocks -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence. ``ids`` name the records behind it: every number has some. ``strong`` draws it bold."""

    text: str
    ids: tuple[str, ...] = ()
    strong: bool = False


Sentence: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more sentences run together."""

    runs: Sentence


@dataclass(frozen=True, slots=True)
class Bullets:
    """Statements, each with the ids behind it."""

    entries: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. ``value`` is a string, a number, or None for not available; ``suppressed`` draws the suppression sign."""

    value: str | int | float | Decimal | None
    ids: tuple[str, ...] = ()
    suppressed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is ``text``, ``number`` or ``money``; ``hxl`` is the tag for aggregate exports."""

    key: str
    title: str
    kind: str = "text"
    hxl: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table. ``key`` is what narratives refer to as ``{tab:key}``."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or map: one Vega-Lite specification for screen and print, its table, and a text alternative.

    ``key`` is what narratives refer to as ``{fig:key}``.
    """

    key: str
    caption: str
    spec: Mapping[str, Any]
    alt: str
    table: Table
    note: str = ""
    kind: str = "chart"


@dataclass(frozen=True, slots=True)
class Question:
    """A guiding question of the report's structure; what answers it follows as blocks."""

    number: str
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class NoInformation:
    """Said where nothing answers: an empty section is never left blank."""

    text: str = "No information."


@dataclass(frozen=True, slots=True)
class Narrative:
    """Text an editor wrote: plain paragraphs separated by blank lines; ``{fig:key}``/``{tab:key}`` already resolved."""

    text: str
    by: str = ""


Block: TypeAlias = Paragraph | Bullets | Table | Picture | Question | NoInformation | Narrative


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section with blocks and subsections."""

    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    subsections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """What an id stands for in print: a label such as ``O-R23-2.2-MK-01``, its text, source and permalink path."""

    id: str
    text: str
    source: str
    permalink: str


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A whole report, ready to be drawn. ``state`` is draft, reviewed or published; ``digest`` names the frozen content."""

    title: str
    subtitle: str
    kind: str
    territory: str
    period: Period
    state: str
    built_at: datetime
    sections: tuple[Section, ...]
    references: Mapping[str, Reference] = field(default_factory=dict)
    footnotes: tuple[str, ...] = ()
    digest: str = ""
    version: int = 0
