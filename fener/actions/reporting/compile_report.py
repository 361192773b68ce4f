"""Start a monitoring report: a draft that fills itself from the records."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.reporting.models import MonitoringReport
from fener.safeguards.roles import may_take_step
from fener.terms.dates import Period
from fener.terms.errors import UnreadableMaterial
from fener.terms.sharing import Marking
from fener.terms.territories import REGION, region_members, territory


def start_report(
    actor: Member, kind: str, place: str, first_on: date, last_on: date, *, title: str = ""
) -> MonitoringReport:
    """A new draft. ``kind`` is ``national`` (one of the six territories) or ``regional``."""
    may_take_step(actor.role, "compile_report").enforce()
    period = Period(first_on, last_on)
    place = REGION if kind == "regional" else place
    if kind not in {"national", "regional"} or (kind == "national" and place not in region_members()):
        raise UnreadableMaterial(
            f"a {kind} report on “{place}” has no structure",
            remedy=f"Choose regional, or national with one of {', '.join(region_members())}.",
            number="FEN-2020",
        )
    with transaction.atomic():
        report = MonitoringReport.objects.create(
            kind=kind,
            territory=place,
            title=title or f"Smuggling of migrants: {territory(place).label}, {period}",
            first_on=first_on,
            last_on=last_on,
            organisation=actor.organisation,
            recorded_by=actor,
            marking=Marking.GREEN,
        )
        record_audit("start_report", actor=actor, subject=("MonitoringReport", str(report.pk)), details={"kind": kind})
    return report
