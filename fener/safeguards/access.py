"""Four access levels: who may read which class of a case's data, and what goes with the reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fener.safeguards.decision import Decision, allow, deny
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.protection import AccessLevel

BREAK_GLASS = timedelta(hours=3)
LOG = "Leave an audit entry."


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, in relation to the case. ``glass_until``: end of the hours of break-glass access, None without."""

    role: str
    same_organisation: bool
    same_territory: bool
    on_team: bool
    glass_until: datetime | None = None


def level_of(data_class: str, raised_to: AccessLevel = AccessLevel.OPEN) -> AccessLevel:
    """The level of a data class in a case that may raise it; a class that is not known is closed."""
    classes = code_list("data_classes")
    own = AccessLevel(classes[data_class].extra["access"]) if data_class in classes else AccessLevel.CLOSED
    return max(own, raised_to, key=lambda level: level.rank)


def may_read_class(level: AccessLevel, reader: Reader, at: datetime) -> Decision:
    """Whether the reader may read data held at this level now; the duty says whether the reading is noted."""
    step = may_take_step(reader.role, "read_cases")
    if not step.allowed:
        return step
    if not reader.same_organisation:
        return deny("the case belongs to another organisation")
    if reader.on_team:
        return allow("a member of the case's team", duties=() if level is AccessLevel.OPEN else (LOG,))
    if not may_take_step(reader.role, "work_on_cases").allowed or not reader.same_territory:
        return deny("only the case's team reads this")
    if level.rank < AccessLevel.PROTECTED.rank:
        return allow("a caseworker of the territory", duties=() if level is AccessLevel.OPEN else (LOG,))
    if level is AccessLevel.PROTECTED and reader.glass_until is not None and at < reader.glass_until:
        return allow("break-glass access", duties=(LOG,))
    return deny(
        "only the case's team reads this"
        if level is AccessLevel.CLOSED
        else "only the case's team reads this; in an emergency break the glass: it opens for three hours, with a reason"
    )


def may_break_glass(case_level: AccessLevel, reader: Reader, reason: str) -> Decision:
    """Whether somebody outside the team may take three hours: a caseworker of the organisation and territory, with a reason."""
    step = may_take_step(reader.role, "work_on_cases")
    if not step.allowed:
        return step
    if reader.on_team:
        return deny("you are on the case's team and need not break any glass")
    if not (reader.same_organisation and reader.same_territory):
        return deny("the case belongs to another organisation or territory")
    if case_level is AccessLevel.CLOSED:
        return deny("the case is closed to everybody but its team; speak to them")
    if len(reason.strip()) < 10:
        return deny("say in a sentence why it cannot wait for the case's team")
    return allow("three hours, noted, the approver told", duties=(LOG, "Tell the responsible caseworker."))
