"""Receive one submission from a phone or a browser: whole or not at all, once however often it is sent.

1. The role may fill questionnaires, the key opens this one, and the questionnaire's version is known.
2. Files are sealed into the store; a file without a record is a stray that nobody reads and a sweep removes.
3. One transaction: report, version, sealed original, files, audit receipt; submissions that come at the same moment share
   it (``group_commit``). Unique instance ids settle races: who comes second is answered as one who sends again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from fener.actions.field.group_commit import GroupCommit
from fener.actions.field.incoming import (
    Incoming,
    carry_files_over,
    keep_files,
    normal_name,
    quarantine_all,
    store_files,
)
from fener.actions.field.placing import placing_of
from fener.gateways.odk.answers import read_answers
from fener.gateways.odk.submission import read_submission
from fener.queries.questionnaires import definition_of_version, must_be_open_to, version_for
from fener.queries.sealed import desk_seal
from fener.records.base.audit import Noted, record_audits
from fener.records.base.models import Member
from fener.records.field.models import (
    FieldReport,
    FieldReportVersion,
    ReviewStep,
    SealedOriginal,
)
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.intake import Outcome, Receipt, ReceivedParts
from fener.terms.review import ReviewState, accepts_corrections
from fener.terms.sharing import Marking


def receive_submission(actor: Member, parts: ReceivedParts, *, through: str, only: tuple[str, ...] = ()) -> Receipt:
    """The receipt. Raises for what cannot be taken: UnreadableMaterial (400), NotAllowed (403), UnknownTerm (404),
    StateRefused (409), OSError where the disk is full. ``only``: questionnaires a collector key is bound to."""
    may_take_step(actor.role, "fill_questionnaire").enforce()
    envelope = read_submission(parts.xml)
    must_be_open_to(actor, envelope.form_id, only)
    form = version_for(actor, envelope.form_id, envelope.version)
    digest = hashlib.sha256(parts.xml).hexdigest()
    submission = Incoming(actor, envelope, form, parts.xml, digest, through, timezone.now(), parts.is_incomplete)
    if _needs_a_look_first(submission) and (version := _known(envelope.instance_id)):
        store_files(submission, parts.files)
        return _again(submission, version)
    _must_be_welcome(submission)
    _read(submission)
    store_files(submission, parts.files)
    try:
        return _first_time(submission)
    except IntegrityError:
        # The instance is known: it was sent before, or somebody sent it in this very moment and was first.
        version = _known(envelope.instance_id)
        if version is None:
            raise
        return _again(submission, version)


def _needs_a_look_first(submission: Incoming) -> bool:
    """Nearly every submission is new, and the unique id tells the others; only where a new one would be refused, look first."""
    questionnaire = submission.form.questionnaire
    return bool(
        questionnaire.closed_at
        or submission.envelope.deprecated_id
        or (questionnaire.requires_encryption and not submission.envelope.is_encrypted)
    )


def _known(instance_id: str) -> FieldReportVersion | None:
    return FieldReportVersion.objects.filter(instance_id=instance_id).select_related("report").first()


def _must_be_welcome(submission: Incoming) -> None:
    questionnaire = submission.form.questionnaire
    if questionnaire.closed_at is not None:
        raise StateRefused(
            f"the questionnaire “{questionnaire.key}” is closed",
            remedy="Keep the report on the phone and tell your coordinator.",
            number="FEN-2543",
        )
    if questionnaire.requires_encryption and not submission.envelope.is_encrypted:
        raise UnreadableMaterial(
            f"“{questionnaire.key}” is taken encrypted only",
            remedy="Get the newest blank form; if the app cannot encrypt, tell your coordinator.",
            number="FEN-2548",
        )


def _read(submission: Incoming) -> None:
    """The working copy, unless only an unlocked workspace can read it."""
    sheet = read_answers(submission.envelope, definition_of_version(submission.form))
    submission.expected = tuple(normal_name(name) for name in sheet.files)
    if not submission.envelope.is_encrypted:
        submission.answers = dict(sheet.answers)
        submission.issues = [asdict(issue) for issue in sheet.issues]


def _first_time(submission: Incoming) -> Receipt:
    submission.sealed = desk_seal().seal(submission.xml)
    if submission.envelope.deprecated_id:
        with transaction.atomic():
            report = _report_to_correct(submission)
            [receipt] = _write_versions([submission], [report], [report.versions.count() + 1])
        return receipt
    definition = definition_of_version(submission.form)
    submission.placing = placing_of(submission.actor, definition, submission.answers)
    submission.issues += [asdict(issue) for issue in submission.placing.issues]
    return _write_together(submission)


def _write_new(submissions: Sequence[Incoming]) -> list[Receipt]:
    """New reports that came at the same moment, in one transaction: all of them or none."""
    with transaction.atomic():
        reports = FieldReport.objects.bulk_create([_new_report(submission) for submission in submissions])
        return _write_versions(submissions, reports, [1] * len(submissions))


_write_together: GroupCommit[Incoming, Receipt] = GroupCommit(_write_new)


def _write_versions(
    submissions: Sequence[Incoming], reports: Sequence[FieldReport], numbers: Sequence[int]
) -> list[Receipt]:
    """Versions, sealed originals, files, and the receipts in the audit chain."""
    made = zip(submissions, reports, numbers, strict=True)
    versions = FieldReportVersion.objects.bulk_create([_version(*one) for one in made])
    SealedOriginal.objects.bulk_create(
        SealedOriginal(
            version=version,
            content=submission.sealed,
            keep_until=timezone.localdate(submission.at) + timedelta(days=settings.ORIGINAL_DAYS),
        )
        for submission, version in zip(submissions, versions, strict=True)
    )
    for submission, version in zip(submissions, versions, strict=True):
        keep_files(submission, version, is_new=True)
        if version.number > 1:
            carry_files_over(version)
    record_audits(
        [
            _noted(submission, version.report, version.number, Outcome.RECEIVED)
            for submission, version in zip(submissions, versions, strict=True)
        ]
    )
    return [
        _receipt(submission, version, Outcome.RECEIVED)
        for submission, version in zip(submissions, versions, strict=True)
    ]


def _version(submission: Incoming, report: FieldReport, number: int) -> FieldReportVersion:
    return FieldReportVersion(
        report=report,
        number=number,
        instance_id=submission.envelope.instance_id,
        form=submission.form,
        digest=submission.digest,
        received_at=submission.at,
        received_by=submission.actor,
        answers=submission.answers,
        issues=submission.issues,
        files_expected=list(submission.expected),
        is_encrypted=submission.envelope.is_encrypted,
    )


def _new_report(submission: Incoming) -> FieldReport:
    placing = submission.placing
    assert placing is not None  # found before the transaction begins
    return FieldReport(
        root_instance_id=submission.envelope.instance_id,
        questionnaire=submission.form.questionnaire,
        cycle_id=placing.cycle_id,
        visit_id=placing.visit_id,
        interview_id=placing.interview_id,
        territory=placing.territory,
        organisation_id=submission.actor.organisation_id,
        recorded_by=submission.actor,
        marking=Marking.AMBER,
        through=submission.through,
        is_invented=submission.actor.is_demo,
    )


def _report_to_correct(submission: Incoming) -> FieldReport:
    """The report whose newest version this submission replaces, locked."""
    replaced = FieldReportVersion.objects.filter(instance_id=submission.envelope.deprecated_id).first()
    if replaced is None or replaced.form.questionnaire_id != submission.form.questionnaire_id:
        raise UnknownTerm(
            "the report this one corrects is not here",
            remedy="Send the first report before its correction.",
            number="FEN-2546",
        )
    locked = FieldReport.objects.unscoped("the sender is checked below").select_for_update()
    report = locked.get(pk=replaced.report_id)
    if report.recorded_by_id != submission.actor.pk and submission.actor.role != "coordinator":
        raise NotAllowed("only its author or the coordinator corrects a report", number="FEN-2630")
    newest = report.versions.order_by("-number").first()
    if newest is None or newest.pk != replaced.pk or report.deleted_at or not accepts_corrections(report.state):
        raise StateRefused(
            f"{report.key} has moved on since that version ({report.state})",
            remedy="Fetch the report again and correct its newest version, or ask for it to be returned.",
            number="FEN-2547",
        )
    if report.state == ReviewState.RETURNED:
        _note_correction(submission, report, newest.number + 1)
    return report


def _note_correction(submission: Incoming, report: FieldReport, number: int) -> None:
    ReviewStep.objects.create(
        report=report,
        version_number=number,
        from_state=report.state,
        to_state=ReviewState.CORRECTED,
        by=submission.actor,
    )
    report.state, report.state_at = ReviewState.CORRECTED, submission.at
    report.save(update_fields=["state", "state_at"])


def _again(submission: Incoming, version: FieldReportVersion) -> Receipt:
    """The instance is known: same bytes are welcome again and may bring more files; other bytes are kept aside."""
    if version.report.deleted_at is not None:
        return Receipt(Outcome.DELETED, version.report.key, submission.digest)
    outcome = Outcome.ALREADY_RECEIVED
    with transaction.atomic():
        # Two posts of one instance at once take turns here.
        FieldReportVersion.objects.select_for_update().get(pk=version.pk)
        if submission.digest != version.digest:
            quarantine_all(submission, version.report)
            outcome = Outcome.OTHER_CONTENT
        else:
            submission.expected = tuple(version.files_expected)
            if keep_files(submission, version):
                outcome = Outcome.FILE_CONFLICT
        if submission.stored or outcome != Outcome.ALREADY_RECEIVED:
            record_audits([_noted(submission, version.report, version.number, outcome)])
    return _receipt(submission, version, outcome)


def _noted(submission: Incoming, report: FieldReport, number: int, outcome: Outcome) -> Noted:
    """The receipt for the audit chain: digests and sizes of what came, never names of files."""
    details = {
        "outcome": outcome.value,
        "version": number,
        "instance": submission.envelope.instance_id,
        "digest": submission.digest,
        "size": len(submission.xml),
        "files": [[stored.digest, stored.size] for stored in submission.stored.values()],
        "through": submission.through,
    }
    return Noted("receive_submission", submission.actor, ("FieldReport", report.key), details=details)


def _receipt(submission: Incoming, version: FieldReportVersion, outcome: Outcome) -> Receipt:
    expected = set(version.files_expected)
    missing = tuple(sorted(expected - set(version.files.values_list("name", flat=True)))) if expected else ()
    if outcome == Outcome.RECEIVED and (missing or submission.is_incomplete):
        outcome = Outcome.RECEIVED_AWAITING_FILES
    return Receipt(outcome, version.report.key, submission.digest, missing)
