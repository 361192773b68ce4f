"""System query options and headers of an OData request, read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from fener.gateways.answers.odata_filter import known_field, parse_filter
from fener.gateways.answers.odata_metadata import SYSTEM
from fener.gateways.answers.odata_model import SUBMISSIONS, EntitySet, Property
from fener.gateways.answers.odata_problem import ODataProblem
from fener.gateways.answers.odata_rows import Manner, pruned
from fener.gateways.answers.odata_source import NEWEST_FIRST, OrderBy, Position, read_skip_token
from fener.gateways.answers.odata_tree import Condition

KNOWN = ("$format", "$count", "$skip", "$top", "$filter", "$wkt", "$expand", "$select", "$skiptoken", "$orderby")
_MOST = 2**31
_FORMATS: Mapping[str, frozenset[str]] = {
    "json": frozenset({"json", "application/json"}),
    "xml": frozenset({"xml", "atom", "application/xml", "text/xml", "application/atom+xml", "application/atomsvc+xml"}),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a set. ``order`` always ends with ``__id``; ``set_`` has only the selected properties."""

    set_: EntitySet
    manner: Manner
    condition: Condition | None
    order: tuple[OrderBy, ...]
    after: Position | None
    skip: int
    top: int | None
    with_count: bool


def read_query(query: str) -> dict[str, str]:
    """The options by name. Raises ODataProblem: 501 (FEN-2594) for one that is not known, 400 (FEN-2595) for one given twice."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError:
        raise _wrong("The query cannot be read") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in KNOWN:
            raise ODataProblem(
                f"The option “{name[:40]}” is not supported",
                501,
                number="FEN-2594",
                remedy=f"Leave it out; these are known: {', '.join(KNOWN)}.",
            )
        if name in found:
            raise _wrong(f"{name} is given twice")
        found[name] = value
    return found


def check_protocol(
    headers: Mapping[str, str], options: Mapping[str, str], offered: Literal["json", "xml", "text"]
) -> None:
    """Raises ODataProblem: 404 (FEN-2596) for a client older than OData 4, 406 (FEN-2597) for a format that is not offered here."""
    told = {name.lower(): value for name, value in headers.items()}
    version = told.get("odata-maxversion", "").strip()
    if version and (not re.fullmatch(r"\d{1,4}(\.\d{1,4})?", version) or float(version) < 4):
        raise ODataProblem(
            f"OData {version[:20]} is older than this feed",
            404,
            number="FEN-2596",
            remedy="Use a client that speaks OData 4.0.",
        )
    wanted = options.get("$format") or ""
    accepted = [wanted] if wanted else told.get("accept", "").split(",")
    if offered != "text" and not _is_accepted(accepted, offered, bool(wanted)):
        raise ODataProblem(
            f"“{(wanted or told.get('accept', ''))[:80]}” is not offered here, but {offered}",
            406,
            number="FEN-2597",
            remedy="Rows and the service document are JSON, $metadata is XML.",
        )


def _is_accepted(accepted: Sequence[str], offered: str, by_option: bool) -> bool:
    ranges = [each.strip().lower() for each in accepted if each.strip()]
    if not ranges:
        return True
    own = _FORMATS[offered] if by_option else _FORMATS[offered] | {"*/*", "application/*", "text/*"}
    return any(each.split(";")[0].strip() in own and not re.search(r";\s*q=0(\.0*)?\s*$", each) for each in ranges)


def read_options(told: Mapping[str, str], set_: EntitySet) -> Options:
    """The options for a set. Raises ODataProblem 400 or 501 with what is wrong."""
    if told.get("$expand", "*") != "*":
        raise _unsupported("Only $expand=* is supported")
    if "$expand" in told and "$select" in told:
        raise _unsupported("$expand and $select cannot be used together")
    is_below = set_.name != SUBMISSIONS
    order = _order(told.get("$orderby"), is_below)
    select = None if told.get("$select", "*").strip() == "*" else [each.strip() for each in told["$select"].split(",")]
    manner = Manner(
        wkt=_boolean(told, "$wkt"),
        expand="$expand" in told,
        system=None if select is None else _system_members(select, set_),
        with_parent_id=select is None or set_.parent_id in select,
    )
    return Options(
        set_ if select is None else _selected(set_, select),
        manner,
        parse_filter(told["$filter"], below_report=is_below) if "$filter" in told else None,
        order,
        read_skip_token(told["$skiptoken"], order) if "$skiptoken" in told else None,
        _number(told, "$skip") or 0,
        _number(told, "$top"),
        _boolean(told, "$count"),
    )


def _wrong(message: str) -> ODataProblem:
    return ODataProblem(
        f"The request is malformed: {message}", 400, number="FEN-2595", remedy="Correct the option and ask again."
    )


def _unsupported(message: str) -> ODataProblem:
    return ODataProblem(
        f"Not supported here: {message}",
        501,
        number="FEN-2598",
        remedy="Leave the option out, or ask for the repeat's own set.",
    )


def _boolean(told: Mapping[str, str], name: str) -> bool:
    value = told.get(name, "false").lower()
    if value not in {"true", "false"}:
        raise _wrong(f"{name} is true or false")
    return value == "true"


def _number(told: Mapping[str, str], name: str) -> int | None:
    if name not in told:
        return None
    value = told[name].strip()
    if not re.fullmatch(r"\d{1,10}", value, re.ASCII) or int(value) > _MOST:
        raise _wrong(f"{name} is a whole number from 0")
    return int(value)


def _order(text: str | None, is_below: bool) -> tuple[OrderBy, ...]:
    if text is None:
        return NEWEST_FIRST
    keys: list[OrderBy] = []
    for each in text.split(","):
        words = each.split()
        if not 1 <= len(words) <= 2 or words[1:] not in ([], ["asc"], ["desc"]):
            raise _wrong("$orderby is a list of fields, each with asc or desc")
        key = OrderBy(known_field(words[0], None, is_below), words[1:] == ["desc"])
        if key.field in {other.field for other in keys}:
            raise _wrong(f"$orderby names {key.field} twice")
        keys.append(key)
        if key.field == "__id":
            return tuple(keys)  # nothing is equal beyond the id
    return (*keys, OrderBy("__id", keys[0].descending))


def _system_members(select: Sequence[str], set_: EntitySet) -> frozenset[str] | None:
    if set_.name != SUBMISSIONS or "__system" in select:
        return None
    return frozenset(each.removeprefix("__system/") for each in select if each.startswith("__system/"))


def _selected(set_: EntitySet, select: Sequence[str]) -> EntitySet:
    own = {"__id", set_.parent_id}
    if set_.name == SUBMISSIONS:
        own |= {"__system", *(f"__system/{name}" for name, _ in SYSTEM)}
    wanted = {each for each in select if each not in own}
    for path in wanted:
        _check_selectable(set_.properties, path)
    return pruned(set_, _kept(set_.properties, wanted, ""))


def _check_selectable(properties: Iterable[Property], path: str) -> None:
    name, _, rest = path.partition("/")
    found = next((each for each in properties if each.name == name), None)
    if found is None:
        raise _wrong(f"There is no property “{path[:60]}”")
    if not rest:
        return
    if found.node.is_table:
        raise _wrong(f"“{path[:60]}” is inside a repeat: ask for that repeat's own set")
    _check_selectable(found.children, rest)


def _kept(properties: Iterable[Property], wanted: set[str], above: str) -> tuple[Property, ...]:
    """The wanted properties; groups stay around what is wanted in them, and whole where they are wanted themselves."""
    kept: list[Property] = []
    for each in properties:
        path = f"{above}/{each.name}".lstrip("/")
        if path in wanted:
            kept.append(each)
        elif each.node.kind == "group" and any(other.startswith(f"{path}/") for other in wanted):
            kept.append(Property(each.name, each.node, _kept(each.children, wanted, path)))
    return tuple(kept)
