"""Reports and entries of their repeats as the feed's JSON objects."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import quote

from fener.gateways.answers.odata_fields import REVIEW_STATES
from fener.gateways.answers.odata_metadata import TYPES
from fener.gateways.answers.odata_model import SUBMISSIONS, EntitySet, Property, parent_id_name
from fener.gateways.answers.report_answers import ReportAnswers
from fener.gateways.answers.row_plans import NOTHING, codes_of, coordinates, entries_at, line_of
from fener.gateways.answers.shape import LISTS, ExportRefused, Node

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Manner:
    """How rows are written. ``system`` names the wanted members of ``__system`` (None: all, empty: no ``__system``)."""

    wkt: bool = False
    expand: bool = False
    system: frozenset[str] | None = None
    with_parent_id: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be written: its answers, its id, the link that leads to it, and the id of the row above."""

    answers: Mapping[str, object]
    row_id: str
    link: str
    parent: str = ""


@dataclass(slots=True)
class RowWriter:
    """Writes rows of one set for reports of any of the known versions; ``set_`` may have fewer properties than the model's."""

    set_: EntitySet
    manner: Manner
    versions: frozenset[str]
    _read: dict[tuple[str, bool, int | None], Callable[[object], object]] = field(default_factory=dict)

    def rows(self, report: ReportAnswers) -> Iterator[dict[str, object]]:
        """The report's rows in this set. Raises ExportRefused (FEN-2583)."""
        self.check(report)
        for entry in entries_of(report, self.set_.path):
            yield self.row(report, entry)

    def check(self, report: ReportAnswers) -> None:
        """Raises ExportRefused (FEN-2583) for a report of a version without definition."""
        if report.version not in self.versions:
            raise ExportRefused(
                f"Report {report.report_key} has version “{report.version}”, which is not among the definitions",
                number="FEN-2583",
            )

    def row(self, report: ReportAnswers, entry: Entry) -> dict[str, object]:
        """One row."""
        head: dict[str, object] = {"__id": entry.row_id}
        if self.set_.name == SUBMISSIONS:
            if self.manner.system is None or self.manner.system:
                head["__system"] = _system(report, self.manner.system)
        elif self.manner.with_parent_id:
            head[self.set_.parent_id] = entry.parent
        return head | self._members(
            self.set_.properties, entry.answers, entry, entry.link, report.version, self.set_.path
        )

    def _members(
        self, properties: Sequence[Property], answers: Mapping[str, object], entry: Entry, link: str, version: str,
        path: tuple[Property, ...],
    ) -> dict[str, object]:  # fmt: skip
        found: dict[str, object] = {}
        for each in properties:
            node, below = each.node, f"{link}/{each.name}"
            value = answers.get(node.name) if version in node.versions else None
            if node.kind == "group":
                inner = value if isinstance(value, Mapping) else NOTHING
                found[each.name] = self._members(each.children, inner, entry, below, version, (*path, each))
            elif node.is_table:
                found[f"{each.name}@odata.navigationLink"] = below
                if self.manner.expand:
                    found[each.name] = list(self._expanded(each, answers, entry, below, version, (*path, each)))
            else:
                found[each.name] = None if value is None else answer_value(node, value, self.manner.wkt)
        return found

    def _expanded(
        self, each: Property, answers: Mapping[str, object], above: Entry, link: str, version: str, path: tuple[Property, ...]
    ) -> Iterator[dict[str, object]]:  # fmt: skip
        if version not in each.node.versions:
            return
        for below in _entries(answers, (), each, above, link):
            head: dict[str, object] = {"__id": below.row_id, parent_id_name(path): below.parent}
            yield head | self._members(each.children, below.answers, below, below.link, version, path)


def entries_of(report: ReportAnswers, path: tuple[Property, ...]) -> Iterator[Entry]:
    """The entries a path leads to in a report; the report itself for an empty path."""
    key = quote(report.instance_id.replace("'", "''"), safe="':")
    yield from _below(Entry(report.answers, report.instance_id, f"{SUBMISSIONS}('{key}')"), path, report.version)


def _below(entry: Entry, path: tuple[Property, ...], version: str) -> Iterator[Entry]:
    if not path:
        yield entry
        return
    reach = next(place for place, each in enumerate(path) if each.node.is_table)
    groups, target = path[:reach], path[reach]
    if any(version not in each.node.versions for each in path[: reach + 1]):
        return
    link = "/".join((entry.link, *(each.name for each in groups), target.name))
    for found in _entries(entry.answers, tuple(each.node.name for each in groups), target, entry, link):
        yield from _below(found, path[reach + 1 :], version)


def _entries(
    answers: Mapping[str, object], groups: tuple[str, ...], target: Property, above: Entry, link: str
) -> Iterator[Entry]:
    for number, entry in enumerate(entries_at(answers, groups, target.node.name), start=1):
        row_id = hashlib.sha256(f"{above.row_id}\n{target.node.path}\n{number}".encode()).hexdigest()[:40]
        yield Entry(entry, row_id, f"{link}('{row_id}')", above.row_id)


def pruned(set_: EntitySet, properties: tuple[Property, ...]) -> EntitySet:
    """The set with only these properties."""
    return replace(set_, properties=properties)


def _system(report: ReportAnswers, wanted: frozenset[str] | None) -> dict[str, object]:
    found: dict[str, object] = {
        "submissionDate": _time(report.received_at),
        "updatedAt": _time(report.updated_at),
        "deletedAt": None,
        "submitterId": None,
        "submitterName": None,
        "attachmentsPresent": report.attachments_present,
        "attachmentsExpected": report.attachments_expected,
        "status": None,
        "reviewState": REVIEW_STATES.get(report.state),
        "deviceId": None,
        "edits": report.edits,
        "formVersion": report.version,
    }
    return found if wanted is None else {name: value for name, value in found.items() if name in wanted}


def _time(value: datetime | None) -> str | None:
    if value is None:
        return None
    told = value if value.tzinfo else value.replace(tzinfo=UTC)
    return told.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answer_value(node: Node, value: object, wkt: bool) -> object:
    """The answer as its declared type. What is not of the type is null: a typed reader stops at the first wrong value."""
    if node.kind in LISTS:
        return " ".join(codes_of(value)) or None
    if node.kind == "geopoint":
        return _geography("Point", [found] if (found := coordinates(value, node.decimals)) else [], wkt)
    if node.kind in {"geotrace", "geoshape"}:
        return _geography("LineString" if node.kind == "geotrace" else "Polygon", line_of(value, node.decimals), wkt)
    match TYPES.get(node.kind):
        case "Edm.Int64":
            return _whole(value)
        case "Edm.Decimal":
            return (
                value
                if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
                else None
            )
        case "Edm.Date":
            return value if isinstance(value, str) and _DAY.fullmatch(value) else None
        case "Edm.DateTimeOffset":
            return value if isinstance(value, str) and _MOMENT.fullmatch(value) else None
    return str(value) if isinstance(value, str | int | float) else None


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -(2**63) <= value < 2**63 else None
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else None


def _geography(kind: str, points: Sequence[tuple[float, float]], wkt: bool) -> object:
    """GeoJSON or well-known text; longitude first in both."""
    if not points:
        return None
    if wkt:
        told = ",".join(f"{lon} {lat}" for lat, lon in points)
        return f"{kind.upper()} (({told}))" if kind == "Polygon" else f"{kind.upper()} ({told})"
    listed = [[lon, lat] for lat, lon in points]
    return {"type": kind, "coordinates": listed[0] if kind == "Point" else [listed] if kind == "Polygon" else listed}
