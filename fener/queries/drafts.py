"""Web forms begun and not sent. They lie sealed; only their author opens them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fener.queries.sealed import desk_seal
from fener.records.base.models import Member
from fener.records.field.models import Draft
from fener.terms.errors import UnknownTerm


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft as a list shows it; ``key`` and ``version`` are its questionnaire's."""

    id: int
    key: str
    title: str
    saved_at: datetime
    version: str


def drafts_of(member: Member) -> list[DraftLine]:
    """The member's own drafts, newest first."""
    rows = Draft.objects.filter(member=member).select_related("form__questionnaire").defer("content", "form__xml")
    return [
        DraftLine(row.pk, row.form.questionnaire.key, row.form.questionnaire.title, row.saved_at, row.form.version)
        for row in rows
    ]


def draft_xml(member: Member, draft_id: int) -> bytes:
    """The answers so far, as XML. UnknownTerm where the member has no such draft."""
    return desk_seal().open(bytes(own_draft(member, draft_id).content))


def own_draft(member: Member, draft_id: int) -> Draft:
    """The member's own draft; another's is as if it were not there."""
    found = Draft.objects.filter(member=member, pk=draft_id).select_related("form__questionnaire").first()
    if found is None:
        raise UnknownTerm("there is no such draft", remedy="Look at the list of questionnaires.", number="FEN-2628")
    return found
