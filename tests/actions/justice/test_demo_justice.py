"""The demo's fact sheet says what the report says, and leaves unknown what it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from fener.actions.base.demo_members import PROSECUTOR, ensure_demo_members
from fener.actions.justice.demo_justice import ensure_demo_fact_sheet
from fener.actions.justice.review_qualification import review_qualification
from fener.queries.justice.fact_sheets import fact_sheet_answers, fact_sheets
from fener.records.base.models import Member
from fener.terms.errors import UnknownTerm

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tmp_path: Path):  # type: ignore[no-untyped-def]
    ensure_demo_members(tmp_path / "demo.json")
    return {member.username: member for member in Member.objects.filter(is_demo=True)}


def test_it_is_made_once_marked_and_read_in_the_authority_alone(people):
    sheet = ensure_demo_fact_sheet()
    assert sheet is not None and sheet.is_invented and ensure_demo_fact_sheet() is None
    assert [one.key for one in fact_sheets(people[PROSECUTOR])] == [sheet.key]
    assert fact_sheets(people["lawyer"]) == []


def test_what_is_not_said_keeps_it_open_everywhere(people):
    sheet = ensure_demo_fact_sheet()
    answers = fact_sheet_answers(people["investigator"], sheet.key, None, (), timezone.localdate())
    assert list(answers) == ["RS", "BA", "ME"] and {answer.status for answer in answers.values()} == {"open"}
    facts = sheet.newest.facts
    assert all(facts[key]["value"] is None for key in ("migrants.count", "mens.intent_benefit", "time.act"))
    assert {fact["source"] for fact in facts.values()} == {"R25 p. 21"}


def test_the_prosecutor_is_the_second_pair_of_eyes(people):
    sheet = ensure_demo_fact_sheet()
    said = (sheet.key, 1, "RS", "RS.CC.350.2", "rejected", "Intent is not shown.")
    assert review_qualification(people[PROSECUTOR], *said).status_then == "open"
    with pytest.raises(UnknownTerm):
        review_qualification(people["lawyer"], *said)
