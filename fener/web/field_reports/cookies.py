"""The key of an open workspace lives in a cookie of its own and nowhere on the desk: no script reads it, no other site sends it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from fener.actions.field.open_workspace import OpenedWorkspace
from fener.queries.field_reports import report_for
from fener.records.base.models import Member


def key_for(request: HttpRequest, member: Member, report: str) -> str:
    """The key this browser holds for the report's questionnaire; empty where it holds none."""
    return request.COOKIES.get(_name(report_for(member, report).questionnaire.key), "")


def keep_key(answer: HttpResponseBase, opened: OpenedWorkspace) -> None:
    """Give the key to the browser until the workspace closes."""
    answer.set_cookie(
        _name(opened.questionnaire),
        opened.key,
        max_age=max(1, int((opened.closes_at - timezone.now()).total_seconds())),
        path=reverse("field_reports"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def forget_key(answer: HttpResponseBase, questionnaire: str) -> None:
    """Take the key from the browser."""
    answer.delete_cookie(_name(questionnaire), path=reverse("field_reports"), samesite="Strict")


def _name(questionnaire: str) -> str:
    return f"fener_workspace_{questionnaire}"
