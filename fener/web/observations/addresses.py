"""Addresses of filtered lists: only what was asked stands in them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django_htmx.http import push_url

_PAGING = ("after", "before", "page")


def asked_for(given: QueryDict) -> str:
    """The filters that say something, without the page: ``topic=harm&territory=MK``."""
    return urlencode([(name, value) for name, value in given.items() if value and name not in _PAGING])


def joined(asked: str, name: str, value: str) -> str:
    """The filters with one more parameter."""
    return "&".join(part for part in (asked, urlencode({name: value})) if part)


def with_clean_address(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Where htmx asked, the browser's address gets the filters that say something, and no empty ones."""
    if not getattr(request, "htmx", None):
        return answer
    asked = urlencode([(name, value) for name, value in request.GET.items() if value])
    return push_url(answer, f"{request.path}?{asked}" if asked else request.path)
