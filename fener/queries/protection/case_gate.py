"""Before a form of a case is shown: may the member know of the case, and work on it."""

from __future__ import annotations

from fener.queries.protection.case_page import decisions_for
from fener.queries.protection.cases import case_for, is_open
from fener.records.base.models import Member
from fener.records.protection.models import ProtectionCase
from fener.safeguards.decision import Decision


def may_work_on(member: Member, case_file: ProtectionCase) -> Decision:
    """As the actions decide it: whoever reads the protected data of a case may work on it."""
    return decisions_for(member, case_file)["protection"]


def case_of_form(member: Member, name: str | int) -> tuple[ProtectionCase, Decision, bool]:
    """The case, whether the member may work on it, and whether work goes on. UnknownTerm FEN-2765 for a case not known."""
    case_file = case_for(member, name)
    return case_file, may_work_on(member, case_file), is_open(case_file)
