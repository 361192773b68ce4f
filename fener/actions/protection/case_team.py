"""Who is responsible, who leaves the team, and who takes over a case whose whole team has left the organisation."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.holding import held_case, must_be_on_team, record_audit_on, text_given
from fener.queries.protection.case_circle import has_living_team
from fener.queries.protection.cases import case_for
from fener.queries.protection.sealed import seal_for
from fener.records.base.models import Member
from fener.records.protection.models import CaseNote, CaseTeamMember, ProtectionCase
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused


def make_responsible(actor: Member, name: str | int, member: Member) -> ProtectionCase:
    """Hand responsibility to a caseworker of the team."""
    may_take_step(member.role, "work_on_cases").enforce()
    with transaction.atomic():
        case_file = held_case(actor, name)
        must_be_on_team(actor, case_file)
        _must_be_there(case_file, member)
        case_file.responsible = member
        case_file.save(update_fields=["responsible"])
        record_audit_on(actor, "make_responsible", case_file, member=member.username)
    return case_file


def leave_team(actor: Member, name: str | int, member: Member) -> ProtectionCase:
    """From now on the member reads no more than any colleague. StateRefused FEN-2810 for whoever is responsible."""
    with transaction.atomic():
        case_file = held_case(actor, name, also_closed=True)
        must_be_on_team(actor, case_file)
        _must_be_there(case_file, member)
        if case_file.responsible_id == member.pk:
            raise StateRefused(
                f"{member} is responsible for {case_file.key}",
                remedy="Hand the responsibility to somebody else first.",
                number="FEN-2810",
            )
        case_file.team.filter(member=member, until__isnull=True).update(until=timezone.now())
        record_audit_on(actor, "leave_team", case_file, member=member.username)
    return case_file


def adopt_case(actor: Member, name: str | int, *, why: str) -> ProtectionCase:
    """A caseworker takes over a case whose team is gone: nobody of it signs in any more. The reason is sealed into the file.

    NotAllowed FEN-2811 as long as one member of the team is there to be asked.
    """
    may_take_step(actor.role, "work_on_cases").enforce()
    words = text_given(why, "Why you take it over", least=10)
    with transaction.atomic():
        found = case_for(actor, name)
        rows = ProtectionCase.objects.unscoped("found for this member").select_for_update()
        case_file = rows.select_related("record_key").get(pk=found.pk)
        if has_living_team(case_file) or case_file.territory not in actor.territory_codes():
            raise NotAllowed(
                f"{case_file.key} has a team that can be asked",
                remedy="Ask its responsible caseworker to let you join.",
                number="FEN-2811",
            )
        case_file.team.filter(until__isnull=True).update(until=timezone.now())
        CaseTeamMember.objects.create(case_file=case_file, member=actor)
        case_file.responsible = actor
        case_file.save(update_fields=["responsible"])
        sealed = seal_for(case_file.record_key, CaseNote, {"text": f"Taken over: {words}"})
        CaseNote.objects.create(case_file=case_file, by=actor, sealed=sealed)
        record_audit_on(actor, "adopt_case", case_file)
    return case_file


def _must_be_there(case_file: ProtectionCase, member: Member) -> None:
    if not case_file.team.filter(member=member, until__isnull=True).exists():
        raise NotAllowed(
            f"{member} is not on the team of {case_file.key}", remedy="Ask them to join first.", number="FEN-2812"
        )
