"""Coming back with the receipt code: read answers, add something, erase everything.

Without script the code is typed into this form, opens the answers in memory, and is forgotten with the answer. With script it never
leaves the browser: only the way in that follows from it comes here, and the answers go out as sealed as they lie here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from fener.actions.protection.add_to_door_report import add_to_door_report
from fener.actions.protection.erase_door_report import erase_door_report
from fener.gateways.vault import Seal
from fener.gateways.vault.door_container import unpack
from fener.gateways.vault.receipt_codes import ReceiptKeys, locator_of, receipt_keys, typed_groups, wrong_groups
from fener.queries.protection.door import DoorFacts, SealedAnswer, door_at, report_behind
from fener.terms.errors import FenerError
from fener.web.door import pace
from fener.web.door.arrivals import sealed_here, sealed_there
from fener.web.door.filled import Filled, read_filled
from fener.web.door.pages import missing_page, page, told
from fener.web.door.refusals import PROBLEM_OF, status_of
from fener.web.door.views import wants_json
from fener.web.door.wording import languages, on_day, said


@csrf_exempt
@login_not_required
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The code's form; ``do`` says what is wanted: open, add or erase."""
    door = door_at(slug)
    if door is None or language not in languages():
        return missing_page()
    if request.method != "POST":
        return page("back", language, door, {})
    may_come = pace.may_come(request, settings.DOOR_BEHIND_PROXY)
    filled = read_filled(request, takes_files=may_come)
    if not may_come:
        return _again(request, door, language, filled, "too_many")
    return _sealed_way(door, language, filled) if wants_json(request) else _open_way(request, door, language, filled)


@sensitive_variables()
def _open_way(request: HttpRequest, door: DoorFacts, language: str, filled: Filled) -> HttpResponse:
    """Without script: the code itself is in the request."""
    code = filled.fields.get("code", "")
    try:
        with pace.heavy.one() as is_free:
            if not is_free:
                return _again(request, door, language, filled, "too_many")
            keys = receipt_keys(code)
    except FenerError:
        return _again(request, door, language, filled, "code_wrong")
    if report_behind(door.slug, keys.locator) is None:
        return _again(request, door, language, filled, "code_wrong")
    steps: dict[str, Callable[[DoorFacts, str, ReceiptKeys, Filled], HttpResponse]] = {"add": _add, "erase": _erase}
    return steps.get(filled.fields.get("do", ""), _opened)(door, language, keys, filled)


def _opened(
    door: DoorFacts, language: str, keys: ReceiptKeys, filled: Filled, *, problem: str = "", added: bool = False
) -> HttpResponse:
    found = report_behind(door.slug, keys.locator)
    seal = Seal(identity=keys.identity)
    context = {
        "code": filled.fields.get("code", ""),
        "answers": [_answer(seal, one, said(language, door)) for one in found.answers] if found else [],
        "added": added,
        "problem": problem,
        "filled": filled.words if problem else {},
        "had_files": bool(problem and filled.files),
    }
    return page("opened", language, door, context, status_of(problem))


def _answer(seal: Seal, one: SealedAnswer, texts: dict[str, str]) -> dict[str, str]:
    try:
        words = unpack(seal.open(one.sealed)).words.get("message", "")
    except FenerError:
        words = "…"  # sealed wrongly in a caseworker's browser: the answer is there, nobody can read it
    return {"words": words, "on": on_day(texts, one.on)}


@sensitive_variables()
def _add(door: DoorFacts, language: str, keys: ReceiptKeys, filled: Filled) -> HttpResponse:
    problem = filled.problem or ("" if filled.words.get("message") or filled.files else "empty_message")
    if not problem:
        try:
            with pace.heavy.one() as is_free:
                if is_free:
                    arrival = sealed_here(door, language, keys, filled)
                    add_to_door_report(door.slug, arrival)
                else:
                    problem = "too_many"
        except FenerError as refusal:
            problem = PROBLEM_OF.get(refusal.number, "try_again")
    return _opened(door, language, keys, filled, problem=problem, added=not problem)


def _erase(door: DoorFacts, language: str, keys: ReceiptKeys, filled: Filled) -> HttpResponse:
    erase_door_report(door.slug, keys.locator)
    return page("erased", language, door, {})


def _sealed_way(door: DoorFacts, language: str, filled: Filled) -> HttpResponse:
    """With script: only the way in is known here."""
    try:
        locator = locator_of(bytes.fromhex(filled.fields.get("way_in", "")))
    except ValueError:
        return told(422, problem="code_wrong")
    found = report_behind(door.slug, locator)
    if found is None:
        return told(404, problem="code_wrong")
    if filled.fields.get("do") == "erase":
        erase_door_report(door.slug, locator)
        return told(erased=True)
    if filled.fields.get("do") == "add":
        return _added_sealed(door, language, filled)
    texts = said(language, door)
    answers = [{"on": on_day(texts, one.on), "sealed": base64.b64encode(one.sealed).decode()} for one in found.answers]
    return told(answers=answers)


def _added_sealed(door: DoorFacts, language: str, filled: Filled) -> HttpResponse:
    problem = filled.problem
    try:
        if not problem:
            add_to_door_report(door.slug, sealed_there(language, filled))
    except FenerError as refusal:
        problem = PROBLEM_OF.get(refusal.number, "try_again")
    return told(status_of(problem), problem=problem) if problem else told(201, added=True)


def _again(request: HttpRequest, door: DoorFacts, language: str, filled: Filled, problem: str) -> HttpResponse:
    """The code's form again, what was typed still in it; groups that do not fit are marked."""
    if wants_json(request):
        return told(status_of(problem), problem=problem)
    code = filled.fields.get("code", "")
    wrong = wrong_groups(code)
    groups = [(group, place in wrong) for place, group in enumerate(typed_groups(code)[:10])]
    context = {"problem": problem, "code": code[:200], "groups": groups if wrong else [], "filled": filled.words}
    return page("back", language, door, context, status_of(problem))
