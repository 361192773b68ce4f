"""The feed's entity sets: reports, and one set for each repeat, with names as OData allows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from fener.gateways.answers.shape import Node, shape_of
from fener.terms.questionnaires import QuestionnaireDefinition, Sensitivity

SUBMISSIONS = "Submissions"
_RESERVED = ("__id", "__system", SUBMISSIONS)


@dataclass(frozen=True, slots=True)
class Property:
    """A node under the name it has in the feed."""

    name: str
    node: Node
    children: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class EntitySet:
    """``path`` leads from the report through groups and repeats to the set's own repeat; empty for the reports themselves."""

    name: str
    properties: tuple[Property, ...]
    path: tuple[Property, ...] = ()
    parent_id: str = ""  # the property that holds the id of the row above


@dataclass(frozen=True, slots=True)
class Model:
    """Everything ``$metadata`` describes."""

    key: str
    namespace: str
    sets: Mapping[str, EntitySet]


def model_of(definitions: Sequence[QuestionnaireDefinition], include: Set[Sensitivity]) -> Model:
    """The model of one questionnaire over its versions, newest first. Raises ExportRefused (FEN-2581)."""
    properties = _properties(shape_of(definitions, include))
    key = identifier(definitions[0].key)
    sets = {SUBMISSIONS: EntitySet(SUBMISSIONS, properties)}
    for path in _repeat_paths(properties, ()):
        name = ".".join((SUBMISSIONS, *(each.name for each in path)))
        sets[name] = EntitySet(name, path[-1].children, path, parent_id_name(path))
    return Model(key, f"org.opendatakit.user.{key}", sets)


def identifier(name: str) -> str:
    """The name as an OData identifier, by ODK Central's rule: what is not a letter, digit or underscore becomes an underscore."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", name)
    return name if re.match(r"[A-Za-z_]", name) else f"_{name}"


def parent_id_name(path: tuple[Property, ...]) -> str:
    """The property of a repeat's row that holds the id of the row above."""
    above = path[:-1]
    while above and not above[-1].node.is_table:
        above = above[:-1]
    return f"__{'-'.join((SUBMISSIONS, *(each.name for each in above)))}-id"


def _properties(nodes: Sequence[Node]) -> tuple[Property, ...]:
    taken, found = set(_RESERVED), list[Property]()
    for node in nodes:
        name = base = identifier(node.title)
        number = 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name)
        found.append(Property(name, node, _properties(node.children)))
    return tuple(found)


def _repeat_paths(properties: Sequence[Property], above: tuple[Property, ...]) -> Iterator[tuple[Property, ...]]:
    for each in properties:
        path = (*above, each)
        if each.node.is_table:
            yield path
        yield from _repeat_paths(each.children, path)
