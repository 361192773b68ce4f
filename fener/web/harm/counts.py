"""Suppressed tables on screen and as CSV. No other number of the register reaches a page."""

from __future__ import annotations

import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.gateways.documents.csv_ import write_csv
from fener.queries.protection.harm_counts import harm_table, places_shown, years_shown
from fener.safeguards.roles import may_take_step
from fener.terms.territories import REGION, territory
from fener.web.requests import member_of


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """The fixed tables of a year and place; anything else asked for shows the newest of the region."""
    member = member_of(request)
    may_take_step(member.role, "read_harm_counts").enforce()
    years, places = years_shown(), places_shown()
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else years[0]
    place = request.GET.get("place", REGION)
    found = harm_table(member, year, place if place in places else REGION)
    context = {
        "found": found,
        "years": years,
        "places": [(code, territory(code).label) for code in places],
        "may_export": may_take_step(member.role, "export_aggregates").allowed,
        "may_record": may_take_step(member.role, "record_harm").allowed,
    }
    return render(request, "harm/counts.html", context)


@require_GET
def table_file(request: HttpRequest, year: int, place: str, key: str) -> HttpResponse:
    """One of the tables as CSV with HXL tags; withheld cells say so."""
    member = member_of(request)
    may_take_step(member.role, "export_aggregates").enforce()
    found = {table.key: table for table in harm_table(member, year, place).tables}
    if key not in found:
        raise Http404
    page = io.BytesIO()
    write_csv(found[key], page, hxl=True)
    answer = HttpResponse(page.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key.lower()}-{year}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
