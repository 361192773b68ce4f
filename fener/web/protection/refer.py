"""Refer and transfer: whom, exactly what on which basis, then send. Nothing of it stands in an address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fener.actions.protection.read_case import read_case
from fener.actions.protection.referrals import request_referral, request_transfer
from fener.queries.protection.cases import ties_of
from fener.queries.protection.providers import alternatives, provider_of_key
from fener.queries.protection.recipients import transfer_recipients
from fener.queries.protection.referral_preview import GivingPreview, referral_preview, transfer_preview
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError
from fener.terms.providers import LANGUAGE_NAMES
from fener.web.protection.steps import Asked, asked_of

_FAILED = 400


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, case_key: str) -> HttpResponse:
    """Service, provider, preview, sent: each answer is posted to this one address."""
    asked = asked_of(request, case_key)
    given = request.POST
    service = given.get("service", "")
    if service not in code_list("protection_services"):
        return _page(
            request, asked, "protection/refer_service.html", {"services": list(code_list("protection_services"))}
        )
    if not given.get("provider"):
        return _choose(request, asked, service)
    if "send" in given:
        return _send(request, asked, service)
    return _preview(request, asked, service)


def _choose(request: HttpRequest, asked: Asked, service: str) -> HttpResponse:
    town, language = request.POST.get("municipality", ""), request.POST.get("language", "")
    found = alternatives(ties_of(asked.case_file), service, asked.case_file.territory, town, language=language)
    context = {
        "service": code_list("protection_services")[service],
        "found": found,
        "municipality": town,
        "language": language,
        "languages": sorted(LANGUAGE_NAMES.items(), key=lambda pair: pair[1]),
    }
    return _page(request, asked, "protection/refer_provider.html", context)


def _preview(request: HttpRequest, asked: Asked, service: str, refusal: FenerError | None = None) -> HttpResponse:
    try:
        preview = referral_preview(
            _read(asked), provider_of_key(request.POST["provider"]), service, timezone.now(), **_wanted(request)
        )
    except FenerError as wrong:
        return _page(request, asked, "protection/refer_service.html", _again(wrong), _FAILED)
    context = {
        "service": code_list("protection_services")[service],
        "preview": preview,
        "near_accepted": bool(request.POST.get("near_tie_accepted")),
        "message": request.POST.get("message", ""),
        "refusal": refusal,
        "consent": _consent_of(preview),
        "here": reverse("case_refer", args=[asked.key]),
    }
    return _page(request, asked, "protection/refer_preview.html", context, _FAILED if refusal else 200)


def _again(wrong: FenerError) -> dict[str, Any]:
    return {"services": list(code_list("protection_services")), "refusal": wrong}


def _send(request: HttpRequest, asked: Asked, service: str) -> HttpResponse:
    wanted = _wanted(request)
    try:
        made = request_referral(
            asked.member,
            asked.key,
            service=service,
            provider=provider_of_key(request.POST["provider"]),
            fields=wanted["wanted"],
            near_tie_accepted=wanted["near_tie_accepted"],
            message=request.POST.get("message", ""),
        )
    except FenerError as refusal:
        return _preview(request, asked, service, refusal)
    messages.success(request, f"{made.key} is sent. Its clock runs; what was given stands under Sharing.")
    return redirect(f"{reverse('case', args=[asked.key])}#services")


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, case_key: str) -> HttpResponse:
    """Another organisation is asked to take the case over."""
    asked = asked_of(request, case_key)
    if not request.POST.get("provider"):
        choices = transfer_recipients(asked.member, asked.case_file)
        return _page(request, asked, "protection/transfer_provider.html", {"found": choices})
    if "send" in request.POST:
        return _send_transfer(request, asked)
    return _transfer_preview(request, asked)


def _transfer_preview(request: HttpRequest, asked: Asked, refusal: FenerError | None = None) -> HttpResponse:
    provider = provider_of_key(request.POST["provider"])
    preview = transfer_preview(_read(asked), provider, timezone.now(), **_wanted(request))
    context = {
        "service": None,
        "preview": preview,
        "near_accepted": bool(request.POST.get("near_tie_accepted")),
        "message": request.POST.get("message", ""),
        "refusal": refusal,
        "consent": _consent_of(preview),
        "here": reverse("case_transfer", args=[asked.key]),
    }
    return _page(request, asked, "protection/refer_preview.html", context, _FAILED if refusal else 200)


def _send_transfer(request: HttpRequest, asked: Asked) -> HttpResponse:
    wanted = _wanted(request)
    try:
        made = request_transfer(
            asked.member,
            asked.key,
            provider=provider_of_key(request.POST["provider"]),
            fields=wanted["wanted"] or [],
            near_tie_accepted=wanted["near_tie_accepted"],
            message=request.POST.get("message", ""),
        )
    except FenerError as refusal:
        return _transfer_preview(request, asked, refusal)
    messages.success(request, f"{made.key} is sent: the other organisation is asked to take the case over.")
    return redirect(f"{reverse('case', args=[asked.key])}#services")


def _wanted(request: HttpRequest) -> dict[str, Any]:
    """The fields that are ticked; None before anybody could tick one."""
    ticked = request.POST.getlist("fields") if "chosen" in request.POST else None
    return {"wanted": ticked, "near_tie_accepted": bool(request.POST.get("near_tie_accepted"))}


def _read(asked: Asked) -> Any:
    """The case; showing its values is noted as a reading."""
    return read_case(asked.member, asked.key, for_what="referral form").case_file


def _consent_of(preview: GivingPreview) -> dict[str, Any]:
    """What the consent form is filled with from here."""
    return {
        "purpose": preview.purpose,
        "recipient": preview.provider.key,
        "data_classes": preview.data_classes or sorted({field.data_class for field in preview.fields}),
    }


def _page(request: HttpRequest, asked: Asked, template: str, context: dict[str, Any], code: int = 200) -> HttpResponse:
    return render(request, template, {"case_file": asked.case_file, **context}, status=code)
