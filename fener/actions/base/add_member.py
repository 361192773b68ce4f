"""Add a member: an account with a role and territories; the member sets the second factor at the first login."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fener.records.base.audit import record_audit
from fener.records.base.models import Member, MemberTerritory, Organisation
from fener.terms.errors import UnreadableMaterial
from fener.terms.people import Role
from fener.terms.territories import territory


def add_member(
    actor: Member | None, *, username: str, password: str, role: str, organisation: str, territories: Iterable[str]
) -> Member:
    """``actor`` None is the terminal on the server itself. The organisation is made if it is not there."""
    codes = [territory(code).code for code in territories]
    if role not in list(Role):
        raise UnreadableMaterial(f"“{role}” is not a role", remedy=f"Use one of {', '.join(Role)}.", number="FEN-2030")
    try:
        validate_password(password)
    except ValidationError as weak:
        raise UnreadableMaterial(
            "the password is too weak", remedy=" ".join(weak.messages), number="FEN-2031"
        ) from weak
    try:
        with transaction.atomic():
            home, _ = Organisation.objects.get_or_create(
                name=organisation, defaults={"territory": codes[0] if codes else "ZZ", "kind": "cso"}
            )
            member = Member.objects.create_user(username=username, password=password, role=role, organisation=home)
            MemberTerritory.objects.bulk_create(MemberTerritory(member=member, territory=code) for code in codes)
            record_audit("add_member", actor=actor, subject=("Member", username), details={"role": role})
    except IntegrityError as taken:
        raise UnreadableMaterial(
            f"there is a member “{username}” already", remedy="Choose another name.", number="FEN-2032"
        ) from taken
    return member
