"""Who stands around a case: its team, who may join, linked files, hours of broken glass, and what was done by whom."""

from __future__ import annotations

from dataclasses import dataclass

from fener.queries.protection.cases import cases_for
from fener.queries.protection.duplicates import PossibleDuplicate, possible_duplicates
from fener.queries.protection.sealed import unseal
from fener.records.base.models import AuditEntry, Member
from fener.records.protection.models import BreakGlass, ProtectionCase
from fener.safeguards.roles import may_take_step
from fener.terms.people import Role


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A linked file: what the other is to this one; its key only where the member may know of it."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class GlassLine:
    """Hours somebody took, why, and what the approver thought of it."""

    glass: BreakGlass
    reason: str


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything around the case that its page shows to its team."""

    team: tuple[Member, ...]
    links: tuple[LinkLine, ...]
    duplicates: tuple[PossibleDuplicate, ...] | None
    glass: tuple[GlassLine, ...]
    history: tuple[AuditEntry, ...]


def circle_of(member: Member, case_file: ProtectionCase, *, with_duplicates: bool = False) -> Circle:
    """For members who may read the case's protected data. Possible duplicates open every other file: only where asked."""
    return Circle(
        team=team_of(case_file),
        links=_links(member, case_file),
        duplicates=tuple(possible_duplicates(member, case_file)) if with_duplicates else None,
        glass=glass_of(case_file),
        history=history_of(case_file),
    )


def team_of(case_file: ProtectionCase) -> tuple[Member, ...]:
    """Members who work on the case, the longest there first."""
    rows = case_file.team.filter(until__isnull=True).select_related("member").order_by("since", "pk")
    return tuple(row.member for row in rows)


def has_living_team(case_file: ProtectionCase) -> bool:
    """Whether anybody of the team still signs in here and may work on cases."""
    holders = [role.value for role in Role if may_take_step(role, "work_on_cases").allowed]
    rows = case_file.team.filter(until__isnull=True, member__is_active=True, member__role__in=holders)
    return rows.filter(member__organisation_id=case_file.organisation_id).exists()


def who_may_join(case_file: ProtectionCase) -> list[Member]:
    """Colleagues of the organisation who read cases and are not on the team."""
    readers = [role.value for role in Role if may_take_step(role, "read_cases").allowed]
    rows = Member.objects.filter(organisation_id=case_file.organisation_id, is_active=True, role__in=readers)
    return list(rows.exclude(pk__in=[one.pk for one in team_of(case_file)]).order_by("username"))


def glass_of(case_file: ProtectionCase) -> tuple[GlassLine, ...]:
    """Broken glass, newest first, with reasons."""
    return tuple(
        GlassLine(row, _reason(case_file, row)) for row in case_file.broken_glass.select_related("member", "approver")
    )


def _reason(case_file: ProtectionCase, row: BreakGlass) -> str:
    if not row.sealed_reason:
        return ""
    return str(unseal(case_file.record_key, row, bytes(row.sealed_reason)).get("reason", ""))


def _links(member: Member, case_file: ProtectionCase) -> tuple[LinkLine, ...]:
    rows = list(case_file.links.select_related("other").order_by("pk"))
    near = set(cases_for(member).filter(pk__in=[row.other_id for row in rows]).values_list("pk", flat=True))
    return tuple(LinkLine(row.kind, row.other.key if row.other_id in near else "") for row in rows)


def history_of(case_file: ProtectionCase, *, newest: int = 60) -> tuple[AuditEntry, ...]:
    """What was done to the file and read in it, newest first."""
    rows = AuditEntry.objects.filter(subject_kind="ProtectionCase", subject_key=case_file.key)
    return tuple(rows.order_by("-sequence")[:newest])
