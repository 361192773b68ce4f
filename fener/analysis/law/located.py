"""YAML with the line of every value, so that whoever edits a book is told where the mistake is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from fener.terms.errors import Location, SetUpFault

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path_: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LocatedBook:
    """Plain values of a file, and the 1-based line on which each of them begins."""

    path: Path
    values: Any
    lines: Mapping[Path_, int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line of a value, or of the nearest one around it."""
        for length in range(len(place), -1, -1):
            if (found := self.lines.get(tuple(place[:length]))) is not None:
                return found
        return 1

    def fault(self, message: str, place: Sequence[str | int], remedy: str, number: str = "FEN-2911") -> SetUpFault:
        """A refusal that names file and line."""
        return SetUpFault(message, remedy=remedy, location=self.location(place), number=number)

    def location(self, place: Sequence[str | int]) -> Location:
        """File, line and path."""
        where = ".".join(str(step) for step in place)
        return Location(path=f"{self.path.name}, line {self.line(place)}{f', {where}' if where else ''}")


def read_located(path: Path) -> LocatedBook:
    """Read a book; SetUpFault with line and column where it is not YAML, or where a key stands twice."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=_LOADER)
        values = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, chosen above
    except UnicodeDecodeError as fault:
        raise _unreadable(path, "it is not UTF-8 text", 1, "Save the file as UTF-8.") from fault
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise _unreadable(path, f"it is not YAML: {fault.problem}", line, _YAML_REMEDY) from fault
    except (yaml.YAMLError, ValueError, OSError) as fault:
        raise _unreadable(path, f"it cannot be read: {fault}", 1, _YAML_REMEDY) from fault
    lines: dict[Path_, int] = {}
    if root is not None:
        _walk(root, (), lines, path)
    return LocatedBook(path, values, lines)


_YAML_REMEDY = "Look at indentation, quotation marks and colons on that line and the one before."


def _walk(node: yaml.Node, place: Path_, lines: dict[Path_, int], path: Path) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, str(key.value))
            if below in lines:
                where = key.start_mark.line + 1
                raise _unreadable(path, f"“{key.value}” stands twice in one entry", where, "Keep one of the two.")
            _walk(value, below, lines, path)
            lines[below] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _walk(value, (*place, number), lines, path)


def _unreadable(path: Path, message: str, line: int, remedy: str) -> SetUpFault:
    return SetUpFault(message, remedy=remedy, location=Location(path=f"{path.name}, line {line}"), number="FEN-2910")
