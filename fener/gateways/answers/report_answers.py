"""One approved field report as the exports take it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from fener.terms.questionnaires import Answers


@dataclass(frozen=True, slots=True)
class ReportAnswers:
    """A field report with its answers and what is known of it. Codes and keys, never names of members.

    ``instance_id`` is the submission's root id, or a pseudonym of it in a de-identified export. ``answers`` follow the
    questionnaire of ``version``. Times carry a zone. ``device`` is here so that a caller need not cut it out; no export writes it.
    """

    report_key: str
    instance_id: str
    questionnaire: str
    version: str
    answers: Answers
    territory: str = ""
    organisation: str = ""
    cycle: str = ""
    visit: str = ""
    interview: str = ""
    place: str = ""
    submitted_on: date | None = None
    received_at: datetime | None = None
    updated_at: datetime | None = None
    approved_at: datetime | None = None
    state: str = "approved"
    edits: int = 0
    attachments_expected: int = 0
    attachments_present: int = 0
    is_invented: bool = False
    device: str = field(default="", repr=False)
