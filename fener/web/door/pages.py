"""Pages of the safe door. Rendered without the request, so that nothing of the desk, its sessions or its members can slip in."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

from fener.queries.protection.door import DoorFacts
from fener.terms.translations import SOURCE_LANGUAGE
from fener.web.door.modules import imports
from fener.web.door.refusals import REFUSALS
from fener.web.door.wording import languages, said


def policy(nonce: str = "") -> str:
    """The Content-Security-Policy: nothing inline but the import map, nothing from or to anywhere else, no frame, no base."""
    script = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'none'; script-src {script}; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def page(
    template: str, language: str, door: DoorFacts | None, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One page in one language. ``context`` adds to: words, language, door, exit address, and the import map with its nonce."""
    nonce = secrets.token_urlsafe(16)
    known = {
        "t": said(language, door),
        "language": languages()[language],
        "is_draft": languages()[language].review_state == "draft",
        "door": door,
        "exit": settings.DOOR_EXIT_ADDRESS,
        "nonce": nonce,
        "imports": imports().items(),
    }
    answer = HttpResponse(render_to_string(f"door/{template}.html", known | context), status=status)
    answer.headers["Content-Security-Policy"] = policy(nonce)
    answer.headers["Content-Language"] = language
    return answer


def told(status: int = 200, **values: Any) -> JsonResponse:
    """An answer for the page's own script."""
    return JsonResponse(values, status=status)


def missing_page() -> HttpResponse:
    """404: no such door or page."""
    return page("missing", SOURCE_LANGUAGE, None, {"number": "FEN-2733"}, 404)


def fault_page() -> HttpResponse:
    """500: needs no database."""
    return page("missing", SOURCE_LANGUAGE, None, {"number": REFUSALS["fault"].number}, 500)
