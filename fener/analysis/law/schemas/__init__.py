"""JSON Schemas of the books, one a kind of book; a breach is told with file, line and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource

from fener.analysis.law.located import LocatedBook

BOOKS_FOLDER = Path(__file__).parents[1] / "books"
SCHEMAS_FOLDER = Path(__file__).parent


def check_shape(book: LocatedBook, kind: str) -> Any:
    """The book's values, if they have the shape of that kind; else SetUpFault with file, line and remedy (FEN-2912)."""
    if (fault := best_match(validator(kind).iter_errors(book.values))) is None:
        return book.values
    place = (*fault.absolute_path, *_strange(fault)[:1])
    raise book.fault(_said(fault), place, _remedy(fault), "FEN-2912")


@cache
def validator(kind: str) -> Draft202012Validator:
    """The validator of a kind of book."""
    return Draft202012Validator(_schema(kind), registry=_registry())


def _schema(kind: str) -> Mapping[str, Any]:
    return dict(json.loads((SCHEMAS_FOLDER / f"{kind}.json").read_text(encoding="utf-8")))


@cache
def _registry() -> Registry[Any]:
    parts: Resource[Any] = Resource.from_contents(_schema("parts"))
    registry: Registry[Any] = Registry()
    with_parts: Registry[Any] = registry.with_resource("parts.json", parts)
    return with_parts


def _said(fault: ValidationError) -> str:
    asked, given = _asked(fault), cast(Any, fault.instance)
    match fault.validator:
        case "additionalProperties":
            strange = _strange(fault)
            return f"“{strange[0]}” has no meaning here" if strange else fault.message
        case "required":
            missing = [name for name in asked if name not in given]
            return f"{' and '.join(missing)} missing"
        case "enum":
            return f"“{given}” is not one of the words known here"
        case "minItems" | "minLength":
            return "nothing stands here"
        case "oneOf":
            return "it is neither a report with its page nor the name of a public text"
        case "type" if given is None:
            return "nothing stands here"
        case "type" if isinstance(given, bool):
            return f"a word was read as {str(given).lower()}: yes, no, on and off need quotation marks"
        case "type":
            return f"“{str(given)[:60]}” is not {_KINDS.get(str(asked), 'of the right kind')}"
        case "pattern":
            return f"“{str(given)[:60]}” is not written as it should be"
    return fault.message[:200]


def _remedy(fault: ValidationError) -> str:
    asked, schema = _asked(fault), _schema_of(fault)
    if "x-write" in schema:
        return str(schema["x-write"])
    match fault.validator:
        case "additionalProperties":
            return f"Known: {', '.join(_known_keys(fault))}. Perhaps a comma or colon wants quotation marks."
        case "required":
            return "Add it."
        case "enum":
            return f"Write one of: {', '.join(map(str, asked))}."
        case "minItems" | "minLength":
            return "Add what belongs here, or take the key out."
    return "Compare with a neighbouring entry."


def _strange(fault: ValidationError) -> list[str]:
    """Keys that have no meaning where they stand."""
    if fault.validator != "additionalProperties":
        return []
    return sorted(set(map(str, cast(Any, fault.instance))) - _known_keys(fault).keys())


def _known_keys(fault: ValidationError) -> Mapping[str, Any]:
    return dict(_schema_of(fault).get("properties", {}))


def _asked(fault: ValidationError) -> Any:
    """What the word at fault asks for; the library types it as perhaps unset."""
    return cast(Any, fault.validator_value)


def _schema_of(fault: ValidationError) -> Any:
    return cast(Any, fault.schema)


_KINDS = {
    "string": "text (put it in quotation marks)",
    "array": "a list",
    "object": "an entry with keys",
    "integer": "a whole number",
    "boolean": "true or false",
}
