"""For the crawl: a protection case of each side with a row of every kind, and a referral that came to each side."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from fener.terms.people import Role
from fener.terms.protection import AgeBand
from tests.cast import _member
from tests.crawl_objects import CARE_MARK, Side, builds, fills


@builds
def _case(side: Side) -> None:
    from fener.actions.protection.break_glass import break_glass
    from fener.actions.protection.case_safety import assess_best_interests
    from fener.actions.protection.case_work import add_task, plan_service, raise_concern, write_note
    from fener.actions.protection.legal_grounds import ask_legal_ground, decide_legal_ground
    from fener.actions.protection.open_case import open_case
    from fener.actions.protection.referrals import request_referral

    ours, organisation = side.members[Role.CASEWORKER], f"Organisation of {side.territory}"
    mark = f"{CARE_MARK} {side.mark}"
    person = {"given_name": mark, "injuries": mark, "whereabouts": mark}
    case_file = open_case(ours, territory=side.territory, age_band=AgeBand.PRESUMED_CHILD, person=person)
    now = timezone.now()
    concern = raise_concern(ours, case_file.key, "injury", note=mark)
    task = add_task(ours, case_file.key, what=mark, due_at=now + timedelta(hours=1))
    line = plan_service(ours, case_file.key, service="legal_aid", goal=mark, due_on=timezone.localdate())
    write_note(ours, case_file.key, mark)
    parts = dict.fromkeys(("views_of_child", "options", "reasons", "conclusion"), mark)
    assessment = assess_best_interests(ours, case_file.key, purposes=["shelter"], parts=parts)
    clinic = _clinic(side, f"{organisation} clinic")
    classes = ["health", "contact"]
    ground = ask_legal_ground(
        ours, case_file.key, code="vital_interest", purpose="emergency_help", data_classes=classes, recipient=clinic,
        reasons=f"because of {mark}",
    )  # fmt: skip
    other = _member(f"{side.territory}-second-caseworker", Role.CASEWORKER, str(ours.organisation), side.territory)
    other.organisation = ours.organisation
    other.save(update_fields=["organisation"])
    decide_legal_ground(other, ground.pk, approve=True)
    referral = request_referral(ours, case_file.key, service="emergency_medical", provider=clinic, message=mark)
    glass = break_glass(other, case_file.key, reason=f"it cannot wait: {mark}")
    side.made |= {
        "case": case_file, "concern": concern, "task": task, "plan_line": line, "assessment": assessment,
        "ground": ground, "case_referral": referral, "glass": glass,
    }  # fmt: skip


@builds
def _consent(side: Side) -> None:
    from fener.actions.protection.consents import record_consent
    from fener.actions.protection.open_case import open_case
    from fener.actions.protection.referrals import request_referral

    ours = side.members[Role.CASEWORKER]
    sender = _member(f"{side.territory}-sender", Role.CASEWORKER, f"Senders of {side.territory}", side.territory)
    mark = f"{CARE_MARK} {side.mark}"
    for name, actor, organisation in (("own", ours, None), ("incoming", sender, ours.organisation)):
        case_file = open_case(actor, territory=side.territory, age_band=AgeBand.ADULT, person={"injuries": mark})
        clinic = _clinic(side, f"Clinic {name} of {side.territory}", organisation=organisation)
        consent = record_consent(
            actor, case_file.key, purpose="medical_care", data_classes=["health"], recipient=clinic, given_by="person",
            capacity="able", interpretation="none_needed", language="en",
            valid_until=timezone.now() + timedelta(days=1), notes={"explained": mark},
        )  # fmt: skip
        referral = request_referral(actor, case_file.key, service="medical_care", provider=clinic)
        side.made |= {f"{name}_consent": consent, f"{name}_referral": referral}
    _recalled(side, sender)


def _recalled(side: Side, sender: Any) -> None:
    """What came and was taken back: the duty to destroy it."""
    from fener.actions.protection.referrals import request_referral, stop_referral

    came = side["incoming_referral"]
    again = request_referral(sender, came.case_file.key, service="medical_care", provider=came.provider)
    stop_referral(sender, came.case_file.key, again.pk, said="taken back")
    side.made["recalled"] = again.disclosure


def _clinic(side: Side, name: str, **more: Any) -> Any:
    from fener.records.protection.models import ServiceProvider

    return ServiceProvider.objects.create(
        name=name, kind="health", territory=side.territory, services=["medical_care", "emergency_medical"], **more
    )


@fills("case_key")
def _case_key(side: Side) -> Any:
    return side["case"].key


@fills("referral_key")
def _referral_key(side: Side) -> Any:
    return side["incoming_referral"].key


@fills("disclosure_key")
def _disclosure_key(side: Side) -> Any:
    return side["recalled"].key


@fills("ground_key")
def _ground_key(side: Side) -> Any:
    return side["ground"].key


@fills("concern_id")
def _concern_id(side: Side) -> Any:
    return side["concern"].pk


@fills("task_id")
def _task_id(side: Side) -> Any:
    return side["task"].pk


@fills("line_id")
def _line_id(side: Side) -> Any:
    return side["plan_line"].pk


@fills("assessment_id")
def _assessment_id(side: Side) -> Any:
    return side["assessment"].pk


@fills("glass_id")
def _glass_id(side: Side) -> Any:
    return side["glass"].pk


@fills("consent_id")
def _consent_id(side: Side) -> Any:
    return side["own_consent"].pk


@fills("referral_id")
def _referral_id(side: Side) -> Any:
    return side["case_referral"].pk


@fills("disclosure_id")
def _disclosure_id(side: Side) -> Any:
    return side["case_referral"].disclosure_id
