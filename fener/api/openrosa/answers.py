"""OpenRosa's answers: headers on everything, and a message in the monitor's language on every refusal."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fener.api.openrosa.multipart import TooLarge
from fener.api.openrosa.sign_in import StaleNonce, challenges
from fener.gateways.odk.openrosa import known_language, message, open_rosa_response, response_headers
from fener.records.field.models import CollectorKey
from fener.terms.errors import (
    FenerError,
    NotAllowed,
    SetUpFault,
    SignInNeeded,
    StateRefused,
    UnknownTerm,
    UnreadableMaterial,
)
from fener.terms.intake import Receipt

log = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[FenerError], int], ...] = (
    (TooLarge, 413),
    (SignInNeeded, 401),
    (StateRefused, 409),
    (NotAllowed, 403),
    (UnknownTerm, 404),
    (UnreadableMaterial, 400),
    (SetUpFault, 503),
)
_MESSAGES: Mapping[str, str] = {
    "FEN-1006": "sign_in",
    "FEN-1007": "key_revoked",
    "FEN-1008": "key_revoked",
    "FEN-1000": "not_your_form",
    "FEN-2541": "form_unknown",
    "FEN-2542": "version_unknown",
    "FEN-2543": "form_closed",
    "FEN-2544": "not_your_form",
    "FEN-2630": "not_your_form",
    "FEN-2546": "replaced_unknown",
    "FEN-2547": "replaced_not_current",
    "FEN-2548": "must_be_encrypted",
    "FEN-2549": "too_large",
}


def answer(
    response: HttpResponse | None, request: HttpRequest, key: CollectorKey | None, *, receipt: Receipt | None = None
) -> HttpResponse:
    """The response with OpenRosa's headers; for a receipt the response is made here."""
    language = language_of(request, key)
    if receipt is not None:
        nature = "submit_success" if receipt.http_status == 201 else "submit_error"
        text = f"{message(receipt.message_key, language)} ({receipt.report_key})"
        response = _said(text, nature, receipt.http_status)
    found = response if response is not None else HttpResponse()
    for name, value in response_headers(language, settings.SUBMISSION_LIMIT).items():
        found.headers[name] = value
    return found


def refusal(request: HttpRequest, key: CollectorKey | None, error: FenerError) -> HttpResponse:
    """A refusal with number and message; 401 carries the challenges."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
    fallback = "not_readable" if status == 400 else "server_busy" if status >= 500 else "not_your_form"
    text = message(_MESSAGES.get(error.number, fallback), language_of(request, key))
    said = _said(f"{text} ({error.number})", "submit_error", status)
    if status == 401:
        said = Challenge(said, challenges(isinstance(error, StaleNonce)))
    return answer(said, request, key)


def unavailable(request: HttpRequest, key: CollectorKey | None, fault: Exception) -> HttpResponse:
    """The disk is full or the database is away: the phone keeps its copy and tries again."""
    is_full = getattr(fault, "errno", None) == errno.ENOSPC or "full" in str(fault)
    log.error("a submission could not be kept: %s", fault)
    text = message("disk_full" if is_full else "server_busy", language_of(request, key))
    response = answer(_said(text, "submit_error", 507 if is_full else 503), request, key)
    response.headers["Retry-After"] = "60"
    return response


def language_of(request: HttpRequest, key: CollectorKey | None) -> str:
    """The member's language, else what the app asks for, else English."""
    chosen = key.member.language if key else ""
    asked = [part.split(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")]
    known = (known_language(wish) for wish in (chosen, *asked) if wish)
    return next((code for code in known if code != "en"), "en") if not chosen else known_language(chosen)


class Challenge(HttpResponse):
    """A 401 with one header line a scheme: some phones read only the first scheme of a joined line."""

    def __init__(self, said: HttpResponse, schemes: list[str]) -> None:
        super().__init__(said.content, status=401, content_type=said.headers["Content-Type"])
        self.headers["WWW-Authenticate"] = schemes[0]
        self._further = schemes[1:]

    def items(self) -> Iterable[tuple[str, str]]:
        """Headers as the server sends them."""
        return [*super().items(), *(("WWW-Authenticate", scheme) for scheme in self._further)]


def _said(text: str, nature: str, status: int) -> HttpResponse:
    return HttpResponse(open_rosa_response(text, nature), status=status, content_type="text/xml; charset=utf-8")
