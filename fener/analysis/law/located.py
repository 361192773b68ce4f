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

    def naming(self, place: Sequence[str | int], wanted: str) -> tuple[str | int, ...]:
        """Where below a place a value stands; the place itself where it does not."""
        begin = tuple(place)
        below = (each for each in self.lines if each[: len(begin)] == begin)
        return next((each for each in below if _at(self.values, each) == wanted), begin)

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
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        line = fault.object.count(b"\n", 0, fault.start) + 1
        raise _unreadable(path, "it is not UTF-8 text", line, "Save the file as UTF-8.") from fault
    except (ValueError, OSError) as fault:
        raise _unreadable(path, f"it cannot be read: {fault}", 1, _YAML_REMEDY) from fault
    return located(text, path)


def located(text: str, path: Path) -> LocatedBook:
    """The same for text that is in memory already; ``path`` is what refusals call it."""
    try:
        loader = _LOADER(text)
        root = loader.get_single_node()
        lines: dict[Path_, int] = {}
        if root is not None:
            _walk(root, (), lines, path)  # before values are made: making them melts “<<” into the nodes
        values = None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise _unreadable(path, f"it is not YAML: {fault.problem}", line, _yaml_remedy(fault.problem or "")) from fault
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, fault.position) + 1
        raise _unreadable(path, "a character stands in it that is not text", line, "Remove it.") from fault
    except (yaml.YAMLError, ValueError) as fault:
        raise _unreadable(path, f"it cannot be read: {fault}", 1, _YAML_REMEDY) from fault
    return LocatedBook(path, values, lines)


_YAML_REMEDY = "Look at indentation, quotation marks and colons on that line and the one before."
_YAML_REMEDIES = {
    "mapping values are not allowed": "Text that holds a colon and a space wants quotation marks.",
    "cannot start any token": "Write spaces, not tabs; text that begins with @, ` or % wants quotation marks.",
    "undefined alias": "An asterisk repeats what was named with & above; correct the name, or write it out.",
    "another document": "Remove the line of three hyphens: a file holds one book.",
}
_MERGE = "tag:yaml.org,2002:merge"


def _yaml_remedy(problem: str) -> str:
    return next((remedy for words, remedy in _YAML_REMEDIES.items() if words in problem), _YAML_REMEDY)


def _at(values: Any, place: Path_) -> Any:
    for step in place:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return None
    return values


def _walk(node: yaml.Node, place: Path_, lines: dict[Path_, int], path: Path) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        own = [each for each in node.value if each[0].tag != _MERGE]
        for key, value in own:
            below = (*place, str(key.value))
            if below in lines:
                where = key.start_mark.line + 1
                raise _unreadable(path, f"“{key.value}” stands twice in one entry", where, "Keep one of the two.")
            _walk(value, below, lines, path)
            lines[below] = key.start_mark.line + 1
        if len(own) < len(node.value):
            _take_over(node, place, lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _walk(value, (*place, number), lines, path)


def _take_over(node: yaml.MappingNode, place: Path_, lines: dict[Path_, int], path: Path) -> None:
    """What “<<” takes over from another entry stands where it was written, unless it is written again."""
    own = {str(key.value) for key, _ in node.value}
    merged = [value for key, value in node.value if key.tag == _MERGE]
    for each in [one for value in merged for one in (value.value if isinstance(value, yaml.SequenceNode) else [value])]:
        taken: dict[Path_, int] = {}
        _walk(each, place, taken, path)
        for below, line in taken.items():
            if below != place and below[len(place)] not in own:
                lines.setdefault(below, line)


def _unreadable(path: Path, message: str, line: int, remedy: str) -> SetUpFault:
    return SetUpFault(message, remedy=remedy, location=Location(path=f"{path.name}, line {line}"), number="FEN-2910")
