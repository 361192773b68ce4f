"""Who may take which step on a report; the rules stand in ``safeguards/four_eyes.py``."""

from __future__ import annotations

from fener.queries.field_report_scope import newest_version
from fener.records.base.models import Member
from fener.records.field.models import FieldReport
from fener.safeguards.decision import Decision
from fener.safeguards.four_eyes import Readers, may_decide_on, may_lead
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed
from fener.terms.people import Role
from fener.terms.review import ReviewState


def readers_of(report: FieldReport) -> Readers:
    """A coordinator who corrected a monitor's report is an author of it too."""
    writers = set(report.versions.values_list("received_by_id", flat=True)) | {report.recorded_by_id or 0}
    read = report.steps.filter(to_state=ReviewState.SECOND_READING, version_number=newest_version(report).number)
    return Readers(frozenset(writers), read.order_by("-pk").values_list("by_id", flat=True).first())


def may_review(member: Member, report: FieldReport, to_state: str, readers: Readers) -> Decision:
    """Whether this member may lead the report to that state."""
    return may_lead(member.role, member.pk, report.state, to_state, readers)


def may_decide(member: Member, report: FieldReport, readers: Readers) -> Decision:
    """Whether this member may decide on the report's marks."""
    return may_decide_on(member.role, member.pk, report.state, readers)


def must_be_coordinator(member: Member, what: str) -> None:
    """NotAllowed for everybody but a platform's coordinator."""
    may_take_step(member.role, "read_field_reports").enforce()
    if member.role != Role.COORDINATOR:
        raise NotAllowed(
            f"{what} is the coordinator’s decision", remedy="Tell your coordinator why.", number="FEN-2664"
        )
