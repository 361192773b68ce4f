"""formList, form, manifest, media, integrity and submission: one call inward each, then OpenRosa's answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fener.actions.field.collector_keys import note_use
from fener.actions.field.receive_submission import receive_submission
from fener.api.openrosa.answers import answer, refusal, unavailable
from fener.api.openrosa.multipart import read_parts
from fener.api.openrosa.sign_in import key_of
from fener.gateways.odk.openrosa import FormListEntry, ManifestFile, md5_of
from fener.gateways.odk.openrosa import form_list as form_list_xml
from fener.gateways.odk.openrosa import integrity as integrity_xml
from fener.gateways.odk.openrosa import manifest as manifest_xml
from fener.queries.entity_lists import entity_states
from fener.queries.questionnaires import form_lists, form_media, form_xml, must_be_open_to, questionnaires_for
from fener.records.field.models import CollectorKey
from fener.terms.errors import FenerError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, CollectorKey, P], HttpResponse]


def signed_in(view: View[P]) -> Callable[..., HttpResponse]:
    """The view with the key of the request; every refusal becomes an answer a phone can show."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        token, record = str(kwargs.pop("token", "")), None
        try:
            record = key_of(request, token)
            note_use(record)
            return view(request, record, *args, **kwargs)
        except FenerError as error:
            return refusal(request, record, error)
        except (OSError, OperationalError) as fault:
            return unavailable(request, record, fault)

    return login_not_required(csrf_exempt(wrapped))


@signed_in
@require_http_methods(["GET", "HEAD"])
def form_list(request: HttpRequest, key: CollectorKey) -> HttpResponse:
    """The blank forms this key opens, newest versions; ``formID`` narrows to one."""
    asked = request.GET.get("formID", "")
    lines = [line for line in questionnaires_for(key.member, key.questionnaires) if asked in ("", line.key)]
    entries = [
        FormListEntry(
            form_id=line.key,
            name=line.title,
            version=line.version,
            md5=line.md5,
            download_url=_address(request, line.key, line.version, "form.xml"),
            manifest_url=_address(request, line.key, line.version, "manifest") if line.lists else "",
        )
        for line in lines
    ]
    return _cached(request, key, form_list_xml(entries))


@signed_in
@require_http_methods(["GET", "HEAD"])
def form(request: HttpRequest, key: CollectorKey, questionnaire: str, version: str) -> HttpResponse:
    """A compiled form, byte for byte as published."""
    must_be_open_to(key.member, questionnaire, key.questionnaires)
    return _cached(request, key, form_xml(key.member, questionnaire, version).content)


@signed_in
@require_http_methods(["GET", "HEAD"])
def manifest(request: HttpRequest, key: CollectorKey, questionnaire: str, version: str) -> HttpResponse:
    """The lists a form chooses from, with the digests of what this member would get."""
    must_be_open_to(key.member, questionnaire, key.questionnaires)
    entries = [
        ManifestFile(
            name=name,
            md5=md5,
            download_url=_address(request, questionnaire, version, f"media/{name}"),
            media_type="entityList",
            integrity_url=_address(request, questionnaire, version, f"integrity/{name}"),
        )
        for name, md5 in form_lists(key.member, questionnaire, version).items()
    ]
    return _cached(request, key, manifest_xml(entries))


@signed_in
@require_http_methods(["GET", "HEAD"])
def media(request: HttpRequest, key: CollectorKey, questionnaire: str, version: str, name: str) -> HttpResponse:
    """One list as CSV."""
    must_be_open_to(key.member, questionnaire, key.questionnaires)
    file = form_media(key.member, questionnaire, version, name)
    return _cached(request, key, file.content, file.media_type)


@signed_in
@require_http_methods(["GET", "HEAD"])
def integrity(request: HttpRequest, key: CollectorKey, questionnaire: str, version: str, name: str) -> HttpResponse:
    """Which entries of a list the member no longer has (``id=a,b``), so that a phone forgets them."""
    must_be_open_to(key.member, questionnaire, key.questionnaires)
    ids = [one for one in request.GET.get("id", "").split(",") if one][:1000]
    return _cached(request, key, integrity_xml(entity_states(key.member, name.removesuffix(".csv"), ids)))


@signed_in
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, key: CollectorKey) -> HttpResponse:
    """HEAD: 204, the phone may post here. POST: a receipt."""
    if request.method == "HEAD":
        return answer(HttpResponse(status=204), request, key)
    receipt = receive_submission(
        key.member, read_parts(cast(WSGIRequest, request)), through="phone", only=tuple(key.questionnaires)
    )
    return answer(None, request, key, receipt=receipt)


def _address(request: HttpRequest, questionnaire: str, version: str, rest: str) -> str:
    """A sibling of the address asked for, so that a key in it, a proxy's prefix and the scheme stay as the phone sees them."""
    base = request.build_absolute_uri(request.path)
    for last in ("formList", "/forms/"):
        base = base.partition(last)[0] if last in base else base
    return f"{base.rstrip('/')}/forms/{quote(questionnaire)}/{quote(version)}/{rest}"


def _cached(
    request: HttpRequest, key: CollectorKey, content: bytes, media_type: str = "text/xml; charset=utf-8"
) -> HttpResponse:
    """The content, or 304 where the phone has it already."""
    etag = f'"{md5_of(content)}"'
    whole = HttpResponse(content, content_type=media_type, headers={"ETag": etag, "Cache-Control": "private, no-cache"})
    found = get_conditional_response(request, etag=etag, response=whole)
    return answer(found if isinstance(found, HttpResponse) else whole, request, key)
