"""What changed between two versions of a fact sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fener.analysis.law import StatedFact, read_facts, vocabulary
from fener.queries.justice.fact_sheets import fact_sheet_version
from fener.records.base.models import Member
from fener.records.justice.models import FactSheetVersion

DAY = "time.act"


@dataclass(frozen=True, slots=True)
class FactDifference:
    """One fact that differs; None on the side where it is not stated. ``what``: added, removed, changed, source changed."""

    key: str
    label: str
    before: StatedFact | None
    after: StatedFact | None

    @property
    def what(self) -> str:
        """What happened to it."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return "changed" if self.before.value != self.after.value else "source changed"


def version_difference(member: Member, key: str | int, a: int, b: int) -> list[FactDifference]:
    """Facts that differ from version ``a`` to version ``b``, in the order of the vocabulary."""
    before, after = (stated_in(fact_sheet_version(member, key, number)) for number in (a, b))
    order = [*vocabulary().terms, *sorted({*before, *after} - {*vocabulary().terms})]
    return [
        FactDifference(name, _label(name), before.get(name), after.get(name))
        for name in order
        if before.get(name) != after.get(name)
    ]


def stated_in(version: FactSheetVersion | None) -> dict[str, StatedFact]:
    """Every fact of a version as stated, the day of the act and described circumstances among them."""
    if version is None:
        return {}
    read = read_facts(version.facts)
    day = version.facts.get(DAY)
    days = {DAY: _day(day)} if day else {}
    return {**read.stated, **read.described, **days}


def _day(stored: Mapping[str, Any]) -> StatedFact:
    details = {name: str(stored[name]) for name in ("source", "exhibit", "confidence", "note") if stored.get(name)}
    return StatedFact(DAY, stored.get("value"), **details)


def _label(key: str) -> str:
    term = vocabulary().terms.get(key)
    return term.label if term else key
