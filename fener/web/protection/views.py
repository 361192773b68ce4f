"""The desk, a new case, and one case's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fener.actions.protection.break_glass import break_glass
from fener.actions.protection.case_team import adopt_case
from fener.actions.protection.case_work import finish_task
from fener.actions.protection.export_own_data import export_own_data
from fener.actions.protection.print_papers import print_consent, print_referral
from fener.actions.protection.read_case import read_case
from fener.queries.protection.case_desk import CaseDesk, case_desk, screening_answers
from fener.queries.protection.case_list import case_lines, desk_counts, waiting_for
from fener.queries.protection.incoming_page import to_destroy
from fener.queries.protection.recipients import own_entries
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError
from fener.terms.protection import AgeBand
from fener.terms.translations import language_names
from fener.web.protection.person_forms import NewCaseForm
from fener.web.protection.steps import asked_of
from fener.web.requests import member_of

STATES = (("open", "Open"), ("closed", "Closed"), ("disposed", "Erased"), ("all", "All"))
PARTS = (
    ("now", "What now"), ("person", "Person"), ("screening", "Screening and concerns"), ("pathway", "Pathway"),
    ("services", "Services"), ("sharing", "Sharing"), ("safety", "Safety"), ("family", "Family"),
    ("notes", "Notes and tasks"), ("history", "History"),
)  # fmt: skip


@require_GET
def protection(request: HttpRequest) -> HttpResponse:
    """What waits, and the list of cases; nothing here says who anybody is."""
    member = member_of(request)
    may_take_step(member.role, "read_cases").enforce()
    state, mine = request.GET.get("state", "open"), request.GET.get("mine") == "1"
    query = request.GET.get("find", "")[:40]
    context = {
        "counts": desk_counts(member),
        "waiting": (waiting := waiting_for(member)),
        "to_destroy": (held := to_destroy(member)),
        "waits_count": len(held) + len(waiting),
        "lines": case_lines(member, state=state, mine=mine, query=query),
        "states": STATES,
        "state": state if state in dict(STATES) else "all",
        "mine": mine,
        "find": query,
        "may_open": may_take_step(member.role, "work_on_cases").allowed,
        "may_ask": bool(own_entries(member)) and may_take_step(member.role, "work_on_cases").allowed,
    }
    return render(request, "protection/desk.html", context)


@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    """Territory and age; everything else may come later, or never."""
    member = member_of(request)
    may_take_step(member.role, "work_on_cases").enforce()
    form = NewCaseForm(member, request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            key = form.send()
        except FenerError as wrong:
            refusal = wrong
        else:
            messages.success(request, f"{key} is open. Screen first, or raise what cannot wait.")
            return redirect("case", key)
    return render(request, "protection/new.html", {"form": form, "refusal": refusal}, status=400 if refusal else 200)


@require_GET
def case(request: HttpRequest, case_key: str) -> HttpResponse:
    """One case; the reading is noted before anything is shown."""
    member = member_of(request)
    page = read_case(member, case_key)
    desk = case_desk(member, page, with_duplicates=request.GET.get("look") == "doubles")
    return render(request, "protection/case.html", _context(desk))


def _context(desk: CaseDesk, refusal: FenerError | None = None, reason: str = "") -> dict[str, object]:
    case_file = desk.page.case_file
    return {
        "desk": desk,
        "page": desk.page,
        "case_file": case_file,
        "parts": PARTS if desk.page.reads_protected else PARTS[:2],
        "is_child": AgeBand(case_file.age_band).is_child,
        "is_worked_on": desk.page.reads_protected and case_file.state in ("open", "closure_asked"),
        "screenings": [(line, screening_answers(line)) for line in reversed(desk.page.part("screenings"))],
        "items": code_list("screening_items"),
        "rights_territory": case_file.territory,
        "now_at": timezone.now(),
        "refusal": refusal,
        "reason": reason,
    }


@require_POST
def glass(request: HttpRequest, case_key: str) -> HttpResponse:
    """Take three hours, with a reason; a refusal is shown on the case's page with what was typed."""
    member, reason = member_of(request), request.POST.get("reason", "")
    try:
        break_glass(member, case_key, reason=reason)
    except FenerError as refusal:
        desk = case_desk(member, read_case(member, case_key))
        return render(request, "protection/case.html", _context(desk, refusal, reason), status=400)
    messages.warning(request, "The glass is broken for three hours. It is noted, and the approver is told.")
    return redirect("case", case_key)


@require_POST
def adopt(request: HttpRequest, case_key: str) -> HttpResponse:
    """Take over a case whose team is gone; a refusal is shown on the case's page with what was typed."""
    member, reason = member_of(request), request.POST.get("reason", "")
    try:
        adopt_case(member, case_key, why=reason)
    except FenerError as refusal:
        desk = case_desk(member, read_case(member, case_key))
        return render(request, "protection/case.html", _context(desk, refusal, reason), status=400)
    messages.success(request, "You are responsible for this case now.")
    return redirect("case", case_key)


@require_POST
def task_done(request: HttpRequest, case_key: str, task_id: int) -> HttpResponse:
    """A task is done."""
    finish_task(member_of(request), case_key, task_id)
    messages.success(request, "Done.")
    return redirect("case", case_key)


@require_http_methods(["GET", "POST"])
def own_data(request: HttpRequest, case_key: str) -> HttpResponse:
    """Everything held about the person, for the person."""
    asked = asked_of(request, case_key, also_closed=True)
    if request.method != "POST":
        context = {"case_file": asked.case_file, "languages": [(one.code, one.name) for one in language_names()]}
        return render(request, "protection/own_data.html", context)
    made = export_own_data(asked.member, asked.key, language=request.POST.get("language", "en"))
    return _file(made, "application/zip", f"{asked.key}-own-data.zip")


@require_POST
def consent_paper(request: HttpRequest, case_key: str, consent_id: int) -> HttpResponse:
    """A consent as a form to sign and to keep. By POST: making it is noted."""
    made = print_consent(member_of(request), case_key, consent_id)
    return _file(made, "application/pdf", f"CN-{consent_id}.pdf")


@require_POST
def referral_paper(request: HttpRequest, case_key: str, referral_id: int) -> HttpResponse:
    """A referral as the interagency form. By POST: making it is noted."""
    made = print_referral(member_of(request), case_key, referral_id)
    return _file(made, "application/pdf", f"RR-{referral_id}.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
