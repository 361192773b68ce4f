"""Second factors: whether a member has one, and a count of wrong codes that is the same as that of wrong passwords."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from fener.records.base.models import Member

RECENT = 300  # seconds


def has_second_factor(member: Member) -> bool:
    """Whether the member has set up an authenticator."""
    return bool(get_adapter().is_mfa_enabled(member))


def signed_in_just_now(request: HttpRequest) -> bool:
    """Whether the session's login is less than five minutes old."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - float(records[-1]["at"]) < RECENT


def name_typed(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str | None:
    """The name a failed login is counted under.

    The login form calls its field ``login``, Django's signal speaks of ``username``: one name for both, or failures are
    counted under nobody and nobody is locked out.
    """
    given = credentials or {}
    name = given.get("username") or given.get("login") or (request.POST.get("login") if request else None)
    return str(name).strip().casefold() if name else None


class _Counted:
    """Wrong codes count like wrong passwords, in the database: five, and the door is locked."""

    user: Member

    def clean_code(self) -> str:
        request = context.request
        credentials = {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
            request.axes_credentials = credentials
            raise forms.ValidationError("Too many wrong codes; the login is locked for a while.")
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except forms.ValidationError:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            raise


class CountedCode(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The code form at login."""


class CountedReauthentication(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code form before changes to the account."""
