"""One reading of the report's tree for all formats: numbering of figures, tables and references, text of every cell.

What comes out is plain JSON values. PDF, DOCX and HTML only dress it, so a number reads the same in each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from fener.gateways.documents.tables import table_block, tables_cells
from fener.gateways.documents.text import plain, runs_right_to_left
from fener.gateways.documents.wording import ENGLISH, ReportWording
from fener.terms.errors import UnknownTerm
from fener.terms.reporting import (
    Block,
    Bullets,
    Narrative,
    NoInformation,
    Paragraph,
    Picture,
    Question,
    ReportDocument,
    Section,
    Sentence,
    Table,
)
from fener.terms.territories import territory

Laid: TypeAlias = dict[str, Any]
"""A block or a page part as JSON values; ``kind`` says which."""


@dataclass(slots=True)
class _Reading:
    """What is counted while reading from front to back."""

    wording: ReportWording
    order: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    tables: int = 0
    figures: int = 0
    figure_tables: list[tuple[str, Table]] = field(default_factory=list)

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """Reference numbers, given out in order of first appearance; statements go before tables and counts."""
        return [self.order.setdefault(plain(id_), len(self.order) + 1) for id_ in ids]


def lay_out(document: ReportDocument, wording: ReportWording = ENGLISH) -> Laid:
    """The document as JSON values, numbered and ready to be dressed."""
    reading = _Reading(wording)
    reading.numbers(_stated(document.sections))
    sections = [laid for section in document.sections for laid in _section(section, 1, reading)]
    own_tables = _figure_tables(reading)
    _point_to_tables(sections, reading)
    return {
        "lang": wording.lang,
        "direction": wording.direction,
        "title": plain(document.title),
        "subtitle": plain(document.subtitle),
        "facts": _facts(document, wording),
        "state": wording.states.get(document.state, plain(document.state)),
        "stamp": wording.stamps.get(document.state, plain(document.state).upper()),
        "built": document.built_at.isoformat(),
        "sections": sections,
        "figure_tables": own_tables,
        "references": _references(document, reading),
        "star": next((plain(note) for note in document.footnotes if note.startswith("*")), ""),
        "notes": [plain(note) for note in document.footnotes],
        "words": {name: getattr(wording, name) for name in _WORDS},
    }


def _stated(sections: Iterable[Section]) -> Iterable[str]:
    """Ids of statements in reading order. Numbered first, what a count rests on is one range instead of a paragraph of marks."""
    for section in sections:
        for block in section.blocks:
            inner = block.blocks if isinstance(block, Question) else (block,)
            yield from (
                id_
                for part in inner
                if isinstance(part, Bullets)
                for entry in part.entries
                for run in entry
                for id_ in run.ids
            )
        yield from _stated(section.subsections)


_WORDS = ("contents", "figure_tables", "references", "references_lead", "notes", "skip")


def _facts(document: ReportDocument, wording: ReportWording) -> list[list[str]]:
    try:
        where = territory(document.territory).label
    except UnknownTerm:
        where = plain(document.territory)
    facts = [
        (wording.kind, plain(document.kind).replace("_", " ").capitalize()),
        (wording.territory, where),
        (wording.period, str(document.period)),
        (wording.state, wording.states.get(document.state, plain(document.state))),
        (wording.built, document.built_at.strftime("%Y-%m-%d %H:%M %Z").strip()),
        (wording.version, str(document.version) if document.version else ""),
        (wording.digest, plain(document.digest)),
    ]
    return [[name, value] for name, value in facts if value]


def _section(section: Section, level: int, reading: _Reading) -> Iterable[Laid]:
    yield {
        "number": plain(section.number),
        "title": plain(section.title),
        "level": level,
        "anchor": f"section-{plain(section.number).replace(' ', '-')}",
        "blocks": [_block(block, level, reading) for block in section.blocks],
    }
    for subsection in section.subsections:
        yield from _section(subsection, level + 1, reading)


def _block(block: Block, level: int, reading: _Reading) -> Laid:
    match block:
        case Paragraph(runs):
            return {"kind": "paragraph", **_sentence(runs, reading)}
        case Bullets(entries):
            return {"kind": "bullets", "entries": [_sentence(entry, reading) for entry in entries]}
        case Table():
            return _numbered_table(block, reading)
        case Picture():
            return _picture(block, reading)
        case Question(number, text, blocks):
            inner = [_block(part, level + 1, reading) for part in blocks]
            return {
                "kind": "question",
                "number": plain(number),
                "text": plain(text),
                "level": level + 1,
                "blocks": inner,
            }
        case NoInformation(text):
            return {"kind": "none", "text": plain(text)}
        case Narrative(text, by):
            return _narrative(text, by, reading.wording)


def _narrative(text: str, by: str, wording: ReportWording) -> Laid:
    paragraphs = [" ".join(part.split()) for part in plain(text).split("\n\n") if part.strip()]
    laid = [{"text": part, "rtl": runs_right_to_left(part)} for part in paragraphs]
    return {"kind": "narrative", "paragraphs": laid, "by": wording.written_by.format(by=plain(by)) if by else ""}


def _sentence(runs: Sentence, reading: _Reading) -> Laid:
    laid = [
        {"text": plain(run.text), "strong": run.strong, "ids": [plain(id_) for id_ in run.ids],
         "marks": compressed(reading.numbers(run.ids))}
        for run in runs
    ]  # fmt: skip
    return {"runs": laid, "rtl": runs_right_to_left("".join(run.text for run in runs))}


def _numbered_table(table: Table, reading: _Reading, caption: str = "") -> Laid:
    reading.tables += 1
    label = f"{reading.wording.table} {reading.tables}"
    reading.labels.setdefault(table.key, label)
    cells = tables_cells(table, reading.wording, lambda ids: compressed(reading.numbers(ids)))
    return table_block(table, label, cells, reading.wording, caption)


def _picture(picture: Picture, reading: _Reading) -> Laid:
    reading.figures += 1
    label = f"{reading.wording.figure} {reading.figures}"
    ids = list(dict.fromkeys(id_ for row in picture.table.rows for cell in row for id_ in cell.ids))
    reading.figure_tables.append((label, picture.table))
    return {
        "kind": "picture",
        "label": label,
        "key": plain(picture.key),
        "anchor": f"figure-{reading.figures}",
        "caption": plain(picture.caption),
        "alt": plain(picture.alt),
        "note": plain(picture.note),
        "marks": compressed(reading.numbers(ids)),
        "ids": [plain(id_) for id_ in ids],
        "table_key": picture.table.key,
        "spec": picture.spec,
    }


def _figure_tables(reading: _Reading) -> list[Laid]:
    """Tables behind figures, after the last section; a table the report already shows is not shown again."""
    laid = []
    for label, table in reading.figure_tables:
        if table.key not in reading.labels and table.columns:
            said = reading.wording.figure_table_of.format(label=label)
            laid.append(_numbered_table(table, reading, f"{said}: {plain(table.caption)}"))
    return laid


def _point_to_tables(sections: Iterable[Laid], reading: _Reading) -> None:
    """Under each figure, where its numbers stand as a table; known only when all is read."""
    for picture in pictures_in(sections):
        label = reading.labels.get(picture["table_key"], "")
        picture["see"] = reading.wording.see_table.format(label=label) if label else ""


def pictures_in(sections: Iterable[Laid]) -> Iterable[Laid]:
    """All laid pictures, in reading order, those under questions too."""
    for part in sections:
        for block in part["blocks"]:
            if block["kind"] == "picture":
                yield block
            elif block["kind"] == "question":
                yield from pictures_in([block])


def _references(document: ReportDocument, reading: _Reading) -> list[Laid]:
    known = {plain(id_): reference for id_, reference in document.references.items()}
    rows = []
    for id_, number in reading.order.items():
        found = known.get(id_)
        rows.append(
            {
                "n": number,
                "id": id_,
                "label": plain(found.id) if found else id_,
                "text": plain(found.text) if found else reading.wording.no_reference,
                "source": plain(found.source) if found else "",
                "permalink": plain(found.permalink) if found else "",
            }
        )
    return rows


def compressed(numbers: Sequence[int]) -> list[list[int]]:
    """``[3, 1, 2, 7]`` → ``[[1, 3], [7, 7]]``: stretches of neighbouring numbers, first and last."""
    stretches: list[list[int]] = []
    for number in sorted(set(numbers)):
        if stretches and number == stretches[-1][1] + 1:
            stretches[-1][1] = number
        else:
            stretches.append([number, number])
    return stretches


def stretch_text(stretch: Sequence[int]) -> str:
    """``1``, ``1, 2`` or ``1–3``."""
    first, last = stretch
    return str(first) if first == last else f"{first}, {last}" if last == first + 1 else f"{first}–{last}"
