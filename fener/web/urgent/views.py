"""Reading urgent requests: the list and one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.actions.protection.open_urgent import open_urgent
from fener.queries.protection.urgent import VIEWS, UrgentPage, urgent_lines
from fener.safeguards.roles import may_take_step
from fener.terms.protection import UrgentState
from fener.terms.urgent import UrgentSide
from fener.web.requests import member_of

_TABS = {"open": "Open", "asked_of_us": "Asked of us", "asked_by_us": "Asked by us", "over": "Over"}


@require_GET
def urgent_list(request: HttpRequest) -> HttpResponse:
    """Requests of the member's organisation on either side; what is late stands first."""
    member = member_of(request)
    may_take_step(member.role, "ask_urgent_help").enforce()
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    lines = urgent_lines(member, view)
    context = {
        "lines": lines,
        "view": view,
        "tabs": _TABS,
        "late": sum(bool(line.late) for line in lines),
    }
    return render(request, "urgent/list.html", context)


@require_GET
def one_request(request: HttpRequest, key: str) -> HttpResponse:
    """One request: the situation, the roles, what happened, and what may be done now."""
    member = member_of(request)
    page = open_urgent(member, key)
    context = {
        "page": page,
        "urgent": page.line.urgent,
        "is_asker": page.line.side is UrgentSide.ASKER,
        "own": _own_steps(page),
        "heard": _heard_steps(page),
        "may_read_directory": may_take_step(member.role, "read_directory").allowed,
        "unanswered": page.line.late or page.line.state is UrgentState.REFUSED,
    }
    return render(request, "urgent/request.html", context)


def _own_steps(page: UrgentPage) -> list[tuple[str, str, str]]:
    """(step, words, style) that the member's own side may take now."""
    if not page.may_become:
        return []
    said = {role.side for role in page.roles if role.at}
    side = page.line.side
    found = []
    if side not in said:
        found.append(
            (
                "role",
                "Confirm our role",
                "btn-primary" if page.line.state is not UrgentState.ASKED else "btn-outline-primary",
            )
        )
    found += [
        ("deliver", "Help has arrived", "btn-outline-primary"),
        ("message", "Write a message", "btn-outline-primary"),
    ]
    if side is UrgentSide.HELPER:
        return [*found, ("refuse", "We cannot help", "btn-outline-danger")]
    return [*found, ("call-off", "Call it off", "btn-outline-danger")]


def _heard_steps(page: UrgentPage) -> list[tuple[str, str]]:
    """(step, words) of what the other side may have said by other ways."""
    if not page.may_become:
        return []
    said = {role.side for role in page.roles if role.at}
    found = []
    if page.line.side is UrgentSide.ASKER and UrgentState.ACKNOWLEDGED in page.may_become:
        found.append(("acknowledge", "They know of it"))
    if page.line.side.other not in said:
        found.append(("role", "They said what they take on"))
    found.append(
        ("refuse", "They cannot help") if page.line.side is UrgentSide.ASKER else ("call-off", "They called it off")
    )
    return found
