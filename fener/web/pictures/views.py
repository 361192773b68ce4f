"""Overview, territory, and the pages of pictures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.queries.areas import chosen, label_of
from fener.queries.observations import statements_on
from fener.queries.overview import overview as overview_of
from fener.queries.pictures import entries_picture
from fener.queries.pictures.pages import pictures_on, tables_on
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.territories import region_members
from fener.web.pictures.rooms import ROOMS
from fener.web.pictures.tables import shown_picture, shown_table
from fener.web.requests import member_of


def may_export(member: Member) -> bool:
    """Whether tables of counts may leave the desk with this member."""
    return may_take_step(member.role, "export_aggregates").allowed


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The region at a glance."""
    member = member_of(request)
    entries = entries_picture(member, None)
    context = {
        "overview": overview_of(member),
        "entries": shown_picture(entries, None, may_export(member)) if entries else None,
    }
    return render(request, "pictures/overview.html", context)


@require_GET
def territory(request: HttpRequest, code: str) -> HttpResponse:
    """One territory at a glance."""
    member = member_of(request)
    if code not in region_members():
        raise UnknownTerm(f"“{code}” is not a territory of the region", remedy=f"Use {', '.join(region_members())}.")
    entries = entries_picture(member, code)
    context = {
        "code": code,
        "label": label_of(code),
        "overview": overview_of(member, code),
        "entries": shown_table(entries.table, code, may_export(member)) if entries else None,
        "rooms": [(name, room) for name, room in ROOMS.items()],
    }
    return render(request, "pictures/territory.html", context)


@require_GET
def picture_room(request: HttpRequest, room: str) -> HttpResponse:
    """A page of pictures with their tables and the statements behind them."""
    member, area = member_of(request), chosen(request.GET.get("territory"))
    exports = may_export(member)
    context = {
        "room": ROOMS[room],
        "route": room,
        "territory": label_of(area) if area else "",
        "territory_code": area or "",
        "pictures": [shown_picture(picture, area, exports) for picture in pictures_on(member, room, area)],
        "tables": [shown_table(table, area, exports) for table in tables_on(member, room, area)],
        "statements": statements_on(member, ROOMS[room].topics, area),
    }
    return render(request, "pictures/room.html", context)
