"""The words a drawn report adds to its content. A translated report passes its own; ``lang`` is an IETF tag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReportWording:
    """English by default. Number signs belong to the language too."""

    lang: str = "en-GB"
    direction: str = "ltr"
    contents: str = "Contents"
    figure: str = "Figure"
    table: str = "Table"
    figure_tables: str = "Figures as tables"
    figure_table_of: str = "The numbers behind {label}"
    see_table: str = "The same numbers: {label}."
    references: str = "References"
    references_lead: str = (
        "Numbers in square brackets in the text lead here: what was recorded, and where it is published."
    )
    no_reference: str = "The record has no printed reference."
    notes: str = "Notes"
    territory: str = "Territory"
    period: str = "Period"
    kind: str = "Kind of report"
    state: str = "State"
    built: str = "Drawn up"
    version: str = "Version"
    digest: str = "Digest of the content"
    not_available: str = "n.a."
    withheld: str = "(s)"
    sign_not_available: str = "n.a.: not available"
    sign_withheld: str = "(s): withheld, because so small a number could point to a person"
    written_by: str = "Text: {by}"
    sources: str = "Sources"
    column: str = "Column"
    row: str = "Row"
    skip: str = "Skip to the report"
    cell_sources: str = "Record"
    recorded: str = "Recorded statement"
    published_in: str = "Source"
    permalink: str = "Permalink"
    states: Mapping[str, str] = field(
        default_factory=lambda: {"draft": "Draft", "reviewed": "Reviewed, not published", "published": "Published"}
    )
    stamps: Mapping[str, str] = field(
        default_factory=lambda: {"draft": "DRAFT", "reviewed": "NOT PUBLISHED", "published": ""}
    )
    thousands: str = ","
    decimal: str = "."


ENGLISH = ReportWording()
