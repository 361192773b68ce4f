"""Demo logins: one invented member for each role, on one machine, for trying the desk out."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from django.db import transaction

from fener.records.base.audit import record_audit
from fener.records.base.models import Member, MemberTerritory, Organisation
from fener.terms.people import Role
from fener.terms.territories import REGION

ORGANISATION = "Demonstration organisation (invented)"


def ensure_demo_members(keep_in: Path) -> dict[str, str]:
    """Role → password. Made once; the passwords stay in a file only its owner can read, and are set anew if it is lost.

    Demo members work in every territory, carry no second factor, and are refused wherever FENER_DEMO is off.
    """
    passwords = _read(keep_in)
    wanted = {role.value for role in Role}
    there = set(Member.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
    if set(passwords) == wanted == there:
        return passwords
    passwords = {role.value: secrets.token_urlsafe(9) for role in Role}
    with transaction.atomic():
        organisation, _ = Organisation.objects.get_or_create(
            name=ORGANISATION, defaults={"short_name": "Demo", "territory": REGION, "kind": "cso", "is_invented": True}
        )
        for role in Role:
            _set_up(role, passwords[role.value], organisation)
        record_audit(
            "ensure_demo_members", actor=None, subject=("Organisation", ORGANISATION), details={"roles": len(Role)}
        )
        _write(keep_in, passwords)
    return passwords


def demo_administrator() -> Member:
    """The member start-up acts as when it builds the first report."""
    return Member.objects.get(username=Role.ADMINISTRATOR.value, is_demo=True)


def _set_up(role: Role, password: str, organisation: Organisation) -> None:
    member, _ = Member.objects.get_or_create(
        username=role.value, defaults={"role": role.value, "organisation": organisation, "is_demo": True}
    )
    member.set_password(password)
    member.first_name = f"{role.label} (demo)"
    member.is_active = True
    member.save(update_fields=["password", "first_name", "is_active"])
    MemberTerritory.objects.get_or_create(member=member, territory=REGION)


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(role): str(password) for role, password in found.items()} if isinstance(found, dict) else {}


def _write(path: Path, passwords: dict[str, str]) -> None:
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(passwords, stream, indent=1)
    part.replace(path)
