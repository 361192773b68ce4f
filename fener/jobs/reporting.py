"""Background work on reports."""

from __future__ import annotations

from django_tasks import task

from fener.actions.reporting.export_report import SUFFIXES, export_report
from fener.queries.members import member_by_id


@task()
def write_report_files(report_id: int, member_id: int) -> list[str]:
    """Write a published report in every format; the names of the files."""
    member = member_by_id(member_id)
    return [export_report(member, report_id, suffix).name for suffix in SUFFIXES]
