"""Who could receive something of a case: the choices of its forms, without those in a certain conflict of interest."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from fener.queries.protection.cases import recipient_of, ties_of
from fener.records.base.models import Member
from fener.records.protection.models import ProtectionCase, ServiceProvider
from fener.safeguards.conflict import safe_first
from fener.terms.codelists import code_list


@dataclass(frozen=True, slots=True)
class RecipientChoices:
    """(key, words) of providers, those of the case's territory first; ``left_out``: how many conflict of interest kept away."""

    choices: tuple[tuple[str, str], ...]
    left_out: int


def recipients_for(member: Member, case_file: ProtectionCase, purpose: str = "") -> RecipientChoices:
    """Open providers of the member's territories that serve the purpose (all, where none is named)."""
    rows = _open_ones(member, case_file)
    if purpose:
        rows = rows.filter(kind__in=code_list("consent_purposes")[purpose].extra["recipient_kinds"])
    near = sorted(rows, key=lambda row: (row.territory != case_file.territory, row.territory, row.name))
    safe = safe_first([(row, recipient_of(row)) for row in near], ties_of(case_file))
    return RecipientChoices(tuple((row.key, _words(row)) for row, _ in safe), len(near) - len(safe))


def transfer_recipients(member: Member, case_file: ProtectionCase) -> RecipientChoices:
    """Those who could take a case over: of another organisation than the one that holds it."""
    found = recipients_for(member, case_file, "case_transfer")
    own = {row.key for row in ServiceProvider.objects.filter(organisation_id=case_file.organisation_id)}
    return RecipientChoices(tuple(pair for pair in found.choices if pair[0] not in own), found.left_out)


def own_entries(member: Member) -> list[tuple[str, str]]:
    """The directory's entries of the member's own organisation."""
    if member.organisation_id is None:
        return []
    rows = ServiceProvider.objects.filter(organisation_id=member.organisation_id, closed_at__isnull=True)
    return [(row.key, _words(row)) for row in rows]


def bodies_near(member: Member, case_file: ProtectionCase) -> list[tuple[str, str]]:
    """Every provider of the member's territories, closed ones too: where an alleged offender may work."""
    rows = ServiceProvider.objects.filter(territory__in={*member.territory_codes(), case_file.territory})
    return [(row.key, _words(row)) for row in rows]


def _open_ones(member: Member, case_file: ProtectionCase) -> QuerySet[ServiceProvider]:
    territories = {*member.territory_codes(), case_file.territory}
    return ServiceProvider.objects.filter(territory__in=territories, closed_at__isnull=True)


def _words(row: ServiceProvider) -> str:
    where = ", ".join(part for part in (row.municipality, row.territory) if part)
    return f"{row.name} ({where})"
