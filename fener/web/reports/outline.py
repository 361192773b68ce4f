"""A report's sections as a page walks them: anchors, depth, and the code an editor writes under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fener.terms.codelists import code_list
from fener.terms.reporting import Picture, Question, ReportDocument, Section, Table


@dataclass(frozen=True, slots=True)
class Heading:
    """A section with its place on the page. ``level`` is the HTML heading level; ``code`` is empty where nobody writes."""

    section: Section
    anchor: str
    level: int
    code: str
    children: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Insertable:
    """A picture or table a narrative can refer to: ``{fig:prices}``."""

    reference: str
    caption: str


def section_codes(kind: str) -> dict[str, str]:
    """Section title → code, for the sections of one kind of report."""
    return {entry.label: entry.code for entry in code_list("report_sections") if entry.extra["kind"] == kind}


def outline(document: ReportDocument, codes: Mapping[str, str]) -> tuple[Heading, ...]:
    """The document's sections with anchors ``s-1-2``; ``codes`` maps titles to the codes an editor may write under."""
    return tuple(_heading(section, f"s-{place}", 2, codes) for place, section in enumerate(document.sections, 1))


def insertables(document: ReportDocument) -> list[Insertable]:
    """Every picture and table of the document, in its order."""
    found = {
        f"{{{'fig' if isinstance(block, Picture) else 'tab'}:{block.key}}}": block.caption
        for block in _blocks(document.sections)
    }
    return [Insertable(reference, caption) for reference, caption in found.items()]


def _heading(section: Section, anchor: str, level: int, codes: Mapping[str, str]) -> Heading:
    children = tuple(
        _heading(child, f"{anchor}-{place}", min(level + 1, 4), codes)
        for place, child in enumerate(section.subsections, 1)
    )
    return Heading(section, anchor, level, codes.get(section.title, ""), children)


def _blocks(sections: tuple[Section, ...]) -> Iterator[Picture | Table]:
    for section in sections:
        for block in section.blocks:
            yield from (
                part for part in (block.blocks if isinstance(block, Question) else (block,)) if _is_numbered(part)
            )  # type: ignore[misc]
        yield from _blocks(section.subsections)


def _is_numbered(block: object) -> bool:
    return isinstance(block, Picture | Table)
