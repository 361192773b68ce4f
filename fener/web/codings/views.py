"""Reading: the list of reports, one report beside its coding, agreement of two coders, and the history of a coding."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.queries.codings import agreement, coding_page, is_kept_back, reports_to_code, revisions
from fener.queries.cycles import cycles_for, place_names
from fener.records.base.models import Member
from fener.records.field.models import Coding, FieldReport
from fener.terms.errors import FenerError
from fener.web.codings.addresses import is_sample, read_where
from fener.web.codings.agreement import code_rows, differing_sentences, topic_rows
from fener.web.codings.forms import ReasonForm, StatementForm
from fener.web.codings.lines import changes
from fener.web.codings.page import Desk, open_spot
from fener.web.requests import member_of

PER_PAGE = 25


@require_GET
def codings(request: HttpRequest) -> HttpResponse:
    """Approved reports with the state of both codings, and how far coders agree."""
    member = member_of(request)
    cycle = _cycle(request)
    rows = [_listed(member, *row) for row in reports_to_code(member, cycle)]
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "cycles": [(line.cycle.pk, line.cycle.title) for line in cycles_for(member)],
        "cycle_now": cycle,
        "agreement": agreement(member, cycle),
        "waiting": sum(row["main"] is None for row in rows),
    }
    return render(request, "codings/list.html", context)


@require_GET
def coding(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: sentences on the left, statements and the form on the right."""
    desk = desk_of(request, report_id)
    return show(request, desk, desk.fresh_form())


@require_GET
def coding_agreement(request: HttpRequest) -> HttpResponse:
    """κ for each code and topic, and every sentence two coders see differently."""
    member = member_of(request)
    cycle = _cycle(request)
    found = agreement(member, cycle)
    context = {
        "agreement": found,
        "codes": code_rows(found),
        "topics": topic_rows(found),
        "differing": differing_sentences(member, cycle),
        "cycles": [(line.cycle.pk, line.cycle.title) for line in cycles_for(member)],
        "cycle_now": cycle,
    }
    return render(request, "codings/agreement.html", context)


@require_GET
def history(request: HttpRequest, report_id: int) -> HttpResponse:
    """All revisions, and two of them compared; the two newest unless asked otherwise."""
    desk = desk_of(request, report_id)
    found = [] if desk.is_hidden else revisions(desk.member, report_id, sample=desk.sample)
    by_number = {coding.revision: (coding, rows) for coding, rows in found}
    numbers = list(by_number)
    newer = _asked(request, "newer", numbers, numbers[0] if numbers else 0)
    older = _asked(request, "older", numbers, numbers[1] if len(numbers) > 1 else newer)
    older, newer = sorted((older, newer))
    context = {
        "desk": desk,
        "report": desk.page.report,
        "sample": desk.sample,
        "revisions": [coding for coding, _ in found],
        "older": older,
        "newer": newer,
        "changes": changes(by_number[older][1], by_number[newer][1]) if older != newer else [],
    }
    return render(request, "codings/history.html", context)


def desk_of(request: HttpRequest, report_id: int) -> Desk:
    """The desk as this request asks for it; statements of another coder are hidden until asked for."""
    member, sample = member_of(request), is_sample(request)
    page = coding_page(member, report_id, sample=sample)
    asked = request.POST if request.method == "POST" else request.GET
    line = asked.get("line", "")
    is_open = page.coding is not None and page.coding.finished_at is None and page.coding.coder_id == member.pk
    here, kept = open_spot(page, read_where(asked.get("at", "")), int(line) if _is_number(line) else None, is_open)
    is_kept, is_reading = is_kept_back(member, page.coding), request.GET.get("read") == "1"
    return Desk(member, page, sample, here, kept, is_kept and not is_reading, is_kept and is_reading)


def show(
    request: HttpRequest,
    desk: Desk,
    form: StatementForm | None,
    *,
    refusal: FenerError | None = None,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a refusal beside the form where there is one."""
    report = desk.page.report
    context = {
        "desk": desk,
        "report": report,
        "coding": desk.page.coding,
        "sample": desk.sample,
        "form": form,
        "refusal": refusal,
        "reason": reason or ReasonForm(),
        "places": place_names(report.territory) if form else (),
        "here": desk.sentence_here(),
        "following": desk.following(),
        "questionnaire": desk.page.definition.title(),
    }
    return render(request, "codings/desk.html", context, status=status)


def _listed(member: Member, report: FieldReport, main: Coding | None, second: Coding | None) -> dict[str, object]:
    return {
        "report": report,
        "main": main,
        "second": second,
        "main_is_own": main is not None and main.coder_id == member.pk,
        "second_is_own": second is not None and second.coder_id == member.pk,
        "is_outdated": main is not None and (main.finished_at or main.begun_at) < report.state_at,
    }


def _cycle(request: HttpRequest) -> int | None:
    asked = request.GET.get("cycle", "")
    return int(asked) if _is_number(asked) else None


def _asked(request: HttpRequest, name: str, numbers: list[int], otherwise: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if _is_number(given) and int(given) in numbers else otherwise


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
