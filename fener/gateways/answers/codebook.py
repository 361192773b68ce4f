"""What goes with every export: a README in plain words and a codebook of the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fener.gateways.answers.tables import MAIN, Layout

CODEBOOK_HEADS = (
    "table",
    "column",
    "label",
    "kind",
    "code_list",
    "choices",
    "hxl",
    "sensitivity",
    "path",
)


@dataclass(slots=True)
class Counts:
    """What an export wrote: reports, rows by table, how many reports are invented, and what the reader should know of it."""

    reports: int = 0
    invented: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def codebook_rows(layout: Layout) -> Iterator[tuple[str, ...]]:
    """One row per column, under CODEBOOK_HEADS. Tags of HXL stand here and not in the tables: records are never published under HXL."""
    for table in layout.tables:
        for column in table.columns:
            choices = "; ".join(f"{code} = {wording}" for code, wording in column.choices)
            yield (
                table.name, column.name, column.label, column.kind, column.code_list, choices, column.hxl,
                column.sensitivity.value, column.path,
            )  # fmt: skip


def readme_lines(layout: Layout, counts: Counts, notes: Sequence[str], texts: Mapping[str, str]) -> Iterator[str]:
    """The README line by line. ``notes`` are the caller's: period, marking, whether it is de-identified. ``texts``: table → where."""
    yield f"Field reports: {layout.title}"
    yield f"Questionnaire {layout.key}, versions {', '.join(layout.versions)}."
    yield from notes
    yield ""
    yield f"{counts.reports} reports, of which {counts.invented} are invented for practice (is_invented = 1)."
    included = ", ".join(each.value for each in sorted(layout.include)) or "none"
    yield f"Answers included: {included}. Answers that identify a person by themselves are never exported."
    yield ""
    yield "Tables:"
    for table in layout.tables:
        yield f"- {texts.get(table.name, table.name)}: {counts.rows.get(table.name, 0)} rows, {len(table.columns)} columns. {table.title}"
    yield f"Join parent_row of a table with row of the table above it, or report with report of {texts.get(MAIN, MAIN)}."
    yield "A question with several answers has one column with all codes and one column with 1 or 0 for each choice."
    yield "An empty cell was not asked or not answered; refused and unknown are answers of their own."
    yield "Records like these are kept among those they were shared with; publish counts, not rows."
    if counts.remarks:
        yield ""
        yield from counts.remarks
