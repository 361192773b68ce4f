"""Observations: the list, one of them, the export; and the guiding questions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.queries.areas import chosen, label_of
from fener.queries.codings import coded_from
from fener.queries.inconsistencies import open_questions
from fener.queries.observations import (
    COUNT_UP_TO,
    export_rows,
    observation_detail,
    observation_sources,
    search_observations,
)
from fener.queries.questions import answers_to
from fener.safeguards.roles import may_take_step
from fener.web.observations.addresses import asked_for, joined, with_clean_address
from fener.web.observations.forms import ObservationForm
from fener.web.pictures.behind import FORMS, table_file
from fener.web.requests import member_of


@require_GET
def observations(request: HttpRequest) -> HttpResponse:
    """The list with its filters; htmx takes the results out of the same page."""
    member = member_of(request)
    form = ObservationForm(request.GET, sources=observation_sources(member))
    page = search_observations(
        member, form.filters(), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    asked = asked_for(request.GET)
    context = {
        "form": form,
        "page": page,
        "count_up_to": COUNT_UP_TO,
        "first_address": f"?{asked}",
        "next_address": f"?{joined(asked, 'after', page.after)}" if page.after else "",
        "previous_address": f"?{joined(asked, 'before', page.before)}" if page.before else "",
        "may_export": may_take_step(member.role, "export_observations").allowed,
        "asked": asked,
    }
    return with_clean_address(request, render(request, "observations/list.html", context))


@require_GET
def observation(request: HttpRequest, key: str) -> HttpResponse:
    """One observation with codes, places and the questions it answers."""
    member = member_of(request)
    found = observation_detail(member, key)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "card": found.card,
        "origin": coded_from(member, key),
        "may_code": may_take_step(member.role, "code_field_report").allowed,
    }
    return render(request, "observations/detail.html", context)


@require_GET
def observation_export(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered observations as a file."""
    member = member_of(request)
    if form not in FORMS:
        raise Http404
    filters = ObservationForm(request.GET, sources=observation_sources(member)).filters()
    return table_file(export_rows(member, filters), form, "fener-observations")


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """Every guiding question with what answers it."""
    member, area = member_of(request), chosen(request.GET.get("territory"))
    answered = answers_to(member, area)
    context = {
        "questions": answered,
        "unanswered": [question for question in answered if not question.count],
        "territory": label_of(area) if area else "",
        "territory_code": area or "",
    }
    return render(request, "observations/questions.html", context)


@require_GET
def inconsistencies(request: HttpRequest) -> HttpResponse:
    """What the sources say in two ways, or not at all."""
    return render(request, "observations/inconsistencies.html", {"entries": open_questions(member_of(request))})
