"""One service a questionnaire; Basic sign-in with a reading key. Read only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fener.actions.field.collector_keys import note_use
from fener.actions.field.read_feed import read_feed
from fener.api.openrosa.sign_in import key_of
from fener.gateways.answers import ODataRequest
from fener.queries.questionnaires import all_questionnaires
from fener.records.field.models import CollectorKey
from fener.terms.errors import FenerError, NotAllowed, SignInNeeded, UnknownTerm


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """The services there are."""
    try:
        _key(request)
    except FenerError as error:
        return _refusal(error)
    services = [
        {"name": key, "title": title, "url": request.build_absolute_uri(reverse("odata_service", args=[key]))}
        for key, title in all_questionnaires()
    ]
    return JsonResponse({"value": services}, headers={"Cache-Control": "no-store"})


@login_not_required
@require_GET
def service(request: HttpRequest, questionnaire: str, rest: str = "") -> HttpResponseBase:
    """A document, the metadata, or rows, streamed as they are read."""
    try:
        key = _key(request)
        root = request.build_absolute_uri(reverse("odata_service", args=[questionnaire]))
        asked = ODataRequest(rest, request.META.get("QUERY_STRING", ""), request.headers, root)
        answer = read_feed(key.member, questionnaire, asked)
    except FenerError as error:
        return _refusal(error)
    headers = {**answer.headers, "Cache-Control": "no-store"}
    content_type = headers.pop("Content-Type", "application/json")
    return StreamingHttpResponse(answer.body, status=answer.status, content_type=content_type, headers=headers)


def _key(request: HttpRequest) -> CollectorKey:
    key = key_of(request, "", "read")
    note_use(key)
    return key


def _refusal(error: FenerError) -> HttpResponse:
    if isinstance(error, SignInNeeded):
        # Excel and Power BI speak Basic only.
        headers = {"WWW-Authenticate": 'Basic realm="Fener", charset="UTF-8"'}
        return JsonResponse(_told(error), status=401, headers=headers)
    return JsonResponse(
        _told(error), status=404 if isinstance(error, UnknownTerm) else 403 if isinstance(error, NotAllowed) else 400
    )


def _told(error: FenerError) -> dict[str, object]:
    return {"error": {"code": error.number, "message": f"{error.message}. {error.remedy}"}}
