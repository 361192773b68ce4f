"""The cue words of ``cues.yaml``, ready to stand in a pattern."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fener.terms.codelists import read_yaml

_FILE = Path(__file__).with_name("cues.yaml")


def any_of(family: str) -> str:
    """One group with every fragment of the family, longest first, so that the longer of two that begin alike is tried first."""
    return f"(?:{'|'.join(sorted(_entries(family), key=lambda entry: (-len(entry), entry)))})"


def words(family: str) -> frozenset[str]:
    """The plain words of the family."""
    return frozenset(_entries(family))


def _entries(family: str) -> Iterator[str]:
    return (str(entry) for language in _cues()[family].values() for entry in language)


@cache
def _cues() -> Any:
    return read_yaml(_FILE)
