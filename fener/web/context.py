"""What every page shows around its content: navigation, territories, theme, note, version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

import fener
from fener.terms.people import Role
from fener.terms.territories import KOSOVO_NOTE, REGION, region_members, territory
from fener.web.navigation import PER_TERRITORY, links_for

THEME_COOKIE = "fener_theme"
THEMES = {"light": "Light", "dark": "Dark", "auto": "As the system"}


@dataclass(frozen=True, slots=True)
class TerritoryLink:
    """An entry of the territory switch."""

    code: str
    label: str
    address: str
    is_here: bool


def desk(request: HttpRequest) -> dict[str, Any]:
    """Context processor; asks the database nothing beyond the member already loaded."""
    member = getattr(request, "user", None)
    signed_in = bool(member and member.is_authenticated)
    return {
        "desk_version": fener.__version__,
        "kosovo_note": KOSOVO_NOTE,
        "themes": THEMES,
        "theme": chosen_theme(request),
        "languages": settings.LANGUAGES,
        "language_now": get_language(),
        **(_of_member(request, str(member.role)) if signed_in and member else {}),
    }


def chosen_theme(request: HttpRequest) -> str:
    """``light``, ``dark`` or ``auto``; anything else in the cookie counts as ``auto``."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def _of_member(request: HttpRequest, role: str) -> dict[str, Any]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    switch = list(_territory_links(request, here or ""))
    return {
        "navigation": links_for(role, here or ""),
        "territory_links": switch,
        "territory_now": next((link for link in switch if link.is_here), None),
        "role_label": Role(role).label if role in list(Role) else role,
        "second_factor_required": settings.SECOND_FACTOR == "required",
    }


def _territory_links(request: HttpRequest, here: str) -> list[TerritoryLink]:
    now = _territory_of(request, here)
    codes = (REGION, *region_members())
    return [TerritoryLink(code, territory(code).label, _address(request, here, code), code == now) for code in codes]


def _territory_of(request: HttpRequest, here: str) -> str:
    if here == "territory" and request.resolver_match:
        return str(request.resolver_match.kwargs.get("code", ""))
    return request.GET.get("territory", "") or REGION


def _address(request: HttpRequest, here: str, code: str) -> str:
    if here in PER_TERRITORY:
        asked = request.GET.copy()
        asked.pop("page", None)
        asked["territory"] = code
        if code == REGION:
            del asked["territory"]
        return f"{request.path}?{asked.urlencode()}" if asked else request.path
    return reverse("overview") if code == REGION else reverse("territory", args=[code])
