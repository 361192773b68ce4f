"""The list of reports, one report, and what changed between two of its versions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.queries.field_reports import (
    ReportFilter,
    filter_choices,
    listed_reports,
    report_counts,
    report_difference,
    report_for,
    report_line,
    report_page,
    reviews,
)
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError, UnreadableMaterial
from fener.terms.review import ReviewState
from fener.web.field_reports.cookies import key_for
from fener.web.requests import member_of

PER_PAGE = 30
ALL, WAITING = "all", "waiting"


@require_GET
def field_reports(request: HttpRequest) -> HttpResponse:
    """Reports the member may read: to a reviewer those that wait first, to a monitor their own."""
    member = member_of(request)
    may_take_step(member.role, "read_field_reports").enforce()
    is_reviewer = reviews(member)
    state = request.GET.get("state") or (WAITING if is_reviewer else ALL)
    wanted = _filter(request, state)
    page = Paginator(listed_reports(member, wanted), PER_PAGE).get_page(request.GET.get("page"))
    counts = report_counts(member)
    questionnaires, cycles = filter_choices(member)
    context = {
        "page_obj": page,
        "lines": [report_line(member, row) for row in page],
        "wanted": wanted,
        "state": state,
        "counts": counts,
        "tabs": _tabs(counts.by_state, counts.waiting, counts.all, is_reviewer=is_reviewer),
        "questionnaires": questionnaires,
        "cycles": cycles,
        "is_reviewer": is_reviewer,
        "is_coordinator": member.role == "coordinator",
        "may_unlock": may_take_step(member.role, "unlock_workspace").allowed,
        "may_fill": may_take_step(member.role, "fill_questionnaire").allowed,
    }
    return render(request, "field_reports/list.html", context)


def _filter(request: HttpRequest, state: str) -> ReportFilter:
    given = request.GET
    cycle = given.get("cycle", "")
    known = {*ReviewState, WAITING}
    return ReportFilter(
        state=state if state in known else "",
        questionnaire=given.get("questionnaire", "")[:60],
        cycle_id=int(cycle) if cycle.isdecimal() and len(cycle) < 10 else None,
        mine="mine" in given,
        awaiting_files="files" in given,
        with_issues="issues" in given,
    )


def _tabs(by_state: object, waiting: int, total: int, *, is_reviewer: bool) -> list[tuple[str, str, int]]:
    """(state, words, count)"""
    counts = by_state if isinstance(by_state, dict) else {}
    states = [ReviewState.RETURNED, ReviewState.APPROVED, ReviewState.REJECTED]
    first = [(WAITING, "Waiting for a reader", waiting)] if is_reviewer else [(ALL, "All", total)]
    last = [(ALL, "All", total)] if is_reviewer else [(WAITING, "Waiting for a reader", waiting)]
    return [*first, *((state.value, state.label, counts.get(state.value, 0)) for state in states), *last]


@require_GET
def field_report(request: HttpRequest, report: str) -> HttpResponse:
    """One report; ``?version=2`` shows an earlier version."""
    member = member_of(request)
    key = key_for(request, member, report)
    page = report_page(member, report, _number(request, "version"), key)
    context = {"page": page, "report": page.report, "member": member, "notice": request.GET.get("done", "")[:40]}
    return render(request, "field_reports/read.html", context)


@require_GET
def field_report_diff(request: HttpRequest, report: str) -> HttpResponse:
    """What changed from ``?older=`` to ``?newer=``; without them from the last but one version to the last."""
    member = member_of(request)
    key = key_for(request, member, report)
    versions = list(report_for(member, report).versions.order_by("number").values_list("number", flat=True))
    newer = _number(request, "newer") or versions[-1]
    older = _number(request, "older") or max([one for one in versions if one < newer], default=newer)
    context = {"report": report_for(member, report), "versions": versions, "older": older, "newer": newer}
    try:
        context["difference"] = report_difference(member, report, older, newer, key)
    except FenerError as locked:
        context["locked"] = locked
    return render(request, "field_reports/difference.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    if not given:
        return None
    if not given.isdecimal() or len(given) > 5:
        raise UnreadableMaterial(
            f"“{given[:20]}” is not the number of a version", remedy="Choose one on the page.", number="FEN-2677"
        )
    return int(given)
