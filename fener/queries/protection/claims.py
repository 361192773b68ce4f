"""Compensation claims of a case, for those who may read its harm and legal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fener.queries.protection.cases import reader_of
from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.models import DamageClaim, ProtectionCase
from fener.safeguards.access import level_of, may_read_class
from fener.safeguards.decision import Decision, allow, deny
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import Code, code_list
from fener.terms.errors import NotAllowed, UnknownTerm
from fener.terms.protection import AccessLevel

CLAIM_CLASSES = ("harm", "legal")
CLAIM_STATES = ("preparing", "handed_in", "decided", "given_up")
EVIDENCE_ANSWERS = ("there", "asked_for", "missing", "not_needed")


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """One damage of a claim."""

    kind: str
    label: str
    amount: Decimal
    currency: str
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One kind of evidence; ``answer`` is one of EVIDENCE_ANSWERS, "missing" where nobody answered."""

    code: str
    label: str
    definition: str
    answer: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim opened."""

    claim: DamageClaim
    items: tuple[ClaimItem, ...]
    totals: tuple[tuple[str, Decimal], ...]
    evidence: tuple[EvidenceLine, ...]
    facts: str
    authority: str

    @property
    def missing(self) -> tuple[EvidenceLine, ...]:
        """What the claim still lacks."""
        return tuple(line for line in self.evidence if line.answer == "missing")


def may_read_claims(member: Member, case_file: ProtectionCase) -> Decision:
    """Whether the member may read the case's harm and its legal data now."""
    step = may_take_step(member.role, "record_harm")
    if not step.allowed:
        return step
    reader, now, raised = reader_of(member, case_file), timezone.now(), AccessLevel(case_file.access)
    decisions = [may_read_class(level_of(code, raised), reader, now) for code in CLAIM_CLASSES]
    refused = [reason for decision in decisions if not decision.allowed for reason in decision.reasons]
    return deny(*dict.fromkeys(refused)) if refused else allow("reads the case's harm and legal data")


def must_read_claims(member: Member, case_file: ProtectionCase) -> None:
    """NotAllowed FEN-2852 where :func:`may_read_claims` refuses."""
    decision = may_read_claims(member, case_file)
    if not decision.allowed:
        raise NotAllowed(
            "; ".join(decision.reasons),
            remedy="Ask the responsible caseworker to let you join the team.",
            number="FEN-2852",
        )


def claims_of(member: Member, case_file: ProtectionCase) -> list[DamageClaim]:
    """Claims of the case, newest first; refused like their content. Nothing is opened."""
    must_read_claims(member, case_file)
    return list(case_file.claims.select_related("harm"))


def claim_in(case_file: ProtectionCase, claim_id: int) -> DamageClaim:
    """The claim of that id in the case. UnknownTerm FEN-2853."""
    found = case_file.claims.filter(pk=claim_id).first()
    if found is None:
        raise UnknownTerm(
            "there is no such claim in this case", remedy="Choose one from the case's claims.", number="FEN-2853"
        )
    return found


def claim_page(case_file: ProtectionCase, claim: DamageClaim) -> ClaimPage:
    """The claim opened. The caller asked :func:`must_read_claims` and notes the reading."""
    content = unseal(case_file.record_key, claim)
    items = tuple(_item(raw) for raw in content.get("items", ()))
    return ClaimPage(
        claim=claim,
        items=items,
        totals=sums_of(items),
        evidence=evidence_of(content),
        facts=str(content.get("facts", "")),
        authority=str(content.get("authority", "")),
    )


def sums_of(items: Sequence[ClaimItem]) -> tuple[tuple[str, Decimal], ...]:
    """(currency, sum) by currency; currencies are never converted into each other."""
    sums: dict[str, Decimal] = {}
    for item in items:
        sums[item.currency] = sums.get(item.currency, Decimal(0)) + item.amount
    return tuple(sorted(sums.items()))


def evidence_of(content: Mapping[str, Any]) -> tuple[EvidenceLine, ...]:
    """Every kind of evidence with its answer."""
    answers = content.get("evidence", {})
    return tuple(
        EvidenceLine(entry.code, entry.label, entry.definition, str(answers.get(entry.code, "missing")))
        for entry in code_list("claim_evidence")
    )


def damage_kinds() -> list[Code]:
    """Kinds of damage, in list order."""
    return list(code_list("damage_kinds"))


def _item(raw: Mapping[str, str]) -> ClaimItem:
    label = code_list("damage_kinds").label(raw["kind"])
    day = date.fromisoformat(raw["on"])
    return ClaimItem(raw["kind"], label, Decimal(raw["amount"]), raw["currency"], day, raw.get("note", ""))
