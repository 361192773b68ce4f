"""The safe door: who may do what with it, and what the audit chain hears of it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from fener.actions.protection.add_to_door_report import add_to_door_report
from fener.actions.protection.answer_door_report import answer_door_report
from fener.actions.protection.change_door_key import change_door_key
from fener.actions.protection.close_safe_door import close_safe_door, reopen_safe_door
from fener.actions.protection.demo_door import ensure_demo_door
from fener.actions.protection.dispose_door_reports import dispose_door_reports
from fener.actions.protection.erase_door_report import erase_door_report
from fener.actions.protection.fetch_door_letter import fetch_door_letter
from fener.actions.protection.open_safe_door import open_safe_door
from fener.actions.protection.receive_door_report import receive_door_report, seal_on_arrival
from fener.actions.protection.take_door_report import take_door_report
from fener.actions.protection.tell_of_door_days import tell_of_door_days
from fener.gateways.vault import Seal, make_identity
from fener.gateways.vault.door_container import DoorContent, unpack
from fener.gateways.vault.receipt_codes import new_code, receipt_keys, recipient_of
from fener.queries.protection.door import all_doors, door_at, door_reports, letters_of, own_door, report_behind
from fener.records.base.models import AuditEntry
from fener.records.protection.door import DoorLetter, DoorReport, SafeDoor
from fener.terms.errors import FenerError, NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from tests.doors import caseworker_of, open_a_door

pytestmark = pytest.mark.django_db


def arrival(door, code, words="we are three under the bridge"):
    keys = receipt_keys(code)
    content = DoorContent({"message": words, "language": "en"})
    return seal_on_arrival(door_at(door.slug), keys, content, mark=keys.mark(words.encode()), language="en")


def came(door, words="we are three under the bridge"):
    code = new_code()
    return DoorReport.objects.get(pk=receive_door_report(door.slug, arrival(door, code, words))), code


def test_receiving_leaves_one_row_with_a_day_and_no_entry_in_the_chain(lantern):
    entries = AuditEntry.objects.count()
    report, _ = came(lantern)
    assert AuditEntry.objects.count() == entries
    assert (report.came_on, report.taken_at) == (timezone.localdate(), None)
    assert report.keep_until == report.came_on + timedelta(days=90)


def test_the_same_again_changes_nothing_and_more_is_added(lantern):
    code = new_code()
    first = receive_door_report(lantern.slug, arrival(lantern, code))
    assert receive_door_report(lantern.slug, arrival(lantern, code)) == first
    receive_door_report(lantern.slug, arrival(lantern, code, "and one is hurt"))
    add_to_door_report(lantern.slug, arrival(lantern, code, "and one is hurt"))
    assert (DoorReport.objects.count(), DoorLetter.objects.count()) == (1, 1)


def test_an_addition_begins_the_time_anew_and_needs_a_report(lantern):
    report, code = came(lantern)
    DoorReport.objects.update(keep_until=timezone.localdate())
    add_to_door_report(lantern.slug, arrival(lantern, code, "more"))
    report.refresh_from_db()
    assert report.keep_until == timezone.localdate() + timedelta(days=90)
    with pytest.raises(UnknownTerm) as refused:
        add_to_door_report(lantern.slug, arrival(lantern, new_code(), "more"))
    assert refused.value.number == "FEN-2738"


def test_a_report_erased_while_something_is_added_takes_the_addition_with_it(lantern, monkeypatch):
    _, code = came(lantern)

    def gone(*given, **named):
        raise IntegrityError("the report is not there any more")

    monkeypatch.setattr(type(DoorLetter.objects), "bulk_create", gone)
    with pytest.raises(UnknownTerm):
        add_to_door_report(lantern.slug, arrival(lantern, code, "more"))


def test_nobody_adds_without_end(lantern, monkeypatch):
    monkeypatch.setattr("fener.actions.protection.add_to_door_report.MOST_LETTERS", 2)
    _, code = came(lantern)
    for words in ("one", "two"):
        add_to_door_report(lantern.slug, arrival(lantern, code, words))
    with pytest.raises(StateRefused):
        add_to_door_report(lantern.slug, arrival(lantern, code, "three"))


def test_a_door_is_opened_once_closed_and_opened_again(lantern):
    worker = lantern.caseworker
    with pytest.raises(StateRefused):
        open_safe_door(worker, slug="other", title="Other", recipient=lantern.recipient)
    waiting = arrival(lantern, new_code())
    close_safe_door(worker)
    close_safe_door(worker)
    assert all_doors() == () and not door_at("lantern").is_open
    with pytest.raises(StateRefused) as refused:
        receive_door_report("lantern", waiting)
    assert refused.value.number == "FEN-2732"
    reopen_safe_door(worker)
    assert receive_door_report("lantern", waiting)
    assert AuditEntry.objects.filter(action__in=["close_safe_door", "reopen_safe_door"]).count() == 2


def test_two_organisations_cannot_have_one_address(lantern):
    other = caseworker_of("other-worker", "Another organisation")
    with pytest.raises(StateRefused) as refused:
        open_safe_door(other, slug="lantern", title="Other", recipient=lantern.recipient)
    assert refused.value.number == "FEN-2741"


@pytest.mark.parametrize(
    "odd",
    [{"recipient": "age1x"}, {"recipient": make_identity()}, {"emergency_number": "call us"}],
    ids=["short", "private", "words"],
)
def test_odd_set_ups_are_refused(db, odd):
    worker = caseworker_of("some-worker", "Some organisation")
    with pytest.raises(UnreadableMaterial):
        open_safe_door(worker, **{"slug": "some", "title": "Some", "recipient": recipient_of(make_identity()), **odd})
    assert own_door(worker) is None


def test_a_new_key_takes_over_and_the_old_one_is_remembered(lantern):
    before = arrival(lantern, new_code())
    fresh = recipient_of(make_identity())
    change_door_key(lantern.caseworker, fresh)
    change_door_key(lantern.caseworker, fresh)
    door = SafeDoor.objects.get()
    assert door.recipient == fresh
    assert [one["recipient"] for one in door.earlier_recipients] == [lantern.recipient]
    assert receive_door_report("lantern", before)  # the page was open while the key changed
    assert AuditEntry.objects.filter(action="change_door_key").count() == 1


def test_an_answer_opens_with_the_code_and_with_the_organisations_key(lantern):
    report, code = came(lantern)
    answer_door_report(lantern.caseworker, report.key, words="  come to the white house  ")
    keys = receipt_keys(code)
    sealed = report_behind("lantern", keys.locator).answers[0].sealed
    for identity in (keys.identity, lantern.identity):
        assert unpack(Seal(identity=identity).open(sealed)).words == {"message": "come to the white house"}
    assert "white house" not in json.dumps(list(AuditEntry.objects.values_list("details", "why")))


@pytest.mark.parametrize(
    "given", [{}, {"words": "  "}, {"sealed": b"plain words"}], ids=["nothing", "blanks", "not sealed"]
)
def test_an_empty_answer_is_refused(lantern, given):
    report, _ = came(lantern)
    with pytest.raises(UnreadableMaterial) as refused:
        answer_door_report(lantern.caseworker, report.key, **given)
    assert refused.value.number == "FEN-2740"


def test_a_report_is_taken_once_and_taken_over_knowingly(lantern):
    report, _ = came(lantern)
    worker, colleague = lantern.caseworker, caseworker_of("second-worker", "Organisation lantern")
    take_door_report(worker, report.key)
    take_door_report(worker, report.key)
    with pytest.raises(StateRefused) as refused:
        take_door_report(colleague, report.key)
    assert refused.value.number == "FEN-2735"
    take_door_report(colleague, report.key, from_member=worker.pk)
    report.refresh_from_db()
    assert report.taken_by == colleague
    assert AuditEntry.objects.filter(action="take_door_report").count() == 2


def test_fetching_something_sealed_is_remembered(lantern):
    report, _ = came(lantern)
    sealed = fetch_door_letter(lantern.caseworker, report.key, 0)
    assert lantern.opened(sealed).words["message"].startswith("we are three")
    assert AuditEntry.objects.order_by("-sequence")[0].action == "fetch_door_letter"
    with pytest.raises(UnknownTerm):
        fetch_door_letter(lantern.caseworker, report.key, 99)


def test_nobody_of_another_organisation_or_role_reaches_a_report(
    lantern, coordinator, analyst, administrator, monitor, reader
):
    report, _ = came(lantern)
    other = open_a_door("beacon", "another-caseworker").caseworker
    for member in (other, coordinator, analyst, administrator, monitor, reader):
        for step in (
            lambda who: take_door_report(who, report.key),
            lambda who: answer_door_report(who, report.key, words="x"),
            lambda who: fetch_door_letter(who, report.key, 0),
        ):
            with pytest.raises(FenerError):
                step(member)
    assert not door_reports(other).exists()
    with pytest.raises(NotAllowed):
        door_reports(administrator)
    with pytest.raises(NotAllowed):
        own_door(coordinator)


def test_the_list_counts_what_was_added_and_answered_and_opens_nothing(lantern):
    report, code = came(lantern)
    add_to_door_report(lantern.slug, arrival(lantern, code, "more"))
    answer_door_report(lantern.caseworker, report.key, words="yes")
    line = door_reports(lantern.caseworker).get()
    assert (line.letters_added, line.answers_given) == (1, 1)
    assert "sealed" not in line.__dict__
    assert [letter.is_answer for letter in letters_of(report)] == [False, False, True]


def test_erasing_needs_the_way_in_and_leaves_no_entry(lantern):
    _, code = came(lantern)
    entries = AuditEntry.objects.count()
    assert not erase_door_report("lantern", receipt_keys(new_code()).locator)
    assert erase_door_report("lantern", receipt_keys(code).locator)
    assert not erase_door_report("lantern", receipt_keys(code).locator)
    assert AuditEntry.objects.count() == entries


def test_what_lay_long_enough_is_disposed_of_the_day_after(lantern):
    today = date(2026, 5, 1)
    for days in (-1, 0, 1):
        report, _ = came(lantern, f"words {days}")
        DoorReport.objects.filter(pk=report.pk).update(keep_until=today + timedelta(days=days))
    assert dispose_door_reports(today) == 1
    assert dispose_door_reports(today) == 0
    entry = AuditEntry.objects.get(action="dispose_door_reports")
    assert entry.details == {"reports": 1, "letters": 0}


def test_the_chain_hears_of_each_day_once_and_in_numbers_only(lantern):
    today = timezone.localdate()
    SafeDoor.objects.update(opened_at=timezone.now() - timedelta(days=3))
    report, code = came(lantern)
    came(lantern, "another")
    add_to_door_report(lantern.slug, arrival(lantern, code, "more"))
    DoorReport.objects.update(came_on=today - timedelta(days=2))
    DoorLetter.objects.update(on=today - timedelta(days=1))
    assert tell_of_door_days(today) == 2
    assert tell_of_door_days(today) == 0
    told = [entry.details for entry in AuditEntry.objects.filter(action="tell_of_door_days").order_by("sequence")]
    days = [(today - timedelta(days=number)).isoformat() for number in (2, 1)]
    assert told == [
        {"day": days[0], "came": 2, "added": 0, "lying": 2},
        {"day": days[1], "came": 0, "added": 1, "lying": 2},
    ]
    assert report.key not in json.dumps(told)
    assert tell_of_door_days(today + timedelta(days=1)) == 1


def test_the_demo_has_a_door_and_its_key_lies_beside_it(db, tmp_path):
    worker = caseworker_of("demo-worker", "Demo organisation")
    keep_in = tmp_path / "demo-door-key.txt"
    assert not ensure_demo_door(worker, keep_in)
    worker.is_demo = True
    worker.save(update_fields=["is_demo"])
    assert ensure_demo_door(worker, keep_in)
    assert not ensure_demo_door(worker, keep_in)
    assert keep_in.stat().st_mode & 0o077 == 0
    assert "DEMO ONLY" in keep_in.read_text()
    identity = keep_in.read_text().splitlines()[-1]
    sealed = bytes(DoorReport.objects.get().sealed)
    assert "Invented" in unpack(Seal(identity=identity).open(sealed)).words["message"]
    assert door_at("demo").is_invented
