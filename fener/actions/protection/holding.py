"""The beginning of every action on a case: may the member, is it theirs to work on, is it open; and it takes its turn."""

from __future__ import annotations

from fener.queries.protection.case_gate import may_work_on
from fener.queries.protection.cases import case_for, is_open
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import ProtectionCase
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused, UnreadableMaterial


def held_case(actor: Member, name: str | int, *, also_closed: bool = False) -> ProtectionCase:
    """The case, locked until the caller's transaction ends. Whoever may read its protected data may work on it.

    UnknownTerm FEN-2765, NotAllowed FEN-2766 (not on the team), StateRefused FEN-2767 (closed or erased).
    """
    may_take_step(actor.role, "read_cases").enforce()
    found = case_for(actor, name)
    rows = ProtectionCase.objects.unscoped("found for this member; now it takes its turn").select_for_update()
    case_file = rows.select_related("record_key").get(pk=found.pk)
    decision = may_work_on(actor, case_file)
    if not decision.allowed:
        raise NotAllowed(
            "; ".join(decision.reasons),
            remedy="Ask the responsible caseworker to let you join the team.",
            number="FEN-2766",
        )
    if not is_open(case_file) and not also_closed:
        raise StateRefused(
            f"{case_file.key} is {case_file.state}", remedy="Reopen it first, or open a new case.", number="FEN-2767"
        )
    return case_file


def must_be_on_team(actor: Member, case_file: ProtectionCase) -> None:
    """For what outlasts three hours of broken glass: who joins, who may read, whether the file goes. NotAllowed FEN-2766."""
    if not case_file.team.filter(member=actor, until__isnull=True).exists():
        raise NotAllowed(
            "only the case's team decides this",
            remedy="Ask the responsible caseworker to let you join the team.",
            number="FEN-2766",
        )


def record_audit_on(actor: Member | None, action: str, case_file: ProtectionCase, **details: object) -> None:
    """The audit entry of a step on a case. Details carry keys and codes that say nothing of the person."""
    record_audit(action, actor=actor, subject=("ProtectionCase", case_file.key), details=dict(details))


def text_given(text: str, what: str, *, least: int = 3, most: int = 5000) -> str:
    """The text without blanks around it. UnreadableMaterial FEN-2768 where it says nothing or far too much."""
    given = text.strip()
    if not least <= len(given) <= most:
        raise UnreadableMaterial(
            f"{what}: {len(given)} characters", remedy=f"Write {least} to {most} characters.", number="FEN-2768"
        )
    return given
