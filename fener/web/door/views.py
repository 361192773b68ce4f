"""Choosing a door and a language, and telling or asking.

Every view here is exempt from the cross-site check on purpose: it protects the authority of a cookie, and here is none to borrow.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from fener.actions.protection.receive_door_report import receive_door_report
from fener.gateways.vault.receipt_codes import groups_of, receipt_keys
from fener.queries.protection.door import DoorFacts, all_doors, door_at
from fener.terms.door import SealedArrival
from fener.terms.errors import FenerError
from fener.web.door import pace
from fener.web.door.arrivals import sealed_here, sealed_there
from fener.web.door.filled import Filled, read_filled
from fener.web.door.pages import missing_page, page, told
from fener.web.door.refusals import PROBLEM_OF, number_of, status_of
from fener.web.door.tokens import code_behind, new_token
from fener.web.door.wording import best_for, languages


@login_not_required
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """All open doors; with one door only, its languages at once."""
    found = all_doors()
    if len(found) == 1:
        return _languages(request, found[0])
    return page("doors", best_for(request.headers.get("Accept-Language", "")), None, {"doors": found})


@login_not_required
@require_safe
def door_languages(request: HttpRequest, slug: str) -> HttpResponse:
    """In which language."""
    door = door_at(slug)
    return _languages(request, door) if door else missing_page()


def _languages(request: HttpRequest, door: DoorFacts) -> HttpResponse:
    first = best_for(request.headers.get("Accept-Language", ""))
    return page("languages", first, door, {"languages": languages().values()})


@csrf_exempt
@login_not_required
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The form, and what came of it."""
    door = door_at(slug)
    if door is None or language not in languages():
        return missing_page()
    if request.method == "POST":
        return _received(request, door, language)
    if not door.is_open:
        return page("closed", language, door, {}, 410)
    return form_page(door, language)


def form_page(door: DoorFacts, language: str, filled: Filled | None = None, number: str = "") -> HttpResponse:
    """The form, with everything typed still in it and what stands in its way above it."""
    problem = filled.problem if filled else ""
    context: dict[str, Any] = {
        "filled": filled.words if filled else {},
        "had_files": bool(filled and filled.files),
        "problem": problem,
        "number": number or number_of(problem),
        "token": (filled and kept_token(filled, door)) or new_token(door.slug),
    }
    answer = page("form", language, door, context, status_of(problem))
    if problem == "too_many":
        answer.headers["Retry-After"] = "30"
    return answer


def kept_token(filled: Filled, door: DoorFacts) -> str:
    """The form's own token where it is still good: sent once more, it is still the same report."""
    token = filled.fields.get("token", "")
    return token if code_behind(token, door.slug) else ""


@sensitive_variables()
def _received(request: HttpRequest, door: DoorFacts, language: str) -> HttpResponse:
    may_come = pace.may_come(request, settings.DOOR_BEHIND_PROXY)
    filled = read_filled(request, takes_files=may_come)
    code = code_behind(filled.fields.get("token", ""), door.slug)
    problem = filled.problem or _problem(filled, code, may_come=may_come)
    if problem:
        return refused(request, door, language, filled, problem)
    try:
        arrival = _sealed(door, language, code or "", filled)
        if arrival is None:
            return refused(request, door, language, filled, "too_many")
        receive_door_report(door.slug, arrival)
    except FenerError as refusal:
        return refused(request, door, language, filled, PROBLEM_OF.get(refusal.number, "try_again"), refusal.number)
    if filled.sealed:
        return told(201, came=True)
    return page("sent", language, door, {"groups": groups_of(code or "")}, 201)


def _problem(filled: Filled, code: str | None, *, may_come: bool) -> str:
    """The key of the text that says what stands in the way; empty where nothing does."""
    if not may_come:
        return "too_many"
    # A robot fills every field; a person whose browser filled the hidden one gets the form back with all they wrote.
    if code is None or filled.fields.get("website"):
        return "try_again"
    return "" if filled.sealed or filled.files or filled.words.get("message") else "empty_message"


@sensitive_variables()
def _sealed(door: DoorFacts, language: str, code: str, filled: Filled) -> SealedArrival | None:
    """Sealed there or here; None where the server was too busy to do it here."""
    if filled.sealed:
        return sealed_there(language, filled)
    with pace.heavy.one() as is_free:
        return sealed_here(door, language, receipt_keys(code), filled) if is_free else None


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's own script asks."""
    return request.headers.get("Accept") == "application/json"


def refused(
    request: HttpRequest, door: DoorFacts, language: str, filled: Filled, problem: str, number: str = ""
) -> HttpResponse:
    """The form again with the words in it; for the script only what is wrong."""
    if wants_json(request):
        return told(status_of(problem), problem=problem, number=number or number_of(problem))
    if problem == "closed_title":
        return page("closed", language, door, {"filled": filled.words}, 410)
    again = Filled(filled.words, filled.files, filled.fields, problem=problem)
    return form_page(door, language, again, number)
