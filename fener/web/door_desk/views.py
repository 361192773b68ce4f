"""The door itself: opened, its key changed, closed; and the list of what came."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fener.actions.protection.change_door_key import change_door_key
from fener.actions.protection.close_safe_door import close_safe_door, reopen_safe_door
from fener.actions.protection.open_safe_door import open_safe_door
from fener.queries.protection.door import door_reports, own_door
from fener.safeguards.roles import may_take_step
from fener.terms.errors import FenerError
from fener.web.door.modules import imports
from fener.web.door_desk.forms import NewDoorForm, NewKeyForm
from fener.web.requests import member_of

PER_PAGE = 50


@require_GET
def door_desk(request: HttpRequest) -> HttpResponse:
    """The door and, for caseworkers, what lies at it."""
    member = member_of(request)
    door = own_door(member)
    may_read = door is not None and may_take_step(member.role, "read_safe_door").allowed
    page = Paginator(door_reports(member), PER_PAGE).get_page(request.GET.get("page")) if may_read else None
    return render(request, "door_desk/list.html", {"door": door, "may_read": may_read, "page_obj": page})


@require_http_methods(["GET", "POST"])
def new_door(request: HttpRequest) -> HttpResponse:
    """The form that opens a door."""
    member = member_of(request)
    if own_door(member) is not None:
        return redirect("door_desk")
    form = NewDoorForm(request.POST or None, initial={"title": str(member.organisation or "")})
    if request.method == "POST" and form.is_valid():
        try:
            open_safe_door(member, **form.cleaned_data)
        except FenerError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "The door is open. Keep its private key where only those who read the reports find it."
            )
            return redirect("door_desk")
    return render(request, "door_desk/new.html", {"form": form, "imports": imports().items()})


@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """The form that changes the key."""
    member = member_of(request)
    door = own_door(member)
    if door is None:
        return redirect("door_desk_new")
    form = NewKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_door_key(member, form.cleaned_data["recipient"])
        except FenerError as refusal:
            form.add_error("recipient", str(refusal))
        else:
            messages.success(
                request, "New reports are sealed to the new key. Keep the old one for those that came before."
            )
            return redirect("door_desk")
    return render(request, "door_desk/key.html", {"form": form, "door": door, "imports": imports().items()})


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Nothing more comes in."""
    close_safe_door(member_of(request))
    messages.success(request, "The door is closed. The page says so; answers can still be read with a code.")
    return redirect("door_desk")


@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """It takes reports again."""
    reopen_safe_door(member_of(request))
    messages.success(request, "The door is open again.")
    return redirect("door_desk")
