"""Everything that is sealed under a case's key, and the data class each part belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fener.queries.protection.case_page import PARTS
from fener.records.protection.models import BreakGlass, DamageClaim, ProtectionCase, ReferralStep


@dataclass(frozen=True, slots=True)
class SealedPart:
    """A row, the name of its sealed field, and its data class ("" where each field inside has its own)."""

    row: Any
    field: str
    data_class: str


def sealed_parts(case_file: ProtectionCase) -> Iterator[SealedPart]:
    """Every sealed field of the case; a test holds this list to the models, so that none is forgotten."""
    yield SealedPart(case_file, "sealed", "")
    for name, data_class in PARTS.items():
        yield from (SealedPart(row, "sealed", data_class) for row in getattr(case_file, name).all())
    yield from (SealedPart(row, "sealed", "needs") for row in case_file.consents.all())
    yield from (SealedPart(row, "sealed", "protection") for row in case_file.legal_grounds.all())
    for row in case_file.disclosures.all():
        yield SealedPart(row, "sealed", "")
        yield SealedPart(row, "sealed_receipt", "needs")
    steps = ReferralStep.objects.filter(referral__case_file=case_file)
    yield from (SealedPart(row, "sealed", "needs") for row in steps)
    yield from (SealedPart(row, "sealed_reason", "needs") for row in BreakGlass.objects.filter(case_file=case_file))
    yield from (SealedPart(row, "sealed", "harm") for row in DamageClaim.objects.filter(case_file=case_file))
