"""Tell the other side by mail that an urgent request has a new step. The mail carries its key and the address, no more.

The step is claimed first; of two that try at once one sends. A claim whose holder died is free again after ten minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from fener.queries.protection.urgent import pending_steps
from fener.records.base.models import Member
from fener.records.protection.models import ServiceProvider, UrgentRequest, UrgentStep
from fener.safeguards.roles import may_take_step
from fener.terms.people import Role
from fener.terms.protection import UrgentState
from fener.terms.urgent import UrgentSide, UrgentStepKind

_CLAIM_LASTS = timedelta(minutes=10)


def tell_urgent_step(step_id: int, now: datetime | None = None) -> bool:
    """Whether the mail went now. A step that is told, claimed or gone is left alone; one nobody can be told of is let be."""
    at = now or timezone.now()
    free = pending_steps(at, at - _CLAIM_LASTS, only=step_id)
    return bool(free) and _tell(step_id, at)


def tell_pending(now: datetime) -> tuple[int, int]:
    """(told, still waiting) of all steps whose mail has not gone."""
    told = [_tell(pk, now) for pk in pending_steps(now, now - _CLAIM_LASTS)]
    waiting = UrgentStep.objects.filter(wants_mail=True, told_by_mail_at__isnull=True).count()
    return sum(told), waiting


def _tell(pk: int, at: datetime) -> bool:
    step = UrgentStep.objects.select_related("urgent__to_provider", "urgent__asked_by").get(pk=pk)
    seen = UrgentStep.objects.filter(
        pk=pk, wants_mail=True, told_by_mail_at__isnull=True, mail_claimed_at=step.mail_claimed_at
    )
    addresses = addresses_of(step)
    if not addresses:
        seen.update(wants_mail=False)
        return False
    if not seen.update(mail_claimed_at=at):
        return False
    mine = UrgentStep.objects.filter(pk=pk, mail_claimed_at=at)
    if not send_key(step.urgent.key, "urgent", addresses):
        mine.update(mail_claimed_at=None)
        return False
    return bool(mine.update(told_by_mail_at=timezone.now()))


def send_key(key: str, room: str, addresses: Iterable[str]) -> bool:
    """One mail with a key and the address of its page; False where the mail server does not take it."""
    where = f"{settings.PUBLIC_ADDRESS}/{room}/{key}/" if settings.PUBLIC_ADDRESS else f"/{room}/{key}/"
    mail = EmailMessage(key, f"{key}\n{where}\n", to=[], bcc=sorted(set(addresses)))
    try:
        mail.send()
    except OSError:  # what a mail server refuses (smtplib) and what the network does are both OSErrors
        return False
    return True


def addresses_of(step: UrgentStep) -> list[str]:
    """Who is told of the step; nobody of a step that time has overtaken."""
    urgent = step.urgent
    if UrgentState(urgent.state).is_over and not UrgentStepKind(step.kind).is_last:
        return []
    if step.kind == UrgentStepKind.ESCALATED and step.contact_order is not None:
        contact = urgent.to_provider.escalation.filter(order=step.contact_order).first()
        return [contact.email] if contact and contact.email else []
    if step.side == UrgentSide.ASKER:
        return helper_addresses(urgent.to_provider, urgent.to_organisation_id)
    return _asker_addresses(urgent)


def helper_addresses(
    provider: ServiceProvider, organisation_id: int | None, step: str = "ask_urgent_help"
) -> list[str]:
    """The office's address; where it has none, those of its members who may take the step."""
    return [provider.email] if provider.email else _members(organisation_id, step)


def _asker_addresses(urgent: UrgentRequest) -> list[str]:
    asked_by = urgent.asked_by
    return [asked_by.email] if asked_by.email else _members(urgent.from_organisation_id, "ask_urgent_help")


def _members(organisation_id: int | None, step: str) -> list[str]:
    if organisation_id is None:
        return []
    holders = [role for role in Role if may_take_step(role, step).allowed]
    rows = Member.objects.filter(organisation_id=organisation_id, is_active=True, role__in=holders)
    return list(rows.exclude(email="").values_list("email", flat=True))
