"""Words for text alternatives and notes, made from the figures themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fener.terms.codelists import code_list

NO_INFORMATION = "No information"
COUNTS_ARE_REPORTS = (
    "Counts are statements in the sources, not persons. An empty cell means that no source speaks of it; “Named” means that "
    "sources name it without saying how common it is."
)


def counted(count: int, one: str, many: str = "") -> str:
    """``1 statement``, ``3 statements``, ``1,204 statements``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    parts = list(words)
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def cut(sentences: Sequence[str], most: int = 12) -> str:
    """At most ``most`` sentences; says how many more the table holds."""
    rest = len(sentences) - most
    return " ".join([*sentences[:most], *([f"The table has {rest} more."] if rest > 0 else [])])


NAMED = "Named"
"""Shown where a source names something without saying how common it is."""


def extent_word(extents: Iterable[str]) -> str:
    """The strongest extent of several statements in a word."""
    code = strongest(extents)
    return NAMED if code == "unknown" else code_list("extents").label(code)


def extent_words(used: Iterable[str]) -> list[str]:
    """The words from slight to strong; those for “no longer” and “looked for and not found” only where they are used."""
    wanted = set(used)
    labels = [entry.label for entry in code_list("extents") if entry.code != "unknown"]
    always = {code_list("extents").label(code) for code in ("rare", "occasional", "common", "predominant")}
    return [NAMED, *(label for label in reversed(labels) if label in always | wanted)]


def strongest(extents: Iterable[str]) -> str:
    """The strongest extent of several, as its code; ``unknown`` where none is stated."""
    order = [entry.code for entry in code_list("extents")]
    # A cell may hold thousands of statements, but the scale has a handful of words: each is looked up once.
    return min(
        sorted(set(extents)),
        key=lambda extent: order.index(extent) if extent in order else len(order),
        default="unknown",
    )
