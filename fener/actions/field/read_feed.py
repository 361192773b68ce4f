"""Answer a reader of the OData feed, and note once for each first page that it was read."""

from __future__ import annotations

from django.db import transaction

from fener.gateways.answers import ODataAnswer, ODataRequest, respond
from fener.queries.approved_answers import ApprovedAnswers
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.questionnaires import Sensitivity

INCLUDED = frozenset({Sensitivity.OPEN, Sensitivity.QUASI})
"""Sensitive answers leave by a file with a reason only; what identifies directly never."""


def read_feed(actor: Member, questionnaire: str, asked: ODataRequest) -> ODataAnswer:
    """Rows of approved reports the member may read. Pages after the first are part of the same reading."""
    may_take_step(actor.role, "export_field_reports").enforce()
    source = ApprovedAnswers(actor, questionnaire)
    answer = respond(asked, source.definitions, source, include_sensitivity=INCLUDED)
    is_data = asked.path.startswith("Submissions") and answer.status == 200
    if is_data and "skiptoken" not in asked.query:
        with transaction.atomic():
            record_audit(
                "read_feed", actor=actor, subject=("Questionnaire", questionnaire), details={"set": asked.path[:200]}
            )
    return answer
