"""Published numbers: figures compared, incidents; and the institutions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.analysis.indicators import Comparison, PairVerdict
from fener.queries.areas import chosen, label_of
from fener.queries.figures import MOST_FIGURES, compared_figures, figure_sources
from fener.queries.incidents import incident_choices, incident_pictures, route_label, search_incidents
from fener.queries.institutions import institutions as institutions_of
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.territories import territories
from fener.web.observations.addresses import asked_for, with_clean_address
from fener.web.observations.forms import VERDICT_WORDS, FigureForm, IncidentForm
from fener.web.pictures.behind import FORMS, table_file
from fener.web.pictures.tables import shown_picture
from fener.web.requests import member_of

_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """A comparison with its words for the screen."""

    subject: str
    comparison: Comparison
    word: str
    reason: str
    pairs: tuple[tuple[PairVerdict, str, str], ...]


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Figures about one subject and period side by side, with a verdict and its reason."""
    member = member_of(request)
    form = FigureForm(request.GET, sources=figure_sources(member))
    page = compared_figures(member, form.filters())
    context = {
        "form": form,
        "page": page,
        "comparisons": _shown(page.comparisons),
        "verdict_counts": [(verdict, VERDICT_WORDS[verdict], count) for verdict, count in page.verdict_counts],
        "words": {verdict.value: word for verdict, word in VERDICT_WORDS.items()},
        "most": MOST_FIGURES,
    }
    return with_clean_address(request, render(request, "observations/figures.html", context))


def _shown(comparisons: Sequence[Comparison]) -> list[ShownComparison]:
    return [
        ShownComparison(
            subject_label(one.subject),
            one,
            VERDICT_WORDS[one.verdict],
            in_words(one.reason),
            tuple((pair, VERDICT_WORDS[pair.verdict], in_words(pair.reason)) for pair in one.pairs),
        )
        for one in comparisons
    ]


def in_words(reason: str) -> str:
    """A reason with the labels of measures and units in place of their codes."""
    words = {
        entry.code: entry.label.lower() for name in ("figure_measures", "figure_units") for entry in code_list(name)
    }
    return _CODE.sub(lambda found: words.get(found[0], found[0]), reason)


def subject_label(subject: str) -> str:
    """``RS on route western_balkans`` → ``Serbia on the route Western Balkans``."""
    return " · ".join(_part(part) for part in subject.split(" · "))


def _part(part: str) -> str:
    if part.startswith("route "):
        return f"Route {route_label(part.removeprefix('route '))}"
    area, _, route = part.partition(" on route ")
    name = label_of(area) if area in territories() else area
    return f"{name} on the route {route_label(route)}" if route else name


@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """Incidents: counts that pass disclosure control, and the list."""
    member = member_of(request)
    routes, causes = incident_choices(member)
    form = IncidentForm(request.GET, routes=routes, causes=causes)
    filters = form.filters()
    context = {
        "form": form,
        "page_obj": search_incidents(member, filters, request.GET.get("page", 1)),
        "pictures": [
            shown_picture(picture, filters.territory, False) for picture in incident_pictures(member, filters)
        ],
        "may_export": may_take_step(member.role, "export_aggregates").allowed,
        "asked": asked_for(request.GET),
    }
    return with_clean_address(request, render(request, "observations/incidents.html", context))


@require_GET
def incident_export(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """One of the tables of counts, for the filters asked."""
    member = member_of(request)
    may_take_step(member.role, "export_aggregates").enforce()
    routes, causes = incident_choices(member)
    filters = IncidentForm(request.GET, routes=routes, causes=causes).filters()
    found = next((one for one in incident_pictures(member, filters) if one.key == key), None)
    if found is None or form not in FORMS:
        raise Http404
    return table_file(found.table, form, f"fener-{key}", hxl=True)


@require_GET
def institutions(request: HttpRequest) -> HttpResponse:
    """Who has a part in the response, and what binds them together."""
    member, area = member_of(request), chosen(request.GET.get("territory"))
    context = {"page": institutions_of(member, area), "territory": label_of(area) if area else ""}
    return render(request, "observations/institutions.html", context)
