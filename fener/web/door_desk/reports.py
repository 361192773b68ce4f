"""One report: taken, fetched, opened in the caseworker's browser, answered."""

from __future__ import annotations

import base64
import binascii

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from fener.actions.protection.answer_door_report import answer_door_report
from fener.actions.protection.fetch_door_letter import fetch_door_letter
from fener.actions.protection.take_door_report import take_door_report
from fener.queries.protection.door import door_report, letters_of
from fener.web.door.modules import imports
from fener.web.requests import member_of


@require_GET
def report(request: HttpRequest, key: str) -> HttpResponse:
    """What came under this key, sealed, and what was answered."""
    found = door_report(member_of(request), key)
    context = {"report": found, "letters": letters_of(found), "imports": imports().items()}
    return render(request, "door_desk/report.html", context)


@require_POST
def take(request: HttpRequest, key: str) -> HttpResponse:
    """It is mine from now on; ``from`` says whose it was on the page."""
    held_by = request.POST.get("from", "")
    take_door_report(member_of(request), key, from_member=int(held_by) if held_by.isdigit() else None)
    messages.success(request, f"{key} is yours now.")
    return redirect("door_report", key)


@require_POST
def letter(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The sealed file; fetching it is an entry of the audit, hence POST."""
    content = fetch_door_letter(member_of(request), key, number)
    name = f"{key}-{number}.age" if number else f"{key}.age"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@require_POST
@sensitive_post_parameters("words")
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Sealed in the browser; where no script ran, the words are sealed here."""
    try:
        sealed = base64.b64decode(request.POST.get("sealed", ""), validate=True)
    except (binascii.Error, ValueError):
        sealed = b"x"  # refused by the action like anything else that is not sealed
    answer_door_report(member_of(request), key, sealed=sealed, words=request.POST.get("words", ""))
    messages.success(request, "The answer is sealed. Only the person’s code and your organisation’s key open it.")
    return redirect("door_report", key)
