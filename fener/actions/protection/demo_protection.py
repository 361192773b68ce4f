"""The invented protection desk for trying Fener out: a directory, three cases, a safe door, an authority that answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fener.actions.base.demo_members import SECOND_CASEWORKER
from fener.actions.protection.demo_cases import make_demo_cases
from fener.actions.protection.demo_directory import make_demo_directory
from fener.actions.protection.demo_door import ensure_demo_door
from fener.actions.protection.keep_provider import change_provider
from fener.queries.protection.providers import entry_of
from fener.records.base.models import Member
from fener.records.protection.models import ServiceProvider
from fener.safeguards.roles import may_take_step
from fener.terms.people import Role
from fener.terms.territories import region_members

# The unit of an authority whose liaison signs in at this desk.
AUTHORITY_UNIT = "Example border police station Šid (invented)"


@dataclass(frozen=True, slots=True)
class DemoProtection:
    """What was made now."""

    providers: int
    cases: int
    door: bool

    @property
    def made(self) -> bool:
        """Whether anything was."""
        return bool(self.providers or self.cases or self.door)


def ensure_demo_protection(folder: Path) -> DemoProtection:
    """Made once, by demo members only. ``folder`` gets the private key of the demo's door, for practice."""
    people = {member.username: member for member in Member.objects.filter(is_demo=True)}
    coordinator, caseworker = people[Role.COORDINATOR.value], people[Role.CASEWORKER.value]
    providers = make_demo_directory(dict.fromkeys(region_members(), coordinator))
    _tie_authority(coordinator, people[Role.LIAISON.value])
    cases = make_demo_cases(caseworker, people[SECOND_CASEWORKER])
    door = ensure_demo_door(caseworker, folder / "demo-door-key.txt")
    return DemoProtection(len(providers), len(cases), door)


def _tie_authority(coordinator: Member, liaison: Member) -> None:
    """So that what is asked of this unit reaches a liaison who can answer at the desk."""
    may_take_step(coordinator.role, "keep_directory").enforce()
    unit = ServiceProvider.objects.filter(name=AUTHORITY_UNIT, organisation__isnull=True).first()
    if unit is not None:
        change_provider(coordinator, unit.key, replace(entry_of(unit), organisation_id=liaison.organisation_id))
