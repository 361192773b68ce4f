"""Access to facilities: asked, answered or not, visited, and counted by institution."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from fener.actions.protection.answer_facility_access import answer_facility_access
from fener.actions.protection.ask_facility_access import ask_facility_access
from fener.actions.protection.lapse_facility_access import lapse_facility_access
from fener.actions.protection.note_facility_visit import call_off_facility_access, note_facility_visit
from fener.queries.protection.facility_access import facility_access, facility_access_for, facility_access_lines
from fener.queries.protection.facility_statistics import facility_statistics, total_of
from fener.records.protection.models import FacilityAccessRequest
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.urgent import AccessAnswer, AccessWish, HeardThrough
from tests.actions.urgent_parts import member, sides

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YES = AccessAnswer(granted=True, conditions=("hours", "staff_present"))
NO = AccessAnswer(granted=False, refusal_reason="investigation")


@pytest.fixture
def cast():
    return sides()


def _wish(authority, **changes):
    values = {
        "facility": "Centre for foreigners", "facility_kind": "detention_centre", "purposes": ("legal_aid",),
        "first_day": TODAY, "last_day": TODAY + timedelta(days=20), "answer_on": TODAY + timedelta(days=3), **changes,
    }  # fmt: skip
    return AccessWish(authority=authority.key, **values)


@pytest.fixture
def asked(cast):
    return ask_facility_access(cast.caseworker, _wish(cast.police))


def test_access_is_granted_with_conditions_and_visited(cast, asked):
    answered = answer_facility_access(cast.liaison, asked.key, YES)
    assert (answered.state, answered.conditions) == ("granted", ["hours", "staff_present"])
    line = facility_access(cast.caseworker, asked.key)
    assert len(line.warnings) == 1
    assert line.may_visit
    note_facility_visit(cast.caseworker, asked.key, TODAY)
    with pytest.raises(StateRefused, match="FEN-2833"):
        note_facility_visit(cast.caseworker, asked.key, TODAY)


def test_a_refusal_has_a_reason_from_the_list(cast, asked):
    with pytest.raises(UnknownTerm):
        answer_facility_access(cast.liaison, asked.key, AccessAnswer(granted=False))
    answer_facility_access(cast.liaison, asked.key, NO)
    with pytest.raises(StateRefused, match="FEN-2833"):
        answer_facility_access(cast.liaison, asked.key, YES)
    with pytest.raises(StateRefused, match="FEN-2833"):
        note_facility_visit(cast.caseworker, asked.key, TODAY)


def test_who_asked_records_what_was_heard_and_not_the_authoritys_own_hand(cast, asked):
    with pytest.raises(UnreadableMaterial, match="FEN-2824"):
        answer_facility_access(cast.caseworker, asked.key, YES)
    heard = AccessAnswer(granted=False, refusal_reason="no_reason_given", heard_through=HeardThrough.PHONE)
    with pytest.raises(UnreadableMaterial, match="FEN-2824"):
        answer_facility_access(cast.liaison, asked.key, heard)
    assert answer_facility_access(cast.caseworker, asked.key, heard).heard_through == "phone"


def test_the_clock_makes_it_unanswered_once_and_a_late_answer_counts_as_late(
    cast, asked, django_capture_on_commit_callbacks
):
    assert lapse_facility_access(asked.answer_by) == ()
    late = asked.answer_by + timedelta(minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert lapse_facility_access(late) == (asked.key,)
        assert lapse_facility_access(late) == ()
    assert [one.subject for one in mail.outbox] == [asked.key]
    FacilityAccessRequest.objects.update(answer_by=timezone.now() - timedelta(days=1))
    answer_facility_access(cast.liaison, asked.key, NO)
    found = facility_statistics(cast.coordinator)[0]
    assert (found.refused, found.answered_late, found.unanswered) == (1, 1, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"facility": " "}, {"purposes": ()}, {"visitors": 0}, {"last_day": TODAY - timedelta(days=1)},
        {"first_day": TODAY - timedelta(days=1)}, {"answer_on": TODAY + timedelta(days=90)},
    ],
    ids=["no name", "no purpose", "nobody", "backwards", "past", "answer too late"],
)  # fmt: skip
def test_what_cannot_be_asked_so_is_refused(cast, wrong):
    with pytest.raises(UnreadableMaterial, match="FEN-2832"):
        ask_facility_access(cast.caseworker, _wish(cast.police, **wrong))
    assert not FacilityAccessRequest.objects.exists()


def test_nobody_is_named(cast):
    with pytest.raises(NotAllowed, match="FEN-2826"):
        ask_facility_access(cast.caseworker, _wish(cast.police, facility="Room of passport P1234567"))


def test_only_the_two_organisations_see_it(cast, asked):
    assert [line.asked for line in facility_access_lines(cast.liaison)] == [asked]
    for other in (member("other", "liaison", "Another ministry"), member("inv", "investigator", "Border police")):
        assert not facility_access_for(other).exists()
        with pytest.raises(UnknownTerm, match="FEN-2831"):
            facility_access(other, asked.key)


def test_called_off_by_who_asked_and_by_nobody_else(cast, asked):
    with pytest.raises(NotAllowed):
        call_off_facility_access(cast.liaison, asked.key)
    call_off_facility_access(cast.coordinator, asked.key)
    assert facility_statistics(cast.coordinator) == []


def test_permissions_and_refusals_are_counted_by_institution(cast, asked):
    answer_facility_access(cast.liaison, asked.key, YES)
    second = ask_facility_access(cast.caseworker, _wish(cast.police))
    answer_facility_access(cast.liaison, second.key, NO)
    ask_facility_access(cast.caseworker, _wish(cast.police, facility_kind="prison"))
    forgotten = ask_facility_access(cast.caseworker, _wish(cast.clinic, facility_kind="hospital"))
    FacilityAccessRequest.objects.filter(pk=forgotten.pk).update(answer_by=timezone.now() - timedelta(hours=1))
    FacilityAccessRequest.objects.filter(pk=second.pk).update(asked_at=timezone.now() - timedelta(days=4))
    rows = facility_statistics(cast.coordinator)
    first = next(row for row in rows if row.facility_kind == "detention_centre")
    assert (first.asked, first.granted, first.refused, first.median_days) == (2, 1, 1, 2.0)
    assert first.refused_by == (("Pending investigation", 1),)
    assert total_of(rows) == {
        "asked": 4, "granted": 1, "refused": 1, "unanswered": 1, "waiting": 1, "answered_late": 0, "visited": 0,
    }  # fmt: skip
    assert facility_statistics(cast.coordinator, "AL") == []
    assert facility_statistics(cast.coordinator, last_on=TODAY - timedelta(days=60)) == []
    with pytest.raises(NotAllowed):
        facility_statistics(member("inv", "investigator", "Border police"))
