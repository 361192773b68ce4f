"""What a member sees of one case: every part under the access level of its data class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from fener.queries.protection.cases import reader_of
from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.models import Consent, Disclosure, LegalGround, ProtectionCase, ReferralRequest
from fener.safeguards.access import LOG, Reader, level_of, may_read_class
from fener.safeguards.decision import Decision
from fener.terms.codelists import code_list
from fener.terms.pathways import PathwayStep, pathway
from fener.terms.protection import AccessLevel, person_field

# The data class that each part of a file belongs to.
PARTS: Mapping[str, str] = {
    "screenings": "protection",
    "concerns": "protection",
    "steps_taken": "needs",
    "plan": "needs",
    "tasks": "needs",
    "notes": "protection",
    "assessments": "protection",
    "safety_plans": "protection",
    "alleged_ties": "harm",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row and what was sealed in it."""

    row: Any
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the pathway, and what was done about it (None: not yet)."""

    step: PathwayStep
    taken: Line | None
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """``parts`` holds what may be read, by part; ``withheld`` the data classes that may not, with the reason."""

    case_file: ProtectionCase
    reader: Reader
    classes_read: tuple[str, ...]
    withheld: Mapping[str, str]
    is_noted: bool
    person: Mapping[str, Any]
    parts: Mapping[str, tuple[Line, ...]]
    steps: tuple[StepLine, ...]

    def part(self, name: str) -> tuple[Line, ...]:
        """Lines of a part; none where it is withheld."""
        return self.parts.get(name, ())

    @property
    def reads_protected(self) -> bool:
        """Whether the member may read (and so work on) what the team holds."""
        return "protection" in self.classes_read


def decisions_for(member: Member, case_file: ProtectionCase, reader: Reader | None = None) -> dict[str, Decision]:
    """For each data class, whether this member may read it in this case now."""
    reader, now = reader or reader_of(member, case_file), timezone.now()
    raised = AccessLevel(case_file.access)
    return {
        entry.code: may_read_class(level_of(entry.code, raised), reader, now) for entry in code_list("data_classes")
    }


def case_page(member: Member, case_file: ProtectionCase) -> CasePage:
    """The page. Reading it is noted by the action that calls this; nothing here writes."""
    reader = reader_of(member, case_file)
    decisions = decisions_for(member, case_file, reader)
    readable = {code for code, decision in decisions.items() if decision.allowed}
    known = unseal(case_file.record_key, case_file)
    parts = {
        name: _lines(case_file, getattr(case_file, name).all()) for name, held in PARTS.items() if held in readable
    }
    return CasePage(
        case_file=case_file,
        reader=reader,
        classes_read=tuple(sorted(readable)),
        withheld={code: "; ".join(d.reasons) for code, d in decisions.items() if not d.allowed},
        is_noted=any(LOG in decision.duties for decision in decisions.values() if decision.allowed),
        person={code: value for code, value in known.items() if person_field(code).data_class in readable},
        parts=parts,
        steps=_steps(case_file, parts),
    )


def _lines(case_file: ProtectionCase, rows: Iterable[models.Model]) -> tuple[Line, ...]:
    return tuple(Line(row, unseal(case_file.record_key, row)) for row in rows)


def _steps(case_file: ProtectionCase, parts: Mapping[str, tuple[Line, ...]]) -> tuple[StepLine, ...]:
    """All steps of the territory; one that is only for some concerns is wanted where such a concern stands."""
    taken = {line.row.step: line for line in parts.get("steps_taken", ())}
    concerns = {str(line.content.get("concern")) for line in parts.get("concerns", ())}
    return tuple(
        StepLine(step, taken.get(step.code), not step.only_if or bool(concerns & set(step.only_if)))
        for step in pathway(case_file.territory)
    )


@dataclass(frozen=True, slots=True)
class SharingPage:
    """Consents, grounds and what was given on them, newest first."""

    consents: tuple[Consent, ...]
    grounds: tuple[LegalGround, ...]
    disclosures: tuple[Disclosure, ...]
    referrals: tuple[ReferralRequest, ...]


def sharing_page(case_file: ProtectionCase) -> SharingPage:
    """Who was given what and why; for members who may read the case's protected data."""
    return SharingPage(
        consents=tuple(case_file.consents.select_related("recipient", "recorded_by")),
        grounds=tuple(case_file.legal_grounds.select_related("recipient", "asked_by", "approved_by")),
        disclosures=tuple(case_file.disclosures.select_related("recipient", "consent", "ground")),
        referrals=tuple(case_file.referrals.select_related("provider", "to_member", "disclosure", "from_organisation")),
    )
