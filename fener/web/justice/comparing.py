"""States compared, gaps, recommendations: on screen and as files for spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fener.actions.justice.record_progress import record_progress
from fener.analysis.law import DISCLAIMER, library
from fener.analysis.law.compare import circumstance_matrix, element_matrix
from fener.analysis.law.gaps import BINDING_ORDER, Finding, gap_matrix
from fener.analysis.law.gaps import gaps as gaps_of
from fener.analysis.law.matrix import Matrix, as_rows
from fener.analysis.law.penalties import penalty_matrix
from fener.gateways.documents.csv_ import write_csv
from fener.gateways.documents.xlsx import write_table
from fener.queries.justice.recommendations import progress_history, recommendation_tracker
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.reporting import Cell, Column, Table
from fener.web.justice.forms import REFUSALS, GapForm, ProgressForm, StatesForm, asked
from fener.web.requests import member_of

READ, TRACK = "read_law", "track_recommendations"
_States = tuple[str, ...]
MATRICES: Mapping[str, Callable[[_States], Matrix]] = {
    "elements": lambda states: element_matrix(library(), states=states),
    "circumstances": lambda states: circumstance_matrix(library(), states=states),
    "penalties": lambda states: penalty_matrix(library(), states),
    "gaps": lambda states: gap_matrix(library(), states=states),
}
_TITLES = {"elements": "Elements", "circumstances": "Circumstances", "penalties": "Ranges"}
_MEDIA = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """One matrix at a time, for the states ticked."""
    member = member_of(request)
    may_take_step(member.role, READ).enforce()
    form = StatesForm(request.GET)
    states, what = form.chosen(), request.GET.get("what", "")
    what = what if what in _TITLES else "elements"
    context = {
        "matrix": MATRICES[what](states),
        "what": what,
        "titles": _TITLES.items(),
        "states": states,
        "choices": [(code, label, code in states) for code, label in form.fields["states"].choices],  # type: ignore[attr-defined]
        "may_export": may_take_step(member.role, "export_aggregates").allowed,
        "disclaimer": DISCLAIMER,
    }
    return render(request, "justice/compare.html", context)


@require_GET
def matrix_file(request: HttpRequest, what: str, suffix: str) -> HttpResponse:
    """A matrix as CSV or XLSX: every cell with provisions, mark, claims and notes."""
    member = member_of(request)
    may_take_step(member.role, READ).enforce()
    may_take_step(member.role, "export_aggregates").enforce()
    if what not in MATRICES or suffix not in _MEDIA:
        raise Http404
    table = _as_table(what, MATRICES[what](StatesForm(request.GET).chosen()))
    page = io.BytesIO()
    if suffix == "csv":
        write_csv(table, page, bom=True)
    else:
        write_table(table, page)
    headers = {"Content-Disposition": f'attachment; filename="law-{what}.{suffix}"', "Cache-Control": "no-store"}
    return HttpResponse(page.getvalue(), content_type=_MEDIA[suffix], headers=headers)


def _as_table(key: str, matrix: Matrix) -> Table:
    head, *rows = as_rows(matrix)
    columns = tuple(Column(f"c{number}", title or matrix.title) for number, title in enumerate(head))
    cells = tuple(tuple(Cell(words) for words in row) for row in rows)
    return Table(key, matrix.title, columns, cells, " ".join(matrix.notes))


@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """What instruments ask for and the books of a state do not show; what binds first."""
    member = member_of(request)
    may_take_step(member.role, READ).enforce()
    form = GapForm(request.GET, BINDING_ORDER)
    state, binding = asked(form, "state"), asked(form, "binding")
    everything = gaps_of(library(), states=(state,)) if state else gaps_of(library())
    found = [each for each in everything if not binding or each.binding == binding]
    standing = [each for each in found if each.is_open]
    context = {
        "form": form,
        "groups": [(key, list(part)) for key, part in groupby(standing, key=lambda each: each.binding)],
        "count": len(standing),
        "met": [each for each in found if each.finding is Finding.MET],
        "unknown": [each for each in found if each.finding is Finding.NOT_KNOWN],
        "state": state,
        "may_export": may_take_step(member.role, "export_aggregates").allowed,
        "disclaimer": DISCLAIMER,
    }
    return render(request, "justice/gaps.html", context)


@require_GET
def recommendations(request: HttpRequest) -> HttpResponse:
    """All recommendations with how far each state got, as the own organisation recorded it."""
    member = member_of(request)
    rows = recommendation_tracker(member)
    by_report = [(report, list(part)) for report, part in groupby(rows, key=lambda row: row.recommendation.report)]
    context = {"reports": by_report, "may_track": may_take_step(member.role, TRACK).allowed, "disclaimer": DISCLAIMER}
    return render(request, "justice/recommendations.html", context)


@require_http_methods(["GET", "POST"])
def recommendation(request: HttpRequest, key: str) -> HttpResponse:
    """One recommendation: its points, its history, and the form for another entry."""
    member = member_of(request)
    may_take_step(member.role, READ).enforce()
    found = library().recommendations.get(key)
    if found is None:
        raise UnknownTerm(
            "the books hold no such recommendation", remedy="Choose one from the list.", number="FEN-2958"
        )
    form = ProgressForm(found.states, request.POST or None, initial={"state": request.GET.get("state", "")})
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record_progress(
                member, key, given["state"], given["progress"], given["note"], given["source"], given["as_of"]
            )
        except REFUSALS as said:
            refusal = said
        else:
            messages.success(request, "The entry is kept. Earlier ones stay.")
            return redirect("law_recommendation", key)
    context = {
        "one": found,
        "history": progress_history(member, key),
        "gaps": [each for each in gaps_of(library(), only_open=True) if each.recommendation is found],
        "form": form,
        "refusal": refusal,
        "may_track": may_take_step(member.role, TRACK).allowed,
        "disclaimer": DISCLAIMER,
    }
    return render(request, "justice/recommendation.html", context, status=400 if refusal else 200)
