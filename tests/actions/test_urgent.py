"""Urgent requests: both ways, clocks that pass them on, words without names, and nobody in between who sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from fener.actions.protection import urgent_moves
from fener.actions.protection.acknowledge_urgent import acknowledge_urgent
from fener.actions.protection.ask_urgent_help import ask_urgent_help
from fener.actions.protection.call_off_urgent import call_off_urgent
from fener.actions.protection.confirm_role import confirm_role
from fener.actions.protection.deliver_urgent import deliver_urgent
from fener.actions.protection.escalate_urgent import escalate_urgent
from fener.actions.protection.open_urgent import open_urgent
from fener.actions.protection.refuse_urgent import refuse_urgent
from fener.actions.protection.tell_urgent_step import tell_pending
from fener.actions.protection.write_urgent_message import write_urgent_message
from fener.queries.protection.urgent import overdue_count, urgent_for, urgent_lines
from fener.records.base.audit import check_chain
from fener.records.base.models import AuditEntry
from fener.records.protection.models import (
    AllegedOffenderTie,
    Consent,
    Disclosure,
    RecordKey,
    RoleConfirmation,
    UrgentRequest,
    UrgentStep,
)
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.urgent import HeardThrough
from tests.actions.urgent_parts import case_of, member, sides, wish

pytestmark = pytest.mark.django_db
PHONE = HeardThrough.PHONE


@pytest.fixture
def cast():
    return sides()


@pytest.fixture
def asked(cast):
    return ask_urgent_help(cast.caseworker, wish(cast.police))


def _now_at(urgent, minutes):
    return urgent.acknowledge_by + timedelta(minutes=minutes)


def test_both_sides_confirm_and_help_is_delivered(cast, asked):
    acknowledge_urgent(cast.liaison, asked.key)
    confirm_role(cast.caseworker, asked.key, ["coordinates"], "We bring an interpreter.")
    assert UrgentRequest.objects.get().state == "acknowledged"
    confirm_role(cast.liaison, asked.key, ["brings", "protects"])
    assert UrgentRequest.objects.get().state == "agreed"
    deliver_urgent(cast.liaison, asked.key)
    done = UrgentRequest.objects.get()
    assert (done.state, done.next_escalation_at) == ("delivered", None)
    assert done.keep_until is not None
    kinds = list(UrgentStep.objects.values_list("kind", flat=True))
    assert kinds == ["asked", "acknowledged", "role_confirmed", "role_confirmed", "delivered"]
    assert check_chain().broken_at is None


def test_an_authority_asks_a_cso_and_no_other_authority(cast):
    made = ask_urgent_help(cast.liaison, wish(cast.cso))
    assert [line.urgent for line in urgent_lines(cast.caseworker, "asked_of_us")] == [made]
    other = cast.police
    other.organisation = None
    other.save()
    with pytest.raises(NotAllowed, match="FEN-2825"):
        ask_urgent_help(cast.liaison, wish(other))


def test_a_liaison_whose_authority_is_not_in_the_directory_asks_nobody(cast):
    alone = member("alone-test", "liaison", "Another ministry")
    with pytest.raises(NotAllowed, match="FEN-2825"):
        ask_urgent_help(alone, wish(cast.cso))


def test_nobody_answers_it_goes_up_twice_and_help_arrives(cast, asked):
    mail.outbox.clear()
    assert escalate_urgent(_now_at(asked, -1)).escalated == ()
    assert escalate_urgent(_now_at(asked, 1)).escalated == (asked.key,)
    assert escalate_urgent(_now_at(asked, 2)).escalated == ()
    assert escalate_urgent(_now_at(asked, 21)).escalated == (asked.key,)
    to = [one.bcc for one in mail.outbox]
    assert to == [["station@example.invalid"], ["shift@example.invalid"], ["centre@example.invalid"]]
    acknowledge_urgent(cast.caseworker, asked.key, heard_through=PHONE)
    deliver_urgent(cast.caseworker, asked.key, "They brought both to the shelter.")
    assert UrgentRequest.objects.get().state == "delivered"
    assert escalate_urgent(_now_at(asked, 9999)).escalated == ()


def test_a_mail_says_the_key_and_the_address_and_no_more(cast, asked, settings):
    settings.PUBLIC_ADDRESS = "https://desk.example"
    mail.outbox.clear()
    tell_pending(timezone.now())
    sent = mail.outbox[0]
    assert sent.subject == asked.key
    assert sent.body == f"{asked.key}\nhttps://desk.example/urgent/{asked.key}/\n"


def test_a_missed_run_catches_up_and_tells_the_asker_at_the_end(cast, asked):
    found = escalate_urgent(_now_at(asked, 600))
    assert (found.escalated, found.ended) == ((asked.key, asked.key), (asked.key,))
    assert mail.outbox[-1].bcc == ["caseworker-test@example.invalid"]
    assert escalate_urgent(_now_at(asked, 601)).ended == ()


def test_of_two_runs_at_once_one_passes_it_on(cast, asked):
    import fener.actions.protection.escalate_urgent as module

    seen = UrgentRequest.objects.select_related("to_provider").get()
    escalate_urgent(_now_at(asked, 1))
    first = seen.to_provider.escalation.first()
    assert not module._claim(seen, first, seen.next_escalation_at)
    assert UrgentStep.objects.filter(kind="escalated").count() == 1


def test_the_worker_tells_of_one_step_once(cast, asked):
    from fener.jobs.protection import escalate_due, tell_urgent

    step = UrgentStep.objects.get()
    assert tell_urgent.call(step.pk)
    assert not tell_urgent.call(step.pk)
    assert not tell_urgent.call(step.pk + 1)
    UrgentRequest.objects.update(next_escalation_at=timezone.now() - timedelta(minutes=1))
    assert escalate_due.call()["escalated"] == [asked.key]


def test_a_step_time_has_overtaken_is_told_to_nobody(cast, asked):
    call_off_urgent(cast.caseworker, asked.key)
    tell_pending(timezone.now())
    assert [one.bcc for one in mail.outbox] == [["station@example.invalid"]]
    assert not UrgentStep.objects.get(kind="asked").wants_mail


def test_a_clock_set_back_says_nothing_twice(cast, asked):
    escalate_urgent(_now_at(asked, 30))
    before = len(mail.outbox)
    for minutes in (-500, 0, 10, 30):
        assert escalate_urgent(_now_at(asked, minutes)).escalated == ()
    assert len(mail.outbox) == before


def test_a_request_asked_while_the_clock_was_ahead_is_not_forgotten(cast, asked):
    ahead = timedelta(days=400)
    UrgentRequest.objects.update(
        asked_at=asked.asked_at + ahead, acknowledge_by=asked.acknowledge_by + ahead,
        next_escalation_at=asked.acknowledge_by + ahead,
    )  # fmt: skip
    now = timezone.now()
    assert escalate_urgent(now).escalated == ()
    assert escalate_urgent(now + timedelta(minutes=31)).escalated == (asked.key,)


def test_help_that_is_late_after_an_acknowledgement_goes_up_too(cast, asked):
    acknowledge_urgent(cast.liaison, asked.key)
    assert escalate_urgent(_now_at(asked, 5)).escalated == ()
    found = escalate_urgent(asked.needed_by + timedelta(minutes=1))
    assert found.escalated == (asked.key,)


def test_a_mail_that_does_not_go_is_tried_again(cast, asked, monkeypatch):
    def broken(self, *args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    assert escalate_urgent(_now_at(asked, 1)).waiting == 2
    monkeypatch.undo()
    found = escalate_urgent(_now_at(asked, 2))
    assert (found.told, found.waiting) == (2, 0)


def test_a_claimed_mail_is_left_to_its_holder_until_that_one_is_gone(cast, asked):
    now = timezone.now()
    UrgentStep.objects.update(mail_claimed_at=now)
    assert tell_pending(now + timedelta(minutes=1)) == (0, 1)
    assert tell_pending(now + timedelta(minutes=11)) == (1, 0)


def test_of_two_acknowledgements_at_once_one_wins_and_the_other_is_told(cast, asked):
    seen = UrgentRequest.objects.select_related("record_key").get()
    acknowledge_urgent(cast.liaison, asked.key)
    with pytest.raises(StateRefused, match=r"already acknowledged by liaison-test"), transaction.atomic():
        urgent_moves.move(seen, urgent_moves.UrgentState.ACKNOWLEDGED)
    with pytest.raises(StateRefused, match="FEN-2821"):
        acknowledge_urgent(cast.liaison, asked.key)
    assert UrgentStep.objects.filter(kind="acknowledged").count() == 1


@pytest.mark.parametrize("where", ["write_step", "move"])
def test_a_step_that_breaks_off_leaves_nothing_half_done(cast, asked, monkeypatch, where):
    import fener.actions.protection.confirm_role as module

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, where, killed)
    entries = AuditEntry.objects.count()
    with pytest.raises(KeyboardInterrupt):
        confirm_role(cast.liaison, asked.key, ["treats"])
    assert not RoleConfirmation.objects.exists()
    assert UrgentRequest.objects.get().state == "asked"
    assert AuditEntry.objects.count() == entries


def test_asking_that_breaks_off_leaves_no_request_and_no_key(cast, monkeypatch):
    import fener.actions.protection.ask_urgent_help as module

    keys = RecordKey.objects.count()

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "write_step", killed)
    with pytest.raises(KeyboardInterrupt):
        ask_urgent_help(cast.caseworker, wish(cast.police))
    assert (UrgentRequest.objects.count(), RecordKey.objects.count()) == (0, keys)


def test_a_helper_who_confirms_has_acknowledged_and_a_side_confirms_once(cast, asked):
    confirm_role(cast.liaison, asked.key, ["protects"])
    assert UrgentRequest.objects.get().state == "acknowledged"
    with pytest.raises(StateRefused, match="FEN-2823"):
        confirm_role(cast.liaison, asked.key, ["brings"])
    assert RoleConfirmation.objects.get().role_kinds == ["protects"]


def test_what_the_other_side_said_is_recorded_as_heard_and_not_as_their_hand(cast, asked):
    with pytest.raises(UnreadableMaterial, match="FEN-2824"):
        acknowledge_urgent(cast.caseworker, asked.key)
    with pytest.raises(NotAllowed, match="FEN-2825"):
        acknowledge_urgent(cast.liaison, asked.key, heard_through=PHONE)
    acknowledge_urgent(cast.caseworker, asked.key, heard_through=PHONE)
    step = UrgentStep.objects.get(kind="acknowledged")
    assert (step.side, step.heard_through, step.by, step.wants_mail) == ("helper", "phone", cast.caseworker, False)


def test_a_refusal_has_a_reason_and_calling_off_is_the_askers(cast, asked):
    with pytest.raises(UnknownTerm):
        refuse_urgent(cast.liaison, asked.key, "because")
    with pytest.raises(UnreadableMaterial, match="FEN-2824"):
        call_off_urgent(cast.liaison, asked.key)
    refuse_urgent(cast.liaison, asked.key, "no_capacity")
    with pytest.raises(StateRefused, match="FEN-2821"):
        call_off_urgent(cast.caseworker, asked.key)


@pytest.mark.parametrize(
    ("words", "looked_at"),
    [("Call +381 64 123 4567", True), ("Passport P1234567", True), ("A man called Ali Rahimi", False)],
)
def test_words_that_identify_somebody_do_not_go(cast, asked, words, looked_at):
    with pytest.raises(NotAllowed, match="FEN-2826"):
        ask_urgent_help(cast.caseworker, wish(cast.police, situation=words, looked_at=looked_at))
    with pytest.raises(NotAllowed, match="FEN-2826"):
        write_urgent_message(cast.liaison, asked.key, words, looked_at=looked_at)
    assert UrgentRequest.objects.count() == 1


def test_words_stand_sealed_and_never_in_the_audit(cast):
    ask_urgent_help(cast.caseworker, wish(cast.police, situation="Xylophone in the barn", callback="011 222"))
    assert b"Xylophone" not in bytes(UrgentRequest.objects.get().sealed)
    assert "Xylophone" not in str(list(AuditEntry.objects.values_list("details", "why")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"help_kinds": ()}, {"situation": " "}, {"persons": 0}, {"children": 3}, {"fields": ("age",)},
        {"needed_by": timezone.now() - timedelta(hours=1)}, {"needed_by": timezone.now() + timedelta(days=30)},
    ],
    ids=["no kind", "no words", "nobody", "more children", "fields without a case", "past", "far away"],
)  # fmt: skip
def test_what_cannot_be_asked_so_is_refused(cast, wrong):
    with pytest.raises(UnreadableMaterial, match="FEN-2827"):
        ask_urgent_help(cast.caseworker, wish(cast.police, **wrong))
    assert not UrgentRequest.objects.exists()


def _consent(case, caseworker, provider):
    now = timezone.now()
    return Consent.objects.create(
        case_file=case, purpose="emergency_help", data_classes=["needs"], recipient=provider, given_by="person",
        capacity="adult_capable", interpretation="professional", language="ar", recorded_by=caseworker, given_at=now,
        valid_until=now + timedelta(days=1),
    )  # fmt: skip


def test_data_of_a_person_go_only_on_a_basis(cast):
    case = case_of(cast.caseworker, age=34)
    asking = wish(cast.clinic, case_key=case.key, fields=("age",))
    with pytest.raises(NotAllowed, match="FEN-2770"):
        ask_urgent_help(cast.caseworker, asking)
    assert not UrgentRequest.objects.exists()
    assert not Disclosure.objects.exists()


def test_the_helper_reads_what_was_disclosed_the_reading_is_noted_and_a_recall_ends_it(cast):
    from fener.queries.protection.sealed import seal_for

    case = case_of(cast.caseworker, age=34)
    made = ask_urgent_help(cast.caseworker, wish(cast.police, case_key=case.key))
    made.disclosure = Disclosure.objects.create(
        case_file=case, recipient=cast.police, purpose="emergency_help", fields=["age"], by=cast.caseworker,
        consent=_consent(case, cast.caseworker, cast.police), sealed=seal_for(case.record_key, Disclosure, {"age": 34}),
    )  # fmt: skip
    made.save()
    page = open_urgent(cast.liaison, made.key)
    assert [value for _, value in page.person] == ["34"]
    assert page.case_key == ""
    assert AuditEntry.objects.filter(action="read_urgent_person").count() == 1
    ours = open_urgent(cast.coordinator, made.key)
    assert [value for _, value in ours.person] == [""]
    assert ours.case_key == ""
    assert open_urgent(cast.caseworker, made.key).case_key == case.key
    UrgentRequest.objects.update(state="refused")
    assert open_urgent(cast.liaison, made.key).person == ()
    UrgentRequest.objects.update(state="asked")
    Disclosure.objects.update(recall="asked")
    assert open_urgent(cast.liaison, made.key).person == ()


def test_a_case_is_not_brought_to_whom_the_person_fears(cast):
    case = case_of(cast.caseworker)
    sealed = urgent_moves.seal_for(case.record_key, AllegedOffenderTie, {"provider": cast.police.key})
    AllegedOffenderTie.objects.create(case_file=case, sealed=sealed, by=cast.caseworker)
    with pytest.raises(NotAllowed, match="FEN-2838"):
        ask_urgent_help(cast.caseworker, wish(cast.police, case_key=case.key))


def test_nobody_else_knows_of_it(cast, asked):
    others = [
        member("other-liaison", "liaison", "Another ministry"),
        member("other-caseworker", "caseworker", "Another house"),
        member("investigator-test", "investigator", "Border police"),
        member("analyst-x", "analyst", "Help on the Drina"),
        member("admin-x", "administrator", "Help on the Drina"),
    ]
    for other in others:
        assert not urgent_for(other).exists()
        with pytest.raises(NotAllowed if other.role in ("investigator", "analyst", "administrator") else UnknownTerm):
            open_urgent(other, asked.key)
        with pytest.raises((NotAllowed, UnknownTerm)):
            acknowledge_urgent(other, asked.key)


def test_tying_a_provider_to_another_organisation_later_opens_no_old_request(cast, asked):
    newcomer = member("newcomer", "liaison", "Another ministry")
    cast.police.organisation = newcomer.organisation
    cast.police.save()
    assert not urgent_for(newcomer).exists()
    assert urgent_for(cast.liaison).exists()


def test_what_is_late_stands_first_and_is_counted(cast, asked):
    second = ask_urgent_help(cast.caseworker, wish(cast.police))
    UrgentRequest.objects.filter(pk=asked.pk).update(acknowledge_by=timezone.now() - timedelta(minutes=1))
    lines = urgent_lines(cast.caseworker)
    assert [(line.urgent, line.late) for line in lines] == [(asked, "nobody has answered"), (second, "")]
    assert overdue_count(cast.caseworker) == 1
