"""Reading is noted, glass is broken for three hours and told, letters to recipients carry a key and nothing else."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import DatabaseError
from django.utils import timezone

from fener.actions.protection.break_glass import break_glass, review_break_glass
from fener.actions.protection.case_work import write_note
from fener.actions.protection.consents import withdraw_consent
from fener.actions.protection.dispose_cases import erase_case
from fener.actions.protection.open_case import change_person
from fener.actions.protection.read_case import read_case
from fener.actions.protection.referrals import (
    answer_referral,
    ask_for_case,
    assign_member,
    request_referral,
    stop_referral,
)
from fener.actions.protection.tell_recipients import tell_recipients
from fener.records.base.models import AuditEntry, Member
from fener.records.protection.models import BreakGlass, Disclosure, ReferralRequest
from fener.terms.errors import FenerError, NotAllowed, UnknownTerm
from fener.terms.people import Role
from fener.terms.protection import AccessLevel, AgeBand, ReferralState
from tests.full_case import fill_case
from tests.protection_cast import SECRET, adult_case, agreed, provider

pytestmark = pytest.mark.django_db
WHY = f"The ward asks at night {SECRET}"


def entries(action: str = "read_case") -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("sequence"))


# --- reading ------------------------------------------------------------------------------------------------------------
def test_every_reading_says_who_which_case_and_which_classes_and_no_value(caseworker: Any, colleague: Any) -> None:
    case_file = adult_case(caseworker, person={"given_name": SECRET, "age": 30, "legal_situation": SECRET})
    assert read_case(caseworker, case_file.key).person["given_name"] == SECRET
    assert set(read_case(colleague, case_file.key).person) == {"age", "legal_situation"}
    own, other = entries()
    assert (own.actor, own.subject_kind, own.subject_key) == (caseworker, "ProtectionCase", case_file.key)
    assert {"identity", "health", "photo", "statement", "protection"} <= set(own.details["classes"])
    assert other.actor == colleague and set(other.details["classes"]) == {"needs", "legal"}
    assert own.details["for_what"] == "page"
    told = str([(entry.details, entry.why, entry.subject_key) for entry in entries()])
    assert SECRET not in told and case_file.pseudonym not in told


def test_where_the_entry_cannot_be_written_nothing_is_read(caseworker: Any) -> None:
    case_file = adult_case(caseworker)
    full = mock.patch("fener.actions.protection.holding.record_audit", side_effect=DatabaseError("full"))
    with full, pytest.raises(DatabaseError):
        read_case(caseworker, case_file.key)


def test_whoever_may_not_know_of_a_case_is_told_the_same_as_of_none(outsider: Any, caseworker: Any) -> None:
    case_file = adult_case(caseworker)
    for name in (case_file.key, "PC-99999", "PC-", "'; --", "9" * 30):
        with pytest.raises(UnknownTerm, match="FEN-2765"):
            read_case(outsider, name)
    assert entries() == []


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CASEWORKER, Role.LAWYER)])
def test_a_role_that_changed_reads_no_more_though_it_is_on_the_team(caseworker: Any, role: Role) -> None:
    case_file = adult_case(caseworker)
    Member.objects.filter(pk=caseworker.pk).update(role=role)
    with pytest.raises(FenerError):
        read_case(Member.objects.get(pk=caseworker.pk), case_file.key)
    assert entries() == []


def test_each_class_is_withheld_by_its_own_level(caseworker: Any, colleague: Any) -> None:
    full = fill_case(caseworker, colleague, provider(), SECRET)
    BreakGlass.objects.all().delete()
    page = read_case(colleague, full.case)
    assert set(page.classes_read) == {"needs", "legal"} and not page.part("notes") and not page.part("alleged_ties")
    break_glass(colleague, full.case, reason=WHY)
    page = read_case(colleague, full.case)
    assert set(page.withheld) == {"photo", "statement"} and page.part("notes")
    change_person(caseworker, full.case, {}, access=AccessLevel.CLOSED)
    assert read_case(colleague, full.case).classes_read == ()


# --- glass --------------------------------------------------------------------------------------------------------------
def test_glass_is_told_without_a_word_of_the_person(
    caseworker: Any, colleague: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case_file = adult_case(caseworker)
    with django_capture_on_commit_callbacks(execute=True):
        grant = break_glass(colleague, case_file.key, reason=WHY)
        assert break_glass(colleague, case_file.key, reason=WHY) == grant
    (letter,) = mail.outbox
    assert letter.to == [caseworker.email] and case_file.key in letter.subject
    assert SECRET not in str(letter.message()) and case_file.pseudonym not in str(letter.message())
    assert [entry.actor for entry in entries("break_glass")] == [colleague]
    assert SECRET not in str(entries("break_glass")[0].details)


def test_a_mail_that_fails_does_not_undo_the_access_or_its_note(
    caseworker: Any, colleague: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case_file = adult_case(caseworker)
    down = mock.patch("fener.actions.protection.break_glass.send_mail", side_effect=smtplib.SMTPException)
    with down, django_capture_on_commit_callbacks(execute=True):
        break_glass(colleague, case_file.key, reason=WHY)
    assert entries("break_glass") and BreakGlass.objects.exists()


def test_glass_opens_for_three_hours_and_not_a_minute_more(caseworker: Any, colleague: Any) -> None:
    case_file = adult_case(caseworker)
    begin = timezone.now()
    break_glass(colleague, case_file.key, reason=WHY)
    for passed, reads in ((timedelta(hours=2, minutes=59), True), (timedelta(hours=3, minutes=1), False)):
        with mock.patch("django.utils.timezone.now", return_value=begin + passed):
            assert ("identity" in read_case(colleague, case_file.key).classes_read) is reads
            if not reads:
                with pytest.raises(NotAllowed, match="FEN-2766"):
                    write_note(colleague, case_file.key, "too late")


def test_a_review_that_finds_it_wrong_ends_it_at_once(caseworker: Any, colleague: Any) -> None:
    case_file = adult_case(caseworker)
    grant = break_glass(colleague, case_file.key, reason=WHY)
    with pytest.raises(NotAllowed, match="FEN-2766"):
        review_break_glass(colleague, grant.pk, was_right=True)
    review_break_glass(caseworker, grant.pk, was_right=False)
    assert "identity" not in read_case(colleague, case_file.key).classes_read
    assert entries("review_break_glass")[0].details == {"was_right": False}
    with pytest.raises(UnknownTerm, match="FEN-2807"):
        review_break_glass(caseworker, grant.pk + 1, was_right=True)


def test_a_review_that_finds_it_right_leaves_it_its_hours(caseworker: Any, colleague: Any) -> None:
    case_file = adult_case(caseworker)
    grant = break_glass(colleague, case_file.key, reason=WHY)
    review_break_glass(caseworker, grant.pk, was_right=True)
    assert "identity" in read_case(colleague, case_file.key).classes_read


def test_three_hours_do_not_become_for_ever(caseworker: Any, colleague: Any) -> None:
    """Whoever came in by glass lets nobody join, opens the file to nobody, and does not erase it."""
    case_file = adult_case(caseworker, access=AccessLevel.PROTECTED)
    break_glass(colleague, case_file.key, reason=WHY)
    change_person(colleague, case_file.key, {"fears": "of the guard"}, access=AccessLevel.PROTECTED)
    for step in (
        lambda: assign_member(colleague, case_file.key, colleague),
        lambda: change_person(colleague, case_file.key, {}, access=AccessLevel.OPEN),
        lambda: erase_case(colleague, case_file.key, why="by_phone"),
    ):
        with pytest.raises(NotAllowed, match="FEN-2766"):
            step()


def test_nobody_breaks_into_a_closed_case_or_one_of_strangers(
    caseworker: Any, colleague: Any, outsider: Any, lawyer: Any
) -> None:
    closed = adult_case(caseworker, access=AccessLevel.CLOSED)
    for who in (colleague, caseworker):
        with pytest.raises(NotAllowed, match="FEN-2806"):
            break_glass(who, closed.key, reason=WHY)
    for who in (outsider, lawyer):
        with pytest.raises(UnknownTerm, match="FEN-2765"):
            break_glass(who, closed.key, reason=WHY)
    with pytest.raises(NotAllowed, match="FEN-2806"):
        break_glass(colleague, adult_case(caseworker).key, reason="quick")
    assert not BreakGlass.objects.exists() and mail.outbox == []


# --- letters ------------------------------------------------------------------------------------------------------------
def referred(actor: Any, **more: Any) -> ReferralRequest:
    case_file, place = adult_case(actor), provider(**more)
    agreed(actor, case_file, place)
    return request_referral(actor, case_file.key, service="medical_care", provider=place, message=SECRET)


def test_each_letter_leaves_once_with_a_key_and_nothing_else(caseworker: Any) -> None:
    first, second = referred(caseworker), referred(caseworker, name="Other clinic", email="other@provider.invalid")
    assert tell_recipients() == 2 and tell_recipients() == 0
    assert {(*letter.to, letter.subject.split()[1]) for letter in mail.outbox} == {
        ("office@provider.invalid", first.key), ("other@provider.invalid", second.key),
    }  # fmt: skip
    for letter in mail.outbox:
        whole = str(letter.message())
        assert all(word not in whole for word in (SECRET, first.case_file.pseudonym, first.case_file.key, "medical"))


def test_where_the_mail_server_is_down_for_one_the_others_leave_and_it_waits(caseworker: Any) -> None:
    first, second = referred(caseworker), referred(caseworker, name="Other clinic", email="other@provider.invalid")
    real = mail.send_mail

    def half_down(subject: str, text: str, sender: Any, to: list[str]) -> int:
        if to == ["office@provider.invalid"]:
            raise smtplib.SMTPServerDisconnected("down")
        return real(subject, text, sender, to)

    with mock.patch("fener.actions.protection.tell_recipients.send_mail", half_down):
        assert tell_recipients() == 1
    first.refresh_from_db(), second.refresh_from_db()
    assert first.told_by_mail_at is None and second.told_by_mail_at is not None
    assert len(entries("tell_recipient")) == 1
    with mock.patch("fener.actions.protection.tell_recipients.send_mail", side_effect=TimeoutError):
        assert tell_recipients() == 0
    assert tell_recipients() == 1 and {letter.to[0] for letter in mail.outbox} == {
        "office@provider.invalid", "other@provider.invalid",
    }  # fmt: skip


def test_nobody_is_told_of_what_was_taken_back_before(caseworker: Any) -> None:
    stopped = referred(caseworker)
    stop_referral(caseworker, stopped.case_file_id, stopped.pk, said="not needed")
    tell_recipients()
    assert [letter.subject for letter in mail.outbox] == [f"Fener: please destroy {stopped.disclosure.key}"]


def test_a_recall_is_told_to_every_holder(caseworker: Any) -> None:
    case_file, place = adult_case(caseworker), provider()
    consent = agreed(caseworker, case_file, place)
    for _ in range(3):
        request_referral(caseworker, case_file.key, service="medical_care", provider=place)
    tell_recipients()
    withdraw_consent(caseworker, case_file.key, consent.pk, way="in_person")
    mail.outbox.clear()
    assert tell_recipients() == 3
    assert {letter.subject.split()[-1] for letter in mail.outbox} == {row.key for row in Disclosure.objects.all()}


def test_whoever_asks_for_a_case_learns_from_no_letter_that_there_is_one(caseworker: Any, outsider: Any) -> None:
    case_file = adult_case(caseworker)
    ours = provider("Our house", "cso", organisation=outsider.organisation)
    ask_for_case(outsider, case_file.key, ours)
    assert ReferralRequest.objects.get().kind == "request"
    assert tell_recipients() == 0 and mail.outbox == []


def test_a_letter_after_an_erasure_still_asks_the_holder_to_destroy(caseworker: Any) -> None:
    given = referred(caseworker)
    answer_referral(caseworker, given.pk, ReferralState.ACCEPTED, heard_through="phone")
    erase_case(caseworker, given.case_file_id, why="in_person")
    assert tell_recipients() == 1 and "destroy" in mail.outbox[0].subject


def test_what_was_held_closely_is_held_as_closely_after_a_transfer(caseworker: Any, outsider: Any) -> None:
    from fener.actions.protection.referrals import request_transfer
    from fener.queries.protection.cases import cases_for

    case_file = adult_case(caseworker, access=AccessLevel.CLOSED, age_band=AgeBand.ADULT)
    house = provider("House", "cso", organisation=outsider.organisation)
    agreed(caseworker, case_file, house, "case_transfer", ("needs", "contact"))
    moved = request_transfer(caseworker, case_file.key, provider=house, fields=["age"])
    answer_referral(outsider, moved.pk, ReferralState.ACCEPTED)
    assert cases_for(outsider).get().access == AccessLevel.CLOSED
