"""Ask an authority for access to a closed or open facility, to see the people there (R23, Annex I, 3)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.tell_urgent_step import helper_addresses, send_key
from fener.actions.protection.urgent_moves import clean_words, home_of
from fener.queries.protection.providers import provider_of_key
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import FacilityAccessRequest, ServiceProvider
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, UnreadableMaterial
from fener.terms.urgent import AccessWish

MOST_VISITORS = 50
_LONGEST = timedelta(days=366)


def ask_facility_access(actor: Member, wish: AccessWish) -> FacilityAccessRequest:
    """The request, its clock running until the end of ``answer_on``. It names nobody who is held there.

    UnreadableMaterial FEN-2832 for what cannot be asked so; NotAllowed FEN-2825 where the authority works elsewhere.
    """
    may_take_step(actor.role, "ask_facility_access").enforce()
    authority = _whom(actor, wish.authority)
    facility, place = clean_words((wish.facility, wish.place), authority.territory, looked_at=True)
    _must_be_askable(wish, facility)
    with transaction.atomic():
        made = FacilityAccessRequest.objects.create(
            from_organisation_id=home_of(actor),
            facility=facility[:200],
            facility_kind=code_list("facility_kinds")[wish.facility_kind].code,
            territory=authority.territory,
            place=place[:120],
            authority=authority,
            to_organisation_id=authority.organisation_id,
            purposes=[code_list("protection_services")[code].code for code in dict.fromkeys(wish.purposes)],
            visitors=wish.visitors,
            first_day=wish.first_day,
            last_day=wish.last_day,
            asked_by=actor,
            answer_by=timezone.make_aware(datetime.combine(wish.answer_on, time(23, 59))),
            is_invented=authority.is_invented,
        )
        transaction.on_commit(lambda: _tell(made, authority))
        details = {"authority": authority.key, "facility_kind": made.facility_kind, "territory": made.territory}
        record_audit("ask_facility_access", actor=actor, subject=("FacilityAccessRequest", made.key), details=details)
    return made


def _whom(actor: Member, key: str) -> ServiceProvider:
    authority = provider_of_key(key)
    home = home_of(actor)
    if authority.territory not in actor.territory_codes():
        raise NotAllowed(
            "this authority is in none of your territories",
            remedy="Ask through the platform there.",
            number="FEN-2825",
        )
    if authority.closed_at is not None or authority.organisation_id == home:
        raise _unclear(f"{authority.key} is closed, or is your own organisation", "Choose another.")
    return authority


def _must_be_askable(wish: AccessWish, facility: str) -> None:
    today = timezone.localdate()
    if not facility:
        raise _unclear("the facility is not named", "Name the house, not a person in it.")
    if not wish.purposes:
        raise _unclear("it is not said what the visit is for", "Choose at least one service.")
    if not 1 <= wish.visitors <= MOST_VISITORS:
        raise _unclear(f"between 1 and {MOST_VISITORS} people may visit", "Correct the number of visitors.")
    if not today <= wish.first_day <= wish.last_day <= today + _LONGEST:
        raise _unclear("the days are past, in the wrong order or more than a year away", "Correct the days.")
    if not today <= wish.answer_on <= wish.last_day:
        raise _unclear("the answer is asked for after the last day, or in the past", "Give an earlier day to answer.")


def _tell(made: FacilityAccessRequest, authority: ServiceProvider) -> None:
    addresses = helper_addresses(authority, made.to_organisation_id, "answer_facility_access")
    if addresses:
        send_key(made.key, "facility-access", addresses)


def _unclear(message: str, remedy: str) -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=remedy, number="FEN-2832")
