"""The directory: who keeps it, what a row must hold, tables with located faults, offices in a chain, what grows old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fener.actions.protection.demo_directory import make_demo_directory
from fener.actions.protection.import_providers import ProviderRowsRefused, import_providers
from fener.actions.protection.keep_provider import (
    add_provider,
    change_provider,
    close_provider,
    confirm_provider,
    name_escalation,
    tell_free_places,
)
from fener.queries.protection.providers import (
    CONFLICT,
    ProviderFilters,
    alternatives,
    contacts_of,
    entry_of,
    provider_for,
    providers_for,
)
from fener.records.base.models import AuditEntry
from fener.records.protection.models import ServiceProvider
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.protection import AllegedTie
from fener.terms.providers import ContactEntry
from tests.actions.urgent_parts import entry, member

pytestmark = pytest.mark.django_db
TABLE = """name;kind;territory;services;municipality;languages;always_open;capacity;checked_on
Clinic;health;RS;emergency_medical | medical_care;Loznica;Serbian, ar;yes;;01.10.2026
Shelter Danube;Shelter;Serbia;Safe shelter;Novi Sad;sr;no;12;
"""


@pytest.fixture
def keeper(db):
    return member("keeper-test", "coordinator", "Help on the Drina")


def test_a_provider_is_added_changed_checked_and_closed(keeper):
    made = add_provider(keeper, entry("  Clinic   one "))
    assert made.name == "Clinic one"
    changed = change_provider(keeper, made.key, entry("Clinic two", capacity=4))
    assert (changed.name, changed.capacity) == ("Clinic two", 4)
    assert AuditEntry.objects.get(action="change_provider").details["fields"] == ["capacity", "name"]
    assert provider_for(keeper, made.key).is_stale
    confirm_provider(keeper, made.key)
    assert not provider_for(keeper, made.key).is_stale
    close_provider(keeper, made.key, "service_ended")
    assert providers_for(keeper) == []
    assert [line.key for line in providers_for(keeper, ProviderFilters(closed=True))] == [made.key]
    with pytest.raises(StateRefused, match="FEN-2835"):
        tell_free_places(keeper, made.key, 1)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"services": ()}, "services"), ({"services": ("tea",)}, "services"), ({"languages": ("xx",)}, "languages"),
        ({"email": "no address"}, "email"), ({"checked_on": timezone.localdate() + timedelta(days=2)}, "checked_on"),
        ({"organisation_id": 999_999}, "organisation"), ({"opening": "x" * 300}, "opening"),
    ],
    ids=["no service", "service", "language", "email", "future", "organisation", "long"],
)  # fmt: skip
def test_what_cannot_be_kept_is_located(keeper, changes, column):
    with pytest.raises(UnreadableMaterial, match="FEN-2820") as caught:
        add_provider(keeper, entry("Clinic", **changes))
    assert caught.value.location.column == column
    assert not ServiceProvider.objects.exists()


def test_a_name_stands_once_in_a_municipality(keeper):
    add_provider(keeper, entry("Clinic"))
    with pytest.raises(UnreadableMaterial, match="already"):
        add_provider(keeper, entry("Clinic"))
    add_provider(keeper, entry("Clinic", municipality="Šid"))


def test_each_platform_keeps_its_own_directory(keeper, stranger, analyst):
    made = add_provider(keeper, entry("Clinic"))
    for step in (lambda: close_provider(stranger, made.key, "moved"), lambda: add_provider(stranger, entry("Two"))):
        with pytest.raises(NotAllowed, match="FEN-2834"):
            step()
    with pytest.raises(NotAllowed):
        add_provider(analyst, entry("Three"))
    with pytest.raises(NotAllowed):
        providers_for(analyst)


def test_only_a_coordinator_says_which_organisation_answers(keeper):
    worker = member("worker-test", "caseworker", "Help on the Drina")
    made = add_provider(worker, entry("Clinic"))
    with pytest.raises(NotAllowed, match="coordinator"):
        change_provider(worker, made.key, entry("Clinic", organisation_id=worker.organisation_id))
    change_provider(keeper, made.key, entry("Clinic", organisation_id=worker.organisation_id))
    assert AuditEntry.objects.get(action="change_provider").details["organisation"] == worker.organisation_id


def test_free_places_count_on_the_day_they_were_told(keeper):
    made = add_provider(keeper, entry("Shelter", "shelter", services=("safe_shelter",), capacity=8))
    tell_free_places(keeper, made.key, 3)
    assert provider_for(keeper, made.key).free_today == 3
    assert len(providers_for(keeper, ProviderFilters(free_today=True))) == 1
    ServiceProvider.objects.update(capacity_on=timezone.localdate() - timedelta(days=1))
    assert provider_for(keeper, made.key).free_today is None
    with pytest.raises(UnreadableMaterial):
        tell_free_places(keeper, made.key, -1)


def test_the_chain_of_offices_is_replaced_as_a_whole(keeper):
    made = add_provider(keeper, entry("Clinic"))
    name_escalation(keeper, made.key, [ContactEntry("Ward"), ContactEntry("Director", after_minutes=60)])
    name_escalation(keeper, made.key, [ContactEntry("Director", "d@example.invalid")])
    assert contacts_of(made) == [ContactEntry("Director", "d@example.invalid")]
    for wrong in (ContactEntry(""), ContactEntry("Ward", after_minutes=0)):
        with pytest.raises(UnreadableMaterial, match="FEN-2836"):
            name_escalation(keeper, made.key, [wrong])
    assert len(contacts_of(made)) == 1


def test_the_directory_is_filtered(keeper):
    add_provider(keeper, entry("Clinic", languages=("ar",), is_always_open=True))
    add_provider(keeper, entry("Shelter", "shelter", services=("safe_shelter",), municipality="Šid"))

    def names(**asked):
        return [line.provider.name for line in providers_for(keeper, ProviderFilters(**asked))]

    assert names() == ["Clinic", "Shelter"]
    assert names(service="safe_shelter") == names(municipality="šid") == names(kind="shelter") == ["Shelter"]
    assert names(language="ar") == names(always_open=True) == names(words="clin") == ["Clinic"]
    assert names(territory="AL") == []


def test_a_safe_alternative_comes_first_and_nobody_is_told_why_another_does_not(keeper):
    accused = add_provider(keeper, entry("Station one", "police", body="Border police"))
    sister = add_provider(keeper, entry("Station two", "police", body="Border police", municipality="Šid"))
    other = add_provider(keeper, entry("Town police", "police", municipality="Loznica"))
    clinic = add_provider(keeper, entry("Clinic", municipality="Šid"))
    ties = [
        AllegedTie(provider=accused.key, organisation="body:RS:border police"),
        AllegedTie(kind="police", territory="RS", municipality="Loznica"),
    ]
    found = alternatives(ties, "emergency_medical", "RS", "Loznica")
    assert [(one.line.provider, one.must_be_weighed) for one in found.offered] == [(clinic, False), (other, True)]
    assert set(found.left_out) == {(accused, CONFLICT), (sister, CONFLICT)}


def test_a_table_is_tried_first_then_taken_and_taken_again_changes_nothing(keeper):
    tried = import_providers(keeper, TABLE)
    assert (tried.added, tried.is_dry_run) == (("Clinic", "Shelter Danube"), True)
    assert not ServiceProvider.objects.exists()
    import_providers(keeper, TABLE.encode("utf-8-sig"), dry_run=False)
    clinic = ServiceProvider.objects.get(name="Clinic")
    assert (clinic.services, clinic.languages) == (["emergency_medical", "medical_care"], ["sr", "ar"])
    assert clinic.is_always_open
    again = import_providers(keeper, TABLE, dry_run=False)
    assert (again.added, again.changed, again.unchanged) == ((), (), 2)
    moved = import_providers(keeper, TABLE.replace(";12;", ";14;"), dry_run=False)
    assert moved.changed == ("Shelter Danube",)


def test_every_row_at_fault_is_located_and_nothing_is_stored(keeper):
    rows = ["Bad kind;castle;RS;information", "Far;health;AL;information", "Bad service;health;RS;tea", "Good;health;RS;information",
            "Good;health;RS;information", ";health;RS;information"]  # fmt: skip
    with pytest.raises(ProviderRowsRefused) as caught:
        import_providers(keeper, "name;kind;territory;services\n" + "\n".join(rows), dry_run=False)
    found = [(problem.row, problem.column) for problem in caught.value.rejected]
    assert found == [(2, "kind"), (3, "territory"), (4, "services"), (6, "name"), (7, "name")]
    assert not ServiceProvider.objects.exists()


@pytest.mark.parametrize(
    "table", ["", "name;kind\na;b", "name;kind;territory;services", b"\xff\xfe\x00", 'name;kind;territory;services\n"a', "x" * 1_000_001],
    ids=["empty", "columns", "no row", "bytes", "quote", "large"],
)  # fmt: skip
def test_what_is_no_table_is_refused(keeper, table):
    with pytest.raises(UnreadableMaterial, match="FEN-2828"):
        import_providers(keeper, table)


def test_an_unknown_key_is_unknown(keeper):
    for name in ("SP-0", "x", "SP-99999999999999999999", "²"):
        with pytest.raises(UnknownTerm, match="FEN-2830"):
            provider_for(keeper, name)


def test_the_directory_for_practice_is_invented_and_made_once(db):
    actors = {
        code: member(f"keeper-{code}", "coordinator", f"Platform {code}", code) for code in ("RS", "BA", "ME", "XK")
    }
    made = make_demo_directory(actors)
    assert len(made) == 14
    assert all(one.is_invented and "(invented)" in one.name for one in made)
    units = [one for one in made if one.kind == "police"]
    assert len({one.body for one in units}) == 1 < len(units)
    assert all(contacts_of(one) for one in made)
    assert make_demo_directory(actors) == []
    assert entry_of(made[0]).is_invented
