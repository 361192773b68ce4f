"""Open a protection case, and keep what is known of the person."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import transaction

from fener.actions.protection.holding import held_case, must_be_on_team, record_audit_on
from fener.queries.protection.sealed import new_record_key, seal_for, unseal
from fener.records.base.models import Member, Organisation
from fener.records.protection.models import CaseTeamMember, ProtectionCase
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, UnreadableMaterial
from fener.terms.protection import AccessLevel, AgeBand
from fener.terms.territories import region_members

# What a case is called among colleagues: neutral, short, easily said on the phone, and nothing about the person.
# fmt: off
_WORDS = (
    "Acorn", "Amber", "Birch", "Cedar", "Clover", "Copper", "Fern", "Flint", "Harbour", "Hazel", "Heather", "Ivy",
    "Juniper", "Larch", "Laurel", "Linden", "Maple", "Meadow", "Olive", "Pebble", "Poplar", "Quartz", "Reed",
    "River", "Rowan", "Saffron", "Sage", "Slate", "Sorrel", "Thyme", "Valley", "Walnut", "Willow", "Yarrow",
)
# fmt: on

Person = Mapping[str, object]
"""person_fields code → value: text, ISO date, number, or a code."""


def open_case(
    actor: Member,
    *,
    territory: str,
    age_band: AgeBand,
    person: Person,
    has_guardian: bool = False,
    access: AccessLevel = AccessLevel.OPEN,
) -> ProtectionCase:
    """A new case of the actor's organisation, the actor responsible. Nothing of ``person`` is required: a code is enough."""
    with transaction.atomic():
        case_file = new_case(actor, territory, age_band, person, has_guardian=has_guardian)
        if access is not AccessLevel.OPEN:
            case_file.access = access
            case_file.save(update_fields=["access"])
        record_audit_on(actor, "open_case", case_file)
    return case_file


def new_case(
    actor: Member, territory: str, age_band: AgeBand, person: Person, *, has_guardian: bool = False
) -> ProtectionCase:
    """The rows of a new case inside the caller's transaction; a transfer that is accepted begins here too."""
    may_take_step(actor.role, "work_on_cases").enforce()
    organisation = _must_work_there(actor, territory)
    key = new_record_key()
    case_file = ProtectionCase.objects.create(
        organisation=organisation,
        territory=territory,
        pseudonym=f"{secrets.choice(_WORDS)} {secrets.randbelow(90) + 10}",
        responsible=actor,
        opened_by=actor,
        age_band=age_band,
        has_guardian=has_guardian,
        record_key=key,
        sealed=seal_for(key, ProtectionCase, clean_person(person)),
        is_invented=actor.is_demo,
    )
    CaseTeamMember.objects.create(case_file=case_file, member=actor)
    return case_file


def change_person(
    actor: Member,
    name: str | int,
    person: Person,
    *,
    age_band: AgeBand | None = None,
    has_guardian: bool | None = None,
    access: AccessLevel | None = None,
) -> ProtectionCase:
    """Replace the given fields; an empty value takes a field away, what is not given stays."""
    known = clean_person(person, keep_empty=True)
    with transaction.atomic():
        case_file = held_case(actor, name)
        if access not in (None, case_file.access):
            must_be_on_team(actor, case_file)
        held = {**unseal(case_file.record_key, case_file), **known}
        case_file.sealed = seal_for(case_file.record_key, case_file, {code: v for code, v in held.items() if v != ""})
        case_file.age_band = age_band or case_file.age_band
        case_file.has_guardian = case_file.has_guardian if has_guardian is None else has_guardian
        case_file.access = access or case_file.access
        case_file.save(update_fields=["sealed", "age_band", "has_guardian", "access"])
        record_audit_on(actor, "change_person", case_file, fields=len(known))
    return case_file


def clean_person(person: Person, *, keep_empty: bool = False) -> dict[str, object]:
    """Fields the vocabulary knows, texts without blanks around them. UnreadableMaterial FEN-2769 for one it does not know."""
    fields = code_list("person_fields")
    if unknown := [code for code in person if code not in fields]:
        raise UnreadableMaterial(
            f"“{unknown[0][:40]}” is no field of a person",
            remedy="See the code list person_fields.",
            number="FEN-2769",
        )
    cleaned = {code: value.strip() if isinstance(value, str) else value for code, value in person.items()}
    return {
        code: "" if value is None else value for code, value in cleaned.items() if keep_empty or value not in (None, "")
    }


def _must_work_there(actor: Member, territory: str) -> Organisation:
    if actor.organisation is None:
        raise NotAllowed(
            "you belong to no organisation, and a case belongs to one",
            remedy="Ask your administrator.",
            number="FEN-2771",
        )
    if territory not in region_members() or territory not in actor.territory_codes():
        raise NotAllowed(
            f"you do not work in the territory {territory[:8]}",
            remedy="Choose a territory you work in.",
            number="FEN-2772",
        )
    return actor.organisation
