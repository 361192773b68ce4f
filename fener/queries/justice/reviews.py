"""What lawyers said of the qualifications of a fact sheet."""

from __future__ import annotations

from fener.queries.justice.fact_sheets import fact_sheet
from fener.records.base.models import Member
from fener.records.justice.models import LegalReview


def reviews_of(member: Member, key: str | int) -> list[LegalReview]:
    """All reviews of all versions, newest first."""
    sheet = fact_sheet(member, key)
    return list(LegalReview.objects.filter(version__sheet=sheet).select_related("version", "lawyer"))


def standing_reviews(member: Member, key: str | int, number: int) -> dict[tuple[str, str], LegalReview]:
    """(jurisdiction, provision id) → the newest review of that version."""
    found: dict[tuple[str, str], LegalReview] = {}
    for review in reviews_of(member, key):
        if review.version.number == number:
            found.setdefault((review.jurisdiction, review.provision_id), review)
    return found
