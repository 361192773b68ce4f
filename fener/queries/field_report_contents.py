"""What a version of a report holds for whoever may read it: working answers, issues, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fener.queries.field_report_rights import must_be_coordinator
from fener.queries.field_report_scope import ReportName, newest_version, report_for, version_of
from fener.queries.questionnaires import definition_of_version
from fener.queries.sealed import desk_store
from fener.queries.workspaces import decrypted, is_locked, original_of
from fener.records.base.models import Member
from fener.records.field.models import FieldReport, FieldReportVersion, ReceivedFile
from fener.safeguards.minimisation_answers import walk
from fener.terms.errors import FenerError, NotAllowed, StateRefused, UnknownTerm
from fener.terms.questionnaires import Answers
from fener.terms.review import accepts_corrections


@dataclass(frozen=True, slots=True)
class Contents:
    """``answers`` is None while they are locked; ``locked`` says why and what to do. ``files``: media opened in a workspace."""

    answers: Answers | None = field(repr=False)
    issues: list[dict[str, str]]
    locked: FenerError | None = None
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a version. ``opens`` is False for what stays sealed with the original after the review.

    ``size`` is None where it is not known: the file has not arrived, or lies inside an encrypted one.
    """

    name: str
    size: int | None
    digest: str
    received_at: datetime | None
    disposed_at: datetime | None
    opens: bool
    is_missing: bool = False


def contents_of(member: Member, report: FieldReport, version: FieldReportVersion, workspace_key: str = "") -> Contents:
    """The working copy; of an encrypted report what the member's open workspace shows."""
    if not is_locked(report, version):
        return Contents(version.answers or {}, list(version.issues))
    try:
        opened = decrypted(member, version, workspace_key)
    except FenerError as locked:
        return Contents(None, list(version.issues), locked)
    return Contents(opened.answers, [*version.issues, *opened.issues], None, opened.files)


def readable_answers(member: Member, report: FieldReport, version: FieldReportVersion, workspace_key: str) -> Answers:
    """As ``contents_of``, but what is locked raises."""
    contents = contents_of(member, report, version, workspace_key)
    if contents.answers is None:
        raise contents.locked or NotAllowed("the answers are locked")
    return contents.answers


def named_files(version: FieldReportVersion, answers: Answers) -> dict[str, str]:
    """File name → path of the answer that names it."""
    definition = definition_of_version(version.form)
    return {str(answer.value): answer.path for answer in walk(definition, answers) if answer.is_media}


def files_of(version: FieldReportVersion, contents: Contents) -> list[FileLine]:
    """Files declared or received, in the order declared; a missing one has no size."""
    names = named_files(version, contents.answers or {})
    there = {file.name: file for file in version.files.all()}
    received = [_file_line(name, there.get(name), names) for name in dict.fromkeys([*version.files_expected, *there])]
    inside = [name for name in names if version.is_encrypted and name not in there]
    return [*received, *(FileLine(name, None, "", None, None, True) for name in inside)]


def _file_line(name: str, file: ReceivedFile | None, names: Mapping[str, str]) -> FileLine:
    if file is None:
        return FileLine(name, None, "", None, None, False, is_missing=True)
    opens = file.disposed_at is None and name in names
    return FileLine(name, file.size, file.digest, file.received_at, file.disposed_at, opens)


def attachment(
    member: Member, name: ReportName, number: int, file_name: str, workspace_key: str = ""
) -> tuple[FieldReportVersion, bytes]:
    """The version and the bytes of a file that its working answers name. What the review took out stays sealed."""
    report = report_for(member, name)
    version = version_of(report, number)
    contents = contents_of(member, report, version, workspace_key)
    if file_name in named_files(version, contents.answers or {}):
        if version.is_encrypted:
            inside = contents.files or decrypted(member, version, workspace_key).files
            if file_name in inside:
                return version, inside[file_name]
        file = version.files.filter(name=file_name, disposed_at__isnull=True).first()
        if file is not None:
            return version, desk_store().open(file.digest)
    raise UnknownTerm(
        f"no file “{file_name[:60]}” can be opened in version {number}",
        remedy="It has not arrived, or it stays sealed with the original: a coordinator opens that with a reason.",
        number="FEN-2658",
    )


def answers_xml(member: Member, name: ReportName) -> bytes:
    """The newest version as received, for its author (or the coordinator) to correct in the web form.

    StateRefused once the report is decided; NotAllowed for an encrypted one: a browser cannot encrypt its correction.
    """
    report = report_for(member, name)
    if report.recorded_by_id != member.pk:
        must_be_coordinator(member, "correcting a report of another member")
    if not accepts_corrections(report.state):
        raise StateRefused(
            f"{report.key} is {report.state.replace('_', ' ')} and takes no correction",
            remedy="Ask a reviewer to return it.",
            number="FEN-2662",
        )
    version = newest_version(report)
    if version.is_encrypted:
        raise NotAllowed(
            f"{report.key} came encrypted and cannot be corrected in a browser",
            remedy="Correct it on the phone it was sent from.",
            number="FEN-2663",
        )
    return original_of(version)
