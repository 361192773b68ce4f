"""A case with every part filled, each word of it under a mark: what must never be found where it does not belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from fener.terms.protection import AgeBand, ReferralState


@dataclass
class FullCase:
    """The case's number, and the numbers of what was made in it."""

    case: int
    clinic: int
    consent: int
    referrals: list[int]
    ground: int
    harm: int
    pseudonym: str


def person_of(mark: str) -> dict[str, Any]:
    """Every person field, the texts under the mark."""
    from fener.terms.codelists import code_list

    coded = {"age": 15, "gender": "woman", "date_of_birth": "2011-02-03"}
    kinds = {entry.code: entry.extra["kind"] for entry in code_list("person_fields")}
    texts = {code: f"{mark} {code}" for code, kind in kinds.items() if kind not in ("date", "number", "code", "choice")}
    return texts | coded


def fill_case(opener: Any, colleague: Any, place: Any, mark: str) -> FullCase:
    """A child's case of ``opener`` with something in every part; ``place`` is a provider that offers medical care."""
    from fener.actions.protection.break_glass import break_glass
    from fener.actions.protection.case_links import judge_duplicate, link_cases
    from fener.actions.protection.open_case import open_case

    child = {"territory": "RS", "age_band": AgeBand.CHILD, "has_guardian": True}
    case_file = open_case(opener, person=person_of(mark), **child)
    other = open_case(opener, person={"given_name": "Another"}, **child)
    break_glass(colleague, case_file.key, reason=f"{mark} it is night and nobody of the team answers")
    _work(opener, case_file.key, mark)
    _safety(opener, case_file.key, mark)
    consent, referrals = _sharing(opener, case_file, place, mark)
    link_cases(opener, case_file.key, other.key, "sibling")
    judge_duplicate(opener, case_file.key, other.key, "not_same")
    ground, harm = _ground(opener, colleague, case_file, place, mark), _harm(opener, case_file, mark)
    return FullCase(case_file.pk, place.pk, consent, referrals, ground, harm, case_file.pseudonym)


def _work(opener: Any, key: str, mark: str) -> None:
    from fener.actions.protection import case_work as work
    from fener.terms.codelists import code_list
    from fener.terms.pathways import pathway

    soon = timezone.now() + timedelta(days=1)
    items = {entry.code: "yes" for entry in code_list("screening_items")}
    work.screen_person(opener, key, items, note=f"{mark} screening")
    concern = work.raise_concern(opener, key, next(iter(code_list("protection_concerns"))).code, note=f"{mark} concern")
    work.settle_concern(opener, key, concern.pk, outcome=f"{mark} outcome of a concern")
    work.take_pathway_step(opener, key, pathway("RS")[0].code, outcome="done", note=f"{mark} step")
    line = work.plan_service(opener, key, service="medical_care", goal=f"{mark} goal", due_on=date(2030, 1, 1))
    work.move_planned_service(opener, key, line.pk, to_state="under_way", outcome=f"{mark} outcome of a service")
    work.add_task(opener, key, what=f"{mark} task", due_at=soon)
    work.write_note(opener, key, f"{mark} note")
    work.write_note(opener, key, f"{mark} follow-up", is_follow_up=True)


def _safety(opener: Any, key: str, mark: str) -> None:
    from fener.actions.protection import case_safety as safety
    from fener.terms.codelists import code_list

    parts = {part: f"{mark} {part}" for part in safety.ASSESSMENT_PARTS}
    safety.assess_best_interests(opener, key, purposes=["shelter"], parts=parts)
    measure = next(iter(code_list("safety_measures"))).code
    safety.plan_safety(
        opener, key, measures=[measure], triggers=f"{mark} triggers", safe_contact=f"{mark} contact",
        review_on=date(2030, 1, 1),
    )  # fmt: skip
    safety.note_alleged_tie(opener, key, kind="police", municipality=f"{mark} town", note=f"{mark} tie")


def _sharing(opener: Any, case_file: Any, place: Any, mark: str) -> tuple[int, list[int]]:
    """A consent, a referral that runs, and one that came to nothing and whose data were destroyed."""
    from fener.actions.protection.consents import record_consent, record_disposal_receipt
    from fener.actions.protection.referrals import answer_referral, request_referral

    notes = {part: f"{mark} {part}" for part in ("guardian", "interpreter", "explained")}
    consent = record_consent(
        opener, case_file.key, purpose="medical_care", data_classes=["needs", "contact", "health"], recipient=place,
        given_by="guardian", capacity="child_with_guardian", interpretation="interpreter_present", language="ps",
        valid_until=timezone.now() + timedelta(days=30), notes=notes,
    )  # fmt: skip
    made = [
        request_referral(opener, case_file.key, service="medical_care", provider=place, message=f"{mark} message")
        for _ in range(3)
    ]
    answer_referral(
        opener, made[1].pk, ReferralState.DECLINED, heard_through="phone", decline_reason="no_capacity",
        said=f"{mark} decline",
    )  # fmt: skip
    record_disposal_receipt(opener, case_file.key, made[1].disclosure_id, destroyed=True, said=f"{mark} receipt")
    return consent.pk, [one.pk for one in made]


def _ground(opener: Any, colleague: Any, case_file: Any, place: Any, mark: str) -> int:
    from fener.actions.protection.disclosing import disclose
    from fener.actions.protection.legal_grounds import ask_legal_ground, decide_legal_ground

    ground = ask_legal_ground(
        opener, case_file.key, code="vital_interest", purpose="emergency_help", data_classes=["needs"], recipient=place,
        reasons=f"{mark} reasons that cannot wait",
    )  # fmt: skip
    decide_legal_ground(colleague, ground.pk, approve=True)
    disclose(opener, case_file, place, "emergency_help", ["age"])
    return ground.pk


def _harm(opener: Any, case_file: Any, mark: str) -> int:
    from fener.queries.protection.sealed import new_record_key, seal_for
    from fener.records.protection.models import DamageClaim, HarmRecord

    facts = {"facts": f"{mark} facts", "items": []}
    DamageClaim.objects.create(
        case_file=case_file, territory="RS", by=opener, state="decided",
        sealed=seal_for(case_file.record_key, DamageClaim, facts),
    )  # fmt: skip
    key = new_record_key()
    account = {"account": f"{mark} account", "place": f"{mark} place", "persons": 1}
    made = HarmRecord.objects.create(
        organisation=case_file.organisation, territory="RS", case_file=case_file, recorded_by=opener, record_key=key,
        sealed=seal_for(key, HarmRecord, account),
    )  # fmt: skip
    return made.pk
