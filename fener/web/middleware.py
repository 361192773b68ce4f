"""What happens around every page: language, second factor, refusals, and nothing left in the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_cache_control

from fener.terms.errors import FenerError, NotAllowed
from fener.web.account.second_factor import has_second_factor
from fener.web.errors import refusal

Handler = Callable[[HttpRequest], HttpResponseBase]


class LanguageOfMember:
    """Speaks the language chosen on this device, else the member's, else the desk's. Browsers' wishes are not guessed at."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            answer = self.get_response(request)
            answer.headers.setdefault("Content-Language", language)
            if request.user.is_authenticated and "Cache-Control" not in answer.headers:
                # On a shared computer the back button must not bring a page back after logout.
                patch_cache_control(answer, private=True, no_store=True)
            return answer


class SecondFactorFirst:
    """A member without a second factor reaches only its set-up and the way out.

    Members of the demo are exempt while the desk runs as a demo, and locked out when it does not: their passwords are public.
    """

    OPEN = frozenset({"account_logout", "account_reauthenticate", "appearance", "language", "about"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        member = request.user
        if not member.is_authenticated:
            return self.get_response(request)
        if member.is_demo:
            return self.get_response(request) if settings.DEMO else _demo_refused(request)
        if settings.SECOND_FACTOR == "required" and not self._is_open(request) and not has_second_factor(member):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_open(self, request: HttpRequest) -> bool:
        try:
            name = resolve(request.path_info).url_name or ""
        except Resolver404:
            return False
        return name in self.OPEN or name.startswith("mfa_")


class RefusalsAsPages:
    """Turns a FenerError into a page with number, message and remedy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for whatever a view raised."""
        return refusal(request, exception) if isinstance(exception, FenerError) else None


def _demo_refused(request: HttpRequest) -> HttpResponse:
    logout(request)
    problem = NotAllowed(
        "demo logins are closed on this desk",
        remedy="Ask your administrator for a login of your own.",
        number="FEN-1004",
    )
    return refusal(request, problem)
