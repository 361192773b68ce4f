"""Harm records and claims that the tests of the register share."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from fener.actions.protection.harm_content import HarmWish
from fener.actions.protection.keep_claim import ClaimWish, DamageItem
from fener.actions.protection.record_harm import record_harm
from fener.records.protection.models import HarmRecord
from tests.protection_cast import SECRET


def harm_wish(**changes) -> HarmWish:  # type: ignore[no-untyped-def]
    """An injury in an overcrowded van, two persons, one a child."""
    given = {
        "territory": "RS",
        "happened_in": date(2026, 3, 14),
        "offences": ["bodily_injury", "extortion"],
        "offender_kinds": ["smuggler"],
        "circumstances": ["overcrowding", "children_among"],
        "persons": 2,
        "children": 1,
        "place": f"near {SECRET}",
        "account": f"told {SECRET}",
        "checklist": {"body_map": "documented", "photographs": "not_possible"},
    } | changes
    return HarmWish(**given)


def recorded(actor, *, on: date | None = None, case=None, **changes) -> HarmRecord:  # type: ignore[no-untyped-def]
    """A record, dated back where ``on`` is given."""
    made = record_harm(actor, harm_wish(**changes), case=case)
    if on is not None:
        at = timezone.make_aware(timezone.datetime(on.year, on.month, on.day, 12))
        HarmRecord.objects.filter(pk=made.pk).update(recorded_at=at)
    return made


def claim_wish(**changes) -> ClaimWish:  # type: ignore[no-untyped-def]
    """Two damages in one currency, one in another; one paper there."""
    day = timezone.localdate() - timedelta(days=3)
    given = {
        "territory": "RS",
        "items": [
            DamageItem("extorted_payments", Decimal("1200"), "eur", day, f"note {SECRET}"),
            DamageItem("medical_costs", Decimal("0.5"), "EUR", day),
            DamageItem("lost_property", Decimal("30000"), "RSD", day),
        ],
        "evidence": {"medical_papers": "there", "witness": "not_needed"},
        "facts": f"held {SECRET}",
        "authority": "Basic court (invented)",
    } | changes
    return ClaimWish(**given)
