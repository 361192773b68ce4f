"""Code lists: the field's vocabulary as dated YAML with a reference for every code.

PyYAML is the one third-party import on this floor (``docs/decisions/0002-yaml-in-terms.md``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fener.terms.errors import UnknownTerm

CODES_FOLDER = Path(__file__).parent / "codes"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The file's content as plain values; safe loader, C speed where the library has it."""
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=_LOADER)  # noqa: S506 - a safe loader, chosen above


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list. ``extra`` holds the list's own keys (phases, topics …)."""

    code: str
    label: str
    definition: str = ""
    parent: str | None = None
    refs: tuple[Mapping[str, Any], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named, dated list of codes in the order a screen shows them."""

    name: str
    title: str
    version: str
    codes: Mapping[str, Code]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, code: str) -> Code:
        try:
            return self.codes[code]
        except KeyError:
            raise UnknownTerm(
                f"“{code}” is not a code of the list {self.name}",
                remedy=f"The list has: {', '.join(list(self.codes)[:40])}.",
            ) from None

    def label(self, code: str) -> str:
        """The code's label, or the code itself where a newer list dropped it: old records stay readable."""
        return self.codes[code].label if code in self.codes else code

    def with_children(self, code: str) -> frozenset[str]:
        """The code and everything below it."""
        found = {self[code].code}
        while more := {entry.code for entry in self if entry.parent in found} - found:
            found |= more
        return frozenset(found)


@cache
def code_list(name: str) -> CodeList:
    """The list of that name from ``codes/``; read once."""
    path = CODES_FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise UnknownTerm(f"there is no code list “{name}”", remedy=f"Lists: {', '.join(code_list_names())}.")
    return _code_list(read_yaml(path))


def code_list_names() -> list[str]:
    """Names of all lists, sorted."""
    return sorted(path.stem for path in CODES_FOLDER.glob("*.yaml"))


def _code_list(raw: Mapping[str, Any]) -> CodeList:
    entries = [_code(entry) for entry in raw["codes"]]
    return CodeList(raw["list"], raw["title"], str(raw["version"]), {entry.code: entry for entry in entries})


def _code(raw: Mapping[str, Any]) -> Code:
    known = {"code", "label", "definition", "parent", "refs"}
    return Code(
        code=str(raw["code"]),
        label=raw["label"],
        definition=raw.get("definition", ""),
        parent=raw.get("parent"),
        refs=tuple(raw.get("refs", ())),
        extra={key: value for key, value in raw.items() if key not in known},
    )
