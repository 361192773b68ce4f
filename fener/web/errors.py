"""Pages for what goes wrong: each says what happened, its number, and the next step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from fener.terms.errors import FenerError, NotAllowed, SetUpFault, UnknownTerm, UnreadableMaterial

_STATUS_CODES: tuple[tuple[type[FenerError], int, str], ...] = (
    (NotAllowed, 403, "This is not open to you"),
    (UnreadableMaterial, 400, "This cannot be taken as it is"),
    (UnknownTerm, 404, "The desk does not know this"),
    (SetUpFault, 503, "The desk is not set up for this"),
)


def refusal(request: HttpRequest, error: FenerError) -> HttpResponse:
    """A FenerError as a calm page, or as a fragment where htmx asked."""
    code, heading = next(
        ((code, heading) for kind, code, heading in _STATUS_CODES if isinstance(error, kind)), (400, "Refused")
    )
    context = {
        "heading": heading,
        "number": error.number,
        "message": error.message,
        "where": str(error.location or ""),
        "remedy": error.remedy,
    }
    return _answer(request, context, code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    context = {
        "heading": "This request cannot be read",
        "message": "What the browser sent is not something the desk understands",
        "remedy": "Go back, reload the page and try once more.",
    }
    return _plain(context, 400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 from Django itself."""
    context = {
        "heading": "This is not open to you",
        "number": NotAllowed.number,
        "message": "Your role does not permit this",
        "remedy": NotAllowed.remedy,
    }
    return _answer(request, context, 403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where the cross-site check failed, which for people means: the form was open too long."""
    context = {
        "heading": "The form is no longer valid",
        "message": "The page was open too long, or it was sent from elsewhere; nothing was done",
        "remedy": "Open the page again and send the form once more.",
    }
    return _answer(request, context, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no page or record at this address that this member may read."""
    context = {
        "heading": "Nothing is here",
        "message": "There is no page at this address, or no record that you may read",
        "remedy": "Check the address, or start from the overview.",
    }
    return _answer(request, context, 404)


def server_fault(request: HttpRequest) -> HttpResponse:
    """500: a plain page that needs neither database nor session."""
    context = {
        "heading": "Something failed on the desk’s side",
        "message": "The step was not completed. The fault is written to the server’s output",
        "remedy": "Try again; if it fails again, tell your administrator the time and what you did.",
    }
    return _plain(context, 500)


def _answer(request: HttpRequest, context: dict[str, Any], code: int) -> HttpResponse:
    if getattr(request, "htmx", None):
        return render(request, "desk/refusal.html", context, status=code)
    return render(request, "errors/refusal.html", context, status=code)


def _plain(context: dict[str, Any], code: int) -> HttpResponse:
    page = render_to_string("errors/plain.html", context)
    return HttpResponse(page, status=code)
