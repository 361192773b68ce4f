"""A filter as a tree, and the tree as text.

Three rules a translation to SQL has to keep: values may be null, ``eq`` and ``ne`` compare with it, and an order comparison with null is
false (never unknown, so ``not`` of it is true); times are compared in UTC, and a day stands for its first moment there; field names are
those of ``odata_fields.FIELDS`` and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from fener.gateways.answers.odata_fields import Scalar, field_kind


class Operator(StrEnum):
    """Comparisons."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value: None, bool, int, Decimal, str, date or datetime with a zone."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field that may be filtered, by its name below the report: ``__id``, ``__system/submissionDate``, …"""

    name: str


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """``now()``, or year, month, day, hour, minute, second of an operand, in UTC."""

    name: str
    arguments: tuple[Operand, ...] = ()


Operand = Literal | FieldRef | FunctionCall


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands of comparable kinds."""

    operator: Operator
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more."""

    conditions: tuple[Condition, ...]


Condition = Comparison | Not | And | Or | Literal
"""What a filter is; a Literal here is ``true`` or ``false``."""


def kind_of(operand: Operand) -> str:
    """``null``, ``bool``, ``number``, ``text``, ``day`` or ``time``."""
    if isinstance(operand, FieldRef):
        return field_kind(operand.name)
    if isinstance(operand, FunctionCall):
        return "time" if operand.name == "now" else "number"
    value = operand.value
    if isinstance(value, bool) or value is None:
        return "null" if value is None else "bool"
    if isinstance(value, int | Decimal):
        return "number"
    return "text" if isinstance(value, str) else "time" if isinstance(value, datetime) else "day"


def filter_text(condition: Condition) -> str:
    """The filter in OData's own notation; parsing it gives the same tree."""
    match condition:
        case Comparison(operator, left, right):
            return f"{_operand_text(left)} {operator} {_operand_text(right)}"
        case Not(inner):
            return f"not {_within(inner)}"
        case And(conditions):
            return " and ".join(map(_within, conditions))
        case Or(conditions):
            return " or ".join(map(_within, conditions))
    return _operand_text(condition)


def _within(condition: Condition) -> str:
    text = filter_text(condition)
    return f"({text})" if isinstance(condition, And | Or) else text


def _operand_text(operand: Operand) -> str:
    match operand:
        case FieldRef(name):
            return name
        case FunctionCall(name, arguments):
            return f"{name}({','.join(map(_operand_text, arguments))})"
    value = operand.value
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else str(value)
