"""Where the feed's reports come from, and the order that keeps paging stable."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol

from fener.gateways.answers.odata_fields import FIELDS, Scalar
from fener.gateways.answers.odata_predicate import predicate
from fener.gateways.answers.odata_problem import ODataProblem
from fener.gateways.answers.odata_tree import Condition
from fener.gateways.answers.report_answers import ReportAnswers


@dataclass(frozen=True, slots=True)
class OrderBy:
    """One key of an order. Null comes before every value where it ascends, after every value where it descends."""

    field: str
    descending: bool = False


NEWEST_FIRST = (OrderBy("__system/submissionDate", descending=True), OrderBy("__id", descending=True))
"""The order where none is asked: what arrives later stands before what a client has read, and moves nothing."""

Order = Sequence[OrderBy]


@dataclass(frozen=True, slots=True)
class Position:
    """A report's place in an order: its value for each key (``__id`` is always the last), and how many of its rows were read."""

    values: tuple[Scalar, ...]
    rows: int = 0

    @property
    def instance_id(self) -> str:
        """The report's id."""
        return str(self.values[-1])


class ODataSource(Protocol):
    """The reports a client may see; who may see what was decided before."""

    def count(self, condition: Condition | None) -> int:
        """How many reports are meant."""

    def reports(
        self, condition: Condition | None, order: Order, after: Position | None, limit: int | None, skip: int = 0
    ) -> Iterator[ReportAnswers]:
        """Reports in this order, strictly after a position, without the first ``skip``, ``limit`` at most."""

    def report(self, instance_id: str) -> ReportAnswers | None:
        """The report of this id, where the client may see it."""


class HeldReports:
    """A source over reports in memory; also what the protocol means, in the plainest words."""

    def __init__(self, reports: Iterable[ReportAnswers], *, now: datetime) -> None:
        self.held, self.now = list(reports), now

    def count(self, condition: Condition | None) -> int:
        """How many reports are meant."""
        return sum(map(predicate(condition, now=self.now), self.held))

    def reports(
        self, condition: Condition | None, order: Order, after: Position | None, limit: int | None, skip: int = 0
    ) -> Iterator[ReportAnswers]:
        """Reports in this order, strictly after a position, without the first ``skip``, ``limit`` at most."""
        found = list(filter(predicate(condition, now=self.now), self.held))
        for key in reversed(order):
            found.sort(key=lambda report, key=key: _rank(FIELDS[key.field].get(report)), reverse=key.descending)  # type: ignore[misc]
        meant = (report for report in found if after is None or is_after(report, order, after))
        return islice(meant, skip, None if limit is None else skip + limit)

    def report(self, instance_id: str) -> ReportAnswers | None:
        """The report of this id."""
        return next((report for report in self.held if report.instance_id == instance_id), None)


def position_of(report: ReportAnswers, order: Order, rows: int = 0) -> Position:
    """Where a report stands in an order that ends with ``__id``."""
    return Position(tuple(FIELDS[key.field].get(report) for key in order), rows)


def is_after(report: ReportAnswers, order: Order, position: Position) -> bool:
    """Whether the report comes strictly later in the order than the position."""
    for key, there in zip(order, position.values, strict=True):
        here = FIELDS[key.field].get(report)
        if here != there:
            return (_rank(here) > _rank(there)) != key.descending
    return False


def _rank(value: Scalar) -> tuple[bool, object]:
    return (value is not None, value)


def skip_token(position: Position, order: Order) -> str:
    """The position as text that means nothing to a client, bound to its order."""
    values = [value.isoformat() if isinstance(value, datetime) else value for value in position.values]
    told = json.dumps([_order_text(order), values, position.rows], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode("utf-8", "surrogatepass")).decode("ascii").rstrip("=")


def read_skip_token(text: str, order: Order) -> Position:
    """The position a token stands for. Raises ODataProblem 400 (FEN-2593) where it is not one of ours for this order."""
    try:
        padded = text + "=" * (-len(text) % 4)
        told = json.loads(base64.b64decode(padded.encode("ascii"), b"-_", validate=True))
        order_text, values, rows = told
        if order_text != _order_text(order) or len(values) != len(order) or type(rows) is not int or rows < 0:
            raise ValueError
        return Position(tuple(_typed(value, key) for value, key in zip(values, order, strict=True)), rows)
    except (ValueError, TypeError, RecursionError, binascii.Error, UnicodeError):
        raise ODataProblem(
            "The $skiptoken is not one that was given for this order",
            400,
            number="FEN-2593",
            remedy="Follow @odata.nextLink as it is, or begin again without $skiptoken.",
        ) from None


def _order_text(order: Order) -> str:
    return ",".join(f"{key.field} {'desc' if key.descending else 'asc'}" for key in order)


def _typed(value: object, key: OrderBy) -> Scalar:
    kind = FIELDS[key.field].kind
    if value is None and key.field != "__id":
        return None
    if kind == "time" and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if kind == "number" and type(value) is int and abs(value) < 2**63:
        return value
    if kind == "text" and isinstance(value, str):
        return value
    raise ValueError
