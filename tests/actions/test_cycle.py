"""The monitoring cycle: starting, planning, changing, cancelling, closing, reminding."""

from __future__ import annotations

import smtplib
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from fener.actions.field import planning
from fener.actions.field.cancel_planned import cancel_planned
from fener.actions.field.change_planned import change_planned
from fener.actions.field.close_cycle import close_cycle
from fener.actions.field.join_platform import join_platform
from fener.actions.field.plan_many import PlanRowsRefused, plan_many
from fener.actions.field.send_reminders import send_reminders, stage_began
from fener.actions.field.start_cycle import start_cycle
from fener.queries.planned import planned_for
from fener.records.base.audit import check_chain
from fener.records.base.models import AuditEntry, Member, Organisation
from fener.records.field.models import (
    Interview,
    MonitoringCycle,
    MonitoringVisit,
    NationalPlatform,
    PlatformOrganisation,
    Reminder,
    VisitMonitor,
)
from fener.terms.errors import FenerError, NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.monitoring import InterviewWish, VisitWish
from tests.actions.cycle_parts import DAY, FIRST, LAST, after, cycle_of, interview_in, monitor_of, reported, visit_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(coordinator):
    return cycle_of(coordinator)


def _skip_in_memory() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory does not let writers wait for each other; the suite on PostgreSQL runs this")


def _number(problem) -> str:
    return problem.value.number


def test_a_cycle_has_the_targets_of_the_report_and_makes_the_platform(coordinator, cycle):
    assert (cycle.visits_target, cycle.interviews_target) == (15, 10)
    assert cycle.marking == "amber"
    platform = NationalPlatform.objects.get(territory="RS")
    assert platform.organisation_links.get().organisation_id == coordinator.organisation_id
    assert AuditEntry.objects.first().action == "start_cycle"


@pytest.mark.parametrize(("first", "last"), [(date(2026, 12, 31), date(2027, 3, 1)), (date(2025, 1, 1), FIRST)])
def test_two_cycles_of_a_platform_share_no_day(coordinator, cycle, first, last):
    with pytest.raises(StateRefused) as problem:
        start_cycle(coordinator, "RS", "Another", first, last)
    assert _number(problem) == "FEN-2602"
    assert "Begin after 2026-12-31" in problem.value.remedy
    assert MonitoringCycle.objects.unscoped("test").count() == 1


def test_a_cycle_may_follow_the_day_after(coordinator, cycle):
    start_cycle(coordinator, "RS", "2027", LAST + timedelta(days=1), date(2027, 6, 30))


def test_only_a_coordinator_who_works_there_starts_a_cycle(coordinator, analyst, stranger, administrator):
    for member in (analyst, administrator):
        with pytest.raises(NotAllowed):
            cycle_of(member)
    with pytest.raises(NotAllowed) as problem:
        cycle_of(stranger)
    assert _number(problem) == "FEN-2601"
    with pytest.raises(UnknownTerm):
        start_cycle(coordinator, "HU", "Elsewhere", FIRST, LAST)
    with pytest.raises(UnreadableMaterial):
        start_cycle(coordinator, "RS", "Backwards", LAST, FIRST)
    with pytest.raises(UnreadableMaterial):
        cycle_of(coordinator, visits_target=-1)
    assert not NationalPlatform.objects.exists()


def test_every_step_asks_the_role_first(analyst, coordinator, cycle):
    visit = visit_in(coordinator, cycle)
    wish = VisitWish(place="x", site_kind="x", planned_on=DAY, organisation_id=0)
    steps = [
        lambda: visit_in(analyst, cycle),
        lambda: interview_in(analyst, cycle),
        lambda: change_planned(analyst, visit.key, wish),
        lambda: cancel_planned(analyst, visit.key, "why"),
        lambda: close_cycle(analyst, cycle.pk),
        lambda: join_platform(analyst, "RS"),
        lambda: plan_many(analyst, cycle.pk, ""),
        lambda: send_reminders(DAY, analyst),
    ]
    for step in steps:
        with pytest.raises(NotAllowed, match="may not plan cycle"):
            step()


def test_a_stranger_does_not_find_the_cycle(stranger, coordinator, cycle):
    visit = visit_in(coordinator, cycle)
    for step in (lambda: visit_in(stranger, cycle), lambda: close_cycle(stranger, cycle.pk)):
        with pytest.raises(UnknownTerm) as problem:
            step()
        assert _number(problem) == "FEN-2614"
    with pytest.raises(UnknownTerm) as problem:
        cancel_planned(stranger, visit.key, "why")
    assert _number(problem) == "FEN-2615"


def test_keys_count_up_within_the_cycle_of_the_year(coordinator):
    first = start_cycle(coordinator, "RS", "", date(2026, 7, 1), LAST)
    earlier = start_cycle(coordinator, "RS", "", FIRST, date(2026, 6, 30))
    later = after(60)
    keys = [
        visit_in(coordinator, first, planned_on=later).key,
        visit_in(coordinator, first, planned_on=later).key,
        visit_in(coordinator, earlier).key,
        interview_in(coordinator, first, planned_on=later).key,
    ]
    assert keys == ["RS-2026-1-V01", "RS-2026-1-V02", "RS-2026-2-V01", "RS-2026-1-I01"]


def test_a_cancelled_visit_keeps_its_number(coordinator, cycle):
    cancel_planned(coordinator, visit_in(coordinator, cycle).key, "road closed")
    assert visit_in(coordinator, cycle).key == "RS-2026-1-V02"


def test_numbers_go_on_past_ninety_nine(coordinator, cycle):
    visit = visit_in(coordinator, cycle)
    MonitoringVisit.objects.unscoped("test").filter(pk=visit.pk).update(key="RS-2026-1-V99")
    assert visit_in(coordinator, cycle).key == "RS-2026-1-V100"
    assert visit_in(coordinator, cycle).key == "RS-2026-1-V101"


def test_of_two_that_take_one_key_the_second_gets_the_next(coordinator, cycle, monkeypatch):
    visit_in(coordinator, cycle)
    right, stale = planning.next_key, iter(["RS-2026-1-V01"])
    monkeypatch.setattr("fener.actions.field.plan_visit.next_key", lambda *asked: next(stale, None) or right(*asked))
    assert visit_in(coordinator, cycle).key == "RS-2026-1-V02"
    assert AuditEntry.objects.filter(action="plan_visit").count() == 2


@pytest.mark.django_db(transaction=True)
def test_visits_planned_at_once_get_keys_of_their_own(coordinator):
    _skip_in_memory()
    cycle = cycle_of(coordinator)
    faults: list[BaseException] = []

    def plan() -> None:
        try:
            visit_in(Member.objects.get(pk=coordinator.pk), cycle)
        except BaseException as fault:  # noqa: BLE001 - handed to the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=plan) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    keys = MonitoringVisit.objects.unscoped("test").order_by("key").values_list("key", flat=True)
    assert list(keys) == [f"RS-2026-1-V{n:02d}" for n in range(1, 7)]
    assert check_chain().broken_at is None


def test_a_report_is_due_a_week_later_and_within_the_cycle(coordinator, cycle):
    assert visit_in(coordinator, cycle).due_on == after(7)
    assert visit_in(coordinator, cycle, planned_on=LAST).due_on == LAST


@pytest.mark.parametrize(
    ("written", "key"),
    [("u Subotici", "subotica"), ("Суботица", "subotica"), ("horgos-roszke", "horgos-roszke")],
)
def test_a_place_is_found_as_people_write_it(coordinator, cycle, written, key):
    assert visit_in(coordinator, cycle, place=written).place == key


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"place": "Nowhere at all"}, "FEN-2607"),
        ({"place": "Suboticx"}, "FEN-2607"),
        ({"place": "tirana"}, "FEN-2608"),
        ({"planned_on": LAST + timedelta(days=1)}, "FEN-2604"),
        ({"due_on": LAST + timedelta(days=1)}, "FEN-2604"),
        ({"due_on": DAY - timedelta(days=1)}, "FEN-2605"),
        ({"organisation_id": 0}, "FEN-2606"),
        ({"segment": "no-such-segment"}, "FEN-2609"),
        ({"members": (0,)}, "FEN-2611"),
        ({"site_kind": "palace"}, "FEN-3001"),
    ],
)
def test_a_visit_out_of_order_is_refused_with_its_remedy(coordinator, cycle, change, number):
    with pytest.raises(FenerError) as problem:
        visit_in(coordinator, cycle, **change)
    assert _number(problem) == number
    assert problem.value.remedy
    assert not MonitoringVisit.objects.unscoped("test").exists()


def test_an_ambiguous_place_names_the_candidates(coordinator, cycle, monkeypatch):
    from fener.terms.places import Match, Resolution, supplement

    places = [place for place in supplement() if place.key in {"subotica", "sombor"}]
    monkeypatch.setattr(
        planning, "resolve_place", lambda *_: Resolution(None, tuple(places), Match.AMBIGUOUS, "Which one?")
    )
    with pytest.raises(UnknownTerm) as problem:
        visit_in(coordinator, cycle)
    assert _number(problem) == "FEN-3002"
    assert "sombor" in problem.value.remedy


def test_members_take_part_if_they_work_for_the_platform(coordinator, cycle, reader, stranger):
    monitor = monitor_of(coordinator)
    visit = visit_in(coordinator, cycle, members=(monitor.pk, monitor.pk))
    assert VisitMonitor.objects.get(visit=visit).member == monitor
    for other in (reader, stranger):
        with pytest.raises(UnreadableMaterial):
            visit_in(coordinator, cycle, members=(other.pk,))


@pytest.mark.parametrize(
    "change",
    [
        {"stakeholder_kind": ""},
        {"with_whom": "respondent"},
        {"with_whom": "somebody"},
        {"stakeholder_kind": "palace"},
        {"visit": "RS-2026-1-V77"},
    ],
)
def test_an_interview_out_of_order_is_refused(coordinator, cycle, change):
    with pytest.raises(FenerError):
        interview_in(coordinator, cycle, **change)
    assert not Interview.objects.unscoped("test").exists()


def test_an_interview_belongs_to_a_visit_and_names_no_person(coordinator, cycle):
    visit = visit_in(coordinator, cycle)
    monitor = monitor_of(coordinator)
    interview = interview_in(
        coordinator, cycle, with_whom="respondent", stakeholder_kind="", visit=visit.key, interviewer=monitor.pk
    )
    assert interview.visit_id == visit.pk
    assert interview.interviewer_id == monitor.pk


def test_only_what_differs_is_changed(coordinator, cycle):
    visit = visit_in(coordinator, cycle)
    monitor = monitor_of(coordinator)
    wish = VisitWish(
        place="Sombor",
        site_kind=visit.site_kind,
        planned_on=DAY,
        organisation_id=coordinator.organisation_id,
        members=(monitor.pk,),
    )
    change_planned(coordinator, visit.key, wish)
    visit.refresh_from_db()
    assert visit.place == "sombor"
    assert AuditEntry.objects.first().details == {"changed": ["members", "place"]}


def test_once_reported_only_days_and_note_change(coordinator, cycle):
    visit = visit_in(coordinator, cycle)
    reported(visit)
    same = {"site_kind": visit.site_kind, "organisation_id": coordinator.organisation_id, "planned_on": after(1)}
    change_planned(coordinator, visit.key, VisitWish(place="subotica", note="moved a day", **same))
    with pytest.raises(StateRefused) as problem:
        change_planned(coordinator, visit.key, VisitWish(place="sombor", **same))
    assert _number(problem) == "FEN-2617"
    with pytest.raises(StateRefused):
        cancel_planned(coordinator, visit.key, "not needed")


def test_a_rejected_report_counts_for_nothing(coordinator, cycle):
    visit = visit_in(coordinator, cycle)
    reported(visit, "rejected")
    cancel_planned(coordinator, visit.key, "not needed")


def test_a_visit_is_not_changed_into_an_interview(coordinator, cycle):
    visit = visit_in(coordinator, cycle)
    wish = InterviewWish(
        place="subotica", with_whom="respondent", planned_on=DAY, organisation_id=coordinator.organisation_id
    )
    with pytest.raises(UnreadableMaterial):
        change_planned(coordinator, visit.key, wish)


def test_a_cancellation_needs_a_reason_and_happens_once(coordinator, cycle):
    key = visit_in(coordinator, cycle).key
    with pytest.raises(UnreadableMaterial) as problem:
        cancel_planned(coordinator, key, "  ")
    assert _number(problem) == "FEN-2610"
    cancel_planned(coordinator, key, "road closed")
    assert planned_for(coordinator, key).cancelled_why == "road closed"
    with pytest.raises(StateRefused):
        cancel_planned(coordinator, key, "again")
    assert AuditEntry.objects.first().why == "road closed"


def test_a_cycle_with_open_matters_is_closed_only_with_a_reason(coordinator, cycle):
    visit, other = visit_in(coordinator, cycle), visit_in(coordinator, cycle)
    report = reported(visit)
    with pytest.raises(StateRefused) as problem:
        close_cycle(coordinator, cycle.pk)
    assert _number(problem) == "FEN-2618"
    assert report.key in problem.value.message
    assert other.key in problem.value.message
    with pytest.raises(UnreadableMaterial):
        close_cycle(coordinator, cycle.pk, even_so=True)
    close_cycle(coordinator, cycle.pk, even_so=True, why="the grant ended")
    assert AuditEntry.objects.first().details == {"unreported": 1, "unreviewed": 1}
    with pytest.raises(StateRefused) as problem:
        visit_in(coordinator, cycle)
    assert _number(problem) == "FEN-2603"
    with pytest.raises(StateRefused):
        close_cycle(coordinator, cycle.pk)


def test_a_cycle_with_everything_settled_is_closed_without_ado(coordinator, cycle):
    reported(visit_in(coordinator, cycle), "approved")
    cancel_planned(coordinator, visit_in(coordinator, cycle).key, "not needed")
    reported(visit_in(coordinator, cycle), "approved")
    assert close_cycle(coordinator, cycle.pk).closed_at is not None


def test_a_price_report_from_a_visit_does_not_report_the_visit(coordinator, cycle):
    reported(visit_in(coordinator, cycle), "approved", kind="price_report")
    with pytest.raises(StateRefused, match="RS-2026-1-V01"):
        close_cycle(coordinator, cycle.pk)


def test_an_organisation_joins_a_platform_once(coordinator, cycle):
    other = Organisation.objects.create(name="Second", territory="RS", kind="cso")
    join_platform(coordinator, "RS", other.pk)
    join_platform(coordinator, "RS", other.pk)
    assert PlatformOrganisation.objects.filter(organisation=other).count() == 1
    assert AuditEntry.objects.filter(action="join_platform").count() == 1
    visit_in(coordinator, cycle, organisation_id=other.pk)
    with pytest.raises(UnknownTerm):
        join_platform(coordinator, "RS", 10**6)


TABLE = """place;site_kind;planned_on;organisation;monitors;note
Subotica;informal_gathering;2026-05-01;Platform of Serbia;monitor-test;
u Somboru;Border crossing point;2.5.2026;platform of serbia;;by the old road
"""


def test_many_visits_are_planned_from_a_table(coordinator, cycle):
    monitor = monitor_of(coordinator)
    visits = plan_many(coordinator, cycle.pk, TABLE)
    assert [(v.key, v.place, v.site_kind, v.planned_on) for v in visits] == [
        ("RS-2026-1-V01", "subotica", "informal_gathering", date(2026, 5, 1)),
        ("RS-2026-1-V02", "sombor", "border_crossing_point", date(2026, 5, 2)),
    ]
    assert visits[0].monitor_links.get().member == monitor
    assert AuditEntry.objects.first().details == {"visits": ["RS-2026-1-V01", "RS-2026-1-V02"]}


def test_tabs_commas_and_a_byte_order_mark_are_read_too(coordinator, cycle):
    monitor_of(coordinator)
    plan_many(coordinator, cycle.pk, TABLE.replace(";", "\t"))
    plan_many(coordinator, cycle.pk, TABLE.replace(";", ",").replace("\n", "\r\n").encode("utf-8-sig"))
    assert MonitoringVisit.objects.unscoped("test").count() == 4


def test_one_bad_row_refuses_all_and_every_bad_row_is_located(coordinator, cycle):
    table = TABLE + "\n;station;2026-05-03;Platform of Serbia;;\nNowhere at all;station;31.2.2026;Nobody;;\n"
    table += "Nowhere at all;station;2026-05-03;Platform of Serbia;;\nSombor;station;2027-05-03;Platform of Serbia;;\n"
    monitor_of(coordinator)
    with pytest.raises(PlanRowsRefused) as problem:
        plan_many(coordinator, cycle.pk, table)
    found = [(row.row, row.column, row.number) for row in problem.value.rejected]
    assert found == [
        (5, "place", "FEN-2613"),
        (6, "planned_on", "FEN-2613"),
        (7, "place", "FEN-2607"),
        (8, "planned_on", "FEN-2604"),
    ]
    assert problem.value.rejected[2].raw == "Nowhere at all"
    assert not MonitoringVisit.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    "table",
    [
        "",
        "place;site_kind;planned_on;organisation",
        "place;site_kind;planned_on\nA;B;C",
        "place;site_kind;planned_on;organisation;wish\nA;B;C;D;E",
        "place;place;site_kind;planned_on;organisation\nA;A;B;C;D",
        'place;site_kind;planned_on;organisation\n"A;B;C;D',
        "place;site_kind;planned_on;organisation\n" + "A;B;C;D\n" * 501,
        "place;site_kind;planned_on;organisation\nŠabac".encode("utf-16"),
        b"x" * 1_000_001,
    ],
)
def test_a_table_that_cannot_be_read_says_why(coordinator, cycle, table):
    with pytest.raises(UnreadableMaterial) as problem:
        plan_many(coordinator, cycle.pk, table)
    assert _number(problem) == "FEN-2613"


# --- reminders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "began"), [(-4, None), (-3, -3), (-1, -3), (0, 0), (6, 0), (7, 7), (13, 7), (14, 14)])
def test_reminding_has_stages(days, began):
    due = date(2026, 6, 8)
    assert stage_began(due, due + timedelta(days=days)) == (None if began is None else due + timedelta(days=began))


@pytest.fixture
def assigned(coordinator, cycle):
    monitor = monitor_of(coordinator, email="monitor@example.org")
    visit = visit_in(coordinator, cycle, members=(monitor.pk,), note="meet the guide at the old mill")
    return monitor, visit


def test_a_reminder_carries_key_and_day_only(assigned):
    monitor, visit = assigned
    assert send_reminders(after(0)).sent == ()
    assert send_reminders(after(4)).sent == (visit.key,)
    letter = mail.outbox[0]
    assert letter.to == [monitor.email]
    assert letter.subject == "Visit RS-2026-1-V01 is due on 2026-06-08"
    told = (letter.subject + letter.body).casefold()
    for word in ("subotica", "mill", "serbia", monitor.username, "gathering"):
        assert word not in told
    assert AuditEntry.objects.first().details == {"on": "2026-06-05", "sent": 1, "failed": 0}


def test_a_stage_is_told_once_and_a_missed_day_is_made_up(assigned):
    days = [d for d in range(30) if send_reminders(after(d)).sent]
    assert days == [4, 7, 14, 21, 28]
    mail.outbox.clear()
    assert [d for d in (25, 9, 3) if send_reminders(after(d)).sent] == [], "a clock set back says nothing twice"
    assert mail.outbox == []


def test_a_run_after_a_pause_makes_up_for_the_missed_day(assigned):
    assert [d for d in (5, 6, 9, 12) if send_reminders(after(d)).sent] == [5, 9]


def test_several_reports_come_in_one_mail(assigned, coordinator, cycle):
    monitor, _ = assigned
    interview_in(coordinator, cycle, interviewer=monitor.pk)
    assert len(send_reminders(after(7)).sent) == 2
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "2 reports are due"


def test_what_is_reported_cancelled_or_closed_is_not_reminded_of(assigned, coordinator, cycle):
    monitor, visit = assigned
    reported(visit)
    other = visit_in(coordinator, cycle, members=(monitor.pk,))
    cancel_planned(coordinator, other.key, "not needed")
    assert send_reminders(after(7)).sent == ()
    third = visit_in(coordinator, cycle, members=(monitor.pk,))
    MonitoringCycle.objects.unscoped("test").update(closed_at=timezone.now())
    assert send_reminders(after(7)).sent == ()
    MonitoringCycle.objects.unscoped("test").update(closed_at=None)
    assert send_reminders(after(7)).sent == (third.key,)


def test_who_has_no_address_is_named_and_nobody_inactive_is_written_to(coordinator, cycle):
    silent, gone = monitor_of(coordinator, "silent"), monitor_of(coordinator, "gone", "gone@example.org")
    visit_in(coordinator, cycle, members=(silent.pk, gone.pk))
    Member.objects.filter(pk=gone.pk).update(is_active=False)
    found = send_reminders(after(7))
    assert (found.sent, found.without_address) == ((), ("RS-2026-1-V01",))
    assert mail.outbox == []


def test_failed_mail_is_reported_and_tried_again(assigned, monkeypatch):
    def refuse(*_):
        raise smtplib.SMTPServerDisconnected("the server went away")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        found = send_reminders(after(7))
    assert (found.sent, found.failed) == ((), ("RS-2026-1-V01",))
    assert "went away" in found.fault
    assert not Reminder.objects.exists()
    assert send_reminders(after(7)).sent == ("RS-2026-1-V01",)


def test_a_run_that_begins_while_another_sends_finds_nothing_to_say(assigned, monkeypatch):
    right, inner = EmailBackend.send_messages, []

    def send_and_run_again(backend, letters):
        if not inner:
            inner.append(None)
            inner.append(send_reminders(after(7)).sent)
        return right(backend, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", send_and_run_again)
    assert send_reminders(after(7)).sent == ("RS-2026-1-V01",)
    assert inner[1] == ()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_once(coordinator):
    _skip_in_memory()
    cycle = cycle_of(coordinator)
    monitor = monitor_of(coordinator, email="monitor@example.org")
    for _ in range(5):
        visit_in(coordinator, cycle, members=(monitor.pk,))
    start, sent = threading.Barrier(3), []

    def run() -> None:
        start.wait()
        sent.extend(send_reminders(after(7)).sent)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [f"RS-2026-1-V0{n}" for n in range(1, 6)]
    assert Reminder.objects.count() == 5


def test_the_job_and_the_terminal_remind(assigned):
    from click.testing import CliRunner

    from fener.cli.cycle import cycle as command
    from fener.jobs.field import send_due_reminders

    assert set(send_due_reminders.func()) == {"sent", "failed", "without_address", "fault"}
    answer = CliRunner().invoke(command, ["remind", "--on", "2026-06-08"], catch_exceptions=False)
    assert answer.exit_code == 0
    assert "sent" in answer.output


def test_cycles_and_coverage_are_printed_for_programs(coordinator, cycle):
    import json

    from click.testing import CliRunner

    from fener.cli.cycle import cycle as command

    visit_in(coordinator, cycle)
    as_member = ["--as", coordinator.username]
    answer = CliRunner().invoke(command, ["list", *as_member, "--json"], catch_exceptions=False)
    (line,) = json.loads(answer.stdout)
    assert (line["key"], line["visits"]["planned"], line["first_on"]) == ("RS-2026-1", 1, "2026-01-01")
    answer = CliRunner().invoke(command, ["coverage", str(cycle.pk), *as_member, "--json"], catch_exceptions=False)
    assert len(json.loads(answer.stdout)["stakeholders"]) == 20
    for words in (["list", *as_member], ["coverage", str(cycle.pk), *as_member]):
        assert CliRunner().invoke(command, words, catch_exceptions=False).exit_code == 0
    assert CliRunner().invoke(command, ["coverage", "99", *as_member]).exit_code == 2
