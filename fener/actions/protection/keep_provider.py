"""Keep the directory of service providers: add, change, check, tell free places, name escalation offices, close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from fener.queries.protection.providers import kept_territories, provider_of_key
from fener.records.base.audit import record_audit
from fener.records.base.models import Member, Organisation
from fener.records.protection.models import EscalationContact, ServiceProvider
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import Location, NotAllowed, StateRefused, UnreadableMaterial
from fener.terms.people import Role
from fener.terms.providers import LANGUAGE_NAMES, ContactEntry, ProviderClosure, ProviderEntry

_LENGTHS = {"name": 200, "body": 200, "municipality": 120, "opening": 200, "contact": 300, "source": 300}
MOST_CONTACTS = 8


def add_provider(actor: Member, entry: ProviderEntry) -> ServiceProvider:
    """A new provider. UnreadableMaterial FEN-2820 names the field at fault."""
    may_take_step(actor.role, "keep_directory").enforce()
    _must_keep(actor, entry.territory)
    _may_tie(actor, None, entry.organisation_id)
    with transaction.atomic():
        made = store_provider(checked_entry(entry) | {"is_invented": entry.is_invented})
        record_audit("add_provider", actor=actor, subject=("ServiceProvider", made.key), details=_told(made))
    return made


def change_provider(actor: Member, key: str, entry: ProviderEntry) -> ServiceProvider:
    """Every value as the entry has it; both the old and the new territory must be the actor's."""
    row = _own(actor, key)
    _must_keep(actor, entry.territory)
    _may_tie(actor, row.organisation_id, entry.organisation_id)
    values = checked_entry(entry)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    with transaction.atomic():
        for name in changed:
            setattr(row, name, values[name])
        _save(row, changed)
        details = {"fields": changed, "organisation": row.organisation_id}
        record_audit("change_provider", actor=actor, subject=("ServiceProvider", row.key), details=details)
    return row


def confirm_provider(actor: Member, key: str) -> ServiceProvider:
    """What the directory says was checked today and is right."""
    return _set(actor, key, "confirm_provider", checked_on=timezone.localdate())


def tell_free_places(actor: Member, key: str, free: int) -> ServiceProvider:
    """So many places are free today."""
    if free < 0 or free > 100_000:
        raise _fault("free_places", f"{free} is no number of free places", "Give a number from 0.")
    return _set(actor, key, "tell_free_places", free_places=free, capacity_on=timezone.localdate())


def name_escalation(actor: Member, key: str, contacts: Sequence[ContactEntry]) -> ServiceProvider:
    """The offices an unanswered urgent request goes to, in this order, in place of those named before."""
    row = _own(actor, key)
    named = [_checked_contact(contact) for contact in contacts]
    if len(named) > MOST_CONTACTS:
        raise _fault("contacts", f"more than {MOST_CONTACTS} offices", "Name the few who can decide.", "FEN-2836")
    with transaction.atomic():
        row.escalation.all().delete()
        EscalationContact.objects.bulk_create(
            EscalationContact(
                provider=row,
                order=order,
                title=one.title,
                email=one.email,
                phone=one.phone,
                after_minutes=one.after_minutes,
            )
            for order, one in enumerate(named, 1)
        )
        record_audit(
            "name_escalation", actor=actor, subject=("ServiceProvider", row.key), details={"offices": len(named)}
        )
    return row


def close_provider(actor: Member, key: str, reason: str) -> ServiceProvider:
    """Out of the pathway from now on; what was asked of it before stays as it was."""
    if reason not in list(ProviderClosure):
        raise _fault("reason", "no reason is given", "Choose one of the list.")
    row = _own(actor, key)
    with transaction.atomic():
        living = ServiceProvider.objects.filter(pk=row.pk, closed_at__isnull=True)
        if not living.update(closed_at=timezone.now(), closed_reason=reason):
            raise StateRefused(f"{row.key} is closed already", remedy="Nothing is left to do.", number="FEN-2835")
        record_audit("close_provider", actor=actor, subject=("ServiceProvider", row.key), details={"reason": reason})
    row.refresh_from_db()
    return row


def store_provider(values: dict[str, Any]) -> ServiceProvider:
    """A row of checked values; call it inside a transaction."""
    row = ServiceProvider(**values)
    _save(row, None)
    return row


def checked_entry(entry: ProviderEntry) -> dict[str, Any]:
    """The entry's values ready to store. UnreadableMaterial FEN-2820 located at the first that cannot be."""
    texts = {name: " ".join(str(getattr(entry, name)).split()) for name in _LENGTHS}
    for name, text in texts.items():
        if len(text) > _LENGTHS[name]:
            raise _fault(name, f"longer than {_LENGTHS[name]} characters", "Shorten it.")
    if not texts["name"]:
        raise _fault("name", "a provider needs a name", "Write the name of the office or service.")
    if entry.kind not in code_list("provider_kinds"):
        raise _fault("kind", f"“{entry.kind[:40]}” is no kind of provider", "Choose one of the list.")
    if entry.capacity is not None and not 0 <= entry.capacity <= 100_000:
        raise _fault("capacity", "this is no number of places", "Give a number from 0, or leave it empty.")
    if not entry.services:
        raise _fault("services", "no service is named", "Name at least one.")
    _must_know("services", entry.services, code_list("protection_services").codes)
    _must_know("languages", entry.languages, LANGUAGE_NAMES)
    return texts | {
        "kind": entry.kind,
        "territory": entry.territory,
        "services": list(entry.services),
        "languages": list(entry.languages),
        "is_always_open": entry.is_always_open,
        "capacity": entry.capacity,
        "email": _address("email", entry.email),
        "checked_on": _past(entry),
        "organisation_id": _organisation(entry.organisation_id),
    }


def _set(actor: Member, key: str, action: str, **values: Any) -> ServiceProvider:
    row = _own(actor, key)
    with transaction.atomic():
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        details = {name: value for name, value in values.items() if isinstance(value, int)}
        record_audit(action, actor=actor, subject=("ServiceProvider", row.key), details=details)
    return row


def _own(actor: Member, key: str) -> ServiceProvider:
    may_take_step(actor.role, "keep_directory").enforce()
    row = provider_of_key(key)
    _must_keep(actor, row.territory)
    if row.closed_at is not None:
        raise StateRefused(f"{row.key} is closed", remedy="Add it anew if it works again.", number="FEN-2835")
    return row


def _must_keep(actor: Member, territory: str) -> None:
    if territory not in kept_territories(actor):
        raise NotAllowed(
            "the directory of that territory is kept by its own platform",
            remedy="Ask its coordinator to enter the provider.",
            number="FEN-2834",
        )


def _may_tie(actor: Member, before: int | None, after: int | None) -> None:
    """An organisation tied to a provider reads what is asked of it: whoever ties them answers for the platform."""
    if before != after and actor.role != Role.COORDINATOR:
        raise NotAllowed(
            "which organisation answers for a provider is set by a coordinator",
            remedy="Leave it as it is and ask your coordinator.",
            number="FEN-2834",
        )


def _save(row: ServiceProvider, fields: list[str] | None) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError as problem:
        raise _fault(
            "name", "a provider of this name is there already", "Change that entry, or write which unit this is."
        ) from problem


def _must_know(name: str, given: Sequence[str], known: Any) -> None:
    for code in given:
        if code not in known:
            raise _fault(name, f"“{code[:40]}” is not known", f"Use {', '.join(list(known)[:40])}.")


def _past(entry: ProviderEntry) -> Any:
    if entry.checked_on and entry.checked_on > timezone.localdate():
        raise _fault("checked_on", "the day lies in the future", "Give the day on which it was checked.")
    return entry.checked_on


def _organisation(pk: int | None) -> int | None:
    if pk is not None and not Organisation.objects.filter(pk=pk).exists():
        raise _fault("organisation", "this organisation is not on the desk", "Leave it empty, or choose one.")
    return pk


def _address(name: str, address: str) -> str:
    given = address.strip()
    try:
        if given:
            validate_email(given)
    except ValidationError:
        raise _fault(name, "this is no e-mail address", "Write one address, or leave it empty.") from None
    return given


def _checked_contact(contact: ContactEntry) -> ContactEntry:
    title = " ".join(contact.title.split())
    if not title or len(title) > 120:
        raise _fault("title", "an office has no title", "Name the office or function, not a person.", "FEN-2836")
    if not 1 <= contact.after_minutes <= 1440:
        raise _fault("after_minutes", "the time is not between 1 and 1440 minutes", "Give minutes.", "FEN-2836")
    return ContactEntry(title, _address("email", contact.email), contact.phone.strip()[:40], contact.after_minutes)


def _told(row: ServiceProvider) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "territory": row.territory,
        "services": row.services,
        "organisation": row.organisation_id,
    }


def _fault(column: str, message: str, remedy: str, number: str = "FEN-2820") -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=remedy, location=Location(column=column), number=number)
