"""The cast of the protection tests: two caseworkers and a lawyer of one organisation, others who must see nothing, providers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fener.terms.people import Role
from fener.terms.protection import AgeBand

SECRET = "Zzyzx-Marker"  # in every sensitive value the tests write; must never be found where it does not belong


def member(username: str, role: Role, organisation: str, *territories: str):  # type: ignore[no-untyped-def]
    """A member of an organisation of that name."""
    from fener.records.base.models import Member, MemberTerritory, Organisation

    home, _ = Organisation.objects.get_or_create(name=organisation, defaults={"territory": "RS", "kind": "cso"})
    made = Member.objects.create(
        username=username, role=role.value, organisation=home, email=f"{username}@desk.invalid"
    )
    MemberTerritory.objects.bulk_create(MemberTerritory(member=made, territory=code) for code in territories)
    return made


@pytest.fixture
def caseworker(db):  # type: ignore[no-untyped-def]
    """Works on cases in Serbia."""
    return member("caseworker-test", Role.CASEWORKER, "Protection house", "RS")


@pytest.fixture
def colleague(db):  # type: ignore[no-untyped-def]
    """The second pair of eyes: same organisation and territory, on no team."""
    return member("colleague-test", Role.CASEWORKER, "Protection house", "RS")


@pytest.fixture
def lawyer(db):  # type: ignore[no-untyped-def]
    """Approves legal grounds; reads cases only where asked to join the team."""
    return member("lawyer-test", Role.LAWYER, "Protection house", "RS")


@pytest.fixture
def outsider(db):  # type: ignore[no-untyped-def]
    """A caseworker of another organisation in the same territory."""
    return member("outsider-test", Role.CASEWORKER, "Shelter house", "RS")


@pytest.fixture
def investigator(db):  # type: ignore[no-untyped-def]
    """Works on the other side of the wall."""
    return member("investigator-test", Role.INVESTIGATOR, "Police of Serbia", "RS")


def provider(name: str = "Clinic", kind: str = "health", **more):  # type: ignore[no-untyped-def]
    """A provider of the directory in Serbia."""
    from fener.records.protection.models import ServiceProvider

    given = {
        "territory": "RS",
        "municipality": "Loznica",
        "services": ["medical_care", "emergency_medical"],
        "email": "office@provider.invalid",
        "is_invented": True,
    } | more
    return ServiceProvider.objects.create(name=name, kind=kind, **given)


PERSON = {
    "given_name": f"Given {SECRET}",
    "family_name": f"Family {SECRET}",
    "age": 31,
    "gender": "woman",
    "languages": "Pashto, English",
    "phone": f"+000 {SECRET}",
    "injuries": f"left arm {SECRET}",
    "needs_summary": f"a doctor today {SECRET}",
    "safe_contact": f"through the shelter {SECRET}",
    "journey_summary": f"walked {SECRET}",
}


def adult_case(actor, **more):  # type: ignore[no-untyped-def]
    """An open case of an adult."""
    from fener.actions.protection.open_case import open_case

    given = {"territory": "RS", "age_band": AgeBand.ADULT, "person": PERSON} | more
    return open_case(actor, **given)


def agreed(actor, case_file, recipient, purpose="medical_care", classes=("needs", "contact", "health"), **more):  # type: ignore[no-untyped-def]
    """A consent of the person for an hour, unless told otherwise."""
    from django.utils import timezone

    from fener.actions.protection.consents import record_consent

    given = {
        "given_by": "person",
        "capacity": "able",
        "interpretation": "interpreter_present",
        "language": "ps",
        "valid_until": timezone.now() + timedelta(hours=1),
    } | more
    return record_consent(
        actor, case_file.key, purpose=purpose, data_classes=list(classes), recipient=recipient, **given
    )
