"""Let a member in again: a new password, no second factor (it is set up anew at the next login), failures forgotten."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm, UnreadableMaterial


def reset_member(actor: Member | None, username: str, *, password: str | None, why: str) -> Member:
    """``actor`` None is the terminal on the server itself. ``password`` None only unlocks and leaves the factor as it is."""
    if actor is not None:
        may_take_step(actor.role, "reset_member").enforce()
    member = Member.objects.filter(username=username, is_active=True).first()
    if member is None:
        raise UnknownTerm(f"there is no active member “{username}”", remedy="Check the name.", number="FEN-3013")
    if password is not None:
        _check(password, member)
    with transaction.atomic():
        if password is not None:
            member.set_password(password)
            member.save(update_fields=["password"])
            Authenticator.objects.filter(user=member).delete()
        forget_failures(username=username)
        record_audit(
            "reset_member",
            actor=actor,
            subject=("Member", username),
            why=why,
            details={"new_password": password is not None},
        )
    return member


def _check(password: str, member: Member) -> None:
    try:
        validate_password(password, member)
    except ValidationError as weak:
        raise UnreadableMaterial(
            "the password is too weak", remedy=" ".join(weak.messages), number="FEN-2031"
        ) from weak
