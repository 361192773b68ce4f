"""How far a state got with a recommendation: with a source and a day, and never overwritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from fener.actions.justice.record_progress import record_progress
from fener.queries.justice.recommendations import progress_history, recommendation_tracker
from fener.records.base.models import AuditEntry
from fener.records.justice.models import RecommendationProgress
from fener.terms.errors import FenerError, NotAllowed

pytestmark = pytest.mark.django_db
DAY, KEY = date(2025, 3, 1), "R25.V.1"


def _recorded(actor, progress="drafted", **more):  # type: ignore[no-untyped-def]
    given = {
        "recommendation": KEY,
        "state": "ME",
        "note": "",
        "source": "Draft law on the ministry's site",
        "as_of": DAY,
    }
    return record_progress(actor, progress=progress, **given | more)


def _row(member, key=KEY):  # type: ignore[no-untyped-def]
    return next(row for row in recommendation_tracker(member) if row.recommendation.key == key)


def test_the_entry_recorded_last_counts_and_the_others_stay(coordinator, analyst):
    _recorded(coordinator, "announced")
    last = _recorded(analyst, "drafted", as_of=date(2024, 1, 1))
    row = _row(coordinator)
    assert row.latest["ME"] == last and row.latest["RS"] is None and row.entries == 2
    assert [entry.progress for entry in progress_history(analyst, KEY)] == ["drafted", "announced"]


def test_another_organisation_keeps_its_own(coordinator, stranger, reader):
    _recorded(coordinator)
    for other in (stranger, reader):
        assert _row(other).latest == dict.fromkeys(_row(other).recommendation.states) and not _row(other).entries


def test_every_recommendation_of_the_books_is_followed(reader):
    from fener.analysis.law import library

    assert [row.recommendation.key for row in recommendation_tracker(reader)] == list(library().recommendations)


@pytest.mark.parametrize(
    ("more", "number"),
    [
        ({"source": " "}, "FEN-2953"),
        ({"recommendation": "R99.1"}, "FEN-2958"),
        ({"state": "FR"}, "FEN-2958"),
        ({"progress": "done"}, "FEN-2959"),
        ({"as_of": timezone.localdate() + timedelta(days=2)}, "FEN-2959"),
    ],
    ids=["no source", "no recommendation", "no state of it", "no word", "not yet"],
)
def test_what_does_not_fit_is_refused(coordinator, more, number):
    with pytest.raises(FenerError) as refused:
        _recorded(coordinator, **more)
    assert refused.value.number == number and not RecommendationProgress.objects.unscoped("test").exists()


def test_who_may_not_track_does_not(investigator, monitor, reader):
    for actor in (investigator, monitor, reader):
        with pytest.raises(NotAllowed):
            _recorded(actor)


def test_the_audit_has_codes_alone(coordinator):
    _recorded(coordinator, note="a note in words")
    entry = AuditEntry.objects.get(action="record_progress")
    assert entry.details == {"state": "ME", "progress": "drafted", "as_of": "2025-03-01"} and entry.why == ""
