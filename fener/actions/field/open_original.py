"""Open what is sealed: the original of a version with a reason, an attachment of the working copy; both leave an entry."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from fener.actions.field.reasons import needed
from fener.queries.field_report_contents import attachment
from fener.queries.field_report_scope import ReportName, report_for, version_of
from fener.queries.sealed import desk_store
from fener.queries.workspaces import original_of
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm

_SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_KINDS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "xml": "text/xml",
}
_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """Bytes to hand out. ``is_shown``: a picture a browser may show; everything else is only ever saved."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def is_shown(self) -> bool:
        """Whether it is one of four picture formats."""
        return self.media_type in _SHOWN


def open_original(
    actor: Member, name: ReportName, *, why: str, version: int | None = None, file_name: str = ""
) -> OpenedFile:
    """The XML as received, or one of its files, whatever the review took out of the working copy.

    The coordinator's, with a reason that stays in the audit trail. UnknownTerm once it was disposed of.
    """
    may_take_step(actor.role, "open_original").enforce()
    report = report_for(actor, name)
    reason = needed(why, "an original is opened")
    row = version_of(report, version)
    file = row.files.filter(name=file_name).first() if file_name else None
    if file_name and (file is None or file.disposed_at is not None):
        raise UnknownTerm(
            f"the file “{file_name[:60]}” is not here: it never came, or was disposed of",
            remedy="Look at the list of files of that version.",
            number="FEN-2676",
        )
    content = original_of(row) if file is None else desk_store().open(file.digest)
    with transaction.atomic():
        record_audit(
            "open_original",
            actor=actor,
            subject=("FieldReport", report.key),
            why=reason,
            details={"version": row.number, "digest": file.digest if file else row.digest},
        )
    shown = file_name or f"{report.key}-version-{row.number}.xml"
    return OpenedFile(shown, _media_type(shown), content)


def open_attachment(
    actor: Member, name: ReportName, version: int, file_name: str, *, workspace_key: str = ""
) -> OpenedFile:
    """A file that the working answers name."""
    may_take_step(actor.role, "read_field_reports").enforce()
    row, content = attachment(actor, name, version, file_name, workspace_key)
    digest = row.files.filter(name=file_name).values_list("digest", flat=True).first() or row.digest
    with transaction.atomic():
        record_audit(
            "open_attachment",
            actor=actor,
            subject=("FieldReport", row.report.key),
            details={"version": row.number, "digest": digest},
        )
    return OpenedFile(file_name, _media_type(file_name), content)


def _media_type(name: str) -> str:
    # What the sender says of a file is not believed; a browser that sniffs is told not to.
    return _KINDS.get(name.rpartition(".")[2].lower(), _UNKNOWN)
