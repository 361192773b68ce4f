"""Encrypted reports: opened for half an hour by who has the passphrase, never stored in clear before approval."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone

from fener.actions.field.decide_mark import decide_mark, remove_binding_marks
from fener.actions.field.open_original import open_attachment, open_original
from fener.actions.field.open_workspace import MOST_FAILURES, close_workspace, open_workspace
from fener.actions.field.receive_submission import receive_submission
from fener.actions.field.review_report import review_report
from fener.gateways.odk.encryption import KeyNotOpened, SubmissionNotOpened
from fener.queries.field_reports import answers_xml, report_difference, report_page
from fener.queries.workspaces import decrypted_answers, workspaces_for
from fener.records.base.models import AuditEntry
from fener.records.field.models import FieldReport, Questionnaire, UnlockedWorkspace
from fener.terms.errors import NotAllowed, UnknownTerm
from tests.actions.cycle_parts import cycle_of, visit_in
from tests.actions.report_parts import PHONE_NUMBER, member_of, report_of, sealed_parts
from tests.phones import new_id, small

pytestmark = pytest.mark.django_db

PASSPHRASE = "a passphrase for tests"
SECRET = "the quiet woman behind the bakery"
PHOTO = b"\xff\xd8 a photo of a road"


@pytest.fixture
def sealed(questionnaires, monitor) -> FieldReport:
    """A report that left the phone encrypted, with a photo."""
    return sealed_from(monitor)


def sealed_from(monitor, seen: str = f"{SECRET}, call {PHONE_NUMBER}", visit: str = "") -> FieldReport:  # type: ignore[no-untyped-def]
    public_key = Questionnaire.objects.get(key="sealed").public_key
    instance = new_id()
    xml = small(instance, form="sealed", version=_version(), seen=seen, photo="road.jpg", visit=visit)
    return report_of(
        receive_submission(monitor, sealed_parts(public_key, instance, xml, {"road.jpg": PHOTO}), through="phone")
    )


def _version() -> str:
    return Questionnaire.objects.get(key="sealed").versions.order_by("-pk")[0].version


def whole_database() -> str:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]) for row in cursor]
    return "\n".join(rows)


def test_the_round_trip_stores_nothing_in_clear_and_approves_minimised(sealed, coordinator) -> None:
    opened = open_workspace(coordinator, "sealed", PASSPHRASE)
    answers = decrypted_answers(coordinator, sealed.key, opened.key)
    assert SECRET in str(answers["seen"])
    assert SECRET not in whole_database()
    page = report_page(coordinator, sealed.key, workspace_key=opened.key)
    assert page.workspace_closes_at == opened.closes_at
    (photo,) = [mark for mark in page.marks if mark.is_media]
    remove_binding_marks(coordinator, sealed.key, workspace_key=opened.key)
    decide_mark(coordinator, sealed.key, photo.mark.key, keeps=True, why="an empty road", workspace_key=opened.key)
    assert SECRET not in whole_database()
    assert open_attachment(coordinator, sealed.key, 1, "road.jpg", workspace_key=opened.key).content == PHOTO
    review_report(coordinator, sealed.key, "approved", workspace_key=opened.key)
    kept = sealed.versions.get()
    assert kept.answers["seen"] == f"{SECRET}, call [phone removed]"
    assert "123 45 67" not in whole_database()
    close_workspace(coordinator, "sealed")
    assert report_page(coordinator, sealed.key).sheet is not None
    with pytest.raises(NotAllowed, match="FEN-2652"):
        open_attachment(coordinator, sealed.key, 1, "road.jpg", workspace_key=opened.key)


def test_a_rejected_one_is_never_stored_in_clear(sealed, coordinator) -> None:
    review_report(coordinator, sealed.key, "rejected", comment="sent twice")
    assert sealed.versions.get().answers is None
    assert SECRET not in whole_database()


def test_the_database_alone_opens_nothing(sealed, coordinator) -> None:
    opened = open_workspace(coordinator, "sealed", PASSPHRASE)
    database = whole_database()
    assert opened.key not in database
    assert PASSPHRASE not in database
    with pytest.raises(NotAllowed, match="FEN-2655"):
        decrypted_answers(coordinator, sealed.key, Fernet.generate_key().decode())


def test_without_an_open_workspace_the_page_says_so_and_nothing_is_decided(sealed, coordinator, analyst) -> None:
    page = report_page(coordinator, sealed.key)
    assert page.sheet is None
    assert page.locked is not None and page.locked.number == "FEN-2652"
    assert [choice.decision.allowed for choice in page.choices if choice.to_state == "approved"] == [False]
    for actor in (coordinator, analyst):
        with pytest.raises(NotAllowed):
            review_report(actor, sealed.key, "approved")
        with pytest.raises(NotAllowed):
            report_difference(actor, sealed.key, 1, 1)
    assert review_report(analyst, sealed.key, "returned", comment="which road?").state == "returned"


def test_it_closes_after_half_an_hour_and_by_hand(sealed, coordinator) -> None:
    opened = open_workspace(coordinator, "sealed", PASSPHRASE)
    assert timedelta(minutes=29) < opened.closes_at - timezone.now() <= timedelta(minutes=30)
    UnlockedWorkspace.objects.update(closes_at=timezone.now())
    with pytest.raises(NotAllowed, match="FEN-2652"):
        decrypted_answers(coordinator, sealed.key, opened.key)
    opened = open_workspace(coordinator, "sealed", PASSPHRASE)
    assert [line.closes_at for line in workspaces_for(coordinator)] == [opened.closes_at]
    close_workspace(coordinator, "sealed")
    assert [(line.closes_at, line.waiting) for line in workspaces_for(coordinator)] == [(None, 1)]
    with pytest.raises(NotAllowed, match="FEN-2652"):
        decrypted_answers(coordinator, sealed.key, opened.key)


def test_the_key_of_one_member_opens_nothing_for_another(sealed, coordinator) -> None:
    other = member_of("coordinator", "coordinator-two", coordinator)
    opened = open_workspace(coordinator, "sealed", PASSPHRASE)
    with pytest.raises(NotAllowed, match="FEN-2652"):
        decrypted_answers(other, sealed.key, opened.key)
    open_workspace(other, "sealed", PASSPHRASE)
    with pytest.raises(NotAllowed, match="FEN-2655"):
        decrypted_answers(other, sealed.key, opened.key)
    assert decrypted_answers(coordinator, sealed.key, opened.key)


def test_wrong_passphrases_are_counted_and_lock(sealed, coordinator, monkeypatch) -> None:
    from fener.actions.field import open_workspace as module

    real = module.open_private_key

    def wrong(sealed_pem: str, passphrase: str):  # type: ignore[no-untyped-def]
        # The slow derivation is tested with the key; here only the counting is.
        return real(sealed_pem, passphrase) if passphrase == PASSPHRASE else refuse()

    def refuse() -> None:
        raise KeyNotOpened("no")

    monkeypatch.setattr(module, "open_private_key", wrong)
    for _ in range(MOST_FAILURES):
        with pytest.raises(KeyNotOpened):
            open_workspace(coordinator, "sealed", "a guess")
    for passphrase in ("a guess", PASSPHRASE):
        with pytest.raises(NotAllowed, match="FEN-2653"):
            open_workspace(coordinator, "sealed", passphrase)
    assert AuditEntry.objects.filter(action="try_workspace").count() == MOST_FAILURES
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr(module.timezone, "now", lambda: later)
    assert open_workspace(coordinator, "sealed", PASSPHRASE)


def test_a_success_starts_the_count_anew(sealed, coordinator) -> None:
    with pytest.raises(KeyNotOpened):
        open_workspace(coordinator, "sealed", "a guess")
    for _ in range(MOST_FAILURES + 1):
        open_workspace(coordinator, "sealed", PASSPHRASE)


@pytest.mark.parametrize("who", ["monitor", "analyst", "administrator"])
def test_other_roles_unlock_nothing(request, sealed, who: str) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        open_workspace(actor, "sealed", PASSPHRASE)
    assert workspaces_for(actor) == []


def test_a_questionnaire_without_a_key_has_no_workspace(questionnaires, coordinator) -> None:
    with pytest.raises(UnknownTerm, match="FEN-2654"):
        open_workspace(coordinator, "small", PASSPHRASE)


def test_missing_files_are_named(sealed, coordinator) -> None:
    sealed.versions.get().files.filter(name="road.jpg.enc").delete()
    opened = open_workspace(coordinator, "sealed", PASSPHRASE)
    with pytest.raises(SubmissionNotOpened, match=r"road\.jpg\.enc"):
        decrypted_answers(coordinator, sealed.key, opened.key)
    page = report_page(coordinator, sealed.key, workspace_key=opened.key)
    assert page.missing == ["road.jpg.enc"]


def test_an_encrypted_report_is_not_corrected_in_a_browser(sealed, monitor) -> None:
    with pytest.raises(NotAllowed, match="FEN-2663"):
        answers_xml(monitor, sealed.key)


def test_approval_puts_an_opened_report_into_the_plan(questionnaires, monitor, coordinator) -> None:
    visit = visit_in(coordinator, cycle_of(coordinator))
    report = sealed_from(monitor, "two groups", visit.key)
    assert report.visit_id is None
    opened = open_workspace(coordinator, "sealed", PASSPHRASE)
    (mark,) = report_page(coordinator, report.key, workspace_key=opened.key).marks
    decide_mark(coordinator, report.key, mark.mark.key, keeps=False, workspace_key=opened.key)
    approved = review_report(coordinator, report.key, "approved", workspace_key=opened.key)
    assert approved.visit_id == visit.pk
    assert b"encrypted" in open_original(coordinator, report.key, why="a court asks").content
