"""A lawyer confirms or rejects a qualification, with reasons. Nobody is charged by it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from fener.actions.justice.held_sheet import must_be_open, sheet_to_change
from fener.actions.justice.sheet_words import must_identify_nobody, must_say
from fener.analysis.law import LawAnswer, Qualification, Status, qualify
from fener.analysis.law.plain import answer_as_plain
from fener.queries.justice.fact_sheets import fact_sheet, fact_sheet_version
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.justice.models import LegalReview
from fener.safeguards.four_eyes import may_review_qualification
from fener.safeguards.roles import may_take_step
from fener.terms.errors import Location, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.justice import LONGEST_WORDS, ReviewOutcome


def review_qualification(
    actor: Member,
    key: str | int,
    number: int,
    jurisdiction: str,
    provision_id: str,
    outcome: str,
    reasons: str,
) -> LegalReview:
    """Of a version another member saved. Anything in the answer may be rejected; confirmed only what is supported.

    NotAllowed for another role or the member who saved the version; FEN-2951/2955 for a sheet or version not there; FEN-2954
    for a closed sheet; FEN-2956 for a provision the answer does not hold; FEN-2957 for confirming what is open or excluded;
    FEN-2950/2953/2959 for the words.
    """
    may_take_step(actor.role, "review_qualification").enforce()
    sheet = fact_sheet(actor, key)
    version = fact_sheet_version(actor, key, int(number))
    may_review_qualification(actor.role, actor.pk, version.saved_by_id).enforce()
    must_be_open(sheet)
    said = _outcome(outcome)
    why = must_say("reasons", reasons, LONGEST_WORDS)
    must_identify_nobody({"reasons": why}, sheet.jurisdictions)
    answer = qualify(version.facts, jurisdiction, timezone.localdate())
    found = _qualification(answer, provision_id, said)
    with transaction.atomic():
        sheet_to_change(sheet)
        made = LegalReview.objects.create(
            version=version,
            jurisdiction=jurisdiction,
            provision_id=found.id,
            version_begins=found.provision.valid.begins,
            status_then=found.status.value,
            outcome=said.value,
            reasons=why,
            lawyer=actor,
            books_digest=answer.books,
            snapshot=snapshot_of(answer, found.id),
        )
        details = {
            "number": version.number, "jurisdiction": jurisdiction, "provision": found.id, "status": made.status_then,
            "outcome": made.outcome, "books": answer.books,
        }  # fmt: skip
        record_audit("review_qualification", actor=actor, subject=("FactSheet", sheet.key), details=details)
    return made


def snapshot_of(answer: LawAnswer, provision_id: str) -> dict[str, Any]:
    """The plain answer with only this qualification in it."""
    plain = answer_as_plain(answer)
    kept = {
        name: [each for each in plain[name] if each["id"] == provision_id] for name in ("qualifications", "separate")
    }
    return {**plain, **kept}


def _outcome(said: str) -> ReviewOutcome:
    if said not in list(ReviewOutcome):
        raise UnreadableMaterial(
            "a qualification is confirmed or rejected",
            remedy="Choose one of the two.",
            location=Location(path="outcome"),
            number="FEN-2959",
        )
    return ReviewOutcome(said)


def _qualification(answer: LawAnswer, provision_id: str, said: ReviewOutcome) -> Qualification:
    found = answer.qualification(provision_id)
    if found is None:
        raise UnknownTerm(
            f"the answer for {answer.jurisdiction} holds no qualification under “{provision_id[:60]}”",
            remedy="Choose one of those listed for this version of the facts.",
            number="FEN-2956",
        )
    if said is ReviewOutcome.CONFIRMED and found.status is not Status.SUPPORTED:
        raise StateRefused(
            f"{found.id} is {found.status.value} on these facts, and only what is supported can be confirmed",
            remedy="Reject it with reasons, or have the missing facts saved first.",
            number="FEN-2957",
        )
    return found
