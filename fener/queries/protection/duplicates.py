"""Files that may speak of one person: suggested to a caseworker who reads both, never merged, never kept.

Compared in memory, among files of one organisation that the member may read; no index of names is ever written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from fener.queries.protection.cases import cases_for
from fener.queries.protection.name_likeness import name_likeness, plain
from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.models import BreakGlass, CaseTeamMember, DuplicateJudgement, ProtectionCase
from fener.safeguards.access import Reader, level_of, may_read_class
from fener.terms.protection import AccessLevel, ProtectionState

_NEEDED = frozenset({"identity", "contact"})
_EXACT = ("phone", "document_number")
# Measured on spellings of one name and on like names of different people: tests/queries/protection/test_duplicates.py.
LIKE = 0.9


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Another file, what agrees in words, and what a colleague judged before."""

    case_file: ProtectionCase
    agrees: tuple[str, ...]
    judgement: str = ""


def possible_duplicates(member: Member, case_file: ProtectionCase) -> list[PossibleDuplicate]:
    """Files with the same number or document, or a like name and the same birth year or nationality."""
    reads = _reads(member)
    if not reads(case_file):
        return []
    mine = unseal(case_file.record_key, case_file)
    judged = dict(DuplicateJudgement.objects.filter(case_file=case_file).values_list("other_id", "judgement"))
    found = []
    rows = cases_for(member).exclude(state=ProtectionState.DISPOSED).select_related("record_key")
    for other in rows.exclude(pk=case_file.pk)[:5000]:
        agrees = _agreements(mine, unseal(other.record_key, other)) if reads(other) else ()
        if agrees:
            found.append(PossibleDuplicate(other, agrees, judged.get(other.pk, "")))
    return found


def _reads(member: Member) -> Callable[[ProtectionCase], bool]:
    """Whether the member reads what is compared of a file. Team and glass are asked for once, not file by file."""
    now = timezone.now()
    teams = set(CaseTeamMember.objects.filter(member=member, until__isnull=True).values_list("case_file_id", flat=True))
    glass = BreakGlass.objects.filter(member=member, until__gt=now).exclude(was_right=False)
    until = dict(glass.values_list("case_file_id", "until"))

    def reads(case_file: ProtectionCase) -> bool:
        reader = Reader(
            role=member.role,
            same_organisation=member.organisation_id is not None
            and member.organisation_id == case_file.organisation_id,
            same_territory=case_file.territory in member.territory_codes(),
            on_team=case_file.pk in teams,
            glass_until=until.get(case_file.pk),
        )
        raised = AccessLevel(case_file.access)
        return all(may_read_class(level_of(code, raised), reader, now).allowed for code in _NEEDED)

    return reads


def _agreements(one: dict[str, Any], two: dict[str, Any]) -> tuple[str, ...]:
    exact = tuple(code for code in _EXACT if _number(one, code) and _number(one, code) == _number(two, code))
    likeness = name_likeness(_name(one), _name(two))
    supports = tuple(
        code for code in ("birth_year", "nationality") if _of(one, code) and _of(one, code) == _of(two, code)
    )
    if exact:
        return exact + (("name",) if likeness >= LIKE else ())
    return ("name", *supports) if likeness >= LIKE and supports else ()


def _of(known: dict[str, Any], code: str) -> str:
    return str(known.get("date_of_birth", ""))[:4] if code == "birth_year" else plain(known.get(code, ""))


def _number(known: dict[str, Any], code: str) -> str:
    """Without blanks, signs and the zeros or plus that stand before a country's number; empty where nothing is left."""
    return plain(known.get(code, "")).replace(" ", "").lstrip("0")


def _name(known: dict[str, Any]) -> str:
    return " ".join(str(known.get(code, "")) for code in ("given_name", "family_name"))
