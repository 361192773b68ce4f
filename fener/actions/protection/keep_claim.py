"""Keep a compensation claim in preparation: damage, evidence, facts, authority, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from fener.actions.protection.holding import held_case
from fener.queries.protection.claims import CLAIM_STATES, EVIDENCE_ANSWERS, claim_in, must_read_claims
from fener.queries.protection.harm import harm_records
from fener.queries.protection.sealed import seal_for
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import DamageClaim, HarmRecord, ProtectionCase
from fener.terms.codelists import code_list
from fener.terms.errors import UnreadableMaterial
from fener.terms.territories import region_members

MOST_ITEMS = 60
_MOST = Decimal("1000000000")


@dataclass(frozen=True, slots=True)
class DamageItem:
    """One damage: ``kind`` is a damage_kinds code; money is (amount, ISO 4217 currency, day it is valued on)."""

    kind: str
    amount: Decimal
    currency: str
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWish:
    """What the claim says. ``evidence`` maps claim_evidence codes to one of EVIDENCE_ANSWERS."""

    territory: str
    items: Sequence[DamageItem] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)
    facts: str = ""
    authority: str = ""
    state: str = "preparing"
    harm: int | None = None


def keep_claim(actor: Member, case: str | int, wish: ClaimWish, *, claim: int | None = None) -> DamageClaim:
    """A new claim of the case, or the one of that id replaced. For readers of the case's harm and legal data alone.

    NotAllowed FEN-2852, UnknownTerm FEN-2853, UnreadableMaterial FEN-2854 to FEN-2857.
    """
    content = _content(wish)
    with transaction.atomic():
        case_file = held_case(actor, case, also_closed=True)
        must_read_claims(actor, case_file)
        row = claim_in(case_file, claim) if claim else DamageClaim(case_file=case_file, by=actor)
        row.harm = _harm(actor, case_file, wish.harm)
        row.territory, row.state = wish.territory, wish.state
        row.sealed = seal_for(case_file.record_key, DamageClaim, content)
        row.save()
        record_audit("keep_claim", actor=actor, subject=("DamageClaim", row.key), details={"case": case_file.key})
    return row


def _harm(actor: Member, case_file: ProtectionCase, harm: int | None) -> HarmRecord | None:
    found = harm_records(actor).filter(pk=harm, case_file=case_file).first() if harm else None
    if harm and found is None:
        raise UnreadableMaterial(
            "the harm record does not belong to this case", remedy="Choose one of the case's.", number="FEN-2855"
        )
    return found


def _content(wish: ClaimWish) -> dict[str, Any]:
    if wish.state not in CLAIM_STATES or wish.territory not in region_members() or len(wish.items) > MOST_ITEMS:
        raise UnreadableMaterial(
            "the claim's state, territory or number of lines is none the desk knows",
            remedy="Choose them from the lists.",
            number="FEN-2856",
        )
    for code, answer in wish.evidence.items():
        if code not in code_list("claim_evidence") or answer not in EVIDENCE_ANSWERS:
            raise UnreadableMaterial(
                "an answer about the evidence is none", remedy="Choose it from the list.", number="FEN-2854"
            )
    return {
        "items": [_item(item) for item in wish.items],
        "evidence": dict(wish.evidence),
        "facts": wish.facts.strip()[:20000],
        "authority": wish.authority.strip()[:300],
    }


def _item(item: DamageItem) -> dict[str, str]:
    code_list("damage_kinds")[item.kind]
    is_currency = len(item.currency) == 3 and item.currency.isascii() and item.currency.isalpha()
    if not (item.amount.is_finite() and 0 <= item.amount < _MOST) or not is_currency:
        raise UnreadableMaterial(
            "an amount or its currency is none",
            remedy="Give an amount of at least zero and the currency's three letters.",
            number="FEN-2857",
        )
    amount = item.amount.quantize(Decimal("0.01"))
    return {
        "kind": item.kind,
        "amount": format(amount, "f"),
        "currency": item.currency.upper(),
        "on": item.on.isoformat(),
        "note": item.note.strip()[:300],
    }
