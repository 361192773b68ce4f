"""Imports: whole or not at all unless asked; every rejected row named; figures side by side, never replaced."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from fener.actions.reporting.import_figures import RowsRejected, import_figures
from fener.records.field.models import Incident
from fener.records.reporting.models import Figure, FigureImport
from fener.terms.errors import NotAllowed, StateRefused, WrongFormat
from tests.cast import shared
from tests.iom import file_of, row

pytestmark = pytest.mark.django_db

GOOD = row()
BAD = row(2, on="2022-15-41")


def _csv(*rows: str) -> io.BytesIO:
    return io.BytesIO(file_of(*rows).encode())


def _figures(**wanted):
    return Figure.objects.unscoped("this test").filter(**wanted)


def test_a_good_file_is_kept_whole(analyst):
    record = import_figures(analyst, "missing-migrants", _csv(GOOD), "mmp.csv")
    assert (record.rows_read, record.incidents_kept, record.rows_rejected) == (1, 1, 0)
    kept = Incident.objects.for_member(analyst).get()
    assert (kept.dead, kept.missing, kept.dead_or_missing, kept.territory) == (2, 1, 3, "RS")


def test_a_partly_bad_file_loads_nothing_unless_asked(analyst):
    with pytest.raises(RowsRejected) as refusal:
        import_figures(analyst, "missing-migrants", _csv(GOOD, BAD), "mmp.csv")
    assert [(row.row, row.column) for row in refusal.value.rejected] == [(3, "Incident date")]
    assert all(row.number.startswith("FEN-22") and row.remedy for row in refusal.value.rejected)
    assert not Incident.objects.for_member(analyst).exists()
    assert not FigureImport.objects.exists()


def test_when_asked_the_good_rows_are_taken_and_every_other_named(analyst):
    record = import_figures(analyst, "missing-migrants", _csv(GOOD, BAD), "mmp.csv", accept_partly=True)
    assert (record.incidents_kept, record.rows_rejected) == (1, 1)
    assert [row.row for row in record.rejected_rows.filter(was_taken=False)] == [3]


def test_the_same_file_twice_is_refused_and_nothing_doubles(analyst):
    import_figures(analyst, "missing-migrants", _csv(GOOD), "mmp.csv")
    before = _figures().count()
    with pytest.raises(StateRefused, match="FEN-2301"):
        import_figures(analyst, "missing-migrants", _csv(GOOD), "renamed.csv")
    assert _figures().count() == before


def test_a_newer_file_stands_beside_the_older(analyst):
    import_figures(analyst, "missing-migrants", _csv(GOOD), "a.csv", vintage=date(2023, 1, 1))
    import_figures(analyst, "missing-migrants", _csv(row(dead=3)), "b.csv", vintage=date(2024, 1, 1))
    yearly = _figures(measure="dead_or_missing", year=2022, territory="RS")
    assert {(int(row.value), row.vintage.year) for row in yearly} == {(3, 2023), (4, 2024)}
    assert Incident.objects.for_member(analyst).get().dead_or_missing == 4


def test_another_kind_of_file_is_named(analyst):
    with pytest.raises(WrongFormat):
        import_figures(analyst, "frontex", _csv(GOOD), "mmp.csv")


def test_a_reader_may_not_import(reader):
    with pytest.raises(NotAllowed):
        import_figures(reader, "missing-migrants", _csv(GOOD), "mmp.csv")


def test_a_workbook_of_frontex(analyst):
    book = Workbook()
    sheet = book.active
    sheet.title = "Detections_of_IBC"
    sheet.append([])
    sheet.append(["Route", "BorderType", "NationalityLong", "JAN2022", "FEB2022"])
    sheet.append(["Western Balkan Route", "Land", "Invented Unknown", 10, None])
    sheet.append(["Western Balkan Route", "Land", "Unknown", 5, 7])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    import_figures(analyst, "frontex", stream, "ibc.xlsx", accept_partly=True)
    unknown = _figures(nationality="UNKNOWN", measure="detected_irregular_crossings").exclude(value=None)
    assert unknown.exists()


def test_the_real_iom_file_gives_what_it_must(analyst):
    path = shared("incidents/iom_missing_migrants_western_balkans_2014-2022.csv")
    record = import_figures(analyst, "missing-migrants", path, path.name)
    assert record.rows_read == 350
    balkans = Incident.objects.for_member(analyst).filter(route="western_balkans")
    assert balkans.count() == 199
    assert sum(row.dead_or_missing or 0 for row in balkans) == 313
    odd = [row for row in record.rejected_rows.all() if "45" in row.raw]
    assert odd
    assert {(row.column, row.number, row.was_taken) for row in odd} == {("Source Quality", "FEN-2210", True)}
