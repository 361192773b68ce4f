"""A filter as a function of a report, for sources that hold reports in memory and as the meaning a translation must keep."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time

from fener.gateways.answers.odata_fields import FIELDS, Scalar
from fener.gateways.answers.odata_tree import (
    And,
    Comparison,
    Condition,
    FieldRef,
    FunctionCall,
    Literal,
    Not,
    Operand,
    Operator,
    Or,
)
from fener.gateways.answers.report_answers import ReportAnswers

Predicate = Callable[[ReportAnswers], bool]
_ORDERED: Mapping[Operator, Callable[..., bool]] = {
    Operator.LT: operators.lt,
    Operator.LE: operators.le,
    Operator.GT: operators.gt,
    Operator.GE: operators.ge,
}


def predicate(condition: Condition | None, *, now: datetime) -> Predicate:
    """Whether a report is meant; ``now`` is what ``now()`` says. No filter means every report."""
    match condition:
        case None:
            return lambda report: True
        case Comparison(operator, left, right):
            return _comparison(operator, _value(left, now), _value(right, now))
        case Not(inner):
            tested = predicate(inner, now=now)
            return lambda report: not tested(report)
        case And(conditions):
            tests = [predicate(each, now=now) for each in conditions]
            return lambda report: all(test(report) for test in tests)
        case Or(conditions):
            tests = [predicate(each, now=now) for each in conditions]
            return lambda report: any(test(report) for test in tests)
        case Literal(value):
            return lambda report: value is True


def _comparison(
    operator: Operator, left: Callable[[ReportAnswers], Scalar], right: Callable[[ReportAnswers], Scalar]
) -> Predicate:
    if operator is Operator.EQ:
        return lambda report: _comparable(left(report)) == _comparable(right(report))
    if operator is Operator.NE:
        return lambda report: _comparable(left(report)) != _comparable(right(report))
    compare = _ORDERED[operator]

    def ordered(report: ReportAnswers) -> bool:
        one, other = _comparable(left(report)), _comparable(right(report))
        return one is not None and other is not None and compare(one, other)

    return ordered


def _comparable(value: Scalar) -> Scalar:
    """A day as its first moment in UTC; a time without a zone is UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else value


def _value(operand: Operand, now: datetime) -> Callable[[ReportAnswers], Scalar]:
    match operand:
        case FieldRef(name):
            return FIELDS[name].get
        case FunctionCall("now"):
            return lambda report: now
        case FunctionCall(name, arguments):
            inner = _value(arguments[0], now)
            return lambda report: _part(name, _comparable(inner(report)))
        case Literal(value):
            return lambda report: value


def _part(name: str, value: Scalar) -> int | None:
    return getattr(value.astimezone(UTC), name) if isinstance(value, datetime) else None
