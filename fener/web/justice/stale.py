"""Two people saved: what differs between the newest version and what this form holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fener.analysis.law import vocabulary
from fener.web.justice.fact_form import FactForm, Given


@dataclass(frozen=True, slots=True)
class DifferingFact:
    """A fact as saved meanwhile and as this form has it, in words."""

    key: str
    label: str
    saved: str
    mine: str


def facts_that_differ(saved: Mapping[str, Any], mine: Mapping[str, Any]) -> tuple[DifferingFact, ...]:
    """Facts whose value or details differ, in the order of the vocabulary."""
    theirs, ours = FactForm.stored(saved).given, FactForm.stored(mine).given
    terms = vocabulary().terms
    empty = Given()
    return tuple(
        DifferingFact(key, terms[key].label, _words(key, theirs.get(key, empty)), _words(key, ours.get(key, empty)))
        for key in terms
        if _told(theirs.get(key, empty)) != _told(ours.get(key, empty))
    )


def _told(given: Given) -> tuple[tuple[str, ...], dict[str, str]]:
    return tuple(sorted(given.values)), {name: said for name, said in given.details.items() if said}


def _words(key: str, given: Given) -> str:
    codes = vocabulary().terms[key].codes
    values = ", ".join(codes.get(each, each) for each in given.values) or "not known"
    details = "; ".join(f"{name}: {said}" for name, said in given.details.items() if said)
    return f"{values} ({details})" if details else values
