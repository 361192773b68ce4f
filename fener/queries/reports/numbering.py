"""Figures and tables are numbered in order of appearance; references in narratives follow along.

``{fig:prices}`` in a narrative reads “Figure 3” for as long as the price picture is the third one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from fener.terms.reporting import Block, Narrative, Picture, Question, Section, Table

_REFERENCE = re.compile(r"\{(fig|tab):([A-Za-z0-9_-]+)\}")


def numbers(sections: Iterable[Section]) -> dict[str, str]:
    """``fig:prices`` → ``Figure 3``, ``tab:sources`` → ``Table 1``."""
    found: dict[str, str] = {}
    figures = tables = 0
    for block in _walk(sections):
        if isinstance(block, Picture):
            figures += 1
            found.setdefault(f"fig:{block.key}", f"Figure {figures}")
        elif isinstance(block, Table):
            tables += 1
            found.setdefault(f"tab:{block.key}", f"Table {tables}")
    return found


def resolve_references(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Sections with the references of every narrative replaced by numbers; an unknown reference says so in the text."""
    known = numbers(sections)
    return tuple(_resolved(section, known) for section in sections)


def _resolved(section: Section, known: Mapping[str, str]) -> Section:
    blocks = tuple(
        replace(block, text=_text(block.text, known)) if isinstance(block, Narrative) else block
        for block in section.blocks
    )
    return replace(section, blocks=blocks, subsections=tuple(_resolved(child, known) for child in section.subsections))


def _text(text: str, known: Mapping[str, str]) -> str:
    def number(found: re.Match[str]) -> str:
        key = f"{found[1]}:{found[2]}"
        return known.get(key, f"[no {'figure' if found[1] == 'fig' else 'table'} “{found[2]}” in this report]")

    return _REFERENCE.sub(number, text)


def _walk(sections: Iterable[Section]) -> Iterator[Block]:
    for section in sections:
        for block in section.blocks:
            yield block
            if isinstance(block, Question):
                yield from block.blocks
        yield from _walk(section.subsections)
