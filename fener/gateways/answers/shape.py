"""The shape of a questionnaire over all its versions: which nodes there are, what they are called, which may be exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, field

from fener.terms.errors import FenerError
from fener.terms.questionnaires import Choice, QuestionnaireDefinition, QuestionnaireField, Sensitivity

NEVER_EXPORTED = frozenset(
    {"deviceid", "phonenumber", "simserial", "subscriberid", "username", "email", "audit", "note", "background-audio"}
)
"""Kinds that describe the monitor's device or take no answer, whatever their tag says."""

MEDIA = frozenset({"image", "audio", "video", "file"})
LISTS = frozenset({"select_multiple", "rank"})
_STRICTNESS = {each: rank for rank, each in enumerate(Sensitivity)}


class ExportRefused(FenerError):
    """An export cannot be made as asked; nothing was written."""

    number = "FEN-2581"
    remedy = "Give the definitions of every version the reports were made with, all of one questionnaire."


@dataclass(frozen=True, slots=True)
class Node:
    """A question, group or repeat over the versions that have it with this kind.

    ``name`` is its key in answers; ``title`` its name among its siblings in an export (with a version where its kind changed).
    """

    name: str
    title: str
    path: str
    kind: str
    versions: frozenset[str]
    field: QuestionnaireField
    sensitivity: Sensitivity
    decimals: int | None
    choices: tuple[Choice, ...]
    children: tuple[Node, ...]

    @property
    def is_table(self) -> bool:
        """Whether it repeats."""
        return self.kind == "repeat"


@dataclass(slots=True)
class _Draft:
    """A node while the versions are laid over each other, newest first."""

    kind: str
    fields: list[QuestionnaireField] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    children: dict[tuple[str, str], _Draft] = field(default_factory=dict)


def shape_of(definitions: Sequence[QuestionnaireDefinition], include: Set[Sensitivity]) -> tuple[Node, ...]:
    """Nodes below the root: the newest version's order first, then what only older ones have. ``definitions`` newest first.

    A question is in only if its strictest tag over all versions is in ``include`` and is not DIRECT; what stands in a group or
    repeat tagged DIRECT is out too. Groups without content are left out. Raises ExportRefused (FEN-2581).
    """
    _check(definitions)
    root = _Draft("group")
    for definition in definitions:
        _lay_over(root, definition)
    return _frozen(root, include, _strictest(definitions))


def _check(definitions: Sequence[QuestionnaireDefinition]) -> None:
    if len({each.key for each in definitions}) != 1:
        raise ExportRefused("An export covers one questionnaire; several, or none, were given")
    again = [version for version, times in Counter(each.version for each in definitions).items() if times > 1]
    if again:
        raise ExportRefused(f"Version “{again[0]}” was given twice")


def _lay_over(root: _Draft, definition: QuestionnaireDefinition) -> None:
    drafts = {"": root}
    for entry in definition.fields:
        _draft_at(drafts, entry.path, entry, definition.version)


def _draft_at(drafts: dict[str, _Draft], path: str, entry: QuestionnaireField | None, version: str) -> _Draft:
    """The draft at a path; groups that a definition does not list are there all the same."""
    if path in drafts:
        return drafts[path]
    above, _, name = path.rpartition("/")
    entry = entry or QuestionnaireField(path, "group", {}, Sensitivity.OPEN)
    parent = _draft_at(drafts, above, None, version)
    found = parent.children.setdefault((name, entry.kind), _Draft(entry.kind))
    found.fields.append(entry)
    found.versions.append(version)
    drafts[path] = found
    return found


def _strictest(definitions: Sequence[QuestionnaireDefinition]) -> dict[str, Sensitivity]:
    """Path → the strictest sensitivity any version gives it."""
    strictest: dict[str, Sensitivity] = {}
    for definition in definitions:
        for entry in definition.fields:
            present = strictest.get(entry.path, entry.sensitivity)
            strictest[entry.path] = max(present, entry.sensitivity, key=_STRICTNESS.__getitem__)
    return strictest


def _frozen(draft: _Draft, include: Set[Sensitivity], strictest: dict[str, Sensitivity]) -> tuple[Node, ...]:
    seen: set[str] = set()
    titles: dict[tuple[str, str], str] = {}
    for name, kind in draft.children:
        versions = draft.children[name, kind].versions
        titles[name, kind] = f"{name}_v{versions[0]}" if name in seen else name
        seen.add(name)
    made = (
        _node(name, titles[name, kind], child, include, strictest) for (name, kind), child in draft.children.items()
    )
    return tuple(node for node in made if node is not None)


def _node(
    name: str, title: str, draft: _Draft, include: Set[Sensitivity], strictest: dict[str, Sensitivity]
) -> Node | None:
    newest = draft.fields[0]
    sensitivity = strictest.get(newest.path, newest.sensitivity)
    if sensitivity is Sensitivity.DIRECT or draft.kind in NEVER_EXPORTED:
        return None
    children = _frozen(draft, include, strictest)
    is_structure = draft.kind in {"group", "repeat"}
    if not children if is_structure else sensitivity not in include:
        return None
    decimals = [entry.decimals for entry in draft.fields if entry.decimals is not None]
    return Node(
        name, title, newest.path, draft.kind, frozenset(draft.versions), newest, sensitivity,
        min(decimals, default=None), tuple(_choices(draft.fields)), children,
    )  # fmt: skip


def _choices(fields: Collection[QuestionnaireField]) -> Iterator[Choice]:
    """The choices of all versions, each once; the newest wording counts."""
    seen: set[str] = set()
    for choice in (choice for entry in fields for choice in entry.choices):
        if choice.name not in seen:
            seen.add(choice.name)
            yield choice
