"""Open a fact sheet on one actor, who is named by a role alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from fener.actions.justice.sheet_words import must_identify_nobody, must_name_a_role, must_say
from fener.analysis.law import INSIDE_BA, STATES
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.justice.models import FactSheet
from fener.safeguards.roles import may_take_step
from fener.terms.errors import Location, NotAllowed, UnreadableMaterial
from fener.terms.sharing import Marking


@dataclass(frozen=True, slots=True)
class FactSheetWish:
    """A working title, a role for the actor (“Driver A”), and the legal orders to measure under."""

    title: str
    actor_label: str
    jurisdictions: tuple[str, ...]
    is_invented: bool = False


def open_fact_sheet(actor: Member, wish: FactSheetWish) -> FactSheet:
    """A new sheet of the actor's organisation. UnreadableMaterial FEN-2950 (names somebody) or FEN-2953, with its field."""
    may_take_step(actor.role, "keep_fact_sheets").enforce()
    if actor.organisation_id is None:
        raise NotAllowed("a fact sheet belongs to an organisation, and you are of none")
    title, label = must_say("title", wish.title, 200), must_say("actor_label", wish.actor_label, 40)
    jurisdictions = _jurisdictions(wish.jurisdictions)
    must_identify_nobody({"title": title, "actor_label": label}, jurisdictions)
    must_name_a_role(label)
    with transaction.atomic():
        sheet = FactSheet.objects.create(
            title=title,
            actor_label=label,
            jurisdictions=list(jurisdictions),
            marking=Marking.AMBER_STRICT,
            territory=jurisdictions[0][:2],
            organisation_id=actor.organisation_id,
            recorded_by=actor,
            is_invented=wish.is_invented,
        )
        record_audit(
            "open_fact_sheet",
            actor=actor,
            subject=("FactSheet", sheet.key),
            details={"jurisdictions": sheet.jurisdictions, "is_invented": wish.is_invented},
        )
    return sheet


def _jurisdictions(said: tuple[str, ...]) -> tuple[str, ...]:
    known = (*STATES, *INSIDE_BA)
    unknown = [code for code in said if code not in known]
    if unknown or not said:
        what = f"there is no law book for “{unknown[0][:40]}”" if unknown else "no legal order is chosen"
        raise UnreadableMaterial(
            what,
            remedy=f"Choose among {', '.join(known)}. RS is Serbia; Republika Srpska is BA-SRP.",
            location=Location(path="jurisdictions"),
            number="FEN-2953",
        )
    return tuple(dict.fromkeys(said))
