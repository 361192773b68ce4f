"""Imports: the list, the form, one import with the rows it refused."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fener.actions.reporting.import_figures import RowsRejected, import_figures
from fener.queries.imports import import_detail, imports_for
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError
from fener.web.figures.forms import ImportForm
from fener.web.requests import member_of

PER_PAGE = 25
ROWS_PER_PAGE = 100


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Files read so far, newest first."""
    page = Paginator(imports_for(member_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "figures/imports.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """The form; a refused file shows why, with every row at fault, and nothing of it is stored."""
    member = member_of(request)
    may_take_step(member.role, "import_figures").enforce()
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "figures/import_form.html", {"form": form})
    return _import(request, form)


def _import(request: HttpRequest, form: ImportForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        made = import_figures(
            member_of(request),
            given["kind"],
            given["file"].file,
            given["file"].name,
            vintage=given["vintage"],
            accept_partly=given["accept_partly"],
        )
    except FenerError as problem:
        context = {
            "form": form,
            "refusal": problem,
            "file_name": given["file"].name,
            "rejected": problem.rejected if isinstance(problem, RowsRejected) else (),
        }
        return render(request, "figures/import_form.html", context, status=400)
    messages.success(request, f"{made.file_name} is read.")
    return redirect("import", made.pk)


@require_GET
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """What came of one file."""
    record = import_detail(member_of(request), import_id)
    rows = Paginator(record.rejected_rows.all(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "figures/import.html", {"record": record, "page_obj": rows})
