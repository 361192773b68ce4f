"""Attachments and sealed originals, handed out so that nothing in them can act in the browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from fener.actions.field.open_original import OpenedFile, open_attachment, open_original
from fener.web.field_reports.cookies import key_for
from fener.web.requests import member_of


@require_GET
def attachment(request: HttpRequest, report: str, version: int, name: str) -> HttpResponse:
    """A file of the working copy; pictures are shown, everything else is saved."""
    member = member_of(request)
    key = key_for(request, member, report)
    return _handed_out(open_attachment(member, report, version, name, workspace_key=key))


@require_POST
def original(request: HttpRequest, report: str) -> HttpResponse:
    """The sealed original or one of its files, for a reason that stays in the audit trail."""
    given = request.POST
    number = given.get("version", "")
    opened = open_original(
        member_of(request),
        report,
        why=given.get("why", ""),
        version=int(number) if number.isdecimal() and len(number) < 6 else None,
        file_name=given.get("file", ""),
    )
    return _handed_out(opened, save=True)


def _handed_out(opened: OpenedFile, *, save: bool = False) -> HttpResponse:
    answer = HttpResponse(opened.content, content_type=opened.media_type)
    shown = opened.is_shown and not save
    answer.headers["Content-Disposition"] = content_disposition_header(not shown, opened.name) or "attachment"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
