"""Planning: starting a cycle, visits and interviews one by one or by table, cancelling, closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fener.actions.field.cancel_planned import cancel_planned
from fener.actions.field.change_planned import change_planned
from fener.actions.field.close_cycle import close_cycle
from fener.actions.field.join_platform import join_platform
from fener.actions.field.plan_interview import plan_interview
from fener.actions.field.plan_many import COLUMNS, REQUIRED, PlanRowsRefused, plan_many
from fener.actions.field.plan_visit import plan_visit
from fener.actions.field.start_cycle import start_cycle
from fener.queries.cycles import cycle_for, organisations_of, organisations_outside, place_names
from fener.queries.places import place_label
from fener.queries.planned import open_matters, planned_for, visit_choices
from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringCycle, MonitoringVisit
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError
from fener.web.cycles.forms import CycleForm, InterviewForm, ManyForm, ReasonForm, VisitForm, initial_of, takes
from fener.web.requests import member_of


@require_http_methods(["GET", "POST"])
def new_cycle(request: HttpRequest) -> HttpResponse:
    """Start a cycle."""
    member = _planner(request)
    form = CycleForm(member, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "cycles/new.html", {"form": form})
    given = form.cleaned_data
    try:
        cycle = start_cycle(
            member,
            given["territory"],
            given["title"],
            given["first_on"],
            given["last_on"],
            visits_target=given["visits_target"],
            interviews_target=given["interviews_target"],
        )
    except FenerError as refusal:
        if refusal.number != "FEN-2602":
            raise
        form.add_error("first_on", f"{refusal.message}. {refusal.remedy} ({refusal.number})")
        return render(request, "cycles/new.html", {"form": form}, status=400)
    messages.success(request, "The cycle is started. Plan its visits and interviews now, one by one or from a table.")
    return redirect("cycle", cycle.pk)


@require_http_methods(["GET", "POST"])
def new_visit(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Plan a visit."""
    member = _planner(request)
    cycle = cycle_for(member, cycle_id)
    form = VisitForm(member, cycle, request.POST or None)

    def plan() -> MonitoringVisit:
        return plan_visit(member, cycle.pk, **asdict(form.wish()))

    return _kept(request, cycle, form, plan, "cycles/visit.html")


@require_http_methods(["GET", "POST"])
def edit_visit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a visit."""
    member = _planner(request)
    visit = planned_for(member, key)
    if not isinstance(visit, MonitoringVisit):
        return redirect("interview_edit", key)
    form = VisitForm(member, visit.cycle, request.POST or None, initial=initial_of(visit))

    def change() -> MonitoringVisit | Interview:
        return change_planned(member, key, form.wish())

    return _kept(request, visit.cycle, form, change, "cycles/visit.html", visit)


@require_http_methods(["GET", "POST"])
def new_interview(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Plan an interview."""
    member = _planner(request)
    cycle = cycle_for(member, cycle_id)
    form = InterviewForm(member, cycle, visit_choices(member, cycle), request.POST or None)

    def plan() -> Interview:
        return plan_interview(member, cycle.pk, **asdict(form.wish()))

    return _kept(request, cycle, form, plan, "cycles/interview.html")


@require_http_methods(["GET", "POST"])
def edit_interview(request: HttpRequest, key: str) -> HttpResponse:
    """Change an interview."""
    member = _planner(request)
    interview = planned_for(member, key)
    if not isinstance(interview, Interview):
        return redirect("visit_edit", key)
    visits = visit_choices(member, interview.cycle)
    form = InterviewForm(member, interview.cycle, visits, request.POST or None, initial=initial_of(interview))

    def change() -> MonitoringVisit | Interview:
        return change_planned(member, key, form.wish())

    return _kept(request, interview.cycle, form, change, "cycles/interview.html", interview)


@require_http_methods(["GET", "POST"])
def many(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Plan visits from a table; a refused table shows every row at fault, and nothing of it is stored."""
    member = _planner(request)
    cycle = cycle_for(member, cycle_id)
    form = ManyForm(request.POST or None, request.FILES or None)
    show = partial(_many_page, request, cycle, form)
    if request.method != "POST" or not form.is_valid():
        return show()
    try:
        visits = plan_many(member, cycle.pk, form.content())
    except PlanRowsRefused as refusal:
        return show(refusal, refusal.rejected)
    except FenerError as refusal:
        if refusal.number != "FEN-2613":
            raise
        return show(refusal)
    messages.success(request, f"{len(visits)} visits are planned, from {visits[0].key} to {visits[-1].key}.")
    return redirect("cycle", cycle.pk)


def _many_page(
    request: HttpRequest,
    cycle: MonitoringCycle,
    form: ManyForm,
    refusal: FenerError | None = None,
    rejected: object = (),
) -> HttpResponse:
    context = {
        "form": form,
        "cycle": cycle,
        "refusal": refusal,
        "rejected": rejected,
        "required": REQUIRED,
        "optional": COLUMNS[len(REQUIRED) :],
        "kinds": list(code_list("site_kinds")),
        "organisations": organisations_of(cycle),
        "example_place": next((name for name, kind in place_names(cycle.territory) if kind == "town"), ""),
    }
    return render(request, "cycles/many.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Cancel a visit or an interview, with a reason."""
    member = _planner(request)
    planned = planned_for(member, key)
    form = ReasonForm(request.POST or None)
    context = {"form": form, "planned": planned, "cycle": planned.cycle}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cycles/cancel.html", context)
    try:
        cancel_planned(member, key, form.cleaned_data["why"])
    except FenerError as refusal:
        if not takes(form, refusal):
            raise
        return render(request, "cycles/cancel.html", context, status=400)
    messages.success(request, f"{key} is cancelled.")
    return redirect("cycle", planned.cycle_id)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Close a cycle; what is open is listed, and closing it even so needs a reason."""
    member = _planner(request)
    cycle = cycle_for(member, cycle_id)
    if request.method != "POST":
        return render(request, "cycles/close.html", {"cycle": cycle, "matters": open_matters(cycle)})
    close_cycle(member, cycle_id, even_so="even_so" in request.POST, why=request.POST.get("why", ""))
    messages.success(request, "The cycle is closed.")
    return redirect("cycle", cycle_id)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Organisations of the platform, and taking another one in."""
    member = _planner(request)
    cycle = cycle_for(member, cycle_id)
    if request.method != "POST":
        context = {
            "cycle": cycle,
            "organisations": organisations_of(cycle),
            "outside": organisations_outside(cycle),
        }
        return render(request, "cycles/platform.html", context)
    given = request.POST.get("organisation", "")
    link = join_platform(member, cycle.territory, int(given) if given.isdecimal() and len(given) < 10 else 0)
    messages.success(request, f"{link.organisation} takes part in the platform.")
    return redirect("cycle", cycle_id)


def _kept(
    request: HttpRequest,
    cycle: MonitoringCycle,
    form: VisitForm | InterviewForm,
    keep: Callable[[], MonitoringVisit | Interview],
    template: str,
    planned: MonitoringVisit | Interview | None = None,
) -> HttpResponse:
    """The form; or, once it is sent and in order, what was kept. A refusal stands beside the field it is about."""
    context = {"form": form, "cycle": cycle, "planned": planned, "places": place_names(cycle.territory)}
    if request.method != "POST" or not form.is_valid():
        return render(request, template, context)
    try:
        kept = keep()
    except FenerError as refusal:
        if not takes(form, refusal):
            raise
        return render(request, template, context, status=400)
    messages.success(request, f"{kept.key} is kept: {place_label(kept.place)}, {kept.planned_on:%-d %B %Y}.")
    return redirect("cycle", cycle.pk)


def _planner(request: HttpRequest) -> Member:
    member = member_of(request)
    may_take_step(member.role, "plan_cycle").enforce()
    return member
