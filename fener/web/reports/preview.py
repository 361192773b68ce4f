"""A narrative as its reader will see it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\{(?:fig|tab):[A-Za-z0-9_-]+\}")


def preview_paragraphs(text: str, known: Mapping[str, str]) -> list[str]:
    """Paragraphs with ``{fig:key}`` replaced by ``Figure 3``; ``known`` maps ``fig:key`` to the number."""

    def number(found: re.Match[str]) -> str:
        key = found[0][1:-1]
        return known.get(key, f"[{key} is not in this report]")

    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [_REFERENCE.sub(number, part.strip()) for part in parts if part.strip()]
