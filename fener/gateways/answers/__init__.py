"""Exports of approved field reports: linked tables as CSV and XLSX, and an OData feed. All stream."""

from fener.gateways.answers.codebook import Counts
from fener.gateways.answers.csv_files import stream_csv, stream_csv_zip, write_csv_zip
from fener.gateways.answers.odata_service import ODataAnswer, ODataRequest, respond
from fener.gateways.answers.odata_source import HeldReports, ODataSource, OrderBy, Position
from fener.gateways.answers.report_answers import ReportAnswers
from fener.gateways.answers.shape import ExportRefused
from fener.gateways.answers.tables import Column, Layout, Table, rows_of, table_layout
from fener.gateways.answers.xlsx_file import write_xlsx

__all__ = [
    "Column",
    "Counts",
    "ExportRefused",
    "HeldReports",
    "Layout",
    "ODataAnswer",
    "ODataRequest",
    "ODataSource",
    "OrderBy",
    "Position",
    "ReportAnswers",
    "Table",
    "respond",
    "rows_of",
    "stream_csv",
    "stream_csv_zip",
    "table_layout",
    "write_csv_zip",
    "write_xlsx",
]
