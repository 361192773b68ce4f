"""Export the answers of approved reports: linked tables as a ZIP of CSV, or a workbook; de-identified unless asked otherwise."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fener.gateways.answers import Layout, ReportAnswers, stream_csv_zip, table_layout, write_xlsx
from fener.queries.approved_answers import ApprovedAnswers
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.deidentification import Pseudonyms, date_shift, deidentify, fresh_key
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, UnreadableMaterial
from fener.terms.questionnaires import QuestionnaireDefinition, Sensitivity

FORMATS = ("csv", "xlsx")
MOST_IN_A_WORKBOOK = 20_000
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class AnswersExport:
    """``body`` yields the file as it is made; nothing of it is kept on the desk."""

    name: str
    media_type: str
    body: Iterator[bytes]


def export_answers(
    actor: Member,
    questionnaire: str,
    *,
    form: str = "csv",
    deidentified: bool = True,
    sensitive: bool = False,
    cycle_id: int | None = None,
    why: str = "",
) -> AnswersExport:
    """Approved reports the member may read. What identifies directly never leaves; ``sensitive`` answers need a reason.

    De-identified: pseudonyms stable within this export and one shift of all dates a record, under a key that is thrown away.
    """
    may_take_step(actor.role, "export_field_reports").enforce()
    if form not in FORMATS:
        raise UnreadableMaterial(
            f"answers are not written as “{form}”", remedy=f"Use one of {', '.join(FORMATS)}.", number="FEN-2690"
        )
    if (sensitive or not deidentified) and not why.strip():
        raise NotAllowed(
            "sensitive answers, and answers with their real dates and keys, do not leave without a reason",
            remedy="Say what they are needed for, or take the de-identified export.",
            number="FEN-2691",
        )
    source = ApprovedAnswers(actor, questionnaire, cycle_id=cycle_id)
    number = source.count(None)
    if form == "xlsx" and number > MOST_IN_A_WORKBOOK:
        raise NotAllowed(
            f"{number:,} reports are too many for a workbook", remedy="Take the CSV files.", number="FEN-2692"
        )
    layout = table_layout(source.definitions, include_sensitivity=_included(deidentified, sensitive))
    reports = _deidentified(source) if deidentified else source.everything()
    with transaction.atomic():
        record_audit(
            "export_answers",
            actor=actor,
            subject=("Questionnaire", questionnaire),
            why=why[:500],
            details={
                "reports": number,
                "form": form,
                "deidentified": deidentified,
                "sensitive": sensitive,
                "cycle": cycle_id,
            },
        )
    return _file(questionnaire, form, layout, reports, _notes(number, deidentified, sensitive))


def _included(deidentified: bool, sensitive: bool) -> frozenset[Sensitivity]:
    # De-identified, the quasi-identifying answers stay in their coarse form; the safeguard drops their free text.
    included = {Sensitivity.OPEN, Sensitivity.QUASI}
    return frozenset(included | {Sensitivity.SENSITIVE} if sensitive else included)


def _deidentified(source: ApprovedAnswers) -> Iterator[ReportAnswers]:
    key = fresh_key()
    pseudonyms = Pseudonyms(key)
    by_version = {definition.version: definition for definition in source.definitions}
    for report in source.everything():
        yield _without_identity(report, by_version[report.version], key, pseudonyms)


def _without_identity(
    report: ReportAnswers, definition: QuestionnaireDefinition, key: bytes, pseudonyms: Pseudonyms
) -> ReportAnswers:
    shift = date_shift(key, report.instance_id)

    def named(kind: str, identity: str) -> str:
        return pseudonyms.of(kind, identity) if identity else ""

    return replace(
        report,
        report_key=named("S", report.instance_id),
        instance_id=named("S", report.instance_id),
        organisation=named("O", report.organisation),
        visit=named("V", report.visit),
        interview=named("I", report.interview),
        place="",
        submitted_on=report.submitted_on + shift if report.submitted_on else None,
        received_at=None,
        updated_at=None,
        approved_at=None,
        answers=deidentify(definition, report.answers, pseudonyms, shift),
    )


def _notes(number: int, deidentified: bool, sensitive: bool) -> list[str]:
    found = [
        f"{number:,} approved reports as of {timezone.localdate().isoformat()}. TLP:AMBER: for the platform and its partners only.",
        "Answers that identify a person directly are not part of any export.",
    ]
    if deidentified:
        found.append(
            "De-identified: keys are pseudonyms that hold within this file only; the dates of each report are moved by one and the "
            "same number of days, up to 45; free text, media and fine positions are left out. De-identified is not anonymous."
        )
    if sensitive:
        found.append("Sensitive answers (harm, health, status) are included: keep this file where few can read it.")
    return found


def _file(
    questionnaire: str, form: str, layout: Layout, reports: Iterator[ReportAnswers], notes: list[str]
) -> AnswersExport:
    stem = f"{questionnaire}-{timezone.localdate().isoformat()}"
    if form == "csv":
        return AnswersExport(f"{stem}.zip", "application/zip", stream_csv_zip(layout, reports, notes, bom=True))
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return AnswersExport(f"{stem}.xlsx", media_type, _workbook(layout, reports, notes))


def _workbook(layout: Layout, reports: Iterator[ReportAnswers], notes: list[str]) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "answers.xlsx"
        write_xlsx(path, layout, reports, notes)
        with path.open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece
