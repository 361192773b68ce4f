"""What every step of planning checks: territory, cycle, days, organisation, place, segment, members; and how it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from fener.queries.areas import codes_within, label_of
from fener.queries.cycles import cycle_for, cycle_key, members_of, organisations_of
from fener.queries.places import resolve_place
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import Interview, MonitoringCycle, MonitoringVisit, RouteSegment
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import AmbiguousPlace, NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.monitoring import REPORT_DAYS, InterviewWish, VisitWish, WithWhom
from fener.terms.places import Match, Place
from fener.terms.territories import region_members

T = TypeVar("T")
Subject = tuple[str, str]
Details = dict[str, Any]
_TRIES = 8
LONGEST_NOTE = 500
LONGEST_REASON = 300


def must_work_in(actor: Member, place: str) -> None:
    """NotAllowed unless ``place`` is one of the six territories and the actor works there."""
    if place not in region_members():
        raise UnknownTerm(
            f"“{place}” has no national platform",
            remedy=f"Choose one of {', '.join(region_members())}.",
        )
    if place not in actor.territory_codes():
        raise NotAllowed(
            f"you do not work in {label_of(place)}",
            remedy="Ask an administrator to add the territory to your account.",
            number="FEN-2601",
        )


def open_cycle(actor: Member, cycle_id: int) -> MonitoringCycle:
    """The cycle, if the actor may plan in it and it is not closed. Asks the role once more: no step of planning goes past it."""
    may_take_step(actor.role, "plan_cycle").enforce()
    cycle = cycle_for(actor, cycle_id)
    must_work_in(actor, cycle.territory)
    if cycle.closed_at is not None:
        raise StateRefused(
            f"the cycle “{cycle.title}” is closed", remedy="Plan in the running cycle, or start one.", number="FEN-2603"
        )
    return cycle


def hold(cycle: MonitoringCycle) -> None:
    """Inside a transaction: nobody closes the cycle until it ends; StateRefused where somebody just did."""
    rows = MonitoringCycle.objects.unscoped("checked by open_cycle").select_for_update()
    if not rows.filter(pk=cycle.pk, closed_at__isnull=True).exists():
        raise StateRefused("the cycle was closed meanwhile", remedy="Look at it again.", number="FEN-2603")


def required(why: str, what: str) -> str:
    """The reason, trimmed; refused where there is none."""
    reason = " ".join(why.split())
    if not reason:
        raise UnreadableMaterial(
            f"{what} needs a reason", remedy="Say in a few words why; it stays in the audit trail.", number="FEN-2610"
        )
    return reason[:LONGEST_REASON]


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """What a wish comes to: values for the record, and the members of a visit."""

    values: dict[str, object]
    members: tuple[int, ...] = ()


def checked_visit(actor: Member, cycle: MonitoringCycle, wish: VisitWish) -> CheckedPlan:
    """The wish with its place found and everything in order; refused with what to change otherwise."""
    values = _shared(actor, cycle, wish)
    values["site_kind"] = code_list("site_kinds")[wish.site_kind].code
    return CheckedPlan(values, _members(cycle, wish.members))


def checked_interview(actor: Member, cycle: MonitoringCycle, wish: InterviewWish) -> CheckedPlan:
    """The same for an interview."""
    values = _shared(actor, cycle, wish)
    values["with_whom"] = _with_whom(wish).value
    values["stakeholder_kind"] = wish.stakeholder_kind
    interviewer = () if wish.interviewer is None else (wish.interviewer,)
    values["interviewer_id"] = next(iter(_members(cycle, interviewer)), None)
    values["visit_id"] = _visit(cycle, wish.visit)
    return CheckedPlan(values)


def _shared(actor: Member, cycle: MonitoringCycle, wish: VisitWish | InterviewWish) -> dict[str, object]:
    planned_on, due_on = _days(cycle, wish.planned_on, wish.due_on)
    return {
        "place": found_place(actor, wish.place, cycle.territory).key,
        "segment": _segment(actor, cycle.territory, wish.segment),
        "planned_on": planned_on,
        "due_on": due_on,
        "organisation_id": _organisation(cycle, wish.organisation_id),
        "note": " ".join(wish.note.split())[:LONGEST_NOTE],
    }


def _days(cycle: MonitoringCycle, planned_on: date, due_on: date | None) -> tuple[date, date]:
    due = due_on or min(planned_on + timedelta(days=REPORT_DAYS), cycle.last_on)
    for what, day in (("planned", planned_on), ("due", due)):
        if not cycle.first_on <= day <= cycle.last_on:
            raise UnreadableMaterial(
                f"{day} ({what}) lies outside the cycle",
                remedy=f"Choose a day from {cycle.first_on} to {cycle.last_on}.",
                number="FEN-2604",
            )
    if due < planned_on:
        raise UnreadableMaterial(
            f"the report would be due ({due}) before the day itself ({planned_on})",
            remedy="Choose a due day on or after it.",
            number="FEN-2605",
        )
    return planned_on, due


def _organisation(cycle: MonitoringCycle, organisation_id: int) -> int:
    if organisation_id not in dict(organisations_of(cycle)):
        names = ", ".join(name for _, name in organisations_of(cycle))
        raise UnreadableMaterial(
            "the organisation is not in the national platform",
            remedy=f"Choose one of {names or 'the platform’s organisations'}, or add it to the platform first.",
            number="FEN-2606",
        )
    return organisation_id


def found_place(actor: Member, name: str, place: str) -> Place:
    """The place a person means, in or touching the territory. A guess over a misspelling is asked back, never taken."""
    found = resolve_place(actor, name, place)
    if found.place is None and found.candidates:
        keys = ", ".join(f"{candidate.name} ({candidate.key})" for candidate in found.candidates[:6])
        raise AmbiguousPlace(
            found.question or f"“{name}” names several places", remedy=f"Write the key of one: {keys}."
        )
    if found.place is None:
        raise UnknownTerm(
            f"“{name[:60]}” is not a place the desk knows",
            remedy="Write a nearby town or crossing point and describe the site in the note.",
            number="FEN-2607",
        )
    if found.how == Match.SPELLING:
        raise UnknownTerm(
            f"“{name[:60]}” is not a place the desk knows; one letter away is {found.place.name}",
            remedy=f"Write “{found.place.name}” if that is meant.",
            number="FEN-2607",
        )
    if set(codes_within(place)).isdisjoint(found.place.territories):
        areas = ", ".join(label_of(code) for code in found.place.territories)
        raise UnreadableMaterial(
            f"{found.place.name} lies in {areas}, outside the platform’s territory",
            remedy=f"Choose a place in {label_of(place)} or at its border.",
            number="FEN-2608",
        )
    return found.place


def _segment(actor: Member, place: str, key: str) -> str:
    rows = RouteSegment.objects.for_member(actor).filter(territory__in=codes_within(place), key=key)
    if key and not rows.exists():
        raise UnknownTerm(
            f"“{key[:60]}” is not a route segment of {label_of(place)}",
            remedy="Choose one from the list, or leave it empty.",
            number="FEN-2609",
        )
    return key


def _members(cycle: MonitoringCycle, wished: Iterable[int]) -> tuple[int, ...]:
    chosen = tuple(dict.fromkeys(wished))
    known = {pk for pk, _, _ in members_of(cycle)} if chosen else set()
    if not known.issuperset(chosen):
        raise UnreadableMaterial(
            "a member named cannot take part",
            remedy="Choose members of the platform’s organisations who work in the territory and fill in questionnaires.",
            number="FEN-2611",
        )
    return chosen


def _with_whom(wish: InterviewWish) -> WithWhom:
    if wish.with_whom not in list(WithWhom):
        raise UnknownTerm(f"“{wish.with_whom}” is nobody to interview", remedy=f"Use one of {', '.join(WithWhom)}.")
    kind = WithWhom(wish.with_whom)
    if wish.stakeholder_kind:
        code_list("stakeholder_kinds")[wish.stakeholder_kind]
    if bool(wish.stakeholder_kind) is not (kind is WithWhom.KEY_INFORMANT):
        raise UnreadableMaterial(
            "a key informant has a kind of stakeholder, a respondent has none",
            remedy="Choose the kind for a key informant; leave it empty for a respondent.",
            number="FEN-2616",
        )
    return kind


def _visit(cycle: MonitoringCycle, key: str) -> int | None:
    if not key:
        return None
    rows = MonitoringVisit.objects.unscoped("of a cycle the actor plans").filter(cycle=cycle, key=key)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise UnknownTerm(
            f"“{key[:40]}” is no visit of this cycle", remedy="Choose a visit of the cycle, or none.", number="FEN-2616"
        )
    return found


def next_key(cycle: MonitoringCycle, model: type[MonitoringVisit] | type[Interview]) -> str:
    """``RS-2026-1-V03``; cancelled ones keep their number."""
    letter = "V" if model is MonitoringVisit else "I"
    rows: models.QuerySet[MonitoringVisit | Interview] = model.objects.unscoped("numbering only")
    keys = rows.filter(cycle=cycle).order_by().values_list("key", flat=True)
    used = [int(found[1]) for key in keys if (found := re.search(rf"-{letter}(\d+)$", key))]
    return f"{cycle_key(cycle)}-{letter}{max(used, default=0) + 1:02d}"


def store_planned(
    actor: Member,
    action: str,
    cycle: MonitoringCycle,
    store: Callable[[], T],
    told: Callable[[T], tuple[Subject, Details]],
) -> T:
    """Store and record it in one transaction; where another took the key in the same moment, once more with the next one."""
    for remaining in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                hold(cycle)
                made = store()
                subject, details = told(made)
                record_audit(action, actor=actor, subject=subject, details=details)
                return made
        except IntegrityError:
            if not remaining:
                raise
    raise AssertionError("unreachable")
