"""The list of questionnaires with the member's drafts, and the page that draws one."""

from __future__ import annotations

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from fener.queries.drafts import drafts_of
from fener.queries.questionnaires import QuestionnaireLine, questionnaires_for
from fener.web.requests import member_of


@require_GET
def questionnaires(request: HttpRequest) -> HttpResponse:
    """What the member may fill in, and what was begun."""
    member = member_of(request)
    context = {"lines": questionnaires_for(member), "drafts": drafts_of(member)}
    return render(request, "questionnaires/list.html", context)


# The renderer's reader of form expressions is WebAssembly, which a policy must name; scripts from text stay forbidden.
@csp_update({"script-src": ["'wasm-unsafe-eval'"]})  # type: ignore[arg-type]  # its stub knows only views without arguments
@ensure_csrf_cookie
@require_GET
def questionnaire_fill(request: HttpRequest, key: str) -> HttpResponse:
    """One questionnaire to fill in; ``?draft=`` takes a draft up again, ``?correct=`` a returned report."""
    line = next((line for line in questionnaires_for(member_of(request)) if line.key == key), None)
    draft, correct = request.GET.get("draft", ""), request.GET.get("correct", "")
    context = {
        "line": line,
        "key": key,
        "draft": draft,
        "correct": correct,
        "can_fill": _can_fill(line, has_answers=bool(draft or correct)),
        "base": reverse("questionnaires") + f"{key}/",
    }
    page = render(request, "questionnaires/fill.html", context, status=200 if line or draft or correct else 404)
    # Second wall: whatever a form asks for, this page does not tell where the computer is.
    page.headers["Permissions-Policy"] = "geolocation=()"
    return page


def _can_fill(line: QuestionnaireLine | None, *, has_answers: bool) -> bool:
    # What was begun before a questionnaire was closed may be finished; the desk has the last word when it arrives.
    if line is None or line.is_closed:
        return has_answers
    return not line.requires_encryption
