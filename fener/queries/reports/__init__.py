"""Reports a member may read: live while in work, frozen once published; and how two of them differ."""

from fener.queries.reports.difference import Difference, SectionChange, difference
from fener.queries.reports.read import (
    ReportVersion,
    live_document,
    period_difference,
    report_difference,
    report_document,
    report_for,
    report_to_change,
    report_versions,
    reports_for,
    section_choices,
)

__all__ = [
    "Difference",
    "ReportVersion",
    "SectionChange",
    "difference",
    "live_document",
    "period_difference",
    "report_difference",
    "report_document",
    "report_for",
    "report_to_change",
    "report_versions",
    "reports_for",
    "section_choices",
]
