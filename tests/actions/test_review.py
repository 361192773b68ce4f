"""The review: which step each role may take from each state, four eyes, marks, and what approval leaves behind."""

from __future__ import annotations

import io
import json
import threading

import pytest
from django.db import connections

from fener.actions.field.comment_report import comment_report, settle_comment
from fener.actions.field.decide_mark import decide_mark, remove_binding_marks
from fener.actions.field.delete_report import delete_report
from fener.actions.field.move_report import move_report
from fener.actions.field.note_privately import note_privately
from fener.actions.field.open_original import open_attachment, open_original
from fener.actions.field.receive_submission import receive_submission
from fener.actions.field.review_report import review_report
from fener.actions.field.settle_quarantined import compare_quarantined, settle_quarantined
from fener.queries.field_report_quarantine import quarantined_for
from fener.queries.field_reports import approved_reports, report_page
from fener.queries.sealed import desk_store
from fener.records.base.models import AuditEntry
from fener.records.field.models import (
    FieldReport,
    FieldReportVersion,
    MarkDecision,
    PrivateNote,
    QuarantinedPart,
    ReviewComment,
    ReviewStep,
)
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.intake import Outcome, ReceivedParts
from fener.terms.people import Role
from fener.terms.questionnaires import ReportKind
from fener.terms.review import ReviewState, next_review_states
from tests.actions.cycle_parts import cycle_of, visit_in
from tests.actions.report_parts import PHONE_NUMBER, again, member_of, sent, set_down
from tests.phones import new_id, small

pytestmark = pytest.mark.django_db

REVIEWERS = {Role.COORDINATOR, Role.ANALYST}
STATES = list(ReviewState)


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("role", list(Role))
def test_every_role_takes_exactly_the_steps_that_follow(monitor, role: Role, before: ReviewState) -> None:
    """All states × all states × all roles: a reviewer takes what follows, nobody else takes anything, and nothing else moves."""
    actor = member_of(role, "the-one-who-tries", monitor)
    for after in STATES:
        report = set_down(monitor, before)
        allowed = role in REVIEWERS and after in next_review_states(before)
        if allowed:
            assert review_report(actor, report.pk, after, comment="please look again").state == after
        else:
            with pytest.raises((NotAllowed, UnknownTerm)):
                review_report(actor, report.pk, after, comment="please look again")
            assert again(report).state == before
        assert ReviewStep.objects.filter(report=report, to_state=after).exists() is allowed


@pytest.mark.parametrize("before", STATES)
def test_authors_review_nothing_of_their_own_not_even_coordinators(coordinator, before) -> None:
    for after in next_review_states(before):
        report = set_down(coordinator, before)
        with pytest.raises(NotAllowed, match="FEN-2648"):
            review_report(coordinator, report.pk, after, comment="fine")
        assert again(report).state == before


def test_who_corrected_a_report_is_an_author_of_it_too(questionnaires, monitor, coordinator, analyst) -> None:
    first = new_id()
    report = sent(monitor, first)
    review_report(analyst, report.key, "returned", comment="which station?")
    sent(coordinator, seen="two groups at the bus station", replaces=first)
    with pytest.raises(NotAllowed, match="FEN-2648"):
        review_report(coordinator, report.key, "approved")
    assert review_report(analyst, report.key, "approved").state == "approved"


def test_a_report_is_not_returned_without_a_word(monitor, coordinator) -> None:
    report = set_down(monitor, "submitted")
    with pytest.raises(UnreadableMaterial, match="FEN-2647"):
        review_report(coordinator, report.key, "returned", comment="  ")


def test_a_second_reader_is_another_than_author_and_first_reader(monitor, coordinator, analyst) -> None:
    report = set_down(monitor, "submitted", {"seen": "x", "harm": "beaten near the fence"})
    assert review_report(analyst, report.key, "approved").state == "second_reading"
    with pytest.raises(NotAllowed, match="read it first"):
        review_report(analyst, report.key, "approved")
    assert list(approved_reports(analyst)) == []
    assert review_report(coordinator, report.key, "approved").state == "approved"


def test_the_first_reader_of_an_earlier_version_reads_a_later_one_anew(monitor, coordinator, analyst) -> None:
    report = set_down(monitor, "submitted", {"harm": "robbed"})
    review_report(analyst, report.key, "approved")
    review_report(coordinator, report.key, "returned", comment="when?")
    newer = FieldReportVersion.objects.get(report=report)
    newer.pk, newer.number, newer.instance_id = None, 2, new_id()
    newer.save()
    FieldReport.objects.unscoped("the author corrects").filter(pk=report.pk).update(state="corrected")
    assert review_report(coordinator, report.key, "approved").state == "second_reading"
    assert review_report(analyst, report.key, "approved").state == "approved"


@pytest.mark.parametrize(
    ("ways", "answers", "expected"),
    [
        ({"needs_second_reader": True}, {"seen": "x"}, "second_reading"),
        ({}, {"seen": "x", "harm": "refused"}, "approved"),
        ({"kind": ReportKind.URGENT_NEED}, {"harm": "ill"}, "approved"),
    ],
)
def test_the_questionnaire_and_sensitive_answers_ask_for_a_second_reader(
    monitor, coordinator, ways, answers, expected
) -> None:
    report = set_down(monitor, "submitted", answers, **ways)
    assert review_report(coordinator, report.key, "approved").state == expected


def test_strangers_do_not_learn_that_a_report_exists(monitor, stranger) -> None:
    report = set_down(monitor, "submitted")
    for attempt in (
        lambda: review_report(stranger, report.key, "approved"),
        lambda: comment_report(stranger, report.key, "hello"),
        lambda: open_original(stranger, report.key, why="curious"),
        lambda: delete_report(stranger, report.key, why="tidy"),
        lambda: move_report(stranger, report.key, why="tidy"),
        lambda: decide_mark(stranger, report.key, "seen", keeps=False),
        lambda: note_privately(stranger, report.key, "mine"),
    ):
        with pytest.raises(UnknownTerm, match="FEN-2645"):
            attempt()


def test_of_two_reviewers_at_once_one_wins(monitor, coordinator, analyst, monkeypatch) -> None:
    """The second has read the report before the first decided."""
    from fener.actions.field import review_report as module

    report = set_down(monitor, "submitted")
    claim = module._claim

    def first_somebody_else(reading) -> None:  # type: ignore[no-untyped-def]
        monkeypatch.setattr(module, "_claim", claim)
        review_report(analyst, report.key, "rejected")
        claim(reading)

    monkeypatch.setattr(module, "_claim", first_somebody_else)
    with pytest.raises(StateRefused, match="FEN-2651"):
        review_report(coordinator, report.key, "approved")


def test_a_correction_that_comes_while_one_reads_is_not_approved_unread(
    questionnaires, monitor, coordinator, monkeypatch
) -> None:
    from fener.actions.field import review_report as module

    first = new_id()
    report = sent(monitor, first)
    claim = module._claim

    def first_a_correction(reading) -> None:  # type: ignore[no-untyped-def]
        sent(monitor, seen="something else", replaces=first)
        claim(reading)

    monkeypatch.setattr(module, "_claim", first_a_correction)
    with pytest.raises(StateRefused, match="FEN-2651"):
        review_report(coordinator, report.key, "approved")
    assert again(report).state == "submitted"
    # The test's correction came inside the review's own transaction and went with it; now it comes for good.
    monkeypatch.setattr(module, "_claim", claim)
    sent(monitor, seen="something else", replaces=first)
    with pytest.raises(StateRefused, match="FEN-2651"):
        review_report(coordinator, report.key, "approved", version=1)


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_approve_and_reject_leave_one_decision(monitor, coordinator, analyst) -> None:
    report = set_down(monitor, "submitted")
    said: list[str] = []
    gate = threading.Barrier(2)

    def decide(actor, state) -> None:  # type: ignore[no-untyped-def]
        gate.wait()
        try:
            said.append(review_report(actor, report.key, state).state)
        except Exception as refused:  # noqa: BLE001
            said.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=decide, args=pair) for pair in ((coordinator, "approved"), (analyst, "rejected"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ReviewStep.objects.filter(report=report).count() == 1, said
    assert again(report).state == ReviewStep.objects.get(report=report).to_state


# --- marks and what approval leaves -----------------------------------------------------------------------------------


def marks_of(member, report):  # type: ignore[no-untyped-def]
    return report_page(member, report.key).marks


def test_nothing_is_approved_while_a_mark_stands(questionnaires, monitor, coordinator) -> None:
    report = sent(monitor, seen=f"a man gave {PHONE_NUMBER} to call")
    with pytest.raises(NotAllowed, match="FEN-2650") as refused:
        review_report(coordinator, report.key, "approved")
    assert "123" not in str(refused.value)
    (mark,) = marks_of(coordinator, report)
    with pytest.raises(NotAllowed, match="FEN-2660"):
        decide_mark(coordinator, report.key, mark.mark.key, keeps=True, why="it is public")
    with pytest.raises(NotAllowed):
        decide_mark(monitor, report.key, mark.mark.key, keeps=False)
    assert remove_binding_marks(coordinator, report.key) == 1
    assert remove_binding_marks(coordinator, report.key) == 0
    assert review_report(coordinator, report.key, "approved").state == "approved"
    (version,) = report.versions.all()
    assert version.minimised_at is not None
    assert version.answers["seen"] == "a man gave [phone removed] to call"


def test_the_original_stays_sealed_and_opens_with_a_reason(questionnaires, monitor, coordinator, analyst) -> None:
    report = sent(monitor, seen=f"call {PHONE_NUMBER}")
    remove_binding_marks(coordinator, report.key)
    review_report(coordinator, report.key, "approved")
    with pytest.raises(UnreadableMaterial, match="FEN-2675"):
        open_original(coordinator, report.key, why=" ")
    for other in (analyst, monitor):
        with pytest.raises(NotAllowed):
            open_original(other, report.key, why="a court asks")
    opened = open_original(coordinator, report.key, why="a court asks")
    assert PHONE_NUMBER.encode() in opened.content
    entry = AuditEntry.objects.get(action="open_original")
    assert entry.why == "a court asks"
    assert entry.subject_key == report.key


def test_a_mark_that_may_stay_is_kept_with_a_reason_only(questionnaires, monitor, coordinator) -> None:
    report = sent(monitor, seen="a man called Dragan Petrović stood there")
    marks = [mark for mark in marks_of(coordinator, report) if not mark.mark.is_binding]
    assert marks, "a name in running text is marked"
    with pytest.raises(UnreadableMaterial, match="FEN-2656"):
        decide_mark(coordinator, report.key, marks[0].mark.key, keeps=True)
    for mark in marks:
        decide_mark(coordinator, report.key, mark.mark.key, keeps=True, why="the minister, in public")
    review_report(coordinator, report.key, "approved")
    assert "Petrović" in report.versions.get().answers["seen"]
    row = MarkDecision.objects.first()
    assert "Petrović" not in json.dumps([row.path, row.kind, row.why])


def test_a_photo_wants_a_look_and_nobody_looks_at_what_has_not_arrived(questionnaires, monitor, coordinator) -> None:
    instance = new_id()
    report = sent(monitor, instance, photo="place.jpg")
    (mark,) = marks_of(coordinator, report)
    assert remove_binding_marks(coordinator, report.key) == 0
    with pytest.raises(StateRefused, match="FEN-2671"):
        decide_mark(coordinator, report.key, mark.mark.key, keeps=True, why="an empty road")
    sent(monitor, instance, {"place.jpg": io.BytesIO(b"\xff\xd8 road")}, photo="place.jpg")
    decide_mark(coordinator, report.key, mark.mark.key, keeps=True, why="an empty road")
    review_report(coordinator, report.key, "approved")
    assert open_attachment(coordinator, report.key, 1, "place.jpg").content == b"\xff\xd8 road"
    assert AuditEntry.objects.filter(action="open_attachment").count() == 1


def test_a_photo_that_was_removed_stays_with_the_original_only(questionnaires, monitor, coordinator) -> None:
    report = sent(monitor, None, {"face.jpg": io.BytesIO(b"a face")}, photo="face.jpg")
    (mark,) = marks_of(coordinator, report)
    decide_mark(coordinator, report.key, mark.mark.key, keeps=False)
    review_report(coordinator, report.key, "approved")
    with pytest.raises(UnknownTerm, match="FEN-2658"):
        open_attachment(coordinator, report.key, 1, "face.jpg")
    assert open_original(coordinator, report.key, why="a court asks", file_name="face.jpg").content == b"a face"


def test_earlier_versions_lose_what_identifies_with_the_newest(questionnaires, monitor, coordinator) -> None:
    first = new_id()
    report = sent(monitor, first, seen=f"call {PHONE_NUMBER}, a man called Dragan Petrović")
    review_report(coordinator, report.key, "returned", comment="no numbers please")
    sent(monitor, seen="two groups", replaces=first)
    review_report(coordinator, report.key, "approved")
    kept = json.dumps([version.answers for version in report.versions.all()], ensure_ascii=False)
    assert "123" not in kept
    assert "Petrović" not in kept
    assert all(version.minimised_at for version in report.versions.all())


def test_a_rejected_report_never_counts_and_keeps_nothing_that_identifies(questionnaires, monitor, coordinator) -> None:
    report = sent(monitor, seen=f"call {PHONE_NUMBER}")
    review_report(coordinator, report.key, "rejected", comment="invented")
    for member in (coordinator, monitor):
        assert list(approved_reports(member)) == []
    assert "123" not in json.dumps(report.versions.get().answers)
    with pytest.raises(StateRefused):
        review_report(coordinator, report.key, "approved")


def test_an_approved_report_that_is_returned_counts_no_more(monitor, coordinator) -> None:
    report = set_down(monitor, "approved")
    assert [found.pk for found in approved_reports(coordinator)] == [report.pk]
    review_report(coordinator, report.key, "returned", comment="the date is wrong")
    assert list(approved_reports(coordinator)) == []


def test_the_audit_trail_tells_states_and_digests_and_no_answer(questionnaires, monitor, coordinator) -> None:
    report = sent(monitor, seen=f"call {PHONE_NUMBER}")
    remove_binding_marks(coordinator, report.key)
    review_report(coordinator, report.key, "approved", comment="well observed")
    entry = AuditEntry.objects.get(action="review_field_report")
    assert (entry.details["from"], entry.details["to"], entry.details["marks_removed"]) == ("submitted", "approved", 1)
    assert "well observed" not in str(entry.details) + entry.why
    assert "123" not in str(list(AuditEntry.objects.values_list("details", "why")))


# --- what is said -----------------------------------------------------------------------------------------------------


def test_comments_reach_the_author_and_are_settled_by_a_reviewer(questionnaires, monitor, coordinator) -> None:
    report = sent(monitor)
    comment = comment_report(coordinator, report.key, "which station?", path="seen")
    answer = comment_report(monitor, report.key, "the bus station")
    assert [remark.text for remark in report_page(monitor, report.key).remarks] == ["which station?", "the bus station"]
    with pytest.raises(NotAllowed):
        settle_comment(monitor, report.key, comment.pk)
    settle_comment(coordinator, report.key, comment.pk)
    settle_comment(monitor, report.key, answer.pk)
    assert ReviewComment.objects.filter(settled_at=None).count() == 0
    with pytest.raises(UnreadableMaterial, match="FEN-2661"):
        comment_report(coordinator, report.key, " ")


def test_private_notes_are_read_by_their_writer_only(monitor, coordinator, analyst) -> None:
    report = set_down(monitor, "submitted")
    note_privately(coordinator, report.key, "sounds like last week's")
    note_privately(coordinator, report.key, "the same group as last week")
    assert report_page(coordinator, report.key).note == "the same group as last week"
    assert report_page(analyst, report.key).note == report_page(monitor, report.key).note == ""
    assert "last week" not in str(list(AuditEntry.objects.values_list("details", "why")))
    note_privately(coordinator, report.key, "")
    assert PrivateNote.objects.count() == 0


# --- deleted, moved, kept aside ---------------------------------------------------------------------------------------


def test_a_deleted_report_is_empty_gone_and_never_comes_back(questionnaires, monitor, coordinator, analyst) -> None:
    instance = new_id()
    report = sent(monitor, instance, seen="a secret")
    comment_report(coordinator, report.key, "about the secret")
    for other in (analyst, monitor):
        with pytest.raises(NotAllowed):
            delete_report(other, report.key, why="tidy")
    with pytest.raises(UnreadableMaterial, match="FEN-2675"):
        delete_report(coordinator, report.key, why="")
    delete_report(coordinator, report.key, why="the person takes it back", original_too=True)
    assert report.versions.get().answers is None
    assert ReviewComment.objects.count() == 0
    with pytest.raises(UnknownTerm):
        report_page(coordinator, report.key)
    answered = receive_submission(monitor, ReceivedParts(small(instance, seen="a secret")), through="phone")
    assert answered.outcome is Outcome.DELETED
    assert answered.http_status == 409


def test_a_report_is_moved_to_its_visit_unless_it_is_approved(questionnaires, monitor, coordinator) -> None:
    cycle = cycle_of(coordinator)
    visit = visit_in(coordinator, cycle)
    report = sent(monitor)
    moved = move_report(coordinator, report.key, planned=visit.key, why="the monitor forgot to choose it")
    assert (moved.visit_id, moved.cycle_id, moved.territory) == (visit.pk, cycle.pk, "RS")
    with pytest.raises(NotAllowed, match="FEN-2674"):
        move_report(coordinator, report.key, territory="AL", why="it was there")
    review_report(coordinator, report.key, "approved")
    with pytest.raises(StateRefused, match="FEN-2667"):
        move_report(coordinator, report.key, territory="RS", why="unplanned after all")


def test_what_is_kept_aside_shows_what_differs_and_is_settled_once(
    questionnaires, monitor, coordinator, analyst
) -> None:
    instance = new_id()
    report = sent(monitor, instance, seen="one group", prices=[("100", "EUR")])
    receive_submission(monitor, ReceivedParts(small(instance, seen="two groups")), through="phone")
    with pytest.raises(NotAllowed, match="FEN-2664"):
        quarantined_for(analyst)
    (line,) = quarantined_for(coordinator)
    assert line.report == report.key
    _, changes = compare_quarantined(coordinator, line.id)
    assert [(change.path, change.kind.value) for change in changes] == [
        ("seen", "changed"),
        ("prices[1]/low", "removed"),
        ("prices[1]/currency", "removed"),
    ]
    settle_quarantined(coordinator, line.id, disposes=True, why="the phone sent a draft")
    with pytest.raises(StateRefused, match="FEN-2666"):
        settle_quarantined(coordinator, line.id, disposes=False, why="again")
    assert quarantined_for(coordinator) == []
    assert quarantined_for(coordinator, settled=True)[0].settled_how == "disposed: the phone sent a draft"


def test_disposing_of_one_part_leaves_bytes_that_another_record_needs(
    questionnaires, monitor, coordinator, django_capture_on_commit_callbacks
) -> None:
    sent(monitor, None, {"a.jpg": io.BytesIO(b"same bytes")}, photo="a.jpg")
    sent(monitor, None, {"stray.jpg": io.BytesIO(b"same bytes"), "other.jpg": io.BytesIO(b"other bytes")})
    for part in QuarantinedPart.objects.all():
        with django_capture_on_commit_callbacks(execute=True):
            settle_quarantined(coordinator, part.pk, disposes=True, why="not ours")
    digests = {part.name: part.digest for part in QuarantinedPart.objects.all()}
    assert desk_store().open(digests["stray.jpg"]) == b"same bytes"
    assert not desk_store().path_of(digests["other.jpg"]).exists()
