"""What was saved and said in the justice room stays as it was; nobody asks for sheets without saying for whom."""

from __future__ import annotations

from datetime import date

import pytest

from fener.actions.justice.record_progress import record_progress
from fener.actions.justice.review_qualification import review_qualification
from fener.records.justice.models import FactSheet, FactSheetVersion, LegalReview, RecommendationProgress
from fener.terms.errors import NotAllowed, ScopeMissing
from tests.justice_cast import BASIC, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(investigator, prosecutor, sheet):  # type: ignore[no-untyped-def]
    version = saved(investigator, sheet)
    review = review_qualification(prosecutor, sheet.key, 1, "RS", BASIC, "rejected", "The intent is not shown.")
    entry = record_progress(prosecutor, "R25.V.1", "RS", "drafted", "", "Working group", date(2025, 1, 1))
    return version, review, entry


def test_no_row_is_changed_or_deleted(rows):
    for row in rows:
        with pytest.raises(NotAllowed, match="never changed or deleted"):
            row.save()
        with pytest.raises(NotAllowed, match="never changed or deleted"):
            row.delete()


def test_no_query_changes_or_deletes_them(rows):
    for found in (
        FactSheetVersion.objects.all(),
        LegalReview.objects.all(),
        RecommendationProgress.objects.unscoped("test"),
    ):
        with pytest.raises(NotAllowed):
            found.update(pk=99)
        with pytest.raises(NotAllowed):
            found.delete()


def test_sheets_are_asked_for_somebody(sheet, investigator, foreign_prosecutor, caseworker):
    with pytest.raises(ScopeMissing):
        list(FactSheet.objects.all())
    assert list(FactSheet.objects.for_member(investigator)) == [sheet]
    for other in (foreign_prosecutor, caseworker):
        assert not FactSheet.objects.for_member(other).exists()
