"""The cast of all tests: a coordinator and an analyst of one organisation in Serbia, an administrator, a reader, and a stranger."""

from __future__ import annotations

from pathlib import Path

import pytest

from fener.terms.people import Role

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(path: str) -> Path:
    """A file of the real data beside the checkout; the test is skipped where it is not there."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"real data not here: {path}")
    return found


def _member(username: str, role: Role, organisation: str, *territories: str):  # type: ignore[no-untyped-def]
    from fener.records.base.models import Member, MemberTerritory, Organisation

    home, _ = Organisation.objects.get_or_create(name=organisation, defaults={"territory": "RS", "kind": "cso"})
    member = Member.objects.create(username=username, role=role.value, organisation=home)
    MemberTerritory.objects.bulk_create(MemberTerritory(member=member, territory=code) for code in territories)
    return member


@pytest.fixture
def coordinator(db):  # type: ignore[no-untyped-def]
    """Coordinates the platform of Serbia."""
    return _member("coordinator-test", Role.COORDINATOR, "Platform of Serbia", "RS")


@pytest.fixture
def analyst(db):  # type: ignore[no-untyped-def]
    """Works beside the coordinator."""
    return _member("analyst-test", Role.ANALYST, "Platform of Serbia", "RS")


@pytest.fixture
def monitor(db):  # type: ignore[no-untyped-def]
    """Visits places for the platform of Serbia, with a phone."""
    return _member("monitor-test", Role.MONITOR, "Platform of Serbia", "RS")


@pytest.fixture
def administrator(db):  # type: ignore[no-untyped-def]
    """Runs the desk; works in the whole region."""
    return _member("administrator-test", Role.ADMINISTRATOR, "Desk", "WB")


@pytest.fixture
def reader(db):  # type: ignore[no-untyped-def]
    """Reads aggregates, changes nothing."""
    return _member("reader-test", Role.READER, "Desk", "WB")


@pytest.fixture
def stranger(db):  # type: ignore[no-untyped-def]
    """Another organisation in another territory."""
    return _member("stranger-test", Role.COORDINATOR, "Platform of Albania", "AL")


@pytest.fixture
def reference_base(db):  # type: ignore[no-untyped-def]
    """The reference base, loaded."""
    from fener.actions.field.load_reference_base import load_reference_base

    return load_reference_base(None)
