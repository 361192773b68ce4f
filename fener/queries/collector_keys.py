"""Who signs in with which key. The keys themselves are kept nowhere: they are derived from the desk's secret."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Keys the member may see: own ones; of the own organisation and territories for who makes keys."""
    rows: Iterable[CollectorKey] = CollectorKey.objects.select_related("member").filter(member=member)
    if may_take_step(member.role, "make_collector_key").allowed:
        near = Q(member__organisation_id=member.organisation_id) | Q(
            member__territory_links__territory__in=member.territory_codes()
        )
        everyone = CollectorKey.objects.select_related("member")
        rows = everyone if member.role == "administrator" else everyone.filter(near).distinct()
    return [
        KeyLine(
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
        for row in rows
    ]
