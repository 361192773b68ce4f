"""The beginning of every action on a harm record, and the workplace tie that goes with one."""

from __future__ import annotations

from django.utils import timezone

from fener.actions.protection.harm_content import WorkplaceTie
from fener.queries.protection.cases import tie_to
from fener.queries.protection.harm import harm_for, may_read_harm
from fener.queries.protection.sealed import seal_for
from fener.records.base.models import Member
from fener.records.protection.models import AllegedOffenderTie, HarmRecord, ProtectionCase, ServiceProvider
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, UnknownTerm


def held_harm(actor: Member, name: str | int) -> HarmRecord:
    """The record, locked until the caller's transaction ends, where the actor may read it.

    UnknownTerm FEN-2846 where it is none of the actor's, NotAllowed FEN-2847 where its case is closed to the actor.
    """
    may_take_step(actor.role, "record_harm").enforce()
    found = harm_for(actor, name)
    decision = may_read_harm(actor, found, timezone.now())
    if not decision.allowed:
        raise NotAllowed(
            "; ".join(decision.reasons),
            remedy="Ask the responsible caseworker to let you join the case's team.",
            number="FEN-2847",
        )
    rows = HarmRecord.objects.select_for_update(of=("self",)).select_related("record_key", "case_file")
    return rows.get(pk=found.pk)


def tie_content(wish: WorkplaceTie, territory: str) -> dict[str, str]:
    """A workplace as the safeguards compare it. UnknownTerm FEN-2848 for a provider that is not in the directory."""
    if wish.provider is None:
        kind = code_list("provider_kinds")[wish.kind].code
        return {"kind": kind, "municipality": wish.municipality.strip()[:120], "territory": territory}
    provider = ServiceProvider.objects.filter(pk=wish.provider).first()
    if provider is None:
        raise UnknownTerm("there is no such provider", remedy="Choose one of the directory.", number="FEN-2848")
    return tie_to(provider)


def note_tie(actor: Member, case_file: ProtectionCase | None, tie: dict[str, str]) -> None:
    """Let the case know of the workplace, so that nothing of the person goes there. Inside the caller's transaction."""
    if case_file is not None and tie:
        sealed = seal_for(case_file.record_key, AllegedOffenderTie, tie)
        AllegedOffenderTie.objects.create(case_file=case_file, by=actor, sealed=sealed)
