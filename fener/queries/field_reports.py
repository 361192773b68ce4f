"""Reports from the field: the one door to what is asked of them elsewhere.

``reports_for`` decides who reads what; ``approved_reports`` is what counts, codings and exports start from.
"""

from fener.queries.field_report_contents import answers_xml, attachment, contents_of
from fener.queries.field_report_difference import Change, ReportDifference, changes_between, report_difference
from fener.queries.field_report_list import (
    ReportCounts,
    ReportFilter,
    ReportLine,
    filter_choices,
    listed_reports,
    report_counts,
    report_line,
    returned_to,
    reviews,
)
from fener.queries.field_report_page import ReportPage, report_page
from fener.queries.field_report_scope import (
    ReportName,
    approved_reports,
    newest_version,
    report_for,
    reports_for,
    version_of,
)

__all__ = [
    "Change",
    "ReportCounts",
    "ReportDifference",
    "ReportFilter",
    "ReportLine",
    "ReportName",
    "ReportPage",
    "answers_xml",
    "approved_reports",
    "attachment",
    "changes_between",
    "contents_of",
    "filter_choices",
    "listed_reports",
    "newest_version",
    "report_counts",
    "report_difference",
    "report_for",
    "report_line",
    "report_page",
    "reports_for",
    "returned_to",
    "reviews",
    "version_of",
]
