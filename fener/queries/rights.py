"""What a person may ask for in a legal order, for members who inform people of their rights. Nothing given here is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fener.analysis.rights import (
    Question,
    ResidenceRow,
    RightsAnswer,
    RightsEntry,
    book,
    facts_used,
    general_book,
    navigate,
    questions,
    residence_table,
)
from fener.queries.areas import label_of
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.conditions import Facts
from fener.terms.territories import region_members


@dataclass(frozen=True, slots=True)
class LegalOrder:
    """One legal order in the comparison: its row on residence and all its own entries."""

    code: str
    label: str
    row: ResidenceRow
    entries: tuple[RightsEntry, ...]
    silences: tuple[str, ...]


def rights_for(member: Member, facts: Facts, territory: str, on: date) -> RightsAnswer:
    """What somebody with these facts may ask for there. NotAllowed for a role that does not advise people."""
    may_take_step(member.role, "navigate_rights").enforce()
    return navigate(facts, territory, on)


def questions_for(member: Member, territory: str) -> tuple[Question, ...]:
    """The questions whose answers bear on that territory, in the order they are best asked."""
    may_take_step(member.role, "navigate_rights").enforce()
    used = facts_used(territory)
    return tuple(each for each in questions().values() if each.key in used)


def legal_orders(member: Member) -> tuple[LegalOrder, ...]:
    """The six legal orders side by side."""
    may_take_step(member.role, "navigate_rights").enforce()
    return tuple(_legal_order(row) for row in residence_table())


def entries_for_all(member: Member) -> tuple[RightsEntry, ...]:
    """What holds in all six, and the yardstick to compare with."""
    may_take_step(member.role, "navigate_rights").enforce()
    return general_book().entries


def territory_choices() -> list[tuple[str, str]]:
    """The six territories that have a rights book."""
    return [(code, label_of(code)) for code in region_members()]


def _legal_order(row: ResidenceRow) -> LegalOrder:
    found = book(row.territory)
    silences = tuple(silence.words for silence in found.silences)
    return LegalOrder(row.territory, label_of(row.territory), row, found.entries, silences)
