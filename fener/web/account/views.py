"""The member's own page, and the two choices kept on the device: theme and language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fener.terms.territories import REGION, region_members, territory
from fener.web.account.second_factor import has_second_factor
from fener.web.context import THEME_COOKIE, THEMES
from fener.web.requests import member_of

_YEAR = 365 * 24 * 3600


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Who is signed in, with what second factor, and how the desk looks."""
    member = member_of(request)
    codes = [code for code in (REGION, *region_members()) if code in member.territory_codes()]
    labels = [territory(code).label for code in (codes[:1] if REGION in codes else codes)]
    return render(
        request,
        "account/overview.html",
        {"has_second_factor": has_second_factor(member), "territory_labels": labels},
    )


@login_not_required
def ask_administrator(request: HttpRequest) -> HttpResponse:
    """Where other sites let people register or reset a password by mail."""
    return render(request, "account/ask_administrator.html", status=403 if request.method == "POST" else 200)


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the theme on this device."""
    return _keep(request, THEME_COOKIE, request.POST.get("theme", ""), THEMES)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language on this device."""
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, request.POST.get("language", ""), dict(settings.LANGUAGES))


def _keep(request: HttpRequest, cookie: str, chosen: str, allowed: dict[str, str]) -> HttpResponse:
    answer = HttpResponseRedirect(_back(request))
    if chosen in allowed:
        answer.set_cookie(cookie, chosen, max_age=_YEAR, samesite="Lax", secure=settings.HTTPS)
    return answer


def _back(request: HttpRequest) -> str:
    wished = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)
