"""A directory, its organisations and their members, for what tests ask of one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fener.actions.protection.keep_provider import add_provider, name_escalation
from fener.queries.protection.sealed import new_record_key, seal_for
from fener.records.base.models import Member, MemberTerritory, Organisation
from fener.records.protection.models import ProtectionCase, ServiceProvider
from fener.terms.providers import ContactEntry, ProviderEntry
from fener.terms.urgent import UrgentWish


@dataclass(frozen=True)
class Sides:
    """A CSO with a caseworker and a coordinator, a police office with a liaison, and the providers they are."""

    caseworker: Member
    coordinator: Member
    liaison: Member
    police: ServiceProvider
    clinic: ServiceProvider
    cso: ServiceProvider


def member(name: str, role: str, organisation: str, territory: str = "RS") -> Member:
    home, _ = Organisation.objects.get_or_create(name=organisation, defaults={"territory": territory, "kind": "cso"})
    made = Member.objects.create(username=name, role=role, organisation=home, email=f"{name}@example.invalid")
    MemberTerritory.objects.create(member=made, territory=territory)
    return made


def entry(name: str, kind: str = "health", **changes: Any) -> ProviderEntry:
    values = {"territory": "RS", "services": ("emergency_medical",), "municipality": "Loznica", **changes}
    return ProviderEntry(name=name, kind=kind, **values)


def sides() -> Sides:
    caseworker = member("caseworker-test", "caseworker", "Help on the Drina")
    coordinator = member("keeper-test", "coordinator", "Help on the Drina")
    liaison = member("liaison-test", "liaison", "Border police")
    police = add_provider(
        coordinator,
        entry("Station one", "police", body="Border police", email="station@example.invalid",
              organisation_id=liaison.organisation_id),
    )  # fmt: skip
    clinic = add_provider(coordinator, entry("Clinic"))
    cso = add_provider(coordinator, entry("Help on the Drina", "cso", organisation_id=caseworker.organisation_id))
    offices = [ContactEntry("Shift", "shift@example.invalid", "", 20), ContactEntry("Centre", "centre@example.invalid")]
    name_escalation(coordinator, police.key, offices)
    return Sides(caseworker, coordinator, liaison, police, clinic, cso)


def wish(provider: ServiceProvider, **changes: Any) -> UrgentWish:
    values = {
        "help_kinds": ("shelter_tonight",),
        "situation": "Two people without a roof, one with a fever.",
        **changes,
    }
    return UrgentWish(provider=provider.key, **values)


def case_of(caseworker: Member, **fields: Any) -> ProtectionCase:
    """A case with those person fields sealed."""
    key = new_record_key()
    return ProtectionCase.objects.unscoped("a test").create(
        organisation=caseworker.organisation, territory="RS", pseudonym="Grey Heron", responsible=caseworker,
        opened_by=caseworker, record_key=key, age_band="adult", sealed=seal_for(key, ProtectionCase, fields),
    )  # fmt: skip
