"""On what a disclosure could rest: the safeguard's answer for a case, a recipient, a purpose and some fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fener.queries.protection.cases import consents_of, grounds_of, recipient_of, situation_of, ties_of
from fener.records.protection.models import ProtectionCase, ServiceProvider
from fener.safeguards.consent import may_disclose
from fener.safeguards.decision import Decision, deny
from fener.terms.protection import DisclosureWish, data_classes_of


@dataclass(frozen=True, slots=True)
class BasisAnswer:
    """The decision, and the consent or ground (row id) it rests on where it allows."""

    decision: Decision
    consent: int | None = None
    ground: int | None = None


def basis_for(
    case_file: ProtectionCase,
    provider: ServiceProvider,
    purpose: str,
    fields: Sequence[str],
    at: datetime,
    *,
    near_tie_accepted: bool = False,
) -> BasisAnswer:
    """The first consent, else the first legal ground, that allows it; where none does, why not."""
    wish = DisclosureWish(
        subject=case_file.key,
        purpose=purpose,
        data_classes=data_classes_of(list(fields)),
        recipient=recipient_of(provider),
        at=at,
        near_tie_accepted=near_tie_accepted,
    )
    situation, ties = situation_of(case_file), ties_of(case_file)
    refusals: list[Decision] = []
    for pk, consent in consents_of(case_file):
        decision = may_disclose(wish, consent, situation, ties)
        if decision.allowed:
            return BasisAnswer(decision, consent=pk)
        refusals.append(decision)
    for pk, ground in grounds_of(case_file):
        decision = may_disclose(wish, ground, situation, ties)
        if decision.allowed:
            return BasisAnswer(decision, ground=pk)
        refusals.append(decision)
    return BasisAnswer(_most_telling(refusals, may_disclose(wish, None, situation, ties)))


def _most_telling(refusals: Sequence[Decision], without: Decision) -> Decision:
    """The refusal that needs least to become an allowance; what every basis would run into is in it."""
    if not refusals:
        return without
    return deny(*min((decision.reasons for decision in refusals), key=len))
