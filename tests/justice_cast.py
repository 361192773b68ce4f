"""The cast of the justice room: an investigator and two lawyers of one authority, a lawyer of another, facts to state."""

from __future__ import annotations

import pytest

from fener.terms.people import Role
from tests.protection_cast import member

POLICE, OTHERS = "Police of Serbia", "Prosecution of Albania"
# Supported in Serbia: somebody brought others across for gain and knew.
GAIN = {
    "actor.is_object_of_smuggling": False,
    "actor.acts_for_others": True,
    "actor.coerced": False,
    "act.procures_entry": True,
    "act.enables_transit": True,
    "mens.knows_irregular": True,
    "mens.intent_benefit": True,
    "benefit.exists": True,
    "migrants.foreigner": True,
    "geo.states": ["RS"],
}
BASIC = "RS.CC.350.2"


@pytest.fixture
def prosecutor(db):  # type: ignore[no-untyped-def]
    """A lawyer in the investigator's authority."""
    return member("prosecutor-test", Role.LAWYER, POLICE, "RS")


@pytest.fixture
def second_prosecutor(db):  # type: ignore[no-untyped-def]
    """Another one there."""
    return member("prosecutor-two-test", Role.LAWYER, POLICE, "RS")


@pytest.fixture
def foreign_prosecutor(db):  # type: ignore[no-untyped-def]
    """A lawyer of another authority, who works in the same territory too."""
    return member("prosecutor-foreign-test", Role.LAWYER, OTHERS, "AL", "RS")


@pytest.fixture
def sheet(investigator):  # type: ignore[no-untyped-def]
    """An open sheet without facts."""
    return opened(investigator)


def opened(actor, **more):  # type: ignore[no-untyped-def]
    """A sheet of the actor's authority."""
    from fener.actions.justice.open_fact_sheet import FactSheetWish, open_fact_sheet

    wish = {"title": "Convoy of June", "actor_label": "Driver A", "jurisdictions": ("RS", "BA")} | more
    return open_fact_sheet(actor, FactSheetWish(**wish))


def saved(actor, sheet, facts=None, expected=None, **more):  # type: ignore[no-untyped-def]
    """A version with those facts."""
    from fener.actions.justice.save_facts import save_facts

    return save_facts(actor, sheet.key, GAIN if facts is None else facts, expected_version=expected, **more)
