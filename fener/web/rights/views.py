"""The navigator and the comparison. Facts come in the address, are answered, and are kept nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fener.analysis.rights import Outcome
from fener.queries.rights import entries_for_all, legal_orders, questions_for, rights_for, territory_choices
from fener.safeguards.roles import may_take_step
from fener.terms.conditions import Facts
from fener.web.requests import member_of
from fener.web.rights.pages import need_groups, question_groups

_VALUES = {"yes": True, "no": False}


@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """Choose a territory, answer what is known, read what may be asked for."""
    member = member_of(request)
    may_take_step(member.role, "navigate_rights").enforce()
    choices = territory_choices()
    territory = request.GET.get("territory", "")
    if territory not in dict(choices):
        return render(request, "rights/choose.html", {"choices": choices, "asked": territory})
    questions = questions_for(member, territory)
    facts = facts_given(request.GET, [each.key for each in questions])
    answer = rights_for(member, facts, territory, timezone.localdate())
    context = {
        "choices": choices,
        "territory": territory,
        "territory_name": dict(choices)[territory],
        "answer": answer,
        "groups": need_groups(answer),
        "asked": question_groups(questions, facts, answer),
        "not_here": answer.with_outcome(Outcome.NOT_ON_THIS_GROUND),
        "may_ask": len(answer.with_outcome(Outcome.MAY_ASK)),
        "open": len(answer.with_outcome(Outcome.OPEN)),
    }
    return render(request, "rights/navigate.html", context)


@require_GET
def rights_compare(request: HttpRequest) -> HttpResponse:
    """The six legal orders side by side."""
    member = member_of(request)
    context = {"orders": legal_orders(member), "for_all": entries_for_all(member)}
    return render(request, "rights/compare.html", context)


def facts_given(asked: QueryDict, keys: list[str]) -> Facts:
    """Facts answered yes or no; any other value, and any key that is no question of the territory, is not known."""
    given = {key: _VALUES.get(str(asked.get(key, ""))) for key in keys}
    return {key: value for key, value in given.items() if value is not None}
