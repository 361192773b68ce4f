"""The doors of machines, in front of everything that is for people: no session, no cookie, no page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

from fener.api.openrosa.multipart import BODY_TAKEN

Handler = Callable[[HttpRequest], HttpResponseBase]
# So much of a refused post is read and dropped: a phone that is cut off while it still sends never hears why.
HEARD_OUT = 8 * 1024 * 1024
DOORS = ("/openrosa/", "/odata/")


class MachineDoors:
    """Phones and programs sign in with a key and get no page: what asks here goes straight to its view.

    A browser's cookie counts for nothing here, and a phone does not pay for what only browsers need.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(DOORS):
            return self.get_response(request)
        try:
            found = resolve(request.path_info)
        except Resolver404:
            return HttpResponse(status=404)
        request.resolver_match = found
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        if request.method == "POST" and answer.status_code >= 400:
            _hear_out(request)
        if isinstance(answer, HttpResponse):
            answer.headers.setdefault("Content-Length", str(len(answer.content)))
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _hear_out(request: HttpRequest) -> None:
    if request.META.get(BODY_TAKEN):
        return
    declared = request.META.get("CONTENT_LENGTH") or "0"
    left = min(int(declared) if declared.isdecimal() else 0, HEARD_OUT)
    while left > 0:
        try:
            piece = request.META["wsgi.input"].read(min(left, 64 * 1024))
        except OSError:
            return  # they went away by themselves
        if not piece:
            return
        left -= len(piece)
