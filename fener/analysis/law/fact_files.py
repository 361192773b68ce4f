"""Facts from a YAML file, of its own or inside a case: each mistake is told with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fener.analysis.law.located import LocatedBook, Path_
from fener.analysis.law.vocabulary import StatedFacts, read_facts
from fener.terms.errors import FenerError, UnknownTerm, UnreadableMaterial

_START = "facts"


def facts_of(book: LocatedBook, place: Path_ = ()) -> StatedFacts:
    """The facts at a place of a file; at its top, or there under ``facts:``.

    UnknownTerm or UnreadableMaterial (FEN-2901 to FEN-2903, FEN-2931) with file and line.
    """
    place = place or _top(book)
    raw = _at(book.values, place)
    if not isinstance(raw, Mapping):
        raise UnreadableMaterial(
            "no facts stand here",
            remedy="Write “fact: value” on each line; “fener law facts” lists the facts.",
            location=book.location(place),
            number="FEN-2931",
        )
    try:
        return read_facts(raw, where=_START)
    except (UnknownTerm, UnreadableMaterial) as fault:
        where = book.location(_found(book, place, fault))
        raise type(fault)(fault.message, remedy=fault.remedy, location=where, number=fault.number) from fault


def _top(book: LocatedBook) -> Path_:
    values = book.values
    if not isinstance(values, Mapping) or _START not in values:
        return ()
    if strange := [key for key in values if key not in (_START, "about")]:
        raise UnreadableMaterial(
            f"“{str(strange[0])[:40]}” stands beside “{_START}:”",
            remedy=f"Put it below “{_START}:”, or leave that heading out.",
            location=book.location((str(strange[0]),)),
            number="FEN-2931",
        )
    return (_START,)


def _at(values: Any, place: Path_) -> Any:
    for step in place:
        values = values[step]
    return values


def _found(book: LocatedBook, place: Path_, fault: FenerError) -> Path_:
    """Where the fact stands that is at fault, whether it was written with dots or nested."""
    path = (fault.location.path or "") if fault.location else ""
    said = path.removeprefix(f"{_START}.")
    for each in book.lines:
        if each[: len(place)] == place and len(each) > len(place):
            written = ".".join(map(str, each[len(place) :]))
            if written == said or (path == _START and f"“{written[:60]}”" in fault.message):
                return each
    return place
