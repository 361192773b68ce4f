"""``$filter``: text → typed tree. Precedence from loosest to tightest: ``or``, ``and``, ``not``, comparison."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from fener.gateways.answers.odata_fields import FIELDS, Scalar
from fener.gateways.answers.odata_problem import ODataProblem
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
    kind_of,
)

MAX_LENGTH, MAX_DEPTH, MAX_PARTS = 8_000, 40, 500


_PARTS = ("year", "month", "day", "hour", "minute", "second")
_TOKEN = re.compile(
    r"""[ \t]*(?:
      (?P<text>'(?:[^']|'')*')
    | (?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+\- ]\d\d:\d\d))
    | (?P<day>\d{4}-\d\d-\d\d)(?![\w:.-])
    | (?P<number>-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?)(?![\w.:/-])
    | (?P<name>[$A-Za-z_][\w$]*(?:/[A-Za-z_]\w*)*)
    | (?P<sign>[(),])
    )""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_filter(text: str, *, below_report: bool = False) -> Condition:
    """Read a filter. ``below_report``: rows of a repeat are asked for, so that fields are those of ``$root/Submissions/``.

    Raises ODataProblem: 400 (FEN-2591) where it is malformed or compares what cannot be compared, 501 (FEN-2592) for a field or
    function that cannot be filtered by.
    """
    if len(text) > MAX_LENGTH:
        raise _malformed(f"The filter is longer than {MAX_LENGTH:,} signs", None)
    return _Parser(_tokens(text), below_report).whole()


def _tokens(text: str) -> list[_Token]:
    found, at = list[_Token](), 0
    while text[at:].strip(" \t"):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _malformed("The filter cannot be read", at)
        found.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
    return [*found, _Token("end", "", len(text))]


def _malformed(message: str, at: int | None) -> ODataProblem:
    return ODataProblem(
        f"The filter is malformed: {message}",
        400,
        number="FEN-2591",
        position=at,
        remedy="Write it like: __system/submissionDate ge 2026-01-01T00:00:00Z and not (__id eq 'x').",
    )


class _Parser:
    """Recursive descent over the tokens; depth and parts are bounded, so that no text can exhaust anything."""

    def __init__(self, tokens: list[_Token], below_report: bool) -> None:
        self.tokens, self.at, self.depth, self.parts, self.below_report = tokens, 0, 0, 0, below_report

    def whole(self) -> Condition:
        found = self._condition(self._any)
        if self._next.kind != "end":
            raise _malformed(f"“{self._next.text[:40]}” was not expected", self._next.at)
        return found

    @property
    def _next(self) -> _Token:
        return self.tokens[self.at]

    def _take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def _is(self, text: str) -> bool:
        token = self._next
        return token.text == text and token.kind in {"name", "sign"}

    def _expect(self, sign: str) -> None:
        if not self._is(sign):
            raise _malformed(f"“{sign}” is missing", self._next.at)
        self._take()

    def _condition(self, rule: Callable[[], Condition | Operand]) -> Condition:
        at = self._next.at
        return _condition(rule(), at)

    def _any(self) -> Condition | Operand:
        return self._joined("or", self._all, Or)

    def _all(self) -> Condition | Operand:
        return self._joined("and", self._negated, And)

    def _joined(
        self, word: str, rule: Callable[[], Condition | Operand], join: type[And] | type[Or]
    ) -> Condition | Operand:
        at = self._next.at
        first = rule()
        if not self._is(word):
            return first
        found = [_condition(first, at)]
        while self._is(word):
            self._take()
            found.append(self._condition(rule))
        return join(tuple(found))

    def _negated(self) -> Condition | Operand:
        if not self._is("not"):
            return self._compared()
        self._take()
        with_depth = self._deeper(self._next.at)
        found = Not(self._condition(self._negated))
        self.depth -= with_depth
        return found

    def _compared(self) -> Condition | Operand:
        at = self._next.at
        left = self._unit()
        if self._next.kind != "name" or self._next.text not in list(Operator):
            return left
        operator = Operator(self._take().text)
        right = self._unit()
        if not isinstance(left, Operand) or not isinstance(right, Operand):
            raise ODataProblem("Conditions cannot be compared with each other", 501, number="FEN-2592", position=at)
        _check_kinds(left, operator, right, at)
        return Comparison(operator, left, right)

    def _unit(self) -> Condition | Operand:
        token = self._take()
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise _malformed(f"The filter has more than {MAX_PARTS} parts", token.at)
        if token.kind == "sign" and token.text == "(":
            with_depth = self._deeper(token.at)
            found = self._any()
            self._expect(")")
            self.depth -= with_depth
            return found
        if token.kind == "name":
            return self._named(token)
        if token.kind in {"end", "sign"}:
            raise _malformed("A value is missing", token.at)
        return Literal(_value(token))

    def _deeper(self, at: int) -> int:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _malformed(f"The filter is nested deeper than {MAX_DEPTH}", at)
        return 1

    def _named(self, token: _Token) -> Operand:
        if token.text in {"null", "true", "false"}:
            return Literal({"null": None, "true": True, "false": False}[token.text])
        if self._is("("):
            return self._called(token)
        return FieldRef(known_field(token.text, token.at, self.below_report))

    def _called(self, token: _Token) -> FunctionCall:
        if token.text != "now" and token.text not in _PARTS:
            raise ODataProblem(
                f"There is no function “{token.text[:40]}” here", 501, number="FEN-2592", position=token.at
            )
        self._expect("(")
        arguments: tuple[Operand, ...] = ()
        if token.text != "now":
            with_depth = self._deeper(token.at)
            argument = self._unit()
            self.depth -= with_depth
            if not isinstance(argument, Operand) or not _may_take(token.text, argument):
                raise _malformed(
                    f"{token.text} takes a time" + ("" if token.text in _PARTS[3:] else " or a day"), token.at
                )
            arguments = (argument,)
        self._expect(")")
        return FunctionCall(token.text, arguments)


def _condition(found: Condition | Operand, at: int) -> Condition:
    if isinstance(found, FieldRef | FunctionCall) or (isinstance(found, Literal) and not isinstance(found.value, bool)):
        raise _malformed("A condition is missing: a value stands alone", at)
    return found


def known_field(text: str, at: int | None, below_report: bool) -> str:
    """The field's name below the report; ODataProblem 501 (FEN-2592) where it cannot be filtered or ordered by."""
    name = text.removeprefix("$root/Submissions/")
    if name not in FIELDS or (below_report and name == text):
        raise ODataProblem(
            f"“{text[:60]}” cannot be filtered or ordered by",
            501,
            number="FEN-2592",
            position=at,
            remedy=f"Use one of: {', '.join(f'$root/Submissions/{each}' if below_report else each for each in FIELDS)}.",
        )
    return name


def _value(token: _Token) -> Scalar:
    try:
        if token.kind == "text":
            return token.text[1:-1].replace("''", "'")
        if token.kind == "day":
            return date.fromisoformat(token.text)
        if token.kind == "moment":
            return _moment(token.text)
        return int(token.text) if re.fullmatch(r"-?\d+", token.text) else Decimal(token.text)
    except (ValueError, OverflowError):
        raise _malformed(f"“{token.text[:40]}” is no day or time that exists", token.at) from None


def _moment(text: str) -> datetime:
    """A time with its zone, in UTC. A ``+`` that a client forgot to encode arrives as a space."""
    match = re.fullmatch(r"(.{10})T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+\- ]\d\d:\d\d)", text)
    assert match is not None  # the token had this form
    day, hour, minute, second, fraction, zone = match.groups()
    offset = timedelta()
    if zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:])) * (-1 if zone[0] == "-" else 1)
    clock = time(int(hour), int(minute), int(second or 0), int((fraction or "0")[:6].ljust(6, "0")))
    return datetime.combine(date.fromisoformat(day), clock, timezone(offset)).astimezone(UTC)


def _may_take(function: str, argument: Operand) -> bool:
    return kind_of(argument) in ({"time", "null"} if function in _PARTS[3:] else {"time", "day", "null"})


def _check_kinds(left: Operand, operator: Operator, right: Operand, at: int) -> None:
    kinds = {kind_of(left), kind_of(right)} - {"null"}
    if len(kinds) > 1 and kinds != {"day", "time"}:
        raise _malformed(f"A {kind_of(left)} cannot be compared with a {kind_of(right)}", at)
    if kinds == {"bool"} and operator not in {Operator.EQ, Operator.NE}:
        raise _malformed("true and false have no order", at)
