"""Stands in front of the desk: what asks for the safe door meets no session, no cookie, no login, no log line.

Whatever fails behind it ends here: an exception's words may be somebody's words, so only its kind and its place in the code are
written down, and the answer is a plain page.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.urls import Resolver404, resolve

from fener.web.door.pages import fault_page, missing_page, policy

Handler = Callable[[HttpRequest], HttpResponseBase]
PLACE = "/door/"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_log = logging.getLogger("fener.door")


class PublicDoor:
    """Resolves and answers everything below ``/door/`` by itself; everything else goes on to the desk."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PLACE):
            return self.get_response(request)
        answer = _answered(request)
        for name, value in _HEADERS.items():
            answer.headers[name] = value
        answer.headers.setdefault("Content-Security-Policy", policy())
        answer.headers.setdefault("Content-Length", str(len(answer.content)))
        # Django would log every refusal with its instant; when somebody stood at the door is nobody's business.
        answer._has_been_logged = True  # type: ignore[attr-defined]
        return answer


def _answered(request: HttpRequest) -> HttpResponse:
    try:
        found = resolve(request.path_info)
        request.resolver_match = found
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    except Resolver404:
        return missing_page()
    except UnreadablePostError:
        return fault_page()  # they went away while sending: nothing to write down
    except Exception as fault:  # noqa: BLE001 - the outermost loop; Django's own would write down the words
        at = traceback.extract_tb(fault.__traceback__)[-1]
        _log.error("the safe door failed: %s at %s:%s", type(fault).__name__, at.name, at.lineno)
        return fault_page()
    return answer
