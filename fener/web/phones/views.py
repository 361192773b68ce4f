"""Keys of phones: the list, a new one with its settings code, revoking."""

from __future__ import annotations

import base64

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fener.actions.field.collector_keys import NewKey, new_collector_key, revoke_collector_key
from fener.gateways.odk.settings_code import settings_qr_svg, settings_text
from fener.queries.collector_keys import key_line, keys_for
from fener.queries.members import member_by_id
from fener.safeguards.roles import may_take_step
from fener.web.phones.forms import NewKeyForm, RevokeForm
from fener.web.requests import member_of


@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """Keys the member may see, newest first."""
    member = member_of(request)
    context = {
        "keys": keys_for(member),
        "may_make": may_take_step(member.role, "make_collector_key").allowed,
        "address": _address(request),
    }
    return render(request, "phones/list.html", context)


@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """The form, then the key: shown on this answer and never again."""
    member = member_of(request)
    may_take_step(member.role, "make_collector_key").enforce()
    form = NewKeyForm(member, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "phones/new.html", {"form": form})
    given = form.cleaned_data
    made = new_collector_key(
        member,
        member_by_id(int(given["holder"])),
        purpose=given["purpose"],
        label=given["label"],
        questionnaires=given["questionnaires"],
        days=given["days"],
    )
    return render(request, "phones/made.html", _shown_once(request, made))


def _shown_once(request: HttpRequest, made: NewKey) -> dict[str, object]:
    if made.record.purpose == "read":
        feed = request.build_absolute_uri(reverse("odata_home"))
        return {"made": made.record, "feed": feed, "username": made.record.member.username, "key": made.key}
    server = f"{_address(request)}/key/{made.key}"
    svg = settings_qr_svg(settings_text(server, "Fener"), title=f"Settings code for {made.record.member}")
    return {"made": made.record, "server": server, "code": base64.b64encode(svg.encode()).decode()}


def _address(request: HttpRequest) -> str:
    home = settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    return f"{home}/openrosa"


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks why, then revokes."""
    member = member_of(request)
    form = RevokeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "phones/revoke.html", {"form": form, "key": key_line(member, public_id)})
    revoke_collector_key(member, public_id, why=form.cleaned_data["why"])
    messages.success(request, "The key is revoked. What the phone sent stays; what it has not sent stays on the phone.")
    return redirect("phones")
