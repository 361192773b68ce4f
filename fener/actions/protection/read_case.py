"""Open a case's page. Reading what identifies or describes a person leaves an audit entry: who, which case, which classes."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.holding import record_audit_on
from fener.queries.protection.case_page import CasePage, case_page
from fener.queries.protection.cases import case_for
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step


def read_case(actor: Member, name: str | int, *, for_what: str = "page") -> CasePage:
    """The page as this member may see it. ``for_what`` is a word of ours (page, referral form, own data), never free text.

    The entry is written before anything is shown: where it cannot be written, nothing is read.
    """
    may_take_step(actor.role, "read_cases").enforce()
    with transaction.atomic():
        case_file = case_for(actor, name)
        page = case_page(actor, case_file)
        if page.is_noted:
            record_audit_on(actor, "read_case", case_file, classes=list(page.classes_read), for_what=for_what)
    return page
