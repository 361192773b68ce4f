"""Before anything is given: exactly which values would go to whom, on which basis, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fener.queries.protection.basis import basis_for
from fener.queries.protection.cases import consents_of, grounds_of, recipient_of, ties_of
from fener.queries.protection.sealed import unseal
from fener.records.protection.models import Consent, LegalGround, ProtectionCase, ServiceProvider
from fener.safeguards.conflict import Nearness, nearness
from fener.safeguards.consent import Basis
from fener.safeguards.decision import Decision
from fener.terms.codelists import code_list
from fener.terms.errors import UnreadableMaterial
from fener.terms.protection import person_field

CASE_TRANSFER = "case_transfer"


@dataclass(frozen=True, slots=True)
class FieldToGive:
    """A field, its present value, and whether it would be given."""

    code: str
    label: str
    data_class: str
    value: Any
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class GivingPreview:
    """``basis`` (key of a consent or ground) where the decision allows; ``enough`` are the fields some basis does cover."""

    provider: ServiceProvider
    purpose: str
    fields: tuple[FieldToGive, ...]
    not_known: tuple[str, ...]
    decision: Decision
    basis: str
    must_be_weighed: bool
    enough: tuple[str, ...]

    @property
    def chosen(self) -> tuple[FieldToGive, ...]:
        """What would be given."""
        return tuple(field for field in self.fields if field.is_chosen)

    @property
    def data_classes(self) -> tuple[str, ...]:
        """The classes of what would be given, in the order of the list."""
        there = {field.data_class for field in self.chosen}
        return tuple(entry.code for entry in code_list("data_classes") if entry.code in there)


def referral_preview(
    case_file: ProtectionCase,
    provider: ServiceProvider,
    service: str,
    at: datetime,
    *,
    wanted: Sequence[str] | None = None,
    near_tie_accepted: bool = False,
) -> GivingPreview:
    """What a referral for this service would give. UnreadableMaterial FEN-2782 where the provider does not offer it."""
    entry = code_list("protection_services")[service]
    if service not in provider.services:
        raise UnreadableMaterial(
            f"{provider.key} does not offer this service", remedy="Choose another provider.", number="FEN-2782"
        )
    form = code_list("referral_forms")[str(entry.extra["form"])]
    fields, purpose = list(form.extra["fields"]), str(entry.extra["purpose"])
    return _preview(case_file, provider, purpose, fields, at, wanted, near_tie_accepted)


def transfer_preview(
    case_file: ProtectionCase,
    provider: ServiceProvider,
    at: datetime,
    *,
    wanted: Sequence[str] | None = None,
    near_tie_accepted: bool = False,
) -> GivingPreview:
    """What a transfer would hand over: every known field of the classes a transfer may carry, unless fewer are wanted."""
    classes = set(code_list("consent_purposes")[CASE_TRANSFER].extra["data_classes"])
    fields = [entry.code for entry in code_list("person_fields") if str(entry.extra["data_class"]) in classes]
    return _preview(case_file, provider, CASE_TRANSFER, fields, at, wanted, near_tie_accepted)


def _preview(
    case_file: ProtectionCase,
    provider: ServiceProvider,
    purpose: str,
    fields: Sequence[str],
    at: datetime,
    wanted: Sequence[str] | None,
    near_tie_accepted: bool,
) -> GivingPreview:
    known = unseal(case_file.record_key, case_file)
    there = [code for code in fields if known.get(code) not in (None, "", [])]
    chosen = there if wanted is None else [code for code in there if code in wanted]
    answer = basis_for(case_file, provider, purpose, chosen, at, near_tie_accepted=near_tie_accepted)
    is_near = nearness(recipient_of(provider), ties_of(case_file)) is Nearness.POSSIBLE
    return GivingPreview(
        provider=provider,
        purpose=purpose,
        fields=tuple(_field(code, known[code], code in chosen) for code in there),
        not_known=tuple(person_field(code).label for code in fields if code not in there),
        decision=answer.decision,
        basis=_key_of(answer.consent, answer.ground),
        must_be_weighed=is_near,
        enough=() if answer.decision.allowed else _enough(case_file, provider, purpose, there, at, near_tie_accepted),
    )


def _field(code: str, value: Any, is_chosen: bool) -> FieldToGive:
    known = person_field(code)
    return FieldToGive(code, known.label, known.data_class, value, is_chosen)


def _key_of(consent: int | None, ground: int | None) -> str:
    if consent is not None:
        return Consent(pk=consent).key
    return LegalGround(pk=ground).key if ground is not None else ""


def _enough(
    case_file: ProtectionCase,
    provider: ServiceProvider,
    purpose: str,
    fields: Sequence[str],
    at: datetime,
    near_tie_accepted: bool,
) -> tuple[str, ...]:
    """The most of these fields that one basis covers as it stands; none where no basis covers any."""
    best: tuple[str, ...] = ()
    terms: list[Basis] = [
        *(found for _, found in consents_of(case_file)),
        *(found for _, found in grounds_of(case_file)),
    ]
    for basis in terms:
        if basis.recipient != provider.key or basis.purpose != purpose:
            continue
        fewer = tuple(code for code in fields if person_field(code).data_class in basis.data_classes)
        if len(fewer) > len(best) and basis_for(
            case_file, provider, purpose, fewer, at, near_tie_accepted=near_tie_accepted
        ).decision.allowed:  # fmt: skip
            best = fewer
    return best
