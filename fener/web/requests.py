"""Who asks."""

from __future__ import annotations

from django.http import HttpRequest

from fener.records.base.models import Member
from fener.terms.errors import ScopeMissing


def member_of(request: HttpRequest) -> Member:
    """The member who asks; ScopeMissing where nobody is signed in."""
    if isinstance(request.user, Member):
        return request.user
    raise ScopeMissing("a page was asked for nobody", remedy="Sign in first.")
