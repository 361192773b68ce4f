"""Ask for an export, and take it as it is made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fener.actions.field.export_answers import export_answers
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError
from fener.web.exports.forms import ExportForm
from fener.web.requests import member_of


@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponseBase:
    """The form; a refusal stands above it with what was typed."""
    member = member_of(request)
    may_take_step(member.role, "export_field_reports").enforce()
    form = ExportForm(member, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "exports/form.html", {"form": form})
    given = form.cleaned_data
    try:
        made = export_answers(
            member,
            given["questionnaire"],
            form=given["form"],
            deidentified=given["deidentified"],
            sensitive=given["sensitive"],
            cycle_id=int(given["cycle"]) if given["cycle"] else None,
            why=given["why"],
        )
    except FenerError as refusal:
        return render(request, "exports/form.html", {"form": form, "refusal": refusal}, status=400)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(made.body, content_type=made.media_type, headers=headers)
