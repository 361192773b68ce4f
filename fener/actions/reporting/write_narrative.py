"""Write an editor's text for one section of a draft."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models import F

from fener.queries.reports import report_to_change, section_choices
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.reporting.models import MonitoringReport, ReportNarrative
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused, UnknownTerm

LONGEST = 60_000


def write_narrative(actor: Member, report_id: int, section: str, text: str) -> ReportNarrative:
    """Replace the section's text; only while the report is a draft. The audit keeps the text's digest, not the text."""
    may_take_step(actor.role, "write_narrative").enforce()
    report = report_to_change(actor, report_id)
    if section not in dict(section_choices(report.kind)):
        raise UnknownTerm(f"“{section}” is not a section of a {report.kind} report", number="FEN-3011")
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise UnknownTerm(
            f"the text has {len(text):,} characters", remedy=f"Keep it under {LONGEST:,}.", number="FEN-2021"
        )
    with transaction.atomic():
        # The state is checked in the same statement that counts up: a report reviewed meanwhile is not written into.
        changed = (
            MonitoringReport.objects.unscoped("checked above")
            .filter(pk=report.pk, state=MonitoringReport.State.DRAFT)
            .update(revision=F("revision") + 1)
        )
        if not changed:
            raise StateRefused("the report is no longer a draft", remedy="Take it back to draft first.")
        narrative, _ = ReportNarrative.objects.update_or_create(
            report=report, section=section, defaults={"text": text, "written_by": actor}
        )
        record_audit(
            "write_narrative",
            actor=actor,
            subject=("MonitoringReport", str(report.pk)),
            details={"section": section, "sha256": hashlib.sha256(text.encode()).hexdigest()},
        )
    return narrative
