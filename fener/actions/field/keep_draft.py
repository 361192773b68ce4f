"""Keep and drop drafts of web forms. Their content is nobody's business but the author's: the audit says only that there is one."""

from __future__ import annotations

from django.db import transaction

from fener.gateways.odk.submission import read_submission
from fener.queries.drafts import own_draft
from fener.queries.questionnaires import version_for
from fener.queries.sealed import desk_seal
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import Draft
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnreadableMaterial


def keep_draft(actor: Member, key: str, version: str, xml: bytes, *, draft_id: int | None = None) -> int:
    """Seal what was filled in so far; the draft's id. With ``draft_id`` the member's own draft is written anew."""
    may_take_step(actor.role, "fill_questionnaire").enforce()
    form = version_for(actor, key, version)
    if form.questionnaire.requires_encryption:
        raise UnreadableMaterial(
            f"“{key}” is filled in on a phone only", remedy="Fill it in ODK Collect.", number="FEN-2629"
        )
    if read_submission(xml).form_id != key:
        raise UnreadableMaterial(
            "the draft is of another questionnaire", remedy="Open the form again.", number="FEN-2629"
        )
    sealed = desk_seal().seal(xml)
    with transaction.atomic():
        if draft_id is None:
            draft = Draft.objects.create(member=actor, form=form, content=sealed)
        else:
            draft = own_draft(actor, draft_id)
            draft.form, draft.content = form, sealed
            draft.save(update_fields=["form", "content", "saved_at"])
        record_audit("keep_draft", actor=actor, subject=("Draft", str(draft.pk)), details={"questionnaire": key})
    return draft.pk


def drop_draft(actor: Member, draft_id: int) -> None:
    """Take the draft away for good: it was sent, or is not wanted any more."""
    may_take_step(actor.role, "fill_questionnaire").enforce()
    draft = own_draft(actor, draft_id)
    with transaction.atomic():
        record_audit("drop_draft", actor=actor, subject=("Draft", str(draft.pk)))
        draft.delete()
