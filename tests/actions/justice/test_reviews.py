"""A lawyer, another than who stated the facts, confirms what is supported or rejects anything, with reasons."""

from __future__ import annotations

import json

import pytest

from fener.actions.justice.close_fact_sheet import close_fact_sheet
from fener.actions.justice.review_qualification import review_qualification
from fener.analysis.law import library
from fener.records.base.models import AuditEntry
from fener.records.justice.models import LegalReview
from fener.terms.errors import FenerError, NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from tests.justice_cast import BASIC, GAIN, saved

pytestmark = pytest.mark.django_db
REASONS = "Conduct and intent are shown by exhibits 3 and 4."


@pytest.fixture
def version(investigator, sheet):  # type: ignore[no-untyped-def]
    return saved(investigator, sheet)


def _reviewed(actor, version, provision=BASIC, outcome="confirmed", reasons=REASONS, jurisdiction="RS"):  # type: ignore[no-untyped-def]
    key = version.sheet.key
    return review_qualification(actor, key, version.number, jurisdiction, provision, outcome, reasons)


def test_a_lawyer_confirms_what_is_supported(prosecutor, version):
    review = _reviewed(prosecutor, version)
    assert (review.version, review.lawyer, review.outcome) == (version, prosecutor, "confirmed")
    assert (review.status_then, review.books_digest) == ("supported", library().digest)
    now = library().current(BASIC)
    assert review.version_begins == now.valid.begins
    assert [each["id"] for each in review.snapshot["qualifications"]] == [BASIC]
    assert review.snapshot["separate"] == [] and review.snapshot["books"] == review.books_digest


def test_who_saved_the_version_does_not_review_it_but_another_lawyer_does(prosecutor, second_prosecutor, sheet):
    own = saved(prosecutor, sheet)
    with pytest.raises(NotAllowed, match="you saved these facts"):
        _reviewed(prosecutor, own)
    assert _reviewed(second_prosecutor, own).lawyer == second_prosecutor


def test_no_other_role_reviews(investigator, analyst, coordinator, caseworker, administrator, version):
    for actor in (investigator, analyst, coordinator, caseworker, administrator):
        with pytest.raises(NotAllowed):
            _reviewed(actor, version)


def test_no_lawyer_of_another_organisation_reviews(lawyer, foreign_prosecutor, version):
    for actor in (lawyer, foreign_prosecutor):
        with pytest.raises(UnknownTerm, match="FEN-2951"):
            _reviewed(actor, version)


def test_what_is_open_or_excluded_is_rejected_and_never_confirmed(investigator, prosecutor, sheet):
    unknown = saved(investigator, sheet, {"actor.acts_for_others": True})
    unaware = saved(investigator, sheet, {**GAIN, "mens.knows_irregular": False}, expected=1)
    for version, status in ((unknown, "open"), (unaware, "excluded")):
        with pytest.raises(StateRefused, match="FEN-2957"):
            _reviewed(prosecutor, version)
        assert _reviewed(prosecutor, version, outcome="rejected").status_then == status
    assert set(LegalReview.objects.values_list("outcome", flat=True)) == {"rejected"}


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ({"provision": "ME.CC.405.2.a"}, "FEN-2956"),
        ({"provision": "RS.CC.1"}, "FEN-2956"),
        ({"outcome": "charged"}, "FEN-2959"),
        ({"reasons": " "}, "FEN-2953"),
        ({"reasons": "as zoran@mail.rs said"}, "FEN-2950"),
        ({"jurisdiction": "FR"}, "FEN-2921"),
    ],
)
def test_what_does_not_fit_is_refused(prosecutor, version, given, number):
    with pytest.raises(FenerError) as refused:
        _reviewed(prosecutor, version, **given)
    assert refused.value.number == number and not LegalReview.objects.exists()


def test_a_version_that_is_not_there_is_not_reviewed(prosecutor, version):
    with pytest.raises(UnknownTerm, match="FEN-2955"):
        review_qualification(prosecutor, version.sheet.key, 2, "RS", BASIC, "rejected", REASONS)


def test_a_closed_sheet_is_not_reviewed(investigator, prosecutor, version):
    close_fact_sheet(investigator, version.sheet.key, "Handed over.")
    with pytest.raises(StateRefused, match="FEN-2954"):
        _reviewed(prosecutor, version)


def test_the_audit_has_the_outcome_without_the_reasons(prosecutor, version):
    _reviewed(prosecutor, version)
    entry = AuditEntry.objects.get(action="review_qualification")
    assert entry.details["outcome"] == "confirmed" and entry.details["provision"] == BASIC
    assert "exhibits" not in json.dumps([entry.why, entry.details])


def test_reasons_may_be_long_but_not_endless(prosecutor, version):
    with pytest.raises(UnreadableMaterial, match="FEN-2953"):
        _reviewed(prosecutor, version, reasons="x" * 4001)
