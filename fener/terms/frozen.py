"""A report document as plain JSON values, and back: what a snapshot keeps and a template walks.

``thaw(freeze(document)) == document``; ``digest(document)`` is the SHA-256 of its canonical JSON without state and clock,
so two documents with the same content have the same digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fener.terms.dates import Period
from fener.terms.errors import UnreadableMaterial
from fener.terms.reporting import (
    Block,
    Bullets,
    Cell,
    Column,
    Narrative,
    NoInformation,
    Paragraph,
    Picture,
    Question,
    Reference,
    ReportDocument,
    Run,
    Section,
    Table,
)

_BLOCKS = {kind.__name__: kind for kind in (Paragraph, Bullets, Table, Picture, Question, NoInformation, Narrative)}


def freeze(document: ReportDocument) -> dict[str, Any]:
    """Plain dicts, lists, strings and numbers; each block carries its kind under ``block``."""
    return {field.name: _plain(getattr(document, field.name)) for field in fields(document)}


def digest(document: ReportDocument) -> str:
    """Hex SHA-256 of the content: state, version, clock and the digest itself left out."""
    content = freeze(document)
    for name in ("state", "version", "built_at", "digest"):
        content.pop(name)
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def thaw(content: Mapping[str, Any]) -> ReportDocument:
    """The document a snapshot holds."""
    return ReportDocument(
        title=content["title"],
        subtitle=content["subtitle"],
        kind=content["kind"],
        territory=content["territory"],
        period=_period(content["period"]),
        state=content["state"],
        built_at=datetime.fromisoformat(content["built_at"]),
        sections=tuple(_section(entry) for entry in content["sections"]),
        references={key: Reference(**entry) for key, entry in content["references"].items()},
        footnotes=tuple(content["footnotes"]),
        digest=content["digest"],
        version=content["version"],
    )


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        content = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        name = type(value).__name__
        return {"block": name, **content} if name in _BLOCKS else content
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return value.isoformat()
    return value


def _period(content: Mapping[str, Any]) -> Period:
    return Period(*(date.fromisoformat(content[name]) if content[name] else None for name in ("first_on", "last_on")))


def _section(content: Mapping[str, Any]) -> Section:
    return Section(
        content["number"],
        content["title"],
        tuple(_block(entry) for entry in content["blocks"]),
        tuple(_section(entry) for entry in content["subsections"]),
    )


def _block(content: Mapping[str, Any]) -> Block:
    name = content["block"]
    if name == "Paragraph":
        return Paragraph(_runs(content["runs"]))
    if name == "Bullets":
        return Bullets(tuple(_runs(entry) for entry in content["entries"]))
    if name == "Table":
        return _table(content)
    if name == "Picture":
        return _picture(content)
    if name == "Question":
        return Question(content["number"], content["text"], tuple(_block(entry) for entry in content["blocks"]))
    if name == "NoInformation":
        return NoInformation(content["text"])
    if name == "Narrative":
        return Narrative(content["text"], content["by"])
    raise UnreadableMaterial(f"a snapshot holds an unknown block “{name}”", remedy="Update Fener.", number="FEN-2012")


def _runs(entries: list[Mapping[str, Any]]) -> tuple[Run, ...]:
    return tuple(Run(entry["text"], tuple(entry["ids"]), entry["strong"]) for entry in entries)


def _table(content: Mapping[str, Any]) -> Table:
    return Table(
        content["key"],
        content["caption"],
        tuple(Column(**column) for column in content["columns"]),
        tuple(tuple(_cell(cell) for cell in row) for row in content["rows"]),
        content["note"],
    )


def _cell(content: Mapping[str, Any]) -> Cell:
    value = content["value"]
    if isinstance(value, Mapping):
        value = Decimal(value["decimal"])
    return Cell(value, tuple(content["ids"]), content["suppressed"], content["note"])


def _picture(content: Mapping[str, Any]) -> Picture:
    return Picture(
        content["key"],
        content["caption"],
        content["spec"],
        content["alt"],
        _table(content["table"]),
        content["note"],
        content["kind"],
    )
