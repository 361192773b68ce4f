"""Exports: what leaves, in what form, and what never does."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from fener.actions.field.export_answers import export_answers
from fener.records.base.models import AuditEntry
from fener.records.field.models import FieldReport
from fener.terms.errors import NotAllowed, UnreadableMaterial
from fener.terms.review import ReviewState
from tests.phones import small

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(phone) -> None:  # type: ignore[no-untyped-def]
    """Three approved reports, one of them with prices; one rejected."""
    phone.send(small(seen="=1+1", paid="cash hawala", prices=[("100", "EUR"), ("200", "EUR")]))
    phone.send(small(seen="two"))
    phone.send(small(seen="three"))
    FieldReport.objects.unscoped("as a review does").update(state=ReviewState.APPROVED)
    phone.send(small(seen="rejected"))
    FieldReport.objects.unscoped("as a review does").filter(state=ReviewState.SUBMITTED).update(
        state=ReviewState.REJECTED
    )


def tables(member, **ways) -> dict[str, list[dict[str, str]]]:  # type: ignore[no-untyped-def]
    made = export_answers(member, "small", **ways)
    with zipfile.ZipFile(io.BytesIO(b"".join(made.body))) as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
            if name.endswith(".csv")
        } | {"README": [{"text": archive.read("README.txt").decode("utf-8-sig")}]}


def test_repeats_are_linked_tables_and_rejected_reports_are_not_there(analyst, filled) -> None:
    found = tables(analyst, deidentified=False, why="the analysis of the cycle")
    main = next(rows for name, rows in found.items() if name not in {"README", "columns"} and len(rows) == 3)
    assert sorted(row["seen"] for row in main) == ["'=1+1", "three", "two"]
    repeats = next(rows for name, rows in found.items() if "prices" in name)
    assert [row["low"] for row in repeats] == ["100.0", "200.0"]
    assert {row["parent_row"] for row in repeats} <= {row["row"] for row in main}


def test_a_deidentified_export_cannot_be_joined_with_another(analyst, filled) -> None:
    first, second = tables(analyst), tables(analyst)
    keys = [{row["report"] for rows in found.values() for row in rows if "report" in row} for found in (first, second)]
    assert len(keys[0]) == 3
    assert not keys[0] & keys[1]
    assert not any(key.startswith("FR-") for key in keys[0])
    assert "two" not in str(first)
    assert "not anonymous" in str(first["README"])


def test_sensitive_or_identified_answers_need_a_reason(analyst, filled) -> None:
    with pytest.raises(NotAllowed, match="FEN-2691"):
        export_answers(analyst, "small", sensitive=True)
    with pytest.raises(NotAllowed, match="FEN-2691"):
        export_answers(analyst, "small", deidentified=False)


@pytest.mark.parametrize("who", ["monitor", "reader", "administrator"])
def test_who_may_not_export_does_not(request, filled, who: str) -> None:
    with pytest.raises(NotAllowed):
        export_answers(request.getfixturevalue(who), "small")


def test_a_stranger_exports_nothing(stranger, filled) -> None:
    assert all(rows == [] for name, rows in tables(stranger).items() if name not in {"README", "columns"})


def test_a_workbook_opens(analyst, filled) -> None:
    from openpyxl import load_workbook

    made = export_answers(analyst, "small", form="xlsx", deidentified=False, why="the analysis")
    book = load_workbook(io.BytesIO(b"".join(made.body)), read_only=True)
    assert len(list(book[book.sheetnames[1]].iter_rows())) >= 3 or len(list(book[book.sheetnames[0]].iter_rows())) >= 3


def test_each_export_is_noted_with_its_reason(analyst, filled) -> None:
    export_answers(analyst, "small", sensitive=True, why="case law study")
    entry = AuditEntry.objects.get(action="export_answers")
    assert (entry.why, entry.details["reports"], entry.details["sensitive"]) == ("case law study", 3, True)


def test_an_unknown_form_is_refused(analyst, filled) -> None:
    with pytest.raises(UnreadableMaterial, match="FEN-2690"):
        export_answers(analyst, "small", form="pdf")
