"""Which cases a member may know of, and how the member stands to one of them."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.case_file import CaseQuerySet
from fener.records.protection.models import BreakGlass, ProtectionCase, ServiceProvider
from fener.safeguards.access import Reader
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.keys import number_of_key
from fener.terms.protection import (
    AgeBand,
    AllegedTie,
    ConsentTerms,
    GroundTerms,
    PersonSituation,
    ProtectionState,
    Recipient,
)


def cases_for(member: Member) -> CaseQuerySet:
    """Cases whose existence the member may know of."""
    rows = ProtectionCase.objects.for_member(member)
    return rows if may_take_step(member.role, "read_cases").allowed else rows.none()


def case_for(member: Member, name: str | int) -> ProtectionCase:
    """The case of that key (``PC-17`` or 17). UnknownTerm FEN-2765 where there is none the member may know of."""
    rows = cases_for(member).select_related("record_key", "responsible", "organisation")
    found = rows.filter(pk=number_of_key(name, "PC")).first()
    if found is None:
        raise UnknownTerm(
            f"there is no case “{str(name)[:20]}” that you may open",
            remedy="Choose one from your list of cases.",
            number="FEN-2765",
        )
    return found


def reader_of(member: Member, case_file: ProtectionCase) -> Reader:
    """How the member stands to the case, as the safeguards ask."""
    glass = BreakGlass.objects.filter(case_file=case_file, member=member, until__gt=timezone.now()).first()
    return Reader(
        role=member.role,
        same_organisation=member.organisation_id is not None and member.organisation_id == case_file.organisation_id,
        same_territory=case_file.territory in member.territory_codes(),
        on_team=case_file.team.filter(member=member, until__isnull=True).exists(),
        glass_until=glass.until if glass and glass.was_right is not False else None,
    )


def is_open(case_file: ProtectionCase) -> bool:
    """Whether work goes on: open, or waiting for its closure to be approved."""
    return case_file.state in (ProtectionState.OPEN, ProtectionState.CLOSURE_ASKED)


def recipient_of(provider: ServiceProvider) -> Recipient:
    """A provider as the safeguards see it; units of one body are one organisation."""
    if provider.organisation_id:
        organisation = f"org:{provider.organisation_id}"
    else:
        organisation = f"body:{provider.territory}:{provider.body.casefold()}" if provider.body else ""
    return Recipient(provider.key, provider.kind, organisation, provider.territory, provider.municipality)


def tie_to(provider: ServiceProvider) -> dict[str, str]:
    """The provider as a place where an alleged offender works, the way it is sealed into a file."""
    known = recipient_of(provider)
    return {
        "provider": known.key,
        "organisation": known.organisation,
        "kind": known.kind,
        "municipality": known.municipality,
        "territory": known.territory,
    }


def situation_of(case_file: ProtectionCase) -> PersonSituation:
    """What the safeguards must know of the person."""
    now = timezone.now()
    live = case_file.assessments.filter(approved_at__isnull=False, valid_until__gt=now)
    purposes = frozenset(code for row in live for code in row.purposes)
    return PersonSituation(AgeBand(case_file.age_band), case_file.has_guardian, purposes)


def ties_of(case_file: ProtectionCase) -> tuple[AllegedTie, ...]:
    """Where alleged offenders of this case work."""
    found = [unseal(case_file.record_key, row) for row in case_file.alleged_ties.all()]
    keys = ("provider", "organisation", "kind", "territory", "municipality")
    return tuple(AllegedTie(**{key: str(tie.get(key, "")) for key in keys}) for tie in found)


def consents_of(case_file: ProtectionCase) -> list[tuple[int, ConsentTerms]]:
    """(row id, terms) of every consent of the case, newest first."""
    return [
        (
            row.pk,
            ConsentTerms(
                subject=case_file.key,
                purpose=row.purpose,
                data_classes=frozenset(row.data_classes),
                recipient=row.recipient.key,
                given_by=row.given_by,
                capacity=row.capacity,
                interpretation=row.interpretation,
                given_at=row.given_at,
                valid_until=row.valid_until,
                withdrawn_at=row.withdrawn_at,
            ),
        )
        for row in case_file.consents.select_related("recipient")
    ]


def grounds_of(case_file: ProtectionCase) -> list[tuple[int, GroundTerms]]:
    """(row id, terms) of every legal ground of the case that nobody refused, newest first."""
    return [
        (
            row.pk,
            GroundTerms(
                subject=case_file.key,
                code=row.code,
                purpose=row.purpose,
                data_classes=frozenset(row.data_classes),
                recipient=row.recipient.key,
                asked_by=row.asked_by_id,
                approved_by=row.approved_by_id,
                approved_at=row.approved_at,
                valid_until=row.valid_until,
            ),
        )
        for row in case_file.legal_grounds.filter(Q(refused_at__isnull=True)).select_related("recipient")
    ]
