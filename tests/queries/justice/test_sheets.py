"""What a member reads of fact sheets: their own organisation's, measured, compared, with what lawyers said."""

from __future__ import annotations

from datetime import date

import pytest

from fener.actions.justice.close_fact_sheet import close_fact_sheet
from fener.actions.justice.review_qualification import review_qualification
from fener.queries.justice.fact_sheets import fact_sheet, fact_sheet_answers, fact_sheet_version, fact_sheets
from fener.queries.justice.reviews import reviews_of, standing_reviews
from fener.queries.justice.version_difference import version_difference
from fener.terms.errors import NotAllowed, UnknownTerm
from tests.justice_cast import BASIC, GAIN, opened, saved

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 1)


@pytest.mark.parametrize("name", ["{key}", "fs-{number}", "{number}"])
def test_a_sheet_is_found_by_its_key(prosecutor, sheet, name):
    assert fact_sheet(prosecutor, name.format(key=sheet.key, number=sheet.pk)) == sheet


def test_open_sheets_come_first_newest_before_older(investigator):
    first, second, third = (opened(investigator) for _ in range(3))
    close_fact_sheet(investigator, third.key, "Done.")
    assert fact_sheets(investigator) == [second, first, third]


def test_nothing_of_another_organisation_is_read(lawyer, foreign_prosecutor, investigator, sheet):
    saved(investigator, sheet)
    for other in (lawyer, foreign_prosecutor):
        assert fact_sheets(other) == []
        for asked in (
            lambda: fact_sheet(other, sheet.key),  # noqa: B023
            lambda: fact_sheet_answers(other, sheet.key, 1, (), ON),  # noqa: B023
            lambda: reviews_of(other, sheet.key),  # noqa: B023
            lambda: version_difference(other, sheet.key, 1, 1),  # noqa: B023
        ):
            with pytest.raises(UnknownTerm, match="FEN-2951"):
                asked()


def test_a_lawyer_without_organisation_reads_nothing(prosecutor, sheet):
    prosecutor.organisation = None
    assert fact_sheets(prosecutor) == []


def test_other_roles_do_not_read_sheets(caseworker, coordinator, administrator, sheet):
    for member in (caseworker, coordinator, administrator):
        with pytest.raises(NotAllowed):
            fact_sheets(member)
        with pytest.raises(NotAllowed):
            fact_sheet(member, sheet.key)


def test_answers_are_those_of_the_version_asked_for(investigator, sheet):
    assert {one.status for one in fact_sheet_answers(investigator, sheet.key, None, (), ON).values()} == {"open"}
    saved(investigator, sheet, {})
    saved(investigator, sheet, expected=1)
    assert list(fact_sheet_answers(investigator, sheet.key, None, (), ON)) == ["RS", "BA"]
    newest, first = (fact_sheet_answers(investigator, sheet.key, number, ("RS",), ON)["RS"] for number in (None, 1))
    assert (first.status, newest.status) == ("open", "supported")
    with pytest.raises(UnknownTerm, match="FEN-2955"):
        fact_sheet_version(investigator, sheet.key, 3)


def test_the_newest_review_of_a_version_stands(investigator, prosecutor, second_prosecutor, sheet):
    saved(investigator, sheet)
    saved(investigator, sheet, {**GAIN, "migrants.dead": True}, expected=1)
    for actor, number, outcome in (
        (prosecutor, 1, "confirmed"),
        (second_prosecutor, 1, "rejected"),
        (prosecutor, 2, "rejected"),
    ):
        review_qualification(actor, sheet.key, number, "RS", BASIC, outcome, "So it is.")
    assert [review.version.number for review in reviews_of(investigator, sheet.key)] == [2, 1, 1]
    assert standing_reviews(investigator, sheet.key, 1)["RS", BASIC].lawyer == second_prosecutor


def test_the_difference_names_what_was_added_removed_and_changed(investigator, sheet):
    before = {"migrants.count": 9, "migrants.dead": True, "time.act": "2023-05-01", "geo.sea": _sea("a")}
    after = {"migrants.count": 12, "time.act": "2023-05-02", "geo.sea": _sea("b"), "digital.bots": True}
    saved(investigator, sheet, before)
    saved(investigator, sheet, after, expected=1)
    found = {each.key: each for each in version_difference(investigator, sheet.key, 1, 2)}
    assert {key: each.what for key, each in found.items()} == {
        "migrants.count": "changed",
        "migrants.dead": "removed",
        "time.act": "changed",
        "geo.sea": "source changed",
        "digital.bots": "added",
    }
    assert list(found)[-1] == "digital.bots" and found["migrants.count"].label == "how many they were"
    assert version_difference(investigator, sheet.key, 2, 2) == []


def _sea(source: str) -> dict[str, object]:
    return {"value": False, "source": source}
