"""What stands behind the numbers of a page: one panel for every set of records, however many numbers rest on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fener.terms.reporting import Reference


class Panels:
    """Gives every set of ids one panel and remembers which were asked for."""

    def __init__(self, references: Mapping[str, Reference]) -> None:
        self._references = references
        self._names: dict[tuple[str, ...], str] = {}

    def name(self, ids: tuple[str, ...]) -> str:
        """The panel's HTML id."""
        return self._names.setdefault(ids, f"behind-{len(self._names) + 1}")

    def __iter__(self) -> Iterator[tuple[str, list[Reference]]]:
        """(HTML id, references) of every panel asked for; an id without a reference stands for itself."""
        for ids, name in self._names.items():
            yield name, [self._references.get(key) or Reference(key, key, "", "") for key in ids]
