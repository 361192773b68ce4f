"""From a number to its records, and from a table to a file."""

from __future__ import annotations

import io
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.gateways.documents.csv_ import write_csv
from fener.gateways.documents.xlsx import write_table
from fener.queries.areas import chosen, label_of
from fener.queries.permalinks import record_card, references_to
from fener.queries.pictures.pages import table_by_key
from fener.safeguards.roles import may_take_step
from fener.terms.reporting import Reference, Table
from fener.web.requests import member_of

MOST_LISTED = 200
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def behind(request: HttpRequest, key: str) -> HttpResponse:
    """The records behind one cell of a picture's table, found again by row and column."""
    member, area = member_of(request), chosen(request.GET.get("territory"))
    table = table_by_key(member, key, area)
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    ids = _ids(table, row, column) if table else ()
    if table is None or not ids:
        raise Http404
    found = references_to(member, ids[:MOST_LISTED])
    context = {
        "caption": table.caption,
        "row": row,
        "column": next((known.title for known in table.columns if known.key == column), ""),
        "territory": label_of(area) if area else "",
        "references": [found.get(one) or Reference(one, one, "", "") for one in ids[:MOST_LISTED]],
        "count": len(ids),
        "rest": max(0, len(ids) - MOST_LISTED),
    }
    return render(request, "pictures/behind.html", context)


def _ids(table: Table, row: str, column: str) -> tuple[str, ...]:
    places = [at for at, known in enumerate(table.columns) if known.key == column]
    lines = [line for line in table.rows if str(line[0].value) == row]
    return tuple(dict.fromkeys(one for line in lines for at in places for one in line[at].ids))


@require_GET
def picture_export(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """A picture's table as CSV with HXL tags or as XLSX with its sources."""
    member, area = member_of(request), chosen(request.GET.get("territory"))
    may_take_step(member.role, "export_aggregates").enforce()
    table = table_by_key(member, key, area)
    if table is None or form not in FORMS:
        raise Http404
    name = f"fener-{key}-{(area or 'region').lower()}"
    if form == "csv":
        return table_file(table, form, name, hxl=True)
    ids = [one for row in table.rows for cell in row for one in cell.ids]
    return table_file(table, form, name, hxl=True, references=references_to(member, ids))


def table_file(
    table: Table, form: str, name: str, *, hxl: bool = False, references: Mapping[str, Reference] | None = None
) -> HttpResponse:
    """The table as a download."""
    page = io.BytesIO()
    if form == "csv":
        write_csv(table, page, hxl)
    else:
        write_table(table, page, hxl=hxl, references=references)
    answer = HttpResponse(page.getvalue(), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@require_GET
def record(request: HttpRequest, record_id: str) -> HttpResponse:
    """One record by its permalink id."""
    card = record_card(member_of(request), record_id)
    if card is None:
        raise Http404
    return render(request, "pictures/record.html", {"card": card})
