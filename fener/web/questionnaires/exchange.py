"""What the page of a form fetches and sends: the compiled form, its lists, drafts, and the report. Errors are JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fener.actions.field.keep_draft import drop_draft, keep_draft
from fener.actions.field.receive_submission import receive_submission
from fener.queries.drafts import draft_xml
from fener.queries.field_reports import answers_xml
from fener.queries.questionnaires import FormFile, form_media, form_xml
from fener.terms.errors import FenerError, NotAllowed, SetUpFault, StateRefused, UnknownTerm, WrongFormat
from fener.terms.intake import ReceivedParts
from fener.web.questionnaires.receipts import told
from fener.web.requests import member_of

XML_PART = "xml_submission_file"
View = Callable[..., HttpResponse]


def with_json_refusals(view: View) -> View:
    """A FenerError as ``{"message", "remedy", "number"}``: the page shows it beside the answers, which stay."""

    @wraps(view)
    def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except FenerError as error:
            refused = {"message": error.message, "remedy": error.remedy, "number": error.number}
            return JsonResponse(refused, status=_status_of(error))

    return answered


def _status_of(error: FenerError) -> int:
    kinds = ((StateRefused, 409), (NotAllowed, 403), (UnknownTerm, 404), (SetUpFault, 503))
    return next((status for kind, status in kinds if isinstance(error, kind)), 400)


@require_GET
@with_json_refusals
def questionnaire_xml(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """The compiled form, the same bytes a phone gets."""
    return _file(form_xml(member_of(request), key, version), f"{key}.xml")


@require_GET
@with_json_refusals
def questionnaire_media(request: HttpRequest, key: str, version: str, name: str) -> HttpResponse:
    """A list or picture the form shows."""
    return _file(form_media(member_of(request), key, version, name), name)


@require_GET
@with_json_refusals
def questionnaire_answers(request: HttpRequest, report: str) -> HttpResponse:
    """The present answers of a report that was returned to its author."""
    return HttpResponse(answers_xml(member_of(request), report), content_type="text/xml; charset=utf-8")


@require_POST
@with_json_refusals
def questionnaire_submit(request: HttpRequest, key: str) -> HttpResponse:
    """Take a report in: what happened, with the status a phone would get."""
    files = {name: cast(BinaryIO, file) for name, file in request.FILES.items() if name != XML_PART}
    parts = ReceivedParts(_xml_of(request), files)
    receipt = receive_submission(member_of(request), parts, through="web")
    return JsonResponse(told(receipt, reverse("questionnaires")), status=receipt.http_status)


@require_http_methods(["GET", "POST", "DELETE"])
@with_json_refusals
def questionnaire_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Read, keep or drop a draft; ``?draft=`` says which, ``?version=`` of which version a new one is."""
    member, draft = member_of(request), _draft_number(request)
    if request.method == "POST":
        kept = keep_draft(member, key, request.GET.get("version", ""), _xml_of(request), draft_id=draft)
        return JsonResponse({"draft": kept, "message": "The draft is kept on the desk"})
    if draft is None:
        raise WrongFormat("no draft was named", remedy="Open the draft from the list.", number="FEN-2552")
    if request.method == "DELETE":
        drop_draft(member, draft)
        return JsonResponse({"message": "The draft is gone"})
    return HttpResponse(draft_xml(member, draft), content_type="text/xml; charset=utf-8")


def _xml_of(request: HttpRequest) -> bytes:
    part = request.FILES.get(XML_PART)
    if not isinstance(part, UploadedFile):
        raise WrongFormat(
            "the answers are missing", remedy="Load the page again and send once more.", number="FEN-2551"
        )
    return bytes(part.read())


def _draft_number(request: HttpRequest) -> int | None:
    named = request.GET.get("draft", "")
    if not named:
        return None
    if not named.isdecimal():
        raise WrongFormat(f"“{named}” is not a draft", remedy="Open the draft from the list.", number="FEN-2552")
    return int(named)


def _file(found: FormFile, name: str) -> HttpResponse:
    answer = HttpResponse(found.content, content_type=found.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
