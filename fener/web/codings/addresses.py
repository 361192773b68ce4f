"""Addresses of the desk: a report, main coding or sample, and the sentence that is open."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

Where = tuple[str, int | None, int | None]
"""Path of the answer and the characters of the sentence; None, None for the answer as a whole."""


def is_sample(request: HttpRequest) -> bool:
    """Whether the second, blind coding is meant."""
    return (request.POST.get("sample") or request.GET.get("sample", "")) == "1"


def address(route: str, report_id: int, sample: bool, **more: object) -> str:
    """The address of a page of this report."""
    asked = {"sample": "1"} if sample else {}
    asked |= {name: str(value) for name, value in more.items() if value not in (None, "")}
    path = reverse(route, args=[report_id])
    return f"{path}?{urlencode(asked)}" if asked else path


def written(where: Where) -> str:
    """``seen@0-35``; ``paid@`` for an answer as a whole."""
    path, start, end = where
    return f"{path}@" if start is None else f"{path}@{start}-{end}"


def read_where(text: str) -> Where | None:
    """What ``written`` wrote; None for anything else."""
    path, found, span = text.rpartition("@")
    if not found or not path:
        return None
    if not span:
        return path, None, None
    start, _, end = span.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(span) < 20):
        return None
    return path, int(start), int(end)
