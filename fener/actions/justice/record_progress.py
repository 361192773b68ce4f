"""Record how far a state got with a recommendation, with the source that says so."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from fener.actions.justice.sheet_words import must_not_be_longer, must_say
from fener.analysis.law import library
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.justice.models import RecommendationProgress
from fener.safeguards.roles import may_take_step
from fener.terms.errors import Location, NotAllowed, UnknownTerm, UnreadableMaterial
from fener.terms.justice import LONGEST_WORDS, Progress
from fener.terms.sharing import Marking


def record_progress(
    actor: Member, recommendation: str, state: str, progress: str, note: str, source: str, as_of: date
) -> RecommendationProgress:
    """One entry for the actor's organisation; earlier ones stay, the newest counts.

    UnknownTerm FEN-2958 for a recommendation the books do not hold or a state it is not addressed to; UnreadableMaterial
    FEN-2953 without a source, FEN-2959 for a word of progress or a day that cannot be.
    """
    may_take_step(actor.role, "track_recommendations").enforce()
    if actor.organisation_id is None:
        raise NotAllowed("an entry belongs to an organisation, and you are of none")
    _must_be_addressed(recommendation, state)
    _must_be_possible(progress, as_of)
    said = must_say("source", source, 500)
    must_not_be_longer("note", note.strip(), LONGEST_WORDS)
    with transaction.atomic():
        entry = RecommendationProgress.objects.create(
            recommendation=recommendation,
            territory=state,
            progress=progress,
            note=note.strip(),
            source=said,
            as_of=as_of,
            marking=Marking.AMBER_STRICT,
            organisation_id=actor.organisation_id,
            recorded_by=actor,
        )
        details = {"state": state, "progress": progress, "as_of": as_of.isoformat()}
        record_audit("record_progress", actor=actor, subject=("Recommendation", recommendation), details=details)
    return entry


def _must_be_addressed(recommendation: str, state: str) -> None:
    found = library().recommendations.get(recommendation)
    if found is None or state not in found.states:
        what = (
            f"{recommendation} is not addressed to “{state[:20]}”" if found else "the books hold no such recommendation"
        )
        listed = f"It is addressed to {', '.join(found.states)}." if found else "Choose one from the list."
        raise UnknownTerm(what, remedy=listed, number="FEN-2958")


def _must_be_possible(progress: str, as_of: date) -> None:
    if progress not in list(Progress):
        raise _wrong("progress", f"“{progress[:40]}” is no word for progress", f"Choose one of: {', '.join(Progress)}.")
    if as_of > timezone.localdate():
        raise _wrong("as_of", f"{as_of} has not come yet", "Give the day the source speaks of.")


def _wrong(field: str, message: str, remedy: str) -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=remedy, location=Location(path=field), number="FEN-2959")
