"""Hand-typed files in the shapes the publishers use. Numbers are made up."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"

CLEANED = (
    "Main ID,Incident ID,Incident Type,Region of Incident,Incident date,Incident year,Incident month,No. dead,No. missing,"
    "No. dead/missing,No. survivors,No. Female,No. Male,No. minors,Country of Origin,Region of Origin,"
    "Cause of death (category),Cause of death (reported),Route,Country of Incident,Location of death,UNSD region,Source,Link,"
    "Source Quality,Latitude,Longitude"
)
ROW = {
    "Main ID": "2020.MMP1",
    "Incident ID": "2020.MMP1",
    "Incident Type": "Incident",
    "Region of Incident": "Europe",
    "Incident date": "2020-05-17",
    "Incident year": "2020",
    "Incident month": "5",
    "No. dead": "2",
    "No. missing": "1",
    "No. dead/missing": "3",
    "No. survivors": "NA",
    "No. Female": "NA",
    "No. Male": "2",
    "No. minors": "NA",
    "Country of Origin": "Unknown",
    "Region of Origin": "Unknown",
    "Cause of death (category)": "Drowning",
    "Cause of death (reported)": "Drowning",
    "Route": "Western Balkans",
    "Country of Incident": "North Macedonia",
    "Location of death": "A river",
    "UNSD region": "Southern Europe",
    "Source": "A newspaper",
    "Link": "NA",
    "Source Quality": "3",
    "Latitude": "42.1",
    "Longitude": "21.5",
}


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell or "\n" in cell else cell


@pytest.fixture
def cleaned() -> Callable[..., bytes]:
    """IOM's cleaned format: one row per argument, each a dict of the cells that differ from ``ROW``."""

    def build(*rows: dict[str, str]) -> bytes:
        lines = [CLEANED]
        for at, changed in enumerate(rows, 1):
            cells = {**ROW, "Incident ID": f"2020.MMP{at}", **changed}
            lines.append(",".join(_quoted(cells[title]) for title in CLEANED.split(",")))
        return "\n".join(lines).encode()

    return build


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """A workbook of (sheet title, rows) pairs."""

    def build(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return build


@pytest.fixture
def detections(workbook: Callable[..., bytes]) -> Callable[..., bytes]:
    """Frontex's workbook: a cover sheet, a blank row, the header, then the given rows."""

    def build(*rows: Sequence[object], months: Sequence[object] = ("JAN2009", "FEB2009", "MAR2009")) -> bytes:
        header = ("Route", "BorderType", "NationalityLong", *months)
        return workbook(("Notes", [("About these data",)]), ("Detections_of_IBC", [(), header, *rows]))

    return build


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """A real file that lies beside the repository, or a skip."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.is_file():
            pytest.skip(f"../shared/data/{name} is not there")
        return path

    return find
