"""Encrypted reports: which workspaces a member has open, and what an open one lets them read.

The questionnaire's private key lies in the database under a random key that only the member's browser holds. What is
decrypted here lives as long as the request; nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.utils import timezone

from fener.gateways.odk.answers import read_answers
from fener.gateways.odk.encryption import decrypt_submission
from fener.gateways.odk.submission import read_submission
from fener.queries.field_report_scope import ReportName, newest_version, report_for, reports_for
from fener.queries.questionnaires import definition_of_version
from fener.queries.sealed import desk_seal, desk_store
from fener.records.base.models import Member
from fener.records.field.models import (
    FieldReport,
    FieldReportVersion,
    Questionnaire,
    SealedOriginal,
    UnlockedWorkspace,
)
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, UnknownTerm
from fener.terms.questionnaires import Answers
from fener.terms.review import WAITING_FOR_A_READER


@dataclass(frozen=True, slots=True)
class WorkspaceLine:
    """An encrypted questionnaire. ``closes_at`` is None where this member's workspace is closed."""

    key: str
    title: str
    waiting: int
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecryptedVersion:
    """What was inside. ``files`` are the media by their plain names."""

    answers: dict[str, object] = field(repr=False)
    issues: list[dict[str, str]]
    files: Mapping[str, bytes] = field(repr=False)


def workspaces_for(member: Member) -> list[WorkspaceLine]:
    """Every questionnaire with a key, with the number of readable reports that wait; three questions to the database."""
    if not may_take_step(member.role, "unlock_workspace").allowed:
        return []
    rows = UnlockedWorkspace.objects.filter(member=member, closes_at__gt=timezone.now())
    closing = dict(rows.values_list("questionnaire_id", "closes_at"))
    waiting: dict[int, int] = {}
    for questionnaire in (
        reports_for(member)
        .filter(state__in=WAITING_FOR_A_READER, questionnaire__requires_encryption=True)
        .values_list("questionnaire_id", flat=True)
    ):
        waiting[questionnaire] = waiting.get(questionnaire, 0) + 1
    return [
        WorkspaceLine(row.key, row.title, waiting.get(row.pk, 0), closing.get(row.pk))
        for row in Questionnaire.objects.exclude(sealed_private_key="").defer("sealed_private_key")
    ]


def closing_time(member: Member, questionnaire: Questionnaire) -> datetime | None:
    """When the member's workspace for it closes; None where it is closed."""
    rows = UnlockedWorkspace.objects.filter(member=member, questionnaire=questionnaire, closes_at__gt=timezone.now())
    return rows.values_list("closes_at", flat=True).first()


def decrypted_answers(member: Member, name: ReportName, workspace_key: str) -> Answers:
    """The answers of the newest version, decrypted for this moment. Raises NotAllowed while the workspace is closed and
    SubmissionNotOpened where files are missing (it names them) or damaged."""
    return decrypted(member, newest_version(report_for(member, name)), workspace_key).answers


def decrypted(member: Member, version: FieldReportVersion, workspace_key: str) -> DecryptedVersion:
    """One version of a report the member was let to, opened with the key in their browser."""
    private_key = _private_key(member, version.form.questionnaire, workspace_key)
    envelope = read_submission(original_of(version))
    files = {file.name: desk_store().open(file.digest) for file in version.files.filter(disposed_at__isnull=True)}
    opened = decrypt_submission(private_key, envelope, files)
    sheet = read_answers(read_submission(opened.xml), definition_of_version(version.form))
    return DecryptedVersion(dict(sheet.answers), [asdict(i) for i in (*opened.issues, *sheet.issues)], opened.files)


def original_of(version: FieldReportVersion) -> bytes:
    """The XML as received, unsealed; UnknownTerm once it was disposed of."""
    kept = SealedOriginal.objects.filter(version=version, content__isnull=False).first()
    if kept is None or kept.content is None:
        raise UnknownTerm(
            "the original was disposed of when its time was over",
            remedy="Work with the answers kept, or ask for a new report.",
            number="FEN-2657",
        )
    return desk_seal().open(bytes(kept.content))


def is_locked(report: FieldReport, version: FieldReportVersion) -> bool:
    """Whether only an open workspace can read this version."""
    return version.is_encrypted and version.answers is None and report.deleted_at is None


def _private_key(member: Member, questionnaire: Questionnaire, workspace_key: str) -> rsa.RSAPrivateKey:
    may_take_step(member.role, "unlock_workspace").enforce()
    row = UnlockedWorkspace.objects.filter(member=member, questionnaire=questionnaire).first()
    if row is None or not workspace_key or row.closes_at <= timezone.now():
        raise NotAllowed(
            f"the workspace of “{questionnaire.title}” is closed",
            remedy="Open it with the passphrase of the questionnaire.",
            number="FEN-2652",
        )
    try:
        opened = load_der_private_key(Fernet(workspace_key).decrypt(bytes(row.sealed_key)), None)
    except (InvalidToken, ValueError, TypeError) as wrong:
        raise NotAllowed(
            "the workspace was opened in another browser or anew",
            remedy="Open it here with the passphrase of the questionnaire.",
            number="FEN-2655",
        ) from wrong
    assert isinstance(opened, rsa.RSAPrivateKey)
    return opened
