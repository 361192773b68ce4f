"""Demo logins: invented members for every role, on one machine, for trying the desk out."""

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
AUTHORITY = "Demonstration authority (invented)"
# A second caseworker, because four eyes approve what one asks for.
SECOND_CASEWORKER = f"{Role.CASEWORKER.value}-2"
# A lawyer in the authority: what its investigator states of an actor, another pair of eyes qualifies.
PROSECUTOR = "prosecutor"
ROLES = {role.value: role for role in Role} | {SECOND_CASEWORKER: Role.CASEWORKER, PROSECUTOR: Role.LAWYER}
_NAMES = {SECOND_CASEWORKER: f"{Role.CASEWORKER.label} 2", PROSECUTOR: "Prosecutor"}
_OF_THE_AUTHORITY = frozenset({Role.INVESTIGATOR, Role.LIAISON})


def ensure_demo_members(keep_in: Path) -> dict[str, str]:
    """Login → password. Made once; the passwords stay in a file only its owner can read, and are set anew if it is lost.

    Demo members work in every territory, carry no second factor, and are refused wherever FENER_DEMO is off.
    """
    passwords = _read(keep_in)
    wanted = set(ROLES)
    there = set(Member.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
    if set(passwords) == wanted == there:
        return passwords
    passwords = {login: secrets.token_urlsafe(9) for login in ROLES}
    with transaction.atomic():
        ours, theirs = (
            _organisation(ORGANISATION, "Demo", "cso"),
            _organisation(AUTHORITY, "Demo authority", "authority"),
        )
        for login, role in ROLES.items():
            is_theirs = role in _OF_THE_AUTHORITY or login == PROSECUTOR
            _set_up(login, role, passwords[login], theirs if is_theirs else ours)
        record_audit(
            "ensure_demo_members", actor=None, subject=("Organisation", ORGANISATION), details={"logins": len(ROLES)}
        )
        _write(keep_in, passwords)
    return passwords


def _organisation(name: str, short_name: str, kind: str) -> Organisation:
    made, _ = Organisation.objects.get_or_create(
        name=name, defaults={"short_name": short_name, "territory": REGION, "kind": kind, "is_invented": True}
    )
    return made


def demo_administrator() -> Member:
    """The member start-up acts as when it builds the first report."""
    return Member.objects.get(username=Role.ADMINISTRATOR.value, is_demo=True)


def _set_up(login: str, role: Role, password: str, organisation: Organisation) -> None:
    member, _ = Member.objects.get_or_create(username=login, defaults={"role": role.value, "is_demo": True})
    member.set_password(password)
    member.first_name = f"{_NAMES.get(login, role.label)} (demo)"
    member.is_active, member.organisation = True, organisation
    member.save(update_fields=["password", "first_name", "is_active", "organisation"])
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
