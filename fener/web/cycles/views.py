"""Reading: the list of cycles, one cycle with its coverage, calendars, and a monitor's own plan."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fener.queries.coverage import Coverage, CoverageRow, coverage_of
from fener.queries.cycles import cycle_overview, cycles_for
from fener.queries.due import DueTask, calendar_of_cycle, calendar_of_member, due_for
from fener.queries.pictures.routes import name_spots
from fener.queries.unanswered import question_cover
from fener.safeguards.roles import may_take_step
from fener.terms.monitoring import Progress
from fener.web.cycles.bars import bar
from fener.web.requests import member_of

PER_PAGE = 25
_STANDINGS = {"visited": "Visited", "planned": "Planned", "never": "Not planned"}


@require_GET
def cycles(request: HttpRequest) -> HttpResponse:
    """Cycles the member may read, newest first."""
    member = member_of(request)
    may_take_step(member.role, "read_plan").enforce()
    page = Paginator(cycles_for(member), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "may_plan": may_take_step(member.role, "plan_cycle").allowed,
        "today": timezone.localdate(),
    }
    return render(request, "cycles/list.html", context)


@require_GET
def one_cycle(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Progress, what is due, the plan, and where nobody goes."""
    member = member_of(request)
    may_take_step(member.role, "read_plan").enforce()
    overview = cycle_overview(member, cycle_id)
    covered = coverage_of(member, overview.cycle, overview.visits, overview.interviews)
    may_plan = may_take_step(member.role, "plan_cycle").allowed and overview.cycle.closed_at is None
    context = {
        "overview": overview,
        "cycle": overview.cycle,
        "coverage": covered,
        "segment_groups": _grouped(covered.segments),
        "bars": [bar("Visits", overview.visits_tally), bar("Interviews", overview.interviews_tally)],
        "attention": [
            ("Overdue", overview.overdue),
            ("Due within three days", overview.due_soon),
            ("Returned for correction", overview.returned),
        ],
        "may_plan": may_plan,
        "questions": question_cover(member, cycle_id),
        "map_marks": _marks(covered),
        "standings": _STANDINGS,
        "site_groups": [
            (code, label, found)
            for code, label in _STANDINGS.items()
            if (found := [site for site in covered.sites if site.standing == code])
        ],
    }
    return render(request, "cycles/cycle.html", context)


@require_GET
def calendar(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The cycle as a calendar file."""
    member = member_of(request)
    may_take_step(member.role, "read_plan").enforce()
    return _calendar_file(*calendar_of_cycle(member, cycle_id))


@require_GET
def my_plan(request: HttpRequest) -> HttpResponse:
    """What the member has to do, by the day it is due; made for a telephone."""
    member = member_of(request)
    may_take_step(member.role, "fill_questionnaire").enforce()
    tasks = due_for(member)
    context = {
        "groups": [(title, found) for title, found in _by_urgency(tasks) if found],
        "sent": [task for task in tasks if task.is_mine and not task.is_to_do],
        "to_do": sum(task.is_to_do and task.is_mine for task in tasks),
        "today": timezone.localdate(),
    }
    return render(request, "cycles/my_plan.html", context)


@require_GET
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The member's own plan as a calendar file."""
    member = member_of(request)
    may_take_step(member.role, "fill_questionnaire").enforce()
    return _calendar_file(*calendar_of_member(member))


def _by_urgency(tasks: list[DueTask]) -> list[tuple[str, list[DueTask]]]:
    def mine(*steps: Progress) -> list[DueTask]:
        return [task for task in tasks if task.is_mine and task.row.progress in steps]

    return [
        ("Overdue", mine(Progress.OVERDUE)),
        ("To correct", mine(Progress.RETURNED)),
        ("Due within three days", mine(Progress.DUE_SOON)),
        ("Later", mine(Progress.PLANNED)),
        ("For your organisation, nobody named yet", [task for task in tasks if not task.is_mine and task.is_to_do]),
    ]


def _grouped(rows: Iterable[CoverageRow]) -> list[tuple[str, list[CoverageRow]]]:
    groups: dict[str, list[CoverageRow]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return list(groups.items())


def _marks(covered: Coverage) -> dict[str, object]:
    """What the coverage map draws; positions as coarse as the gazetteer has them."""
    return {
        "sites": [
            {
                "id": site.key,
                "name": site.label,
                "spot": site.spot,
                "standing": site.standing,
                "told": _told(site.standing, site.planned_keys),
            }
            for site in covered.sites
        ],
        "names": [{"name": name, "spot": spot, "region": region} for name, spot, region in name_spots()],
    }


def _told(standing: str, keys: tuple[str, ...]) -> str:
    words = {"visited": "Visited", "planned": "A visit is planned", "never": "No visit is planned"}[standing]
    return f"{words}: {', '.join(keys)}" if keys else words


def _calendar_file(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
