"""A submission on its way in, and what becomes of its files: sealed into the store, kept, carried over, or put aside."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from fener.actions.field.placing import Placing
from fener.gateways.odk.submission import SubmissionEnvelope
from fener.gateways.vault import Stored
from fener.queries.field_report_quarantine import XML_NAME
from fener.queries.sealed import desk_store
from fener.records.base.models import Member
from fener.records.field.models import (
    FieldReport,
    FieldReportVersion,
    QuarantinedPart,
    QuestionnaireVersion,
    ReceivedFile,
)
from fener.terms.intake import Outcome


@dataclass(slots=True)
class Incoming:
    """One submission on its way in."""

    actor: Member
    envelope: SubmissionEnvelope
    form: QuestionnaireVersion
    xml: bytes
    digest: str
    through: str
    at: datetime
    is_incomplete: bool
    answers: dict[str, object] | None = None
    issues: list[dict[str, str]] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    stored: dict[str, Stored] = field(default_factory=dict)
    media_types: dict[str, str] = field(default_factory=dict)
    sealed: bytes = b""
    placing: Placing | None = None


def store_files(submission: Incoming, files: Mapping[str, BinaryIO]) -> None:
    """Seal the files into the store under normal names; OSError where the disk is full."""
    store = desk_store()
    for name, reader in files.items():
        submission.stored[normal_name(name)] = store.put(reader)
        submission.media_types[normal_name(name)] = str(getattr(reader, "content_type", "") or "")[:100]


def normal_name(name: str) -> str:
    """A file's name in one spelling: one phone writes é as one character, another as two."""
    return unicodedata.normalize("NFC", name)[:255]


def carry_files_over(version: FieldReportVersion) -> None:
    """A correction names files that came with a version before it; they need not travel again."""
    newest = version.report.versions.filter(number__lt=version.number).order_by("-number").first()
    if newest is not None:
        _carry(version, newest.files.filter(disposed_at__isnull=True))


def _carry(version: FieldReportVersion, earlier: Iterable[ReceivedFile]) -> None:
    own = set(version.files.values_list("name", flat=True))
    for file in earlier:
        if file.name in version.files_expected and file.name not in own:
            file.pk, file.version, file.came_earlier = None, version, True
            file.save(force_insert=True)


def quarantine_all(submission: Incoming, report: FieldReport) -> None:
    """Other bytes under a known instance id, kept like a file, and what came with them."""
    xml = desk_store().put(io.BytesIO(submission.xml))
    _quarantine(submission, report, XML_NAME, xml, Outcome.OTHER_CONTENT)
    for name, stored in submission.stored.items():
        _quarantine(submission, report, name, stored, Outcome.OTHER_CONTENT)


def keep_files(submission: Incoming, version: FieldReportVersion, *, is_new: bool = False) -> bool:
    """Keep declared files; put aside undeclared ones and other bytes under a known name. Whether there was such a conflict."""
    known = {} if is_new or not submission.stored else {file.name: file for file in version.files.all()}
    conflict = False
    for name, stored in submission.stored.items():
        there = known.get(name)
        if name not in submission.expected:
            _quarantine(submission, version.report, name, stored, "undeclared_file")
        elif there is None or there.came_earlier:
            _keep_file(submission, version, name, stored, there)
            if not is_new:
                _hand_on(version, name)
        elif there.digest != stored.digest:
            _quarantine(submission, version.report, name, stored, Outcome.FILE_CONFLICT)
            conflict = True
    return conflict


def _keep_file(
    submission: Incoming, version: FieldReportVersion, name: str, stored: Stored, there: ReceivedFile | None
) -> None:
    """The file of this version; in place of what was carried over from an earlier one."""
    file = there or ReceivedFile(version=version, name=name)
    file.digest, file.size, file.came_earlier = stored.digest, stored.size, False
    file.media_type, file.received_at = submission.media_types.get(name, ""), submission.at
    file.save()


def _hand_on(version: FieldReportVersion, name: str) -> None:
    """A file that came late: corrections that name it and have none of their own get it too."""
    file = version.files.get(name=name)
    for later in version.report.versions.filter(number__gt=version.number).order_by("number"):
        if name not in later.files_expected or later.files.filter(name=name, came_earlier=False).exists():
            break
        later.files.filter(name=name).delete()
        _carry(later, [copy(file)])


def _quarantine(submission: Incoming, report: FieldReport, name: str, stored: Stored, reason: str) -> None:
    QuarantinedPart.objects.get_or_create(
        instance_id=submission.envelope.instance_id,
        name=name,
        digest=stored.digest,
        defaults={
            "report": report,
            "reason": reason,
            "size": stored.size,
            "received_at": submission.at,
            "received_by": submission.actor,
            "keep_until": timezone.localdate(submission.at) + timedelta(days=settings.QUARANTINE_DAYS),
        },
    )
