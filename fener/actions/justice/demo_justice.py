"""The demo's fact sheet: what the digitization report says of the case it opens its examples with, and nothing it does not say."""

from __future__ import annotations

from typing import Any

from fener.actions.justice.open_fact_sheet import FactSheetWish, open_fact_sheet
from fener.actions.justice.save_facts import save_facts
from fener.queries.justice.fact_sheets import fact_sheets
from fener.records.base.models import Member
from fener.records.justice.models import FactSheet
from fener.safeguards.roles import may_take_step
from fener.terms.people import Role

SOURCE = "R25 p. 21"
TITLE = "Invented example after the report’s case “Zvornik 2023”"
NOTE = "From the report; facts unknown left unknown."
_STATED: dict[str, tuple[Any, str]] = {
    "actor.acts_for_others": (True, "The group brought others on their way."),
    "actor.role": (["recruiter"], ""),
    "act.recruits_transports_hides": (True, "People were recruited, and moved onwards."),
    "act.enables_transit": (True, "Towards the border of the European Union; that it was crossed is not said."),
    "benefit.exists": (True, "Payments in a crypto-asset; what was paid for, and how much, is not said."),
    "benefit.kind": (["money"], ""),
    "group.size": (5, "Indicted together."),
    "digital.platform_recruitment": (True, "On a messenger."),
    "digital.encrypted_communication": (True, "Closed channels, pseudonyms, bots."),
    "digital.D6": (True, "A crypto-asset (USDT)."),
    "geo.states": (["RS", "BA"], "Recruited in Belgrade."),
    "geo.ba_level": ("BA-SRP", "The report writes “Republika Srpska”: the entity, not Serbia (E23)."),
    "geo.transnational": (True, ""),
    "evidence.electronic": (True, "E-mail, positions from seized devices, payment records."),
    "evidence.abroad": (True, "Obtained by mutual legal assistance."),
}
_NOT_SAID = {
    "migrants.count": "The report gives no number (E23).",
    "mens.knows_irregular": "Not said.",
    "mens.intent_benefit": "Not said.",
    "time.act": "The report gives the year 2023 alone.",
}


def ensure_demo_fact_sheet() -> FactSheet | None:
    """Made once, by the demo's investigator, for the demo's authority; None where it is there already."""
    investigator = Member.objects.get(username=Role.INVESTIGATOR.value, is_demo=True)
    may_take_step(investigator.role, "keep_fact_sheets").enforce()
    if any(sheet.is_invented for sheet in fact_sheets(investigator)):
        return None
    wish = FactSheetWish(TITLE, "Member A of the group", ("RS", "BA", "ME"), is_invented=True)
    sheet = open_fact_sheet(investigator, wish)
    save_facts(investigator, sheet.key, demo_facts(), change_note=NOTE, expected_version=None)
    return sheet


def demo_facts() -> dict[str, dict[str, Any]]:
    """What the report states, each fact with its page; what it leaves out stands as not known."""
    stated = {
        key: {"value": value, "source": SOURCE, "confidence": "as reported", "note": note}
        for key, (value, note) in _STATED.items()
    }
    return stated | {key: {"value": None, "source": SOURCE, "note": note} for key, note in _NOT_SAID.items()}
