"""Who signs in with which key. The keys themselves are kept nowhere: they are derived from the desk's secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from fener.gateways.odk.credentials import (
    DigestCredentials,
    digest_ha1,
    digest_matches,
    is_collector_key,
    make_collector_key,
    split_collector_key,
)
from fener.records.base.models import Member
from fener.records.field.models import CollectorKey
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, SignInNeeded

REALM = "Fener"


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as a list shows it, without the key."""

    public_id: str
    holder: str
    purpose: str
    label: str
    questionnaires: tuple[str, ...]
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None

    @property
    def is_over(self) -> bool:
        """Whether its time ran out."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


def key_secret() -> bytes:
    """What keys are derived from: the desk's secret, for this one use."""
    return b"collector keys:" + settings.SECRET_KEY.encode()


def key_in_address(token: str, purpose: str) -> CollectorKey:
    """The key in an address. SignInNeeded where it is none; NotAllowed where it is one no longer."""
    parts = split_collector_key(token)
    if parts is None:
        raise SignInNeeded("the address holds no key")
    record = _keys().filter(public_id=parts[0]).first()
    # A key that could be one is answered with 403, not 401: at 401 phones ask for a password there is not.
    if record is None or not is_collector_key(token, key_secret(), record.nonce):
        raise NotAllowed(
            "this key is not known here", remedy="Ask your coordinator for a new settings code.", number="FEN-1007"
        )
    return _usable(record, purpose)


def key_of_password(username: str, password: str, purpose: str) -> CollectorKey:
    """The key given as the password of Basic sign-in."""
    parts = split_collector_key(password)
    record = _keys().filter(public_id=parts[0], member__username=username).first() if parts else None
    if record is None or not is_collector_key(password, key_secret(), record.nonce):
        raise SignInNeeded("name and key do not fit")
    return _usable(record, purpose)


def key_of_digest(given: DigestCredentials, method: str, target: str, purpose: str) -> CollectorKey:
    """The key whose digest was given; a member's few keys are tried in turn."""
    for record in _keys().filter(member__username=given.username).exclude(revoked_at__isnull=False):
        key = make_collector_key(key_secret(), record.public_id, record.nonce)
        ha1 = digest_ha1(given.username, REALM, key)
        if digest_matches(given, ha1=ha1, method=method, target=target):
            return _usable(record, purpose)
    raise SignInNeeded("name and key do not fit")


def _keys() -> QuerySet[CollectorKey]:
    return CollectorKey.objects.select_related("member", "member__organisation")


def _usable(record: CollectorKey, purpose: str) -> CollectorKey:
    member, now = record.member, timezone.now()
    is_over = record.revoked_at is not None or (record.expires_at is not None and record.expires_at <= now)
    is_closed = not member.is_active or (member.is_demo and not settings.DEMO)
    if is_over or is_closed or record.purpose != purpose:
        raise NotAllowed(
            "this key opens nothing any more" if is_over or is_closed else f"this key is not one to {purpose} with",
            remedy="Ask your coordinator for a new settings code; reports on the phone stay there until then.",
            number="FEN-1008",
        )
    return record


def keys_for(member: Member) -> list[KeyLine]:
    """Keys the member may see: own ones; for who makes keys those of the organisation and territories too."""
    return [_line(row) for row in _seen_by(member)]


def key_line(member: Member, public_id: str) -> KeyLine:
    """One of them as a list shows it."""
    return _line(key_record(member, public_id))


def key_record(member: Member, public_id: str) -> CollectorKey:
    """The key; NotAllowed where there is none the member may see."""
    row = _seen_by(member).filter(public_id=public_id).first()
    if row is None:
        raise NotAllowed("there is no such key", remedy="Look at the list of keys.", number="FEN-2622")
    return row


def possible_holders(member: Member) -> list[tuple[int, str]]:
    """(id, name) of the members this member may make keys for."""
    near = _near(member, "")
    people = Member.objects.filter(near, is_active=True).distinct().select_related("organisation").order_by("username")
    steps = ("fill_questionnaire", "export_field_reports")
    return [
        (person.pk, f"{person} ({person.organisation})" if person.organisation else str(person))
        for person in people
        if any(may_take_step(person.role, step).allowed for step in steps)
    ]


def _seen_by(member: Member) -> QuerySet[CollectorKey]:
    rows = CollectorKey.objects.select_related("member")
    if not may_take_step(member.role, "make_collector_key").allowed:
        return rows.filter(member=member)
    return rows.filter(_near(member, "member__")).distinct()


def _near(member: Member, prefix: str) -> Q:
    """Everybody for an administrator; else the member, the organisation and who works in the same territories."""
    if member.role == "administrator":
        return Q()
    organisation = (
        {f"{prefix}organisation_id": member.organisation_id} if member.organisation_id else {f"{prefix}pk": member.pk}
    )
    territory = {f"{prefix}territory_links__territory__in": member.territory_codes()}
    return Q(**{f"{prefix}pk": member.pk}) | Q(**organisation) | Q(**territory)


def _line(row: CollectorKey) -> KeyLine:
    return KeyLine(
        row.public_id,
        str(row.member),
        row.purpose,
        row.label,
        tuple(row.questionnaires),
        row.made_at,
        row.expires_at,
        row.revoked_at,
        row.last_used_on,
    )
