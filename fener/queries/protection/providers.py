"""The directory: who offers which service where, who of them is safe for a case, and how fresh what is known is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from fener.queries.protection.cases import recipient_of
from fener.records.base.models import Member, Organisation
from fener.records.protection.models import EscalationContact, ServiceProvider
from fener.safeguards.conflict import Nearness, nearness, safe_first
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.keys import number_of_key
from fener.terms.protection import AllegedTie
from fener.terms.providers import LANGUAGE_NAMES, ContactEntry, ProviderEntry, is_stale
from fener.terms.territories import region_members


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """One provider as lists and choices show it. ``free_today``: the places it told of today; None where it told none."""

    provider: ServiceProvider
    is_stale: bool
    free_today: int | None
    may_keep: bool = False

    @property
    def key(self) -> str:
        """``SP-4``."""
        return self.provider.key

    @property
    def languages(self) -> tuple[str, ...]:
        """Names of the languages spoken there."""
        return tuple(LANGUAGE_NAMES.get(code, code) for code in self.provider.languages)


@dataclass(frozen=True, slots=True)
class ProviderFilters:
    """What is asked of the directory; empty means any. ``always_open``: at every hour, so certainly open now."""

    territory: str = ""
    service: str = ""
    municipality: str = ""
    language: str = ""
    kind: str = ""
    words: str = ""
    always_open: bool = False
    free_today: bool = False
    stale: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """A provider that may be asked; where ``must_be_weighed``, a conflict of interest is possible, and no more is said."""

    line: ProviderLine
    must_be_weighed: bool


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Providers of a service for a case, safe ones first; ``left_out`` (provider, why): why never says whose interest."""

    offered: tuple[Alternative, ...]
    left_out: tuple[tuple[ServiceProvider, str], ...]


CONFLICT = "conflict of interest"


def providers_for(member: Member, filters: ProviderFilters | None = None) -> list[ProviderLine]:
    """Providers in the pathway of the member's territories (or the one asked for), by territory and name."""
    may_take_step(member.role, "read_directory").enforce()
    asked = filters or ProviderFilters()
    rows = _in_territories(_living(closed=asked.closed), member, asked.territory)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.always_open:
        rows = rows.filter(is_always_open=True)
    lines = [_line(row, member) for row in rows]
    return [line for line in lines if _fits(line, asked)]


def provider_for(member: Member, name: str | int) -> ProviderLine:
    """The provider of that key (``SP-4`` or 4), closed or not. UnknownTerm FEN-2830 where there is none."""
    may_take_step(member.role, "read_directory").enforce()
    return _line(provider_of_key(name), member)


def provider_of_key(name: str | int) -> ServiceProvider:
    """The provider of that key; for actions, whose own step is asked first. UnknownTerm FEN-2830 where there is none."""
    rows = ServiceProvider.objects.select_related("organisation")
    found = rows.filter(pk=number_of_key(name, "SP")).first()
    if found is None:
        raise UnknownTerm(
            f"there is no service provider “{str(name)[:20]}”",
            remedy="Choose one from the directory.",
            number="FEN-2830",
        )
    return found


def providers_to_ask(member: Member) -> list[ServiceProvider]:
    """Whom the member may ask for urgent help: open providers of other organisations in the member's territories.

    An authority's liaison asks those who are no authority.
    """
    may_take_step(member.role, "ask_urgent_help").enforce()
    rows = _in_territories(_living(), member, "")
    if member.organisation_id:
        rows = rows.exclude(organisation_id=member.organisation_id)
    return [row for row in rows if member.role != "liaison" or not recipient_of(row).is_authority]


def authorities_to_ask(member: Member) -> list[ServiceProvider]:
    """Who may open a facility: open providers of other organisations in the member's territories, authorities first."""
    may_take_step(member.role, "ask_facility_access").enforce()
    rows = _in_territories(_living(), member, "")
    if member.organisation_id:
        rows = rows.exclude(organisation_id=member.organisation_id)
    return sorted(rows, key=lambda row: not recipient_of(row).is_authority)


def alternatives(
    case_ties: Sequence[AllegedTie], service: str, territory: str, municipality: str = "", *, language: str = ""
) -> Alternatives:
    """Open providers of the service there: those without conflict of interest first, then those in the municipality, with
    the language, with places free today. Providers certainly in conflict are left out."""
    lines = [_line(row, None) for row in _living().filter(territory=territory) if service in row.services]
    lines.sort(key=lambda line: _closeness(line, municipality, language))
    recipients = [(line, recipient_of(line.provider)) for line in lines]
    offered = tuple(Alternative(line, near is Nearness.POSSIBLE) for line, near in safe_first(recipients, case_ties))
    left_out = tuple(
        (line.provider, CONFLICT)
        for line, recipient in recipients
        if nearness(recipient, case_ties) is Nearness.CERTAIN
    )
    return Alternatives(offered, left_out)


def contacts_of(provider: ServiceProvider) -> list[ContactEntry]:
    """Offices an unanswered urgent request goes to, in order."""
    rows: QuerySet[EscalationContact] = provider.escalation.all()
    return [ContactEntry(row.title, row.email, row.phone, row.after_minutes) for row in rows]


def entry_of(provider: ServiceProvider) -> ProviderEntry:
    """The provider as a value, as forms show it."""
    names = ProviderEntry.__dataclass_fields__
    values = {name: getattr(provider, name) for name in names}
    return ProviderEntry(**values | {"services": tuple(provider.services), "languages": tuple(provider.languages)})


def kept_territories(member: Member) -> list[str]:
    """Territories whose directory the member may keep."""
    return [code for code in region_members() if code in member.territory_codes()]


def organisation_choices(member: Member) -> list[tuple[int, str]]:
    """Organisations of the desk that a provider of the member's territories may be tied to."""
    rows = Organisation.objects.filter(territory__in=[*member.territory_codes(), "WB"])
    return list(rows.values_list("pk", "name"))


def municipalities_of(member: Member) -> list[str]:
    """Municipalities that the member's directory has, for filters."""
    rows = ServiceProvider.objects.filter(territory__in=member.territory_codes()).exclude(municipality="")
    return sorted(set(rows.values_list("municipality", flat=True)))


def _living(*, closed: bool = False) -> QuerySet[ServiceProvider]:
    return ServiceProvider.objects.select_related("organisation").filter(closed_at__isnull=not closed)


def _in_territories(rows: QuerySet[ServiceProvider], member: Member, territory: str) -> QuerySet[ServiceProvider]:
    wanted = [territory] if territory in region_members() else list(member.territory_codes())
    return rows.filter(territory__in=wanted)


def _line(row: ServiceProvider, member: Member | None) -> ProviderLine:
    today = timezone.localdate()
    may_keep = (
        member is not None
        and may_take_step(member.role, "keep_directory").allowed
        and row.territory in member.territory_codes()
    )
    free = row.free_places if row.capacity_on == today else None
    return ProviderLine(row, is_stale(row.checked_on, today), free, may_keep)


def _fits(line: ProviderLine, asked: ProviderFilters) -> bool:
    row = line.provider
    words = asked.words.casefold()
    return (
        (not asked.service or asked.service in row.services)
        and (not asked.language or asked.language in row.languages)
        and (not asked.municipality or row.municipality.casefold() == asked.municipality.casefold())
        and (not words or words in f"{row.name} {row.body} {row.municipality}".casefold())
        and (not asked.free_today or bool(line.free_today))
        and (not asked.stale or line.is_stale)
    )


def _closeness(line: ProviderLine, municipality: str, language: str) -> tuple[bool, bool, bool, str]:
    row = line.provider
    return (
        row.municipality.casefold() != municipality.casefold(),
        bool(language) and language not in row.languages,
        not line.free_today,
        row.name,
    )
