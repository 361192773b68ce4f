"""Which codes a territory stands for: itself and its entities; the region stands for everything in it."""

from __future__ import annotations

from functools import cache

from fener.terms.territories import REGION, region_members, territories, territory


@cache
def codes_within(code: str | None) -> tuple[str, ...]:
    """The territory and everything below it; None and the region give the region, its six territories and their entities."""
    top = territory(code or REGION).code
    found = [top]
    for entry in territories().values():
        if entry.parent in found:
            found.append(entry.code)
    return tuple(found)


@cache
def shown_as(code: str) -> str:
    """The territory an entity is shown under: ``BA-SRP`` → ``BA``; every other code is shown as itself."""
    entry = territories().get(code)
    if entry is None or entry.parent in (None, REGION):
        return code
    return shown_as(entry.parent)


@cache
def label_of(code: str) -> str:
    """The territory's label; a code that is no territory stays as it is."""
    return territories()[code].label if code in territories() else code


@cache
def switch_choices() -> tuple[tuple[str, str], ...]:
    """(code, label) of the region and its six territories, for a territory switch."""
    return ((REGION, label_of(REGION)), *((code, label_of(code)) for code in region_members()))


def chosen(code: str | None) -> str | None:
    """What a switch hands on: None for the region or nothing; UnknownTerm for a code that is no territory."""
    return territory(code).code if code and code != REGION else None
