"""Three invented cases for trying the desk out, each marked as invented: a child, a woman, a man, none of whom exists."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fener.actions.protection.break_glass import break_glass
from fener.actions.protection.case_closing import ask_closure, decide_closure
from fener.actions.protection.case_safety import assess_best_interests, note_alleged_tie, plan_safety
from fener.actions.protection.case_work import (
    add_task,
    finish_task,
    plan_service,
    raise_concern,
    screen_person,
    settle_concern,
    take_pathway_step,
    write_note,
)
from fener.actions.protection.consents import record_consent, withdraw_consent
from fener.actions.protection.demo_directory import make_demo_directory
from fener.actions.protection.legal_grounds import ask_legal_ground, decide_legal_ground
from fener.actions.protection.open_case import open_case
from fener.actions.protection.referrals import answer_referral, assign_member, request_referral
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import CaseTask, Consent, ProtectionCase, ProtectionConcern, ServiceProvider
from fener.safeguards.roles import may_take_step
from fener.terms.protection import AgeBand, ReferralState

TERRITORY = "RS"


def make_demo_cases(caseworker: Member, colleague: Member) -> list[ProtectionCase]:
    """The three cases, the caseworker responsible; the colleague approves. A second run makes nothing and answers with none.

    Both are members of one organisation and work in Serbia; a demo member's cases carry the mark of invention by themselves.
    """
    rows = ProtectionCase.objects.unscoped("whether the demo has its cases")
    if not (caseworker.is_demo and colleague.is_demo) or rows.filter(opened_by=caseworker, is_invented=True).exists():
        return []
    may_take_step(caseworker.role, "work_on_cases").enforce()
    with transaction.atomic():
        make_demo_directory({TERRITORY: caseworker})
        made = [_child(caseworker, colleague), _woman(caseworker, colleague), _man(caseworker, colleague)]
        record_audit("make_demo_cases", actor=None, subject=("ProtectionCase", "demo"), details={"cases": len(made)})
    return made


def _child(actor: Member, colleague: Member) -> ProtectionCase:
    """An injured child alone, found at the border of Serbia with Bosnia and Herzegovina."""
    person = {
        "given_name": "Invented S.",
        "age": 15,
        "gender": "man",
        "languages": "Pashto, a little English",
        "whereabouts": "Invented barracks beside the crossing point, Loznica",
        "injuries": "Invented: deep cut on the left forearm, bandaged; fever since the evening.",
        "safety_needs": "Not in one room with the adults he came with.",
        "needs_summary": "A doctor tonight, a bed apart from adults, somebody who speaks Pashto.",
    }
    case_file = open_case(actor, territory=TERRITORY, age_band=AgeBand.PRESUMED_CHILD, person=person)
    answers = {
        "needs_doctor_now": "yes", "child_alone": "yes", "injury_seen": "yes", "food_shelter_tonight": "yes",
        "distress_visible": "not_known", "claimed_tie": "yes", "held": "no",
    }  # fmt: skip
    screen_person(actor, case_file.key, answers, note="Invented. Spoke alone with him, interpreter by telephone.")
    clinic, centre = _named("clinic"), _named("centre for social work")
    ground = _ground(
        actor,
        colleague,
        case_file,
        clinic,
        code="vital_interest",
        purpose="emergency_help",
        classes=("needs", "contact", "health"),
    )
    referral = request_referral(
        actor, case_file.key, service="emergency_medical", provider=clinic, message=f"Invented. On {ground}."
    )
    answer_referral(
        actor, referral.pk, ReferralState.ACCEPTED, heard_through="phone", said="Invented: ambulance is on its way."
    )
    ask_legal_ground(
        actor,
        case_file.key,
        code="child_best_interests",
        purpose="guardianship",
        data_classes=["needs", "identity", "contact", "family", "protection"],
        recipient=centre,
        reasons="Invented: a child alone, no guardian who could consent, child protection must come tonight.",
    )
    assess_best_interests(
        actor,
        case_file.key,
        purposes=["shelter", "psychosocial_support"],
        parts={
            "views_of_child": "Invented: wants to sleep, to be treated, and not to be asked about the others.",
            "options": "Invented: hospital for the night; then a place for children, or the reception centre.",
            "reasons": "Invented: the adults answered for him; a place for children keeps them apart.",
            "conclusion": "Invented: hospital tonight, then a place for children.",
        },
    )
    take_pathway_step(actor, case_file.key, "recognise_person", outcome="done", note="Invented. Called by the patrol.")
    take_pathway_step(actor, case_file.key, "screen_first", outcome="done")
    add_task(actor, case_file.key, what="Call the clinic: is he admitted?", due_at=timezone.now() + timedelta(hours=2))
    write_note(actor, case_file.key, "Invented. He gave no family name and was not asked for one.")
    return _begun(case_file, hours=5)


def _woman(actor: Member, colleague: Member) -> ProtectionCase:
    """A woman who fears reprisal and took a consent back."""
    person = {
        "given_name": "Invented L.",
        "age": 34,
        "gender": "woman",
        "languages": "Arabic, French",
        "safe_contact": "Invented: through the shelter’s house telephone, before noon, ask for “the library”.",
        "needs_summary": "A place nobody of her travel group knows; advice on asylum.",
        "family_present": "A daughter of six.",
        "fears": "Invented: men of the group, and an officer who spoke with them as a friend.",
        "safety_needs": "An address that is told to nobody.",
    }
    case_file = open_case(actor, territory=TERRITORY, age_band=AgeBand.ADULT, person=person)
    screen_person(actor, case_file.key, {"threatened": "yes", "whom_not_to_tell": "yes", "held": "no", "owes": "yes"})
    note_alleged_tie(
        actor,
        case_file.key,
        provider=_named("police station Loznica"),
        note="Invented: an officer there spoke with the guides.",
    )
    plan_safety(
        actor,
        case_file.key,
        measures=["safe_contact_rule", "no_go_recipients", "code_word", "address_withheld", "accompaniment"],
        triggers="Invented: a call from an unknown number to the shelter; somebody asks for her by name.",
        safe_contact="Invented: house telephone before noon; “the library has your book”.",
        review_on=timezone.localdate() + timedelta(days=10),
    )
    shelter, lawyers = _named("shelter Danube"), _named("legal aid Belgrade")
    consent = _consent(actor, case_file, shelter, "shelter", ("needs", "contact", "family", "protection"))
    there = request_referral(actor, case_file.key, service="safe_shelter", provider=shelter)
    answer_referral(
        actor, there.pk, ReferralState.ACCEPTED, heard_through="phone", said="Invented: a room from tonight."
    )
    _consent(actor, case_file, lawyers, "legal_aid", ("needs", "identity", "contact", "legal"))
    wanted = ["given_name", "languages", "safe_contact"]
    request_referral(actor, case_file.key, service="legal_aid", provider=lawyers, fields=wanted)
    withdraw_consent(
        actor,
        case_file.key,
        consent.pk,
        way="by_phone",
        said="Invented: somebody of the group was seen near the house.",
    )
    plan_service(
        actor,
        case_file.key,
        service="safe_shelter",
        goal="Invented: another house in another town",
        due_on=timezone.localdate() + timedelta(days=2),
    )
    write_note(actor, case_file.key, "Invented. She decides what is told to whom; asked her twice, she is sure.")
    break_glass(
        colleague, case_file.key, reason="Invented: the shelter called at night and nobody of the team answered."
    )
    return _begun(case_file, hours=30)


def _man(actor: Member, colleague: Member) -> ProtectionCase:
    """A man who had been held for ransom; helped, and the file closed."""
    person = {
        "age": 41,
        "gender": "man",
        "languages": "Urdu",
        "injuries": "Invented: bruises on both wrists, healed.",
        "needs_summary": "A doctor’s record of the injuries, if he wants one later.",
        "safe_contact": "Invented: his own telephone, any hour.",
        "harm_summary": "Invented: kept in a house for nine days, relatives pressed for money.",
    }
    case_file = open_case(actor, territory=TERRITORY, age_band=AgeBand.ADULT, person=person)
    joins = assign_member(actor, case_file.key, colleague)
    for state in (ReferralState.ACCEPTED, ReferralState.DONE):
        answer_referral(colleague, joins.pk, state)
    concern = raise_concern(actor, case_file.key, "captivity", note="Invented: free since a week.")
    raised = raise_concern(actor, case_file.key, "extortion", note="Invented: relatives paid part of it.")
    clinic = _named("clinic")
    _consent(actor, case_file, clinic, "medical_care", ("needs", "contact", "health"))
    referral = request_referral(actor, case_file.key, service="medical_care", provider=clinic)
    answer_referral(actor, referral.pk, ReferralState.ACCEPTED, heard_through="phone")
    answer_referral(
        actor, referral.pk, ReferralState.DONE, heard_through="paper", said="Invented: the record was given to him."
    )
    task = add_task(actor, case_file.key, what="Ask him how the relatives are", due_at=timezone.now())
    finish_task(actor, case_file.key, task.pk)
    for row, outcome in (
        (concern, "Invented: he is safe with friends."),
        (raised, "Invented: he decided on no report."),
    ):
        settle_concern(actor, case_file.key, row.pk, outcome=outcome)
    ask_closure(
        actor, case_file.key, reason="goals_reached", summary="Invented: treated, informed of his rights, safe."
    )
    decide_closure(colleague, case_file.key, approve=True, said="Invented: agreed.")
    return _begun(case_file, hours=24 * 12)


def _named(part: str) -> ServiceProvider:
    return ServiceProvider.objects.get(name__contains=part, territory=TERRITORY, is_invented=True)


def _consent(
    actor: Member, case_file: ProtectionCase, recipient: ServiceProvider, purpose: str, classes: tuple[str, ...]
) -> Consent:
    return record_consent(
        actor,
        case_file.key,
        purpose=purpose,
        data_classes=classes,
        recipient=recipient,
        given_by="person",
        capacity="able",
        interpretation="interpreter_present",
        language="ar",
        valid_until=timezone.now() + timedelta(days=60),
        notes={"explained": "Invented: read out, questions answered, and that no is an answer."},
    )


def _ground(
    actor: Member,
    colleague: Member,
    case_file: ProtectionCase,
    recipient: ServiceProvider,
    *,
    code: str,
    purpose: str,
    classes: tuple[str, ...],
) -> str:
    asked = ask_legal_ground(
        actor,
        case_file.key,
        code=code,
        purpose=purpose,
        data_classes=classes,
        recipient=recipient,
        reasons="Invented: fever and a deep cut, no guardian who could be asked, nothing can wait for one.",
    )
    return decide_legal_ground(colleague, asked.pk, approve=True).key


def _begun(case_file: ProtectionCase, *, hours: int) -> ProtectionCase:
    """Set the clocks back, so that something is overdue, as it is on a real desk."""
    back = timedelta(hours=hours)
    rows = ProtectionCase.objects.unscoped("an invented past for an invented case").filter(pk=case_file.pk)
    rows.update(opened_at=case_file.opened_at - back)
    for model in (ProtectionConcern, CaseTask):
        for row in model.objects.filter(case_file=case_file):
            row.due_at -= back * 0.5
            row.save(update_fields=["due_at"])
    return rows.get()
