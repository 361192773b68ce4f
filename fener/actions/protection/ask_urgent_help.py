"""Ask for urgent help: a CSO an authority or provider, an authority's liaison a CSO (R23, Annex I, 2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.disclosing import disclose
from fener.actions.protection.urgent_moves import clean_words, home_of, record_audit_on, write_step
from fener.queries.protection.cases import case_for, recipient_of, ties_of
from fener.queries.protection.providers import provider_of_key
from fener.queries.protection.sealed import new_record_key, seal_for
from fener.records.base.models import Member
from fener.records.protection.models import Disclosure, ProtectionCase, ServiceProvider, UrgentRequest
from fener.safeguards.conflict import may_receive
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, UnreadableMaterial
from fener.terms.people import Role
from fener.terms.urgent import UrgentSide, UrgentStepKind, UrgentWish

MOST_PERSONS = 10_000
_LATEST = timedelta(days=14)


def ask_urgent_help(actor: Member, wish: UrgentWish) -> UrgentRequest:
    """The request, its clocks running. Data of a person go with it only from a linked case, on consent or legal ground.

    Raises UnreadableMaterial FEN-2827 for what cannot be asked so, NotAllowed FEN-2825 for whom the actor may not ask,
    FEN-2826 for words that identify somebody, FEN-2838 for a conflict of interest, FEN-2770 without a basis to disclose.
    """
    may_take_step(actor.role, "ask_urgent_help").enforce()
    provider = _whom(actor, wish.provider)
    now = timezone.now()
    acknowledge_by, needed_by = _clocks(wish, now)
    words = clean_words(
        (wish.situation, wish.whereabouts), provider.territory, (provider.municipality,), looked_at=wish.looked_at
    )
    _must_be_askable(wish, words[0])
    case_file = _linked(actor, wish, provider)
    with transaction.atomic():
        given = _given(actor, wish, case_file, provider)
        key = new_record_key()
        content = {"situation": words[0], "whereabouts": words[1], "callback": wish.callback.strip()[:100]}
        made = UrgentRequest.objects.create(
            from_organisation_id=home_of(actor),
            to_provider=provider,
            to_organisation_id=provider.organisation_id,
            territory=provider.territory,
            help_kinds=list(dict.fromkeys(wish.help_kinds)),
            persons=wish.persons,
            children=wish.children,
            case_file=case_file,
            disclosure=given,
            needed_by=needed_by,
            acknowledge_by=acknowledge_by,
            asked_by=actor,
            asked_at=now,
            state_at=now,
            next_escalation_at=acknowledge_by,
            record_key=key,
            sealed=seal_for(key, UrgentRequest, content),
            is_invented=provider.is_invented,
        )
        step = write_step(actor, made, UrgentStepKind.ASKED, UrgentSide.ASKER)
        basis = given.key if given else ""
        record_audit_on(step, provider=provider.key, kinds=made.help_kinds, disclosure=basis)
    return made


def _whom(actor: Member, key: str) -> ServiceProvider:
    home = home_of(actor)
    provider = provider_of_key(key)
    if provider.closed_at is not None:
        raise _unclear(f"{provider.key} is closed", "Choose another provider.")
    if provider.territory not in actor.territory_codes():
        raise _not_yours("this provider is in none of your territories", "Ask through the platform there.")
    if provider.organisation_id == home:
        raise _unclear("this provider is your own organisation", "Call your colleagues; no request is needed.")
    if actor.role == Role.LIAISON:
        _must_be_authority_to_cso(actor, provider)
    return provider


def _must_be_authority_to_cso(actor: Member, provider: ServiceProvider) -> None:
    if not ServiceProvider.objects.filter(organisation_id=home_of(actor), closed_at__isnull=True).exists():
        raise _not_yours("your authority is not in the directory", "Ask the coordinator to enter it there.")
    if recipient_of(provider).is_authority:
        raise _not_yours("a liaison asks organisations that are no authority", "Choose such a provider.")


def _clocks(wish: UrgentWish, now: datetime) -> tuple[datetime, datetime]:
    """Until when somebody must answer, and until when help must be there; the most pressing kind decides."""
    kinds = [code_list("urgent_help_kinds")[code] for code in wish.help_kinds]
    if not kinds:
        raise _unclear("no kind of help is named", "Say what is needed.")
    needed_by = wish.needed_by or now + timedelta(hours=min(int(kind.extra["deliver_hours"]) for kind in kinds))
    if not now < needed_by <= now + _LATEST:
        raise _unclear("the time by which help is needed is past, or more than two weeks away", "Give a time to come.")
    minutes = min(int(kind.extra["acknowledge_minutes"]) for kind in kinds)
    return min(now + timedelta(minutes=minutes), needed_by), needed_by


def _must_be_askable(wish: UrgentWish, situation: str) -> None:
    if not situation:
        raise _unclear("the situation is not described", "Say in a sentence what happened, without names.")
    if not 1 <= wish.persons <= MOST_PERSONS or not 0 <= wish.children <= wish.persons:
        raise _unclear("the numbers of persons and children do not fit", "Count children among the persons.")
    if wish.fields and not wish.case_key:
        raise _unclear("data of a person need a case", "Link the case, or take the fields out.")


def _linked(actor: Member, wish: UrgentWish, provider: ServiceProvider) -> ProtectionCase | None:
    if not wish.case_key:
        return None
    case_file = case_for(actor, wish.case_key)
    decision = may_receive(recipient_of(provider), ties_of(case_file), near_tie_accepted=wish.near_tie_accepted)
    if not decision.allowed:
        raise NotAllowed("; ".join(decision.reasons), remedy="Choose a safe alternative.", number="FEN-2838")
    return case_file


def _given(
    actor: Member, wish: UrgentWish, case_file: ProtectionCase | None, provider: ServiceProvider
) -> Disclosure | None:
    if case_file is None or not wish.fields:
        return None
    return disclose(actor, case_file, provider, wish.purpose, wish.fields, near_tie_accepted=wish.near_tie_accepted)


def _unclear(message: str, remedy: str) -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=remedy, number="FEN-2827")


def _not_yours(message: str, remedy: str) -> NotAllowed:
    return NotAllowed(message, remedy=remedy, number="FEN-2825")
