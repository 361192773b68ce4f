"""The one place where data of a person are given out. Called inside the transaction of the action that gives them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from fener.queries.protection.basis import basis_for
from fener.queries.protection.case_page import decisions_for
from fener.queries.protection.sealed import seal_for, unseal
from fener.records.base.models import Member
from fener.records.protection.models import Disclosure, ProtectionCase, ServiceProvider
from fener.terms.errors import NotAllowed
from fener.terms.protection import data_classes_of


def disclose(
    actor: Member,
    case_file: ProtectionCase,
    provider: ServiceProvider,
    purpose: str,
    fields: Sequence[str],
    *,
    near_tie_accepted: bool = False,
) -> Disclosure:
    """A Disclosure of the case's present values of ``fields`` (person_fields codes that have a value).

    NotAllowed FEN-2770 with every reason where no live consent and no approved legal ground covers it. The case is locked
    first, as withdrawing a consent locks it: of the two at once, one comes first and the other sees it.
    """
    locked = ProtectionCase.objects.unscoped("a disclosure takes its turn").select_for_update()
    held = locked.select_related("record_key").get(pk=case_file.pk)
    _must_read(actor, held, fields)
    known = unseal(held.record_key, held)
    given = {code: known[code] for code in fields if known.get(code) not in (None, "", [])}
    answer = basis_for(held, provider, purpose, list(given), timezone.now(), near_tie_accepted=near_tie_accepted)
    if not answer.decision.allowed:
        raise NotAllowed(
            "; ".join(answer.decision.reasons),
            remedy="Ask the person (or the guardian), record what they agree to, and ask again; or record a legal ground.",
            number="FEN-2770",
        )
    return Disclosure.objects.create(
        case_file=held,
        recipient=provider,
        purpose=purpose,
        fields=list(given),
        consent_id=answer.consent,
        ground_id=answer.ground,
        near_tie_accepted=near_tie_accepted,
        sealed=seal_for(held.record_key, Disclosure, given),
        by=actor,
    )


def _must_read(actor: Member, case_file: ProtectionCase, fields: Sequence[str]) -> None:
    """Nobody gives out what they may not read. NotAllowed FEN-2766."""
    decisions = decisions_for(actor, case_file)
    refused = [d for code in data_classes_of(list(fields)) if not (d := decisions[code]).allowed]
    if refused:
        raise NotAllowed(
            "; ".join(refused[0].reasons),
            remedy="Ask the responsible caseworker to let you join the team.",
            number="FEN-2766",
        )
