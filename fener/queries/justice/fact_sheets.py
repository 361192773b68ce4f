"""Fact sheets a member may read: those of the own organisation, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fener.analysis.law import LawAnswer, qualify
from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet
from fener.records.justice.models import FactSheet, FactSheetVersion
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.keys import number_of_key


def fact_sheets_for(member: Member) -> ScopedQuerySet[FactSheet]:
    """Sheets of the member's organisation, newest first, with their versions at hand."""
    may_take_step(member.role, "read_fact_sheets").enforce()
    rows, home = FactSheet.objects.for_member(member), member.organisation_id
    if home is None:
        return rows.none()
    return (
        rows.filter(organisation_id=home)
        .select_related("recorded_by", "organisation")
        .prefetch_related("versions__saved_by")
    )


def fact_sheets(member: Member) -> list[FactSheet]:
    """All of them, open ones first; ``.newest`` is the newest version."""
    return sorted(fact_sheets_for(member), key=lambda sheet: (not sheet.is_open, -sheet.pk))


def fact_sheet(member: Member, key: str | int) -> FactSheet:
    """The sheet of that key (``FS-12`` or 12). UnknownTerm FEN-2951 where there is none the member may read."""
    found = fact_sheets_for(member).filter(pk=number_of_key(key, "FS")).first()
    if found is None:
        raise UnknownTerm(
            f"there is no fact sheet “{str(key)[:20]}” that you may open",
            remedy="Choose one from your list.",
            number="FEN-2951",
        )
    return found


def fact_sheet_version(member: Member, key: str | int, number: int) -> FactSheetVersion:
    """One version. UnknownTerm FEN-2951 or FEN-2955 for a sheet or a number that is not there."""
    sheet = fact_sheet(member, key)
    found = next((version for version in sheet.versions.all() if version.number == number), None)
    if found is None:
        raise UnknownTerm(f"{sheet.key} has no version {number}", remedy="Choose one from its list.", number="FEN-2955")
    return found


def fact_sheet_answers(
    member: Member, key: str | int, number: int | None, jurisdictions: Sequence[str], on: date
) -> dict[str, LawAnswer]:
    """The facts of a version (the newest for None) measured under each legal order, those of the sheet where none is named.

    Keeps the order asked in. UnknownTerm FEN-2921 for a legal order without books.
    """
    sheet = fact_sheet(member, key)
    version = sheet.newest if number is None else fact_sheet_version(member, key, number)
    facts = version.facts if version else {}
    chosen = jurisdictions or sheet.jurisdictions
    return {code: qualify(facts, code, on) for code in dict.fromkeys(chosen)}
