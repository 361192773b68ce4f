"""A child's best interests, the safety plan, and where alleged offenders work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.holding import held_case, record_audit_on, text_given
from fener.queries.protection.cases import cases_for, tie_to
from fener.queries.protection.sealed import seal_for
from fener.records.base.models import Member
from fener.records.protection.models import (
    AllegedOffenderTie,
    BestInterestsAssessment,
    ProtectionCase,
    SafetyPlan,
    ServiceProvider,
)
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm
from fener.terms.protection import AgeBand

ASSESSMENT_DAYS = 90
ASSESSMENT_PARTS = ("views_of_child", "options", "reasons", "conclusion")


def assess_best_interests(
    actor: Member, name: str | int, *, purposes: Sequence[str], parts: Mapping[str, str]
) -> BestInterestsAssessment:
    """A reasoned assessment for a child; it counts once another member approved it. All four parts are needed."""
    for code in purposes:
        code_list("consent_purposes")[code]
    content = {part: text_given(parts.get(part, ""), part.replace("_", " "), least=5) for part in ASSESSMENT_PARTS}
    with transaction.atomic():
        case_file = held_case(actor, name)
        if not AgeBand(case_file.age_band).is_child:
            raise StateRefused("the person is an adult", remedy="Correct the age first.", number="FEN-2797")
        made = BestInterestsAssessment.objects.create(
            case_file=case_file,
            by=actor,
            purposes=sorted(set(purposes)),
            valid_until=timezone.now() + timedelta(days=ASSESSMENT_DAYS),
            sealed=seal_for(case_file.record_key, BestInterestsAssessment, content),
        )
        record_audit_on(actor, "assess_best_interests", case_file)
    return made


def approve_assessment(actor: Member, assessment_id: int) -> BestInterestsAssessment:
    """Another member than the one who wrote it says that it holds."""
    may_take_step(actor.role, "approve_disclosure").enforce()
    with transaction.atomic():
        found = BestInterestsAssessment.objects.select_related("case_file").filter(
            pk=assessment_id, case_file__in=cases_for(actor).values("pk")
        )
        made = found.first()
        if made is None:
            raise UnknownTerm("there is no such assessment", remedy="See what waits for you.", number="FEN-2798")
        if made.by_id == actor.pk:
            raise NotAllowed("who wrote it does not approve it", remedy="Ask a colleague.", number="FEN-2799")
        held_case(actor, made.case_file_id)
        if made.approved_at is None:
            made.approved_by, made.approved_at = actor, timezone.now()
            made.save(update_fields=["approved_by", "approved_at"])
            record_audit_on(actor, "approve_assessment", made.case_file)
    return made


def plan_safety(
    actor: Member, name: str | int, *, measures: Sequence[str], triggers: str, safe_contact: str, review_on: date
) -> SafetyPlan:
    """Measures against reprisal (safety_measures), what would make them urgent, how to reach the person safely."""
    for code in measures:
        code_list("safety_measures")[code]
    content = {"measures": list(measures), "triggers": triggers.strip(), "safe_contact": safe_contact.strip()}
    with transaction.atomic():
        case_file = held_case(actor, name)
        made = SafetyPlan.objects.create(
            case_file=case_file,
            by=actor,
            review_on=review_on,
            sealed=seal_for(case_file.record_key, SafetyPlan, content),
        )
        record_audit_on(actor, "plan_safety", case_file)
    return made


def note_alleged_tie(
    actor: Member,
    name: str | int,
    *,
    provider: ServiceProvider | None = None,
    kind: str = "",
    municipality: str = "",
    territory: str = "",
    note: str = "",
) -> AllegedOffenderTie:
    """Where somebody works whom the person names: a provider of the directory, or a kind of body somewhere. All sealed."""
    if provider is None:
        code_list("provider_kinds")[kind]
    with transaction.atomic():
        case_file = held_case(actor, name)
        content = _tie(case_file, provider, kind, municipality, territory) | {"note": note.strip()}
        made = AllegedOffenderTie.objects.create(
            case_file=case_file, by=actor, sealed=seal_for(case_file.record_key, AllegedOffenderTie, content)
        )
        record_audit_on(actor, "note_alleged_tie", case_file)
    return made


def _tie(
    case_file: ProtectionCase, provider: ServiceProvider | None, kind: str, municipality: str, territory: str
) -> dict[str, str]:
    if provider is None:
        return {"kind": kind, "municipality": municipality.strip(), "territory": territory or case_file.territory}
    return tie_to(provider)
