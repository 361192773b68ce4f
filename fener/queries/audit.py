"""The audit chain, for those who may read it."""

from __future__ import annotations

from django.db.models import QuerySet

from fener.records.base.audit import ChainCheck, check_chain
from fener.records.base.models import AuditEntry, Member
from fener.safeguards.roles import may_take_step


def audit_entries(member: Member) -> QuerySet[AuditEntry]:
    """Entries, newest first."""
    may_take_step(member.role, "read_audit").enforce()
    return AuditEntry.objects.select_related("actor")


def audit_check(member: Member) -> ChainCheck:
    """Whether the whole chain still fits."""
    may_take_step(member.role, "read_audit").enforce()
    return check_chain()
